"""`loopline provider`: set up, tried out, listed, taken away, while a server runs and while none does."""

import json
from pathlib import Path

from tests.cli.served import Server, add_provider, loopline, server, wait_for, written
from tests.providers.servers import post_office

SIGN_UP = [
    {"type": "identify", "userId": "ann", "messageId": "m1", "traits": {"email": "ann@example.test", "name": "Ann"}},
    {"type": "track", "userId": "ann", "messageId": "m2", "event": "signed_up"},
]


def listed(folder: Path) -> dict[str, dict[str, object]]:
    """What the list says of each e-mail provider."""
    found = json.loads(loopline("provider", "list", "--data", folder, "--json").stdout)
    return {one["name"]: one for one in found["providers"] if one["channel"] == "email"}


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_provider_carries_as_soon_as_it_was_added_and_its_secret_is_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with post_office(password="s3cret-pass") as office:
        url = f"smtp://login:s3cret-pass@127.0.0.1:{office.port}?starttls=never"
        with server(folder) as running:
            assert running.ask("GET", "/api/health").json()["channels"]["email"] == "sandbox"
            done = add_provider(folder, "post-1", url, "--rate", "50")
            assert done.returncode == 0, done.stderr
            taken = add_provider(folder, "post-1", url)
            assert (taken.returncode, "provider_taken" in taken.stderr) == (1, True)
            tried = loopline("provider", "test", "post-1", "--to", "me@example.test", "--data", folder)
            assert (tried.returncode, tried.stdout.startswith("accepted")) == (0, True), tried.stdout
            found = listed(folder)
            assert list(found) == ["post-1"]
            assert found["post-1"]["state"] == "ok" and found["post-1"]["a_second"] == 50
            health = running.ask("GET", "/api/health").json()
            assert any("No message leaves by sms, whatsapp, push" in words for words in health["warnings"])
            send(running, folder)
        with server(folder) as again:
            assert again.ask("GET", "/api/health").json()["channels"]["email"] == "smtp"
        assert sorted(to for to, _ in office.mails) == ["ann@example.test", "me@example.test"]
    assert b"s3cret-pass" not in everything_in(folder)
    assert "s3cret-pass" not in done.stderr + taken.stderr + tried.stdout + str(found)
    assert loopline("provider", "remove", "post-1", "--data", folder).returncode == 0
    assert "provider_missing" in loopline("provider", "remove", "post-1", "--data", folder).stderr
    assert list(listed(folder)) == ["sandbox"]


def send(running: Server, folder: Path) -> None:
    """Publish a journey, let somebody enter, wait until the message has left."""
    pushed = loopline("push", written(folder.parent), "--publish", "--reason", "test", "--data", folder)
    assert pushed.returncode == 0, pushed.stderr
    key = loopline("keys", "add", "--role", "server", "--data", folder).stdout.strip()
    assert running.ask("POST", "/v1/batch", {"batch": SIGN_UP}, key=key).is_success
    wait_for(lambda: [one["status"] for one in running.ask("GET", "/api/messages").json()["messages"]] == ["sent"])


def test_a_faulty_provider_is_refused_without_its_secret(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name, url, code in (
        ("Post 1", "smtp://a:hunter2@h", "provider_name_invalid"),
        ("post", "nosuch://a:hunter2@h", "provider_unknown"),
        ("post", "smtp://a:hunter2@h?nope=hunter2", "provider_option_unknown"),
        ("post", "twilio://a:hunter2@h", "provider_url_invalid"),
        ("post", "", "provider_unknown"),
    ):
        done = add_provider(folder, name, url)
        assert (done.returncode, code in done.stderr, "hunter2" in done.stderr) == (1, True, False), done.stderr
    assert list(listed(folder)) == ["sandbox"]
