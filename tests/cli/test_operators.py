"""`loopline operators`: the second way in, for whoever runs the machine."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.cli.served import SECONDS, Server, loopline, server


def status(running: Server, email: str, password: str) -> int:
    """What signing in is answered."""
    with httpx2.Client(base_url=running.note.url, timeout=SECONDS, trust_env=False, verify=False) as client:
        return client.post("/api/session", json={"email": email, "password": password}).status_code


def test_the_machine_lets_people_in_while_the_server_runs(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as running:
        made = loopline("operators", "add", "Ada@example.test", "--name", "Ada", "--data", folder)
        password = made.stdout.strip()
        assert (made.returncode, len(password.split())) == (0, 1), made.stderr
        assert password not in made.stderr and "operator_added" in made.stderr
        late = {"name": "Eve", "email": "eve@example.test", "password": "x" * 12, "token": running.setup_token()}
        assert running.ask("POST", "/api/setup", late).status_code == 409
        for _ in range(12):
            status(running, "ada@example.test", "a wrong password")
        assert status(running, "ada@example.test", password) == 429
        again = loopline("operators", "reset-password", "ada@example.test", "--data", folder).stdout.strip()
        assert again != password
    with server(folder) as running:
        assert status(running, "ada@example.test", password) == 401
        assert status(running, "ada@example.test", again) == 200
        assert "/setup#token=" not in running.said().rpartition("serves on")[2]
        listed = json.loads(loopline("operators", "list", "--data", folder, "--json").stdout)
        assert [(one["email"], one["sessions"]) for one in listed["operators"]] == [("ada@example.test", 1)]
        assert "1" in loopline("operators", "end-sessions", "ada@example.test", "--data", folder).stdout
        last = loopline("operators", "drop", "ada@example.test", "--data", folder)
        assert (last.returncode, "operator_last" in last.stderr) == (1, True)


def test_a_password_of_ones_own_comes_by_standard_input(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    command = ["operators", "add", "ada@example.test", "--name", "Ada", "--data", str(folder), "--password-stdin"]
    for given, code in (("short\n", 1), ("a long walk on the beach\r\n", 0)):
        done = subprocess.run(
            [sys.executable, "-m", "loopline", *command],
            input=given,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
    with server(folder) as running:
        assert status(running, "ada@example.test", "a long walk on the beach") == 200
