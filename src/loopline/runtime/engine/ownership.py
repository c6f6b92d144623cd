"""Watches that this process still owns its record: one that was replaced sends nothing more, and ends."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from loopline.model.errors import Conflict, Unavailable
from loopline.model.signal import Signal
from loopline.runtime.supervise import OnError, SupervisedThread

LOOK_SECONDS: Final = 1.0
SURE_SECONDS: Final = 3.0
"""For so long after a look that found us the owner an attempt may begin: PostgreSQL lets nobody else have a session's
lock that was quiet for less than 5 seconds (`owner_lock.QUIET_SECONDS`)."""

ASK_SECONDS: Final = 1.0

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
        self._wake: Final = threading.Event()
        self._looked: Final = threading.Condition()
        self._seen_at = float("-inf")
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
            task.stop(self._wake.set)

    def fenced(self, accept: Accept) -> Accept:
        """The same, for what only an owner may log: asks first whether we still are."""
        if self._lease is None:
            return accept

        async def accept_as_owner(signals: Sequence[Signal]) -> int:
            await asyncio.to_thread(self._look)
            return await accept(signals)

        return accept_as_owner

    @property
    def fence(self) -> Callable[[], None] | None:
        """What is called before anything is handed to a provider; None where nobody else can come."""
        return self._ensure_sure if self._lease is not None else None

    def _ensure_sure(self) -> None:
        """Returns while an attempt may begin: we were seen to own the record just now, or are, once we have looked.

        A process that stood still and wakes up learns here that it was replaced, before the provider gets anything.
        Blocks only where no look was so lately. Raises Unavailable `owner_unsure` as long as nobody can know.
        """
        if self._is_sure():
            return
        self._wake.set()
        with self._looked:
            if not self._looked.wait_for(self._is_sure, ASK_SECONDS):
                text = "PostgreSQL does not say whether this process still owns the record, so it sends nothing."
                raise Unavailable("owner_unsure", text)

    def _is_sure(self) -> bool:
        return now_awake_or_asleep() - self._seen_at <= SURE_SECONDS

    def _look(self) -> None:
        assert self._lease is not None
        asked_at = now_awake_or_asleep()
        try:
            self._lease.check()
        except Conflict:
            self._on_replaced()
            raise
        with self._looked:
            self._seen_at = max(self._seen_at, asked_at)
            self._looked.notify_all()

    def _rest(self) -> None:
        self._wake.wait(LOOK_SECONDS)
        self._wake.clear()


def now_awake_or_asleep() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the machine sleeps, where the system has one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
