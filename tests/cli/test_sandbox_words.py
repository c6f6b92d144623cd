"""A channel without a provider is a sandbox and says so: at the check, the publish, wherever its message is."""

import json
from pathlib import Path

from tests.cli.served import loopline, server, wait_for, written

WORDS = "No message leaves by e-mail: the sandbox keeps them"
SIGN_UP = [
    {"type": "identify", "userId": "ann", "messageId": "m1", "traits": {"email": "ann@example.test"}},
    {"type": "track", "userId": "ann", "messageId": "m2", "event": "signed_up"},
]


def test_every_place_that_tells_of_a_message_says_that_it_did_not_leave(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", written(tmp_path)
    with server(folder, {"LOOPLINE_SMS": "vonage://abcd1234:secret@127.0.0.1:9?from=%2B15005550006"}) as made:
        checked = loopline("check", file, "--data", folder)
        assert checked.returncode == 0 and WORDS in checked.stderr, checked.stderr
        pushed = loopline("push", file, "--publish", "--reason", "a test", "--data", folder)
        assert pushed.returncode == 0 and WORDS in pushed.stderr, pushed.stderr
        document = made.ask("GET", "/api/journeys/hello/versions/1").json().get("document")
        body = {"document": document}
        assert made.ask("POST", "/api/check", body).json()["sandboxed"] == ["email"]
        published = made.ask("POST", "/api/journeys/hello/publish", {**body, "reason": "again"}).json()
        assert published["sandboxed"] == ["email"], published
        key = loopline("keys", "add", "--role", "server", "--data", folder).stdout.strip()
        assert made.ask("POST", "/v1/batch", {"batch": SIGN_UP}, key=key).is_success
        (message,) = wait_for(lambda: [m for m in made.ask("GET", "/api/messages").json()["messages"] if m["provider"]])
        wait_for(lambda: made.ask("GET", "/api/messages").json()["messages"][0]["status"] == "sent")
        assert message["provider"] == "sandbox"
        page = made.ask("GET", f"/api/messages/{message['key']}").json()
        assert [one["provider"] for one in page["attempts"] if one["outcome"] == "sent"] == ["sandbox"], page
        assert any("The sandbox kept" in one["text"] for one in page["attempts"]), page["attempts"]
        health = made.ask("GET", "/api/health").json()
        assert health["channels"]["email"] == "sandbox"
        assert any("No message leaves by email" in one for one in health["warnings"])
        listed = loopline("messages", "list", "--data", folder)
        assert "sandbox" in listed.stdout and "  sent  " not in listed.stdout and "has left to nobody" in listed.stderr
        told = json.loads(loopline("messages", "list", "--json", "--data", folder).stdout)
        assert [one["provider"] for one in told["messages"]] == ["sandbox"]
        why = loopline("why", "ann", "--data", folder)
        assert "The sandbox kept the e-mail" in why.stdout + why.stderr
        report = made.ask("GET", "/api/journeys/hello/report").json()
        assert "The sandbox kept messages (1 by e-mail)" in report["sandbox"]
        shown = loopline("report", "hello", "--data", folder)
        assert "The sandbox kept messages" in shown.stdout + shown.stderr
    for command in (("check", file), ("push", file, "--publish", "--reason", "alone")):
        alone = loopline(*command, "--data", folder)
        assert alone.returncode == 0 and WORDS in alone.stderr, alone.stderr
    listed = loopline("messages", "list", "--data", folder)
    assert "sandbox" in listed.stdout
