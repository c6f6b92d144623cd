"""`loopline keys`, by the real command line, with the server up and without."""

import json
from pathlib import Path

from tests.cli.served import loopline, server

EVENT = {"userId": "ann", "event": "signed_up"}


def test_keys_are_added_listed_and_dropped_while_the_server_runs(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as running:
        made = loopline("keys", "add", "--data", folder, "--role", "browser", "--origin", "https://a.example/")
        key = made.stdout.strip()
        assert key.startswith("lb_") and made.returncode == 0
        assert running.ask("POST", "/v1/track", EVENT, key=key).status_code == 403
        server_key = loopline("key", "create", "--data", folder, "--role", "write").stdout.strip()
        assert running.ask("POST", "/v1/track", EVENT, key=server_key).status_code == 200
        listed = json.loads(loopline("keys", "list", "--data", folder, "--json").stdout)["keys"]
        assert [(one["role"], one["origins"]) for one in listed] == [("browser", ["https://a.example"]), ("server", [])]
        words = loopline("keys", "list", "--data", folder).stdout
        assert listed[0]["id"] in words and "https://a.example" in words and key[8:] not in words
        assert loopline("keys", "drop", listed[0]["id"], "--data", folder).returncode == 0
    gone = loopline("keys", "drop", listed[0]["id"], "--data", folder)
    assert (gone.returncode, "key_unknown" in gone.stderr) == (1, True)
    wrong = loopline("keys", "add", "--data", folder, "--role", "browser", "--origin", "a.example")
    assert (wrong.returncode, "origin_invalid" in wrong.stderr) == (1, True)
