"""A second server with the same record waits for it, in words, and serves once the first one has ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


def is_ready(url: str) -> bool:
    """One that takes over may end a connection on which nothing was answered yet."""
    with suppress(httpx2.TransportError):
        return asked(f"{url}/ready").status_code == 200
    return False


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


def test_whoever_asks_while_postgresql_is_away_hears_no_host_and_nobodys_name(tmp_path: Path) -> None:
    place = f"127.0.0.1:{free_port()}"
    with waiting(tmp_path / "one", f"postgresql://ann_of_ours:s3cret@{place}/ledger") as (process, url):
        wait_for(lambda: "[store_unreachable]" in asked(f"{url}/ready").text)
        for path in ("ready", "studio", "metrics"):
            told = asked(f"{url}/{path}").text
            assert not [word for word in ("127.0.0.1", "ann_of_ours", "s3cret", "ledger", "port ") if word in told], (
                told
            )
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0 and process.stderr is not None
        logged = process.stderr.read()
        assert "Connection refused" in logged and "s3cret" not in logged


def test_of_two_that_wait_one_serves_and_the_other_waits_on(tmp_path: Path, postgres_url: str) -> None:
    folder = tmp_path / "one"
    with (
        server(folder, {"LOOPLINE_STORE": postgres_url}) as first,
        waiting(folder, postgres_url) as (one, at_one),
        waiting(folder, postgres_url) as (two, at_two),
    ):
        made = loopline("keys", "add", "--data", folder, "--role", "server", env={"LOOPLINE_STORE": postgres_url})
        assert made.returncode == 0, made.stderr
        first.stop()
        both = {at_one: one, at_two: two}
        wait_for(lambda: any(map(is_ready, both)))
        serves = next(filter(is_ready, both))
        (waits,) = both.keys() - {serves}
        assert "stands by" in asked(f"{waits}/ready").json()["why"]
        both[serves].kill()
        wait_for(lambda: is_ready(waits))
        both[waits].send_signal(signal.SIGTERM)
        assert both[waits].wait(60) == 0
