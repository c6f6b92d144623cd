"""The restore drill of docs/howto/restore-drill.md, followed command by command beside a running server."""

from pathlib import Path

from docs.codes import ROOT
from loopline.cli.keys import create
from tests.cli.served import loopline, server, wait_for, written
from tests.deploy.files import parsed, shell_commands

PAGES = ("restore-drill.md", "upgrade.md", "deploy.md", "postgresql.md")


def test_the_commands_of_the_pages_are_real() -> None:
    for name in PAGES:
        for words in shell_commands((ROOT / "docs/howto" / name).read_text(encoding="utf-8")):
            if words[0] != "--version":
                parsed(words)


def test_a_restore_is_drilled_as_the_page_says(tmp_path: Path) -> None:
    data = tmp_path / "data"
    key = create(data, "server")
    commands = shell_commands((ROOT / "docs/howto/restore-drill.md").read_text(encoding="utf-8"))
    assert [words[0] for words in commands] == ["backup", "restore", "log", "messages", "facts"]
    with server(data) as running:
        pushed = loopline("push", written(tmp_path), "--data", data, "--publish", "--reason", "test")
        assert pushed.returncode == 0, pushed.stderr
        for n in range(5):
            told = {"userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}, "messageId": f"i{n}"}
            assert running.ask("POST", "/v1/identify", told, key=key).status_code == 200
            body = {"userId": f"p{n}", "event": "signed_up", "messageId": f"m{n}"}
            assert running.ask("POST", "/v1/track", body, key=key).status_code == 200
        wait_for(lambda: running.ask("GET", "/api/journeys/hello/report").json()["messaged"] == 5)
        end = running.ask("GET", "/api/health").json()["position"]
        said = {}
        for words in commands:
            done = loopline(*[word.replace("./", f"{tmp_path}/") for word in words])
            assert done.returncode == 0, done.stderr
            said[words[0]] = done.stdout + done.stderr
    assert str(end) in said["log"].replace(",", "")
    assert all(f"p{n}" in said["messages"] for n in range(5))
