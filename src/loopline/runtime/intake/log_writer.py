"""The log's one writer: requests that arrive during a durable write share the next one (group commit)."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from loopline.model.errors import LooplineError, Unavailable
from loopline.model.signal import Signal, Trust
from loopline.ports import Log, Taken
from loopline.signals.batch import spoken
from loopline.signals.dialects import READERS

QUEUE_MAX = 200_000
GROUP_MAX = 64


class LogWriter:
    """The Intake port inside this process: appends to the log from a thread of its own."""

    def __init__(
        self, log: Log, wake: Callable[[], None], on_error: Callable[[Exception], None] = lambda error: None
    ) -> None:
        self._log, self._wake, self._on_error = log, wake, on_error
        self.fault = ""
        self._waiting: list[tuple[Sequence[Signal], Future[int]]] = []
        self._queued = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._serve, name="loopline-log-writer", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is queued, then end."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def submit(self, signals: Sequence[Signal]) -> "Future[int]":
        """Queue signals; the future gives their first position. Raises Unavailable when too many are queued."""
        answer: Future[int] = Future()
        with self._changed:
            if self._stopping:
                raise Unavailable("stopping", "Loopline is stopping; send the request again in a moment.")
            if self._queued + len(signals) > QUEUE_MAX:
                raise Unavailable("queue_full", "Too many signals are waiting; send these again in a moment.")
            self._queued += len(signals)
            self._waiting.append((signals, answer))
            self._changed.notify()
        return answer

    async def accept(self, signals: Sequence[Signal]) -> int:
        """The position of the first of these signals, once all of them are durable."""
        return await asyncio.wrap_future(self.submit(signals))

    async def take(self, dialect: str, body: bytes, received_at: int, hint: str = "", trust: Trust = "") -> Taken:
        """Read a request's body and write what it holds."""
        read = spoken(READERS[dialect](body, received_at, hint), trust)
        if read.signals:
            await self.accept(read.signals)
        return Taken(read.messages, len(read.signals), read.errors)

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
                self._queued -= sum(len(signals) for signals, _ in group)
                if not group:
                    return
            self._append(group)

    def _append(self, group: list[tuple[Sequence[Signal], "Future[int]"]]) -> None:
        # From here on no request can be cancelled; one cancelled before gets no answer, but is written all the same.
        asking = [answer.set_running_or_notify_cancel() for _, answer in group]
        answers = [answer for (_, answer), asks in zip(group, asking, strict=True) if asks]
        try:
            firsts = self._log.append([signals for signals, _ in group])
        except Exception as error:
            text = f"The log could not be written ({type(error).__name__})."
            refusal = error if isinstance(error, LooplineError) else Unavailable("log_write_failed", text)
            self.fault = str(refusal)
            self._on_error(error)
            for answer in answers:
                answer.set_exception(refusal)
            return
        self.fault = ""
        self._wake()
        for (_, answer), first, asks in zip(group, firsts, asking, strict=True):
            if asks:
                answer.set_result(first)
