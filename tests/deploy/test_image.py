"""What the image would do, done without an engine: its parts exist, its check is asked of a real server."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx2

from docs.codes import ROOT
from tests.cli.served import server
from tests.deploy.files import DEPLOY, SERVE

LINES = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def instructions(name: str) -> list[str]:
    return [line.strip().split(" ", 1)[1].strip() for line in LINES if line.strip().startswith(f"{name} ")]


def test_two_stages_and_nobody_is_root() -> None:
    assert len(instructions("FROM")) == 2 and instructions("FROM")[0].endswith("AS build")
    assert instructions("USER") == ["10001:10001"]
    assert instructions("ENTRYPOINT") == ['["loopline"]']
    assert json.loads(instructions("CMD")[-1]) == SERVE
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    for line in instructions("COPY"):
        for source in line.split()[:-1]:
            assert source.startswith("--") or source == "." or source.startswith("/opt") or (ROOT / source).exists()


def test_the_driver_is_taken_from_the_lock_with_its_hashes() -> None:
    """By the very command of the image."""
    (run,) = [line for line in instructions("RUN") if "awk" in line]
    program = run.partition(" > ")[0]
    done = subprocess.run(["sh", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    found = re.findall(r"^([a-z][\w.-]*)==", done.stdout, re.MULTILINE)
    assert found == ["psycopg", "psycopg-binary"]
    assert done.stdout.count("--hash=sha256:") > 10
    run_lock = (ROOT / "requirements-run.lock").read_text(encoding="utf-8")
    assert "\ntyping-extensions==" in run_lock, "all that the driver needs of others"


def test_the_check_of_the_image_is_true_while_a_server_lives_and_false_afterwards(tmp_path: Path) -> None:
    (line,) = [line for line in LINES if line.startswith("HEALTHCHECK")]
    command = json.loads(line.partition(" CMD ")[2])
    with server(tmp_path / "data") as running:
        port = str(httpx2.URL(running.note.url).port)
        check = [sys.executable, *[word.replace("8400", port) for word in command[1:]]]
        assert subprocess.run(check, timeout=60, check=False).returncode == 0
        running.stop()
        assert subprocess.run(check, timeout=60, check=False, capture_output=True).returncode == 1
