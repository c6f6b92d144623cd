"""The log's one writer, and group commit: what is said during a write, or within a few ms, shares the next one."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from loopline.model.errors import LooplineError, Unavailable
from loopline.model.signal import Signal, Trust
from loopline.pipeline.isolate import WEATHER
from loopline.runtime.intake import deadline
from loopline.runtime.intake.router import Entrance
from loopline.runtime.supervise import SupervisedThread
from loopline.signals.batch import Taken, spoken
from loopline.signals.dialects import READERS

QUEUE_MAX = 200_000
GROUP_MAX = 64
STOP_SECONDS = 30.0
ASK_SECONDS: Final = 0.5
"""A log out of reach is asked so often whether it answers again."""

HOLD_SECONDS: Final = 0.004
HELD_MAX: Final = 1_000
"""So many signals of a group are not held any longer."""


Group = list[tuple[Sequence[Signal], "Future[int]", float]]
"""Requests with their futures and the moments when they came, on the monotonic clock."""


class LogWriter:
    """The Intake port inside this process: appends to the log from a thread of its own."""

    def __init__(
        self,
        log: Entrance,
        wake: Callable[[], None],
        on_error: Callable[[BaseException], None] = lambda error: None,
        name: str = "log-writer",
    ) -> None:
        self._log, self._wake, self._on_error = log, wake, on_error
        self._fault, self._is_away = "", False
        self._waiting: Group = []
        self._in_hand: Group = []
        self._queued = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._writer = SupervisedThread(name, self._write, self._rest, on_error)
        self.tasks = (self._writer,)

    @property
    def fault(self) -> str:
        """Why nothing can be written now; "" when all is well."""
        return str(deadline.slow()) if self.oldest_seconds() > deadline.ANSWER_SECONDS else self._fault

    def start(self) -> None:
        """Begin to accept."""
        self._writer.start()

    def stop(self) -> None:
        """Write what is queued, then end."""
        with self._changed:
            self._stopping = True
            if self._writer.is_alive():
                self._changed.wait_for(lambda: not self._waiting and not self._in_hand, STOP_SECONDS)
        self._writer.stop(self._notify, 0.0 if self._in_hand else STOP_SECONDS)

    def oldest_seconds(self) -> float:
        """For how long the oldest request has been waiting for its answer; 0.0 when none waits."""
        with self._changed:
            oldest = (self._in_hand or self._waiting)[:1]
        return time.monotonic() - oldest[0][2] if oldest else 0.0

    def submit(self, signals: Sequence[Signal]) -> "Future[int]":
        """Queue signals; the future gives their first position. Raises Unavailable when too many are queued."""
        if self.oldest_seconds() > deadline.ANSWER_SECONDS:
            raise deadline.slow()
        answer: Future[int] = Future()
        with self._changed:
            if self._stopping:
                raise _stopping()
            if self._queued + len(signals) > QUEUE_MAX:
                raise Unavailable("queue_full", "Too many signals are waiting; send these again in a moment.")
            self._queued += len(signals)
            self._waiting.append((signals, answer, time.monotonic()))
            self._changed.notify_all()
        return answer

    async def accept(self, signals: Sequence[Signal]) -> int:
        """The position of the first of these signals, once all of them are durable."""
        try:
            # Not `wait_for`: before Python 3.12 it loses a cancellation that comes together with the answer.
            async with asyncio.timeout(deadline.ANSWER_SECONDS):
                return await asyncio.wrap_future(self.submit(signals))
        except TimeoutError:
            raise deadline.slow() from None

    async def take(self, dialect: str, body: bytes, received_at: int, hint: str = "", trust: Trust = "") -> Taken:
        """Read a request's body and write what it holds."""
        read = spoken(READERS[dialect](body, received_at, hint), trust)
        if read.signals:
            await self.accept(read.signals)
        return Taken(read.messages, len(read.signals), read.errors)

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _rest(self) -> None:
        with self._changed:
            seconds = ASK_SECONDS if self._is_away else None
            self._changed.wait_for(lambda: self._waiting or self._stopping, seconds)

    def _write(self) -> None:
        with self._changed:
            group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
            self._queued -= sum(len(signals) for signals, _, _ in group)
            self._in_hand = group
        try:
            if group:
                self._append(group)
            elif self._is_away:
                self._ask()
        finally:
            with self._changed:
                self._in_hand = []
                self._changed.notify_all()

    def _ask(self) -> None:
        """A log within reach again is well, though nobody has anything to write: they wait until we are ready."""
        with contextlib.suppress(Exception):  # it was told of when it failed
            self._log.end()
            self._fault, self._is_away = "", False

    def _append(self, group: Group) -> None:
        # From here on no request can be cancelled; one cancelled before gets no answer, but is written all the same.
        asking = [answer.set_running_or_notify_cancel() for _, answer, _ in group]
        answers = [answer for (_, answer, _), asks in zip(group, asking, strict=True) if asks]
        try:
            firsts = self._log.append([signals for signals, _, _ in group])
        except Exception as error:
            text = f"The log could not be written ({type(error).__name__})."
            refusal = error if isinstance(error, LooplineError) else Unavailable("log_write_failed", text)
            self._fault, self._is_away = str(refusal), refusal.code.endswith("_unreachable")
            self._on_error(error)
            for answer in answers:
                answer.set_exception(refusal)
            return
        self._fault, self._is_away = "", False
        for (_, answer, _), first, asks in zip(group, firsts, asking, strict=True):
            if asks:
                answer.set_result(first)
        self._wake()


@dataclass(slots=True)
class _Said:
    signals: Sequence[Signal]
    written: asyncio.Future[int]


class GroupCommit:
    """What several tasks say within a few milliseconds, as one request to the intake. Belongs to one event loop."""

    def __init__(self, accept: Callable[[Sequence[Signal]], Awaitable[int]]) -> None:
        self._accept = accept
        self._held: list[_Said] = []

    async def say(self, signals: Sequence[Signal], *, may_wait: bool = False) -> int:
        """Returns when these are durable, with a position that none of them is before; -1 for none.

        Those that may wait go with the next that may not, or after a few ms.
        """
        if not signals:
            return -1
        said = _Said(signals, asyncio.get_running_loop().create_future())
        self._held.append(said)
        if may_wait and sum(len(one.signals) for one in self._held) < HELD_MAX:
            await asyncio.wait((said.written,), timeout=HOLD_SECONDS)
        if said in self._held:  # nobody took it along
            group, self._held = self._held, []
            try:
                await self._append(group)
            finally:
                for one in group:
                    if not one.written.done():  # we were sent away in the middle of it
                        one.written.set_exception(_stopping())
        return await said.written

    async def _append(self, group: list[_Said]) -> None:
        try:
            first = await self._accept([signal for said in group for signal in said.signals])
        except Exception as error:
            if len(group) > 1 and not isinstance(error, WEATHER):  # what one says costs no other
                for said in group:
                    await self._append([said])
                return
            for said in group:
                if not said.written.done():
                    said.written.set_exception(error)
            return
        for said in group:
            if not said.written.done():
                said.written.set_result(first)


def _stopping() -> Unavailable:
    return Unavailable("stopping", "Loopline is stopping; send the request again in a moment.")
