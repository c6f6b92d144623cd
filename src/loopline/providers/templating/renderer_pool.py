"""The processes that render, as few as are needed: started when they are, replaced when they end, bounded."""

import contextlib
import signal
import socket
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from types import TracebackType
from typing import Final

import msgspec

from loopline.model.errors import Unavailable
from loopline.providers.templating.protocol import Limits, RenderAnswer, RenderRequest, decode_answer, receive, send
from loopline.providers.templating.renderer import MODULE

PROCESSES_MAX: Final = 2
START_SECONDS: Final = 30.0
ANSWER_SECONDS: Final = 60.0
LEAVE_SECONDS: Final = 2.0


class RendererDied(Exception):
    """The process ended before it answered; `out_of_time`: by the kernel, for its use of the processor."""

    def __init__(self, code: int) -> None:
        self.out_of_time = code == -signal.SIGPROF
        super().__init__(f"a process that renders templates ended with {code}")


class RendererProcess:
    """One process and the link to it, for one caller at a time. `loaded` are the numbers that it has compiled."""

    def __init__(self, limits: Limits, handlebars: Path) -> None:
        self.loaded: OrderedDict[int, None] = OrderedDict()
        self._link, theirs = socket.socketpair()
        self._link.settimeout(START_SECONDS)
        with theirs:
            number = theirs.fileno()
            given = (str(number), msgspec.json.encode(limits).decode(), str(handlebars))
            self._process = Popen([sys.executable, "-m", MODULE, *given], stdin=DEVNULL, pass_fds=[number])
        self._receive()
        self._link.settimeout(ANSWER_SECONDS)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def ask(self, request: RenderRequest) -> RenderAnswer:
        """Its answer. Raises RendererDied; one that is silent for too long is ended."""
        try:
            send(self._link, request)
        except OSError:
            raise RendererDied(self._end()) from None
        return self._receive()

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """Let it go, and see it end."""
        self._link.close()
        try:
            self._process.wait(LEAVE_SECONDS)
        except TimeoutExpired:
            self._end()

    def _receive(self) -> RenderAnswer:
        with contextlib.suppress(OSError):
            packed = receive(self._link)
            if packed is not None:
                return decode_answer(packed)
        raise RendererDied(self._end())

    def _end(self) -> int:
        self._link.close()
        try:
            return self._process.wait(LEAVE_SECONDS / 10)  # how it ended by itself says why
        except TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class RendererPool:
    """Lends processes, each to one caller. A second one is started when somebody would wait for the first."""

    def __init__(self, launch: Callable[[], RendererProcess]) -> None:
        self._launch = launch
        self._idle: list[RendererProcess] = []
        self._started: list[int] = []
        self._count = 0
        self._closed = False
        self._changed = threading.Condition()

    @contextmanager
    def lent(self, wanted: int = 0) -> Iterator[RendererProcess]:
        """A process, if possible one that has compiled `wanted`. Raises Unavailable."""
        process = self._take(wanted)
        try:
            yield process
        finally:
            self._give_back(process)

    def started(self) -> list[int]:
        """The ids of the processes that are there."""
        with self._changed:
            return list(self._started)

    def close(self) -> None:
        """End those that wait for work; the others end with theirs."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for process in idle:
            process.close()

    def _take(self, wanted: int) -> RendererProcess:
        with self._changed:
            while not self._idle and self._count >= PROCESSES_MAX and not self._closed:
                self._changed.wait()
            if self._closed:
                raise Unavailable("template_engine_closed", "The template engine was closed: start Loopline again.")
            if self._idle:
                best = next((process for process in self._idle if wanted in process.loaded), self._idle[-1])
                self._idle.remove(best)
                return best
            self._count += 1
        try:
            process = self._launch()
            with self._changed:
                self._started.append(process.pid)
            return process
        except BaseException as error:
            self._forget()
            if isinstance(error, OSError | RendererDied):
                raise Unavailable(
                    "template_engine_down", f"No process that renders templates can be started: {error}. It is retried."
                ) from error
            raise

    def _give_back(self, process: RendererProcess) -> None:
        with self._changed:
            if process.is_alive() and not self._closed:
                self._idle.append(process)
                self._changed.notify()
                return
        process.close()
        self._forget(process.pid)

    def _forget(self, pid: int = 0) -> None:
        with self._changed:
            self._started = [one for one in self._started if one != pid]
            self._count -= 1
            self._changed.notify()


class Turn:
    """One caller at a time, and only so many who wait. Raises Unavailable `template_engine_busy`."""

    def __init__(self, waiting_max: int) -> None:
        self._free = threading.Semaphore(1 + waiting_max)
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._free.acquire(blocking=False):
            raise Unavailable(
                "template_engine_busy", "Too many callers wait for the template engine; try again in a moment."
            )
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
        self._free.release()
