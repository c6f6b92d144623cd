"""The real command line in a process of its own: commands that end, and a server that is told to."""

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import httpx2

from loopline.cli.local import Serving, serving
from tests.cli.warm import COLUMNS, Forked

SECONDS = 60.0
JOURNEY = """
kind: journey
id: hello
owner: growth
entry: {on: [signed_up], reentry: {policy: always}}
goal: {event: bought, within: 14d}
start: mail
nodes:
  mail:
    kind: message
    channel: email
    content: {subject: 'Hello {{fallback name "you"}}', text: Hello}
"""


def loopline(*arguments: object, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A command, from its start to its end."""
    with TemporaryFile("w+", encoding="utf-8") as stdout, TemporaryFile("w+", encoding="utf-8") as stderr:
        process = started(arguments, {"COLUMNS": COLUMNS, **(env or {})}, stdout.fileno(), stderr.fileno())
        try:
            code = process.wait(SECONDS)
        finally:
            process.kill()
            process.wait()
        for file in (stdout, stderr):
            file.seek(0)
        return subprocess.CompletedProcess(process.args, code, stdout.read(), stderr.read())


def add_provider(
    folder: Path, name: str, url: str, *options: str, channel: str = "email"
) -> subprocess.CompletedProcess[str]:
    """The command with its URL at standard input."""
    command = [sys.executable, "-m", "loopline", "provider", "add", name, channel, "--data", str(folder), *options]
    return subprocess.run(command, input=url + "\n", capture_output=True, text=True, timeout=SECONDS, check=False)


def started(
    arguments: Sequence[object], env: Mapping[str, str], stdout: int, stderr: int
) -> "Forked | subprocess.Popen[bytes]":
    """A command that has begun. One that finds other modules than these tests do imports them itself."""
    words, all_of_it = [*map(str, arguments)], {**os.environ, **env}
    if not any(name.startswith("PYTHON") and os.environ.get(name) != value for name, value in env.items()):
        return Forked(words, all_of_it, stdout, stderr)
    command = [sys.executable, "-m", "loopline", *words]
    return subprocess.Popen(command, stdout=stdout, stderr=stderr, env=all_of_it)


class Server:
    """`loopline serve`, on a free port or a given one. `errors` is all that it wrote to standard error, once it ended.

    `address_space` bounds the memory that each of its processes may map, in KB.
    """

    def __init__(
        self, folder: Path, env: Mapping[str, str] | None = None, *, address_space: int = 0, port: int = 0
    ) -> None:
        self.folder, self.errors = folder, ""
        self._heard = folder.parent / f"{folder.name}.stderr"
        command = ["serve", "--data", str(folder), "--port", str(port)]
        with self._heard.open("ab") as heard:
            if address_space:
                limit = ("sh", "-c", f'ulimit -v {address_space}; exec "$@"', "sh", sys.executable, "-m", "loopline")
                self.process: Forked | subprocess.Popen[bytes] = subprocess.Popen(
                    [*limit, *command], stdout=heard, stderr=heard, env={**os.environ, **(env or {})}
                )
            else:
                self.process = started(command, env or {}, heard.fileno(), heard.fileno())
        self.note = self._wait_for_note()

    def _wait_for_note(self) -> Serving:
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends and self.process.poll() is None:
            note = serving(self.folder)
            if note is not None and note.pid == self.process.pid:
                return note
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self._heard.read_text()}")

    def setup_token(self) -> str:
        """What stands in the link that it has printed for the one who is to own it."""
        return self.said().rpartition("/setup#token=")[2].split()[0]

    def said(self) -> str:
        """What it, and those before it on this folder, wrote so far."""
        return self._heard.read_text()

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> httpx2.Response:
        """A request with the admin key, or with a write key as Segment's clients send it.

        `verify=False`, here and in all tests over plain HTTP: else each client reads all certificates, 30 ms of a core.
        """
        token = f"Basic {b64encode(f'{key}:'.encode()).decode()}" if key else f"Bearer {self.note.key}"
        with httpx2.Client(base_url=self.note.url, timeout=SECONDS, trust_env=False, verify=False) as client:
            return client.request(method, path, json=body, headers={"Authorization": token})

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """End it; the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(SECONDS)
        self.errors = self._heard.read_text()
        return time.monotonic() - begun


@contextmanager
def server(folder: Path, env: Mapping[str, str] | None = None, *, port: int = 0) -> Iterator[Server]:
    """A server, ended one way or the other when the block is left."""
    made = Server(folder, env, port=port)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait(SECONDS)


def written(folder: Path, text: str = JOURNEY, name: str = "hello.yaml") -> Path:
    """A file that holds a document."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def wait_for(what: Any, seconds: float = SECONDS) -> Any:
    """The first true answer; fails when none comes."""
    ends = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < ends, "this never came"
        time.sleep(0.05)
    return found
