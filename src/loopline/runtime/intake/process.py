"""The Intake port in a process of its own, so that reading and writing signals takes nothing from the loop."""

import asyncio
import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from subprocess import Popen
from typing import Final

from loopline.model.errors import Invalid, LooplineError, TooLarge, Unavailable
from loopline.model.signal import Signal, Trust
from loopline.runtime.child import linked, put_away, see_end
from loopline.runtime.intake import deadline
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
from loopline.runtime.supervise import SupervisedTask
from loopline.signals.batch import Taken

BYTES_MAX: Final = 64 << 20
PIECE_BYTES: Final = 1 << 18
START_TIMEOUT_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.5
LATE_SECONDS: Final = 2.0
"""When we ourselves look so much too late, the process is not to blame for what it has not answered meanwhile."""

STOP_TIMEOUT_SECONDS: Final = 30.0
FAMILIES: Final = {family.status: family for family in (Invalid, TooLarge)}

Launch = Callable[[socket.socket], "Popen[bytes]"]
"""Starts the process on its end of the link."""


@dataclass(slots=True)
class _Ask:
    """A request on its way; `asked_at` is on the monotonic clock."""

    answer: asyncio.Future[Written]
    asked_at: float


class IntakeProcess:
    """Asks the process over a socket and starts another one when it dies or falls silent. Belongs to one event loop.

    Requests on their way to a process that died or is silent are answered with Unavailable: they may be in the log or
    not.
    """

    def __init__(self, launch: Launch, wake: Callable[[], None], on_error: Callable[[BaseException], None]) -> None:
        self._launch, self._wake, self._on_error = launch, wake, on_error
        self._waiting: deque[_Ask] = deque()
        self._bytes = 0
        self._fault = ""
        self._stopping = threading.Event()
        self._up = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._process: Popen[bytes] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answered_once = False
        self._looked_at = 0.0
        self._keeper = SupervisedTask("intake", self._keep, on_error, once=True)
        self._watcher = SupervisedTask("intake-watch", self._look, on_error, lambda: asyncio.sleep(LOOK_SECONDS))
        self.tasks = (self._keeper, self._watcher)

    @property
    def fault(self) -> str:
        """Why nothing can be taken in now; "" when all is well."""
        return str(deadline.slow()) if self.oldest_seconds() > deadline.ANSWER_SECONDS else self._fault

    def start(self) -> None:
        """Start the process and keep one running."""
        self._loop = asyncio.get_running_loop()
        self._keeper.start()
        self._watcher.start()

    def stop(self) -> None:
        """Let the process write what it was given, then see it end."""
        self._stopping.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hang_up)
        see_end(self._process, STOP_TIMEOUT_SECONDS)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._watcher.cancel)

    def oldest_seconds(self) -> float:
        """For how long the oldest request has been waiting for its answer; 0.0 when none waits."""
        try:
            return time.monotonic() - self._waiting[0].asked_at
        except IndexError:
            return 0.0

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
        if self.oldest_seconds() > deadline.ANSWER_SECONDS:
            raise deadline.slow()
        packed = frame(request)
        if self._bytes + len(packed) > BYTES_MAX:
            raise Unavailable("queue_full", "Too many signals are waiting; send these again in a moment.")
        self._bytes += len(packed)
        try:
            return await self._send(await self._link(), packed)
        finally:
            self._bytes -= len(packed)

    def _send(self, writer: asyncio.StreamWriter, packed: bytes) -> asyncio.Future[Written]:
        answer: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Ask(answer, time.monotonic()))
        writer.write(packed)
        return answer

    async def _link(self) -> asyncio.StreamWriter:
        if not self._up.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(START_TIMEOUT_SECONDS):
                    await self._up.wait()
        if self._writer is None:
            raise _down()
        return self._writer

    async def _keep(self) -> None:
        """Keep a process for as long as it lives. Raises when it has ended, unless we stop."""
        if self._stopping.is_set():
            return
        try:
            await self._talk()
        finally:
            await self._let_go()
        if not self._stopping.is_set():
            raise _down()

    def _start(self, theirs: socket.socket) -> None:
        self._process = self._launch(theirs)

    async def _talk(self) -> None:
        """Talk to one process until it is gone."""
        reader, self._writer = await linked(self._start)
        self._up.set()
        self._send(self._writer, frame(AcceptRequest([])))  # its first answer says that it is well
        if self._stopping.is_set():
            self._hang_up()
        frames, self._answered_once = Frames(), False
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(PIECE_BYTES):
                if not self._answered_once:
                    self._answered_once, self._fault = True, ""
                    self._keeper.well()
                    self._keeper.rested()
                for packed in frames.take(piece):
                    self._settle(decode_answer(packed))

    async def _look(self) -> None:
        """Refuse what has waited for too long, kill a process that stays silent, ask an idle one if it is well."""
        now = time.monotonic()
        if now - self._looked_at > LOOK_SECONDS + LATE_SECONDS:
            for ask in self._waiting:
                ask.asked_at = now
        self._looked_at = now
        for ask in self._waiting:
            if now - ask.asked_at <= deadline.ANSWER_SECONDS:
                break
            if not ask.answer.done():
                ask.answer.set_exception(deadline.slow())
                ask.answer.exception()  # a question of our own has nobody who would fetch it
        patience = deadline.KILL_SECONDS if self._answered_once else deadline.START_SECONDS
        if self.oldest_seconds() > patience and self._process is not None:
            self._process.kill()  # the keeper starts another one
        elif not self._waiting and self._writer is not None and not self._stopping.is_set():
            self._send(self._writer, frame(AcceptRequest([])))

    def _settle(self, answered: Written | IntakeRefusal) -> None:
        answer = self._waiting.popleft().answer
        if not isinstance(answered, Written) or answered.signals:
            self._wake()
        if isinstance(answered, Written):
            self._fault = ""
        elif answered.status >= Unavailable.status:
            self._fault = f"{answered.text} [{answered.code}]"
        if answer.done():  # the caller has gone away; the signals are written all the same
            return
        if isinstance(answered, Written):
            answer.set_result(answered)
        else:
            answer.set_exception(_error(answered))
            answer.exception()  # a question of our own has nobody who would fetch it

    async def _let_go(self) -> None:
        """The process is gone, or is sent away: refuse what was waiting for it, and leave no child behind."""
        if not self._stopping.is_set():
            self._fault = str(_down())
        self._up.clear()
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        while self._waiting:
            answer = self._waiting.popleft().answer
            if not answer.done():
                answer.set_exception(_down())
                answer.exception()
        if self._process is not None and not self._stopping.is_set():
            await put_away(self._process)

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.write_eof()


def _error(answered: IntakeRefusal) -> LooplineError:
    return FAMILIES.get(answered.status, Unavailable)(answered.code, answered.text)


def _down() -> Unavailable:
    return Unavailable(
        "intake_down", "The process that takes signals in has ended and is being restarted; send the request again."
    )
