"""`loopline serve` in a process of its own: the upsell journey end to end, stops, kills, wrong settings, secrets."""

import asyncio
import email
import email.policy
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loopline.app import App
from loopline.cli.keys import create
from loopline.cli.local import NOTE, with_app
from loopline.studio.gallery import read as templates
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.servers import post_office

PASSWORD = "correct-horse-battery"


def batch(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"batch": list(messages)}


def push(folder: Path, path: Path) -> None:
    done = loopline("push", path, "--data", folder, "--publish", "--reason", "to see it work")
    assert done.returncode == 0, done.stderr


def test_the_upsell_journey_from_the_signal_to_the_mail(tmp_path: Path) -> None:
    """Free plan, knocking at paid features: push at once, the e-mail a day later, as short as this test may wait."""
    folder = tmp_path / "data"
    write = create(folder, "write")
    text = templates.text("upsell").replace("for: 1d", "for: 1s").replace("percent: 10", "percent: 0")
    with post_office(PASSWORD) as room:
        env = {
            "LOOPLINE_SMTP_URL": f"smtp://me:{PASSWORD}@127.0.0.1:{room.port}",
            "LOOPLINE_PUBLIC_URL": "https://go.example.com",
            "LOOPLINE_SENDER": "Growth <growth@example.com>",
            "LOOPLINE_LOG_LEVEL": "debug",
        }
        with server(folder, env) as running:
            push(folder, written(tmp_path, text, "upsell.yaml"))
            traits = {"email": "ann@example.org", "first_name": "Änn", "push_token": "t1", "current_plan": "free"}
            sent = running.ask(
                "POST",
                "/v1/batch",
                batch(
                    {"type": "identify", "userId": "ann", "traits": {**traits, "paywalled_feature_attempts": 4}},
                    {"type": "track", "userId": "ann", "event": "feature_limit_reached"},
                ),
                key=write,
            )
            assert sent.status_code == 200, sent.text
            wait_for(lambda: room.mails)
            why = wait_for(lambda: _messages(running, 2))
            assert [m["status"] for m in why] == ["sent", "sent"]
            assert running.stop() < 10
        ((to, raw),) = room.mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert to == "ann@example.org"
    assert mail["From"] == "Growth <growth@example.com>"
    assert mail["Subject"] == "The feature you keep reaching for"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://go.example.com/")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None
    assert "Änn" in plain.get_content()
    assert "https://app.example.com" not in html.get_content(), "its links come back to us first"
    assert PASSWORD not in running.errors
    assert write not in running.errors
    assert running.note.key not in running.errors


def _messages(running: Server, count: int) -> list[dict[str, Any]]:
    found = running.ask("GET", "/api/messages?person=ann").json()["messages"]
    return found if len(found) == count and all(m["status"] == "sent" for m in found) else []


def test_sigterm_ends_it_with_nothing_lost(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    accepted = 0
    with server(folder) as running:
        assert running.ask("GET", "/api/health").json()["status"] == "ok"
        for n in range(20):
            messages = [
                {"type": "track", "userId": f"p{i}", "event": "seen", "messageId": f"{n}-{i}"} for i in range(50)
            ]
            assert running.ask("POST", "/v1/batch", batch(*messages), key=write).status_code == 200
            accepted += 50
        assert running.stop() < 10
        assert running.process.returncode == 0
    assert not (folder / NOTE).exists()

    async def count(app: App) -> tuple[int, object]:
        await asyncio.to_thread(app.exporter.catch_up)
        return app.log.end(), app.facts.query("SELECT count(*) FROM events")[0][0]

    assert with_app(folder, count) == (accepted, accepted)


@pytest.mark.parametrize("policy", ["hold", "resend"])
def test_a_kill_while_a_mail_is_in_the_air(tmp_path: Path, policy: str) -> None:
    """The server takes the mail and says nothing for seconds; we are killed meanwhile. Nobody guesses."""
    folder = tmp_path / "data"
    write = create(folder, "write")
    with post_office() as room:
        env = {"LOOPLINE_SMTP_URL": f"smtp://127.0.0.1:{room.port}", "LOOPLINE_SMTP_UNKNOWN": policy}
        with server(folder, env) as running:
            push(folder, written(tmp_path))
            traits = {"email": "silent@example.com"}
            message = {"type": "identify", "userId": "ann", "traits": traits}
            running.ask("POST", "/v1/batch", batch(message, _signed_up()), key=write)
            wait_for(lambda: room.mails)
            running.stop(signal.SIGKILL)
        assert (folder / NOTE).exists(), "killed: it could not take its note away"
        with server(folder, env) as again:
            wanted = "unknown" if policy == "hold" else "sent"
            wait_for(lambda: [m["status"] for m in again.ask("GET", "/api/messages").json()["messages"]] == [wanted])
            assert again.stop() < 10
        assert len(room.mails) == (1 if policy == "hold" else 2)


def _signed_up() -> dict[str, Any]:
    return {"type": "track", "userId": "ann", "event": "signed_up"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOOPLINE_SMTP_URL", f"ftp://me:{PASSWORD}@mail.example.com"), ("LOOPLINE_BATCH_MAX", "0")],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(tmp_path: Path, name: str, value: str) -> None:
    done = loopline("serve", "--data", tmp_path / "data", "--port", "0", env={name: value})
    assert done.returncode == 1
    assert name in done.stderr
    assert PASSWORD not in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "log.db").exists(), "nothing was made"


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as running:
        second = loopline("serve", "--data", folder, "--port", "0")
        assert second.returncode == 1
        assert "Traceback" not in second.stderr
        assert "folder_taken" in second.stderr
        assert running.ask("GET", "/api/health").json()["status"] == "ok", "the first one does not mind"
        assert (folder / NOTE).exists()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with server(tmp_path / "one") as running:
        port = running.note.url.rpartition(":")[2]
        second = loopline("serve", "--data", tmp_path / "two", "--port", port)
        assert second.returncode == 1
        assert "ddress already in use" in second.stderr
        assert "--port" in second.stderr
        assert "Traceback" not in second.stderr
        assert not (tmp_path / "two" / NOTE).exists()


def test_links_in_messages_follow_the_port(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "server")
    with post_office() as room:
        with server(folder, {"LOOPLINE_SMTP_URL": f"smtp://127.0.0.1:{room.port}"}) as running:
            push(folder, written(tmp_path))
            identify = {"type": "identify", "userId": "ann", "traits": {"email": "ann@example.com"}}
            assert running.ask("POST", "/v1/batch", batch(identify, _signed_up()), key=write).status_code == 200
            wait_for(lambda: room.mails)
        mail = email.message_from_bytes(room.mails[0][1], policy=email.policy.default)
        assert mail["List-Unsubscribe"].startswith(f"<{running.note.url}/l/")


def test_the_server_does_not_say_what_it_is(tmp_path: Path) -> None:
    with server(tmp_path / "data") as running:
        assert "server" not in running.ask("GET", "/api/health").headers


GIVES_BACK = """
import ctypes, os
from pathlib import Path
from loopline.cli.serve import FREED_AT_ONCE
os.putenv(*FREED_AT_ONCE)
import duckdb

def anonymous():
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("RssAnon"))
    return int(line.split()[1]) // 1024

connection = duckdb.connect(config={"threads": 1})
connection.execute("SET enable_progress_bar = false")
before = anonymous()
connection.execute("CREATE TEMP TABLE held AS SELECT md5(range::VARCHAR) AS one FROM range(3000000)")
held = anonymous()
connection.execute("DROP TABLE held")
print(held - before, anonymous() - before)
"""


def test_the_facts_give_back_at_once_what_they_no_longer_need() -> None:
    done = subprocess.run([sys.executable, "-c", GIVES_BACK], capture_output=True, text=True, check=True, timeout=60)
    held, left = (int(word) for word in done.stdout.split())
    assert held > 60
    assert left < held // 2
