"""`loopline alarm test` and a real trouble, from a real server to a real receiver; the addresses are nowhere."""

from pathlib import Path

from msgspec import json

from tests.cli.served import loopline, server, wait_for, written
from tests.providers.servers import Receiver, in_a_thread

SECRET = "s3cret-of-a-chat"
PAUSED = """
kind: workspace
delivery: {paused: [post-9]}
"""


def texts(desk: Receiver) -> list[str]:
    """What the chat was told."""
    return [json.decode(body)["text"] for path, _, body in desk.requests if path == f"/{SECRET}"]


def test_a_test_alarm_says_what_became_of_it_and_a_trouble_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with in_a_thread(Receiver()) as desk:
        urls = f"http://127.0.0.1:{desk.port}/{SECRET} http://{SECRET}@127.0.0.1:{desk.port}/status/403"
        env = {"LOOPLINE_ALARMS": urls, "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "true"}
        with server(folder, env) as made:
            done = loopline("alarm", "test", "--data", folder)
            assert done.stdout.splitlines() == ["1 (http): told", "2 (http): it answered 403"]
            assert done.returncode == 1 and len(texts(desk)) == 1 and "This is a test" in texts(desk)[0]
            health = made.ask("GET", "/api/health").json()
            assert health["status"] == "ok" and health["troubles"] == []
            assert any("do not reach the destination 2 (http): it answered 403" in one for one in health["warnings"])
            document = written(tmp_path, PAUSED, "workspace.yaml")
            pushed = loopline("push", document, "--publish", "--reason", "a test", "--data", folder)
            assert pushed.returncode == 0, pushed.stderr
            wait_for(lambda: len(texts(desk)) == 2)
            assert texts(desk)[1].startswith('Loopline: 1 began\nBegan: The provider "post-9" is paused')
            troubles = made.ask("GET", "/api/health").json()["troubles"]
            assert [(one["key"], one["grave"]) for one in troubles] == [("paused:provider:post-9", False)]
            made.stop()
            said = done.stdout + done.stderr + made.errors + str(health)
        assert made.process.returncode == 0 and len(texts(desk)) == 2
    assert SECRET not in said
    assert not [path for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def test_a_faulty_setting_stops_the_start_and_no_setting_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = loopline("serve", "--data", folder, "--port", 0, env={"LOOPLINE_ALARMS": SECRET})
    assert done.returncode == 1 and "alarms_invalid" in done.stderr and SECRET not in done.stderr
    assert "server_absent" in loopline("alarm", "test", "--data", folder).stderr
    with server(folder):
        done = loopline("alarm", "test", "--data", folder)
        assert done.returncode == 1 and "alarms_none" in done.stderr
