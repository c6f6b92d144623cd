"""Lets go of what has been kept long enough: settled messages of the outbox, and what the sandbox shows."""

import threading
from typing import Final, Protocol

from loopline.model.duration import DAY
from loopline.model.records import PruneStep
from loopline.ports import Clock
from loopline.runtime.supervise import OnError, SupervisedThread

ROUND_SECONDS: Final = 3_600.0
BREATH_SECONDS: Final = 0.1
"""Between two batches, so that who writes and reads beside it waits for none of them."""

MESSAGES_AT_ONCE: Final = 500


class Outbox(Protocol):
    """Where messages stand."""

    def prune_messages(self, before: int, after: int, limit: int) -> PruneStep:
        """Look at `limit` messages past the place `after` (0: the first), and delete those that are settled for good.

        They were decided and last due before `before` (ms). What is open or set aside stays, and so does the memory of
        every key.
        """
        ...


class Dated(Protocol):
    """Something that is kept for a number of days."""

    def trim(self, now: int) -> int:
        """Drop a batch of what is too old; how much that was."""
        ...


class Retention:
    """A round an hour, in small batches. `outbox_days` 0 keeps every message."""

    def __init__(
        self, outbox: Outbox, boxes: tuple[Dated, ...], outbox_days: int, clock: Clock, on_error: OnError
    ) -> None:
        self._outbox, self._boxes, self._outbox_days, self._clock = outbox, boxes, outbox_days, clock
        self._is_stopping = threading.Event()
        self.pruned = 0
        self.task = SupervisedThread("retention", self.round, self._rest, on_error)

    def start(self) -> None:
        """Begin with a round at once."""
        self.task.start()

    def stop(self) -> None:
        """End after the batch in hand."""
        self.task.stop(self._is_stopping.set)

    def round(self) -> None:
        """Let go of all that is old enough by now."""
        if self._outbox_days:
            self._prune_outbox(self._clock.now() - self._outbox_days * DAY)
        for box in self._boxes:
            while box.trim(self._clock.now()) and not self._is_stopping.wait(BREATH_SECONDS):
                pass

    def _prune_outbox(self, before: int) -> None:
        after: int | None = 0
        while after is not None and not self._is_stopping.is_set():
            step = self._outbox.prune_messages(before, after, MESSAGES_AT_ONCE)
            after, self.pruned = step.after, self.pruned + step.pruned
            if step.pruned:
                self._is_stopping.wait(BREATH_SECONDS)

    def _rest(self) -> None:
        self._is_stopping.wait(ROUND_SECONDS)
