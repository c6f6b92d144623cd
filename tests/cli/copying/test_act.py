"""`loopline copy`: a folder that was served from files is served from PostgreSQL, with everything that was in it."""

from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.storage.postgres import SECRET

KEY = "LOOPLINE_STORE"


def sign_up(served: Server, key: str, first: int, count: int) -> None:
    """Take people in, and wait until each got the mail."""
    for n in range(first, first + count):
        told = {"userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}, "messageId": f"i{n}"}
        assert served.ask("POST", "/v1/identify", told, key=key).status_code == 200
        body = {"userId": f"p{n}", "event": "signed_up", "messageId": f"m{n}"}
        assert served.ask("POST", "/v1/track", body, key=key).status_code == 200
    wait_for(lambda: reported(served)["messaged"] == first + count)


def reported(served: Server) -> dict[str, Any]:
    """What the journey's report counts."""
    whole = served.ask("GET", "/api/journeys/hello/report").json()
    return {name: whole[name] for name in ("entered", "messaged", "funnel")}


def test_a_folder_is_moved_and_served_on(tmp_path: Path, postgres_url: str) -> None:
    folder, env = tmp_path / "data", {KEY: postgres_url}
    key = create(folder, "server")
    with server(folder) as served:
        pushed = loopline("push", written(tmp_path), "--data", folder, "--publish", "--reason", "test")
        assert pushed.returncode == 0, pushed.stderr
        sign_up(served, key, 0, 3)
        before = reported(served)
        served.stop()
    refused = loopline("keys", "list", "--data", folder, env=env)
    assert (refused.returncode, "[store_undecided]" in refused.stderr) == (1, True)
    copied = loopline("copy", "--data", folder, env=env)
    assert copied.returncode == 0, copied.stderr
    assert "log.entries: " in copied.stderr and SECRET not in copied.stderr + copied.stdout
    assert (folder / "before-postgresql" / "log.db").exists() and not (folder / "log.db").exists()
    with server(folder, env) as served:
        assert reported(served) == before
        sign_up(served, key, 3, 2)
        assert served.ask("GET", "/api/health").json()["facts"] == "fit"
        served.stop()
        assert SECRET not in served.errors
    rebuilt = loopline("facts", "rebuild", "--data", folder, env=env)
    assert rebuilt.returncode == 0, rebuilt.stderr
    back = tmp_path / "back"  # a backup holds files, wherever the record stands
    backed_up = loopline("backup", tmp_path / "backup", "--data", folder, env=env)
    assert backed_up.returncode == 0, backed_up.stderr
    assert loopline("restore", tmp_path / "backup", "--data", back).returncode == 0
    with server(back) as served:
        assert reported(served)["messaged"] == 5
        sign_up(served, key, 5, 2)


def test_a_folder_that_is_served_or_empty_is_not_copied(tmp_path: Path, postgres_url: str) -> None:
    env = {KEY: postgres_url}
    assert "[folder_missing]" in loopline("copy", "--data", tmp_path / "nothing", env=env).stderr
    unknown = loopline("copy", "--data", tmp_path, "--to", f"mysql://ann:{SECRET}@host/x").stderr
    assert "[store_unknown]" in unknown and SECRET not in unknown
    with server(tmp_path / "data"):
        refused = loopline("copy", "--data", tmp_path / "data", env=env)
        assert (refused.returncode, "[folder_taken]" in refused.stderr) == (1, True)
