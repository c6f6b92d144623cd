"""What an operator has to mend at a provider is said, with what to do, wherever an operator looks.

`tests/contracts` asks the same of the words of every kind; here they go through each edge of a running server.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.served import SECONDS, loopline, server, wait_for, written
from tests.providers.servers import post_office

SIGN_UP = [
    {"type": "identify", "userId": "ann", "messageId": "m1", "traits": {"email": "listed@example.test"}},
    {"type": "track", "userId": "ann", "messageId": "m2", "event": "signed_up"},
]
ADVICE = "Look up our host and the sender's domain"


def add(folder: Path, url: str) -> None:
    """Set up a provider called relay."""
    command = [sys.executable, "-m", "loopline", "provider", "add", "relay", "email", "--data", str(folder)]
    subprocess.run(command, input=url + "\n", capture_output=True, text=True, timeout=SECONDS, check=True)


def providers(folder: Path) -> list[dict[str, str]]:
    """What the list says of every provider."""
    found: list[dict[str, str]] = json.loads(loopline("provider", "list", "--data", folder, "--json").stdout)[
        "providers"
    ]
    return found


def test_a_refusal_about_us_says_what_to_do_at_every_edge(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with post_office() as office, server(folder) as running:
        add(folder, f"smtp://127.0.0.1:{office.port}?starttls=never")
        tried = loopline("provider", "test", "relay", "--to", "listed@example.test", "--data", folder)
        assert tried.returncode == 1 and tried.stdout.startswith("refused: smtp_554") and ADVICE in tried.stdout
        assert not tried.stderr, "its URL is right"
        answer = running.ask("POST", "/api/providers/relay/test", {"to": "listed@example.test"}).json()
        assert answer["code"] == "smtp_554" and ADVICE in answer["reason"]

        def warnings() -> list[str]:
            return [one for one in running.ask("GET", "/api/health").json()["warnings"] if '"relay" of email' in one]

        assert ADVICE in warnings()[0]
        assert (
            running.ask("POST", "/api/providers/relay/test", {"to": "me@example.test"}).json()["result"] == "accepted"
        )
        assert not warnings(), "what was mended, and tried, is no warning any more"

        pushed = loopline("push", written(tmp_path), "--publish", "--reason", "test", "--data", folder)
        assert pushed.returncode == 0, pushed.stderr
        key = loopline("keys", "add", "--role", "server", "--data", folder).stdout.strip()
        assert running.ask("POST", "/v1/batch", {"batch": SIGN_UP}, key=key).is_success
        wait_for(warnings)
        wait_for(lambda: ADVICE in running.ask("GET", "/api/people/ann/timeline").text)
        assert ADVICE in loopline("why", "ann", "--data", folder).stdout


def test_a_login_that_is_refused_says_what_to_correct(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with post_office(password="s3cret-pass") as office, server(folder):
        add(folder, f"smtp://me:hunter2@127.0.0.1:{office.port}?starttls=never")
        tried = loopline("provider", "test", "relay", "--to", "me@example.test", "--data", folder)
    assert tried.returncode == 1 and tried.stdout.startswith("deferred: smtp_535")
    assert "Correct the login and the password in the URL" in tried.stdout and "hunter2" not in tried.stdout
    assert "loopline provider add" in tried.stderr and "loopline provider remove relay" in tried.stderr


def test_a_url_of_the_environment_is_corrected_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with post_office(password="s3cret-pass") as office:
        url = f"smtp://me:hunter2@127.0.0.1:{office.port}?starttls=never"
        with server(folder, {"LOOPLINE_EMAIL": url}):
            (name,) = [one["name"] for one in providers(folder) if one["channel"] == "email"]
            tried = loopline("provider", "test", name, "--to", "me@example.test", "--data", folder)
    assert tried.returncode == 1 and "LOOPLINE_EMAIL" in tried.stderr and "provider add" not in tried.stderr
