"""A second server with the same record waits for it, in words, and serves once the first one has ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from loopline.bench.server import free_port
from tests.cli.served import loopline, server, wait_for


@contextmanager
def waiting(folder: Path, url: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """It, and its address."""
    port = free_port()
    command = [sys.executable, "-m", "loopline", "serve", "--data", str(folder), "--port", str(port)]
    env = {**os.environ, "LOOPLINE_STORE": url}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stderr is not None
        assert "stands by" in process.stderr.readline()
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def asked(url: str) -> httpx2.Response:
    with httpx2.Client(trust_env=False, verify=False) as client:
        return client.get(url)


def test_it_waits_in_words_and_serves_on_the_same_address(tmp_path: Path, postgres_url: str) -> None:
    env = {"LOOPLINE_STORE": postgres_url}
    with server(tmp_path / "one", env) as first, waiting(tmp_path / "one", postgres_url) as (process, url):
        wait_for(lambda: "stands by and takes over" in asked(f"{url}/ready").text)
        assert asked(f"{url}/ready").status_code == 503
        assert asked(f"{url}/live").status_code == 200
        assert asked(f"{url}/studio").json()["error"]["code"] == "standing_by"
        made = loopline("keys", "add", "--data", tmp_path / "one", "--role", "server", env=env)
        assert made.returncode == 0, "commands go to the one that serves"
        first.stop()
        wait_for(lambda: asked(f"{url}/ready").status_code == 200)
        assert asked(f"{url}/api/health").json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_it_ends_when_it_is_told_to_and_the_one_that_serves_is_not_touched(tmp_path: Path, postgres_url: str) -> None:
    with server(tmp_path / "one", {"LOOPLINE_STORE": postgres_url}) as first:
        with waiting(tmp_path / "two", postgres_url) as (process, _):
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        assert not (tmp_path / "two" / "secrets").exists(), "it has opened nothing"
        assert first.ask("GET", "/live").status_code == 200
