"""Watches that this process still owns its record: one that was replaced sends nothing more, and ends."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from loopline.model.errors import Conflict
from loopline.model.signal import Signal
from loopline.runtime.supervise import OnError, SupervisedThread

LOOK_SECONDS: Final = 1.0

Accept = Callable[[Sequence[Signal]], Awaitable[int]]


class Lease(Protocol):
    """Says who owns a record."""

    def check(self) -> None:
        """Raises Conflict once somebody else has owned it, Unavailable as long as nobody can know."""
        ...


class Ownership:
    """Without a lease nobody else can come: the folder is locked.

    `on_replaced` is called by whichever thread learns that somebody else has owned the record. It should end the
    process: all that counts is in the record, and whatever a replaced owner still did would be done twice.
    """

    def __init__(self, lease: Lease | None, on_replaced: Callable[[], None], on_error: OnError) -> None:
        self._lease, self._on_replaced = lease, on_replaced
        self._stopping: Final = threading.Event()
        self.tasks: tuple[SupervisedThread, ...] = ()
        if lease is not None:
            self.tasks = (SupervisedThread("owner", self._look, self._rest, on_error),)

    def start(self) -> None:
        """Look from time to time."""
        for task in self.tasks:
            task.start()

    def stop(self) -> None:
        """Look no more."""
        for task in self.tasks:
            task.stop(self._stopping.set)

    def fenced(self, accept: Accept) -> Accept:
        """The same, for what only an owner may log: asks first whether we still are."""
        if self._lease is None:
            return accept

        async def accept_as_owner(signals: Sequence[Signal]) -> int:
            await asyncio.to_thread(self._look)
            return await accept(signals)

        return accept_as_owner

    def _look(self) -> None:
        assert self._lease is not None
        try:
            self._lease.check()
        except Conflict:
            self._on_replaced()
            raise

    def _rest(self) -> None:
        self._stopping.wait(LOOK_SECONDS)
