"""A server whose PostgreSQL stands still: it answers, tells it, and goes on when PostgreSQL does."""

import signal
from pathlib import Path

import psutil

from tests.cli.served import loopline, server, wait_for
from tests.storage.postgres import running_postgres


def test_a_postgresql_that_stands_still_silences_neither_health_nor_the_door(tmp_path: Path) -> None:
    with running_postgres() as postgres:
        env = {"LOOPLINE_STORE": postgres.make()}
        folder = tmp_path / "data"
        made = loopline("keys", "add", "--data", folder, "--role", "server", env=env)
        (key,) = [word for word in made.stdout.split() if word.startswith("lw_")]
        with server(folder, env) as running:

            def sends(number: int, key: str = key) -> tuple[int, str]:
                body = {"userId": "ann", "event": "seen", "messageId": f"m{number}"}
                answer = running.ask("POST", "/v1/track", body, key=key)
                return answer.status_code, "" if answer.status_code == 200 else answer.json()["error"]["code"]

            wait_for(lambda: running.ask("GET", "/ready").status_code == 200)
            assert sends(1) == (200, "")
            assert postgres._process is not None
            root = psutil.Process(postgres._process.pid)
            family = [root, *root.children(recursive=True)]
            for one in family:
                one.send_signal(signal.SIGSTOP)
            try:
                wait_for(lambda: sends(2, "lw_nobodys") == (503, "keys_silent"))
                assert running.ask("GET", "/live").status_code == 200
                assert sends(3)[0] == 503, "the key is known, and the log stands"
                assert running.ask("GET", "/live").status_code == 200
                wait_for(lambda: running.ask("GET", "/ready").status_code == 503)
                wait_for(lambda: running.ask("GET", "/api/health").json()["status"] == "failing")
            finally:
                for one in family:
                    one.send_signal(signal.SIGCONT)
            wait_for(lambda: sends(4) == (200, ""))
            assert wait_for(lambda: sends(5, "lw_nobodys") == (401, "key_invalid"))
            wait_for(lambda: running.ask("GET", "/ready").status_code == 200)
