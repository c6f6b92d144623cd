"""The Intake port in a process of its own, so that reading and writing signals takes nothing from the loop."""

import asyncio
import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from subprocess import Popen, TimeoutExpired
from typing import Final

from loopline.model.errors import Invalid, LooplineError, TooLarge, Unavailable
from loopline.model.signal import Signal, Trust
from loopline.ports import Taken
from loopline.runtime.intake.protocol import (
    AcceptRequest,
    Frames,
    IntakeRefusal,
    IntakeRequest,
    TakeRequest,
    Written,
    decode_answer,
    frame,
)

BYTES_MAX: Final = 64 << 20
PIECE_BYTES: Final = 1 << 18
START_TIMEOUT_SECONDS: Final = 10.0
RESTART_SECONDS: Final = 0.2
RESTART_SECONDS_MAX: Final = 5.0
STOP_TIMEOUT_SECONDS: Final = 30.0
FAMILIES: Final = {family.status: family for family in (Invalid, TooLarge)}

Launch = Callable[[socket.socket], "Popen[bytes]"]
"""Starts the process on its end of the link."""


class IntakeProcess:
    """Asks the process over a socket and starts another one when it dies. Belongs to one event loop.

    Requests on their way to a process that died are answered with Unavailable: they may be in the log or not.
    """

    def __init__(self, launch: Launch, wake: Callable[[], None], on_error: Callable[[BaseException], None]) -> None:
        self._launch, self._wake, self._on_error = launch, wake, on_error
        self._waiting: deque[asyncio.Future[Written]] = deque()
        self._bytes = 0
        self.fault = ""
        self._stopping = threading.Event()
        self._up = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._process: Popen[bytes] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the process and keep one running."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._keep())

    def stop(self) -> None:
        """Let the process write what it was given, then see it end."""
        self._stopping.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hang_up)
        if self._process is not None:
            try:
                self._process.wait(STOP_TIMEOUT_SECONDS)
            except TimeoutExpired:
                self._process.kill()
                self._process.wait()

    async def accept(self, signals: Sequence[Signal]) -> int:
        """The position of the first of these signals, once all of them are durable."""
        return (await self._ask(AcceptRequest(list(signals)))).first

    async def take(self, dialect: str, body: bytes, received_at: int, hint: str = "", trust: Trust = "") -> Taken:
        """Have a request's body read and written."""
        written = await self._ask(TakeRequest(dialect, body, received_at, hint, trust))
        return Taken(written.messages, written.signals, written.errors)

    async def _ask(self, request: IntakeRequest) -> Written:
        if self._stopping.is_set():
            raise Unavailable("stopping", "Loopline is stopping; send the request again in a moment.")
        packed = frame(request)
        if self._bytes + len(packed) > BYTES_MAX:
            raise Unavailable("queue_full", "Too many signals are waiting; send these again in a moment.")
        self._bytes += len(packed)
        try:
            writer = await self._link()
            answer: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
            self._waiting.append(answer)
            writer.write(packed)
            return await answer
        finally:
            self._bytes -= len(packed)

    async def _link(self) -> asyncio.StreamWriter:
        if not self._up.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._up.wait(), START_TIMEOUT_SECONDS)
        if self._writer is None:
            raise _down()
        return self._writer

    async def _keep(self) -> None:
        """Keep one process running until we stop; the pause before a restart grows while processes die at once."""
        pause = RESTART_SECONDS
        while not self._stopping.is_set():
            try:
                answered_once = await self._talk()
            except Exception as error:
                answered_once = False
                self._on_error(error)
            self._let_go()
            if self._stopping.is_set():
                return
            pause = RESTART_SECONDS if answered_once else min(2 * pause, RESTART_SECONDS_MAX)
            self.fault = str(_down())
            self._on_error(_down())
            await asyncio.sleep(pause)

    async def _talk(self) -> bool:
        """Talk to one process until it is gone; True when it ever answered."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = self._launch(theirs)
            reader, self._writer = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        self._up.set()
        self.fault = ""
        if self._stopping.is_set():
            self._hang_up()
        frames, answered_once = Frames(), False
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(PIECE_BYTES):
                answered_once = True
                self._wake()
                for packed in frames.take(piece):
                    self._settle(decode_answer(packed))
        return answered_once

    def _settle(self, answered: Written | IntakeRefusal) -> None:
        answer = self._waiting.popleft()
        if isinstance(answered, Written):
            self.fault = ""
        elif answered.status >= Unavailable.status:
            self.fault = f"{answered.text} [{answered.code}]"
        if answer.done():  # the caller has gone away; the signals are written all the same
            return
        if isinstance(answered, Written):
            answer.set_result(answered)
        else:
            answer.set_exception(_error(answered))

    def _let_go(self) -> None:
        """The process is gone: refuse what was waiting for it, and leave no child behind."""
        self._up.clear()
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(_down())
        if self._process is not None and not self._stopping.is_set():
            self._process.kill()
            self._process.wait()

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.write_eof()


def _error(answered: IntakeRefusal) -> LooplineError:
    return FAMILIES.get(answered.status, Unavailable)(answered.code, answered.text)


def _down() -> Unavailable:
    return Unavailable(
        "intake_down", "The process that takes signals in has ended and is being restarted; send the request again."
    )
