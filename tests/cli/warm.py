"""Commands in processes of their own that begin with everything imported: forked from one that waits for them.

What `python -m loopline` imports takes seconds of processor time, and the tests start thousands of commands. A process
that is forked has its own memory, files, signals and end; only the imports are shared. Such a command that has to find
other modules than ours (it is given a `PYTHON...` of its own) is started as people start it: see `served`.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from select import select
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Final

import __main__

ROOT: Final = Path(__file__).parents[2]
COLUMNS: Final = "300"
REQUEST_BYTES_MAX: Final = 1 << 17


class Forked:
    """One such command, as `Popen` shows a process: also its return code, which is negative after a signal."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], stdout: int, stderr: int) -> None:
        self.args = ["loopline", *arguments]
        self.returncode: int | None = None
        mask = os.umask(0o077)
        os.umask(mask)
        request = {"arguments": list(arguments), "env": dict(env), "folder": str(Path.cwd()), "mask": mask}
        self._answers, theirs = socket.socketpair()
        with theirs:
            _parent().ask(json.dumps(request).encode(), [stdout, stderr, theirs.fileno()])
        self._heard = self._answers.makefile("rb")
        self.pid = int(self._heard.readline())
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Its return code; None while it runs."""
        with self._lock:
            if self.returncode is None and select([self._answers], [], [], 0)[0]:
                self.returncode = int(self._heard.readline())
                self._heard.close()
                self._answers.close()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its return code, once it has ended."""
        ends = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = 1.0 if ends is None else ends - time.monotonic()
            if left <= 0:
                raise TimeoutExpired(self.args, timeout or 0.0)
            select([self._answers], [], [], left)
        return code

    def send_signal(self, number: int) -> None:
        """To a process that runs; nothing happens to one that has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class _Parent:
    """The process that waits, for as long as these tests run."""

    def __init__(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-m", "tests.cli.warm", str(number)]
            wide = os.environ | {"COLUMNS": COLUMNS}  # what writes to a terminal asks for its width when it is imported
            self._process = Popen(command, pass_fds=[number], cwd=ROOT, env=wide, stdin=DEVNULL, stdout=DEVNULL)

    def ask(self, request: bytes, numbers: list[int]) -> None:
        """Have a command forked that writes to these files and is told of by this socket."""
        assert len(request) < REQUEST_BYTES_MAX
        with self._lock:
            socket.send_fds(self._requests, [request], numbers)

    def end(self) -> None:
        """It ends when nobody can ask it any more."""
        self._requests.close()
        self._process.wait()


@cache
def _parent() -> _Parent:
    parent = _Parent()
    atexit.register(parent.end)
    return parent


def _import_everything() -> None:
    """All that a command imports, also late."""
    from loopline import cli

    for module in pkgutil.walk_packages(cli.__path__, f"{cli.__name__}."):
        importlib.import_module(module.name)
    importlib.import_module("loopline.__main__")
    assert threading.active_count() == 1, "what has threads cannot be forked"


def _forked(requests: socket.socket) -> bool:
    """Forks a process for each request and says how each ended; True in such a process, False at the end."""
    woken, wakes = socket.socketpair()
    woken.setblocking(False)
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select([requests, woken], [], [])
        if woken in ready:
            woken.recv(4_096)
            _tell_of_ended(running)
        if requests in ready:
            request, numbers, _, _ = socket.recv_fds(requests, REQUEST_BYTES_MAX, 3)
            if not request:
                return False
            answers = socket.socket(fileno=numbers.pop())
            if not (pid := os.fork()):
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for used in (requests, woken, wakes, answers, *running.values()):
                    used.close()
                _become(json.loads(request), *numbers)
                return True
            for number in numbers:
                os.close(number)
            running[pid] = answers
            answers.sendall(b"%d\n" % pid)


def _tell_of_ended(running: dict[int, socket.socket]) -> None:
    for pid in list(running):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with running.pop(pid) as answers:
                try:
                    answers.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
                except BrokenPipeError:  # nobody wants to know any more
                    continue


def _become(request: dict[str, object], stdout: int, stderr: int) -> None:
    """What `python -m loopline` finds when it begins."""
    env, arguments, mask = request["env"], request["arguments"], request["mask"]
    assert isinstance(env, dict) and isinstance(arguments, list) and isinstance(mask, int)
    for number, place in ((stdout, 1), (stderr, 2)):
        os.dup2(number, place)
        os.close(number)
    atexit.register(gc.unfreeze)  # at its end everything is given back, as by a process that was never frozen
    os.chdir(str(request["folder"]))
    os.umask(mask)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    __main__.__package__ = "loopline"
    sys.argv = [str(sys.modules["loopline.__main__"].__file__), *arguments]


if __name__ == "__main__":
    _import_everything()
    gc.collect()
    gc.freeze()
    if _forked(socket.socket(fileno=int(sys.argv[1]))):
        importlib.import_module("loopline.__main__").main()
