"""What stands in the place of a loop and its delivery in a process that runs no shard: it shows what others decide."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from loopline.ports import Clock, Log
from loopline.runtime.background import Background
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.publication import boot
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from loopline.runtime.engine.worker import Worker
from loopline.runtime.supervise import SupervisedThread, TaskReport
from loopline.storage.sql.state import SqlState

LOOK_SECONDS: Final = 0.2
PEOPLE: Final = 1
"""Nobody is kept in memory: people are read where they are decided."""


class FollowedLoop(Loop):
    """The published set and the position of the shard that publishes, as its owner left them. Decides nothing.

    `refresh` may be called by any thread.
    """

    def __init__(self, log: Log, state: SqlState, clock: Clock) -> None:
        # Not the loop's own: that one takes the shard.
        self._log, self._state, self._clock = log, state, clock
        self._shard: Final = state
        self.is_overloaded = False
        self.people = StateCache(state, PEOPLE)
        self._known = -1
        self.refresh()

    def refresh(self) -> None:
        """See what is published by now, and how far it is decided."""
        known = self._shard.heard().get(PUBLICATIONS, 0)
        if known != self._known:
            self.published = self.committed = boot(self._shard.documents(), self._shard.quarantine.report)
            self._known = known
        self.position = self._decided = self._shard.position()

    def run_once(self) -> bool:
        """Nothing: others do it."""
        return False

    def settle(self) -> None:
        """Nothing is under way."""

    def behind(self) -> bool:
        """False: it is never ours to do."""
        return False


class Follower(Worker):
    """In the place of the thread that runs a loop: one that looks what the owners of the shards have done."""

    def __init__(
        self, loop: FollowedLoop, state: SqlState, clock: Clock, on_error: Callable[[BaseException], None]
    ) -> None:
        super().__init__(loop, state, clock, on_error)
        self._followed: Final = loop
        self.task = SupervisedThread("follow", self._follow, self._sleep, on_error)

    def wait_idle(self, timeout_seconds: float) -> bool:
        """Always: nothing is decided here."""
        return True

    def _follow(self) -> None:
        self._followed.refresh()
        self.passed_at = time.monotonic()
        self._awake.clear()

    def _sleep(self) -> None:
        self._awake.wait(LOOK_SECONDS)


class NoDelivery(Dispatcher):
    """Knows the providers, and sends nothing: the owners of the shards do."""

    async def start(self) -> None:
        """Nothing."""

    async def stop(self) -> None:
        """Nothing is in hand."""

    @property
    def is_started(self) -> bool:
        """So that this process counts as ready."""
        return True

    @property
    def tasks(self) -> tuple[()]:
        """None."""
        return ()

    def idle(self) -> bool:
        """Always."""
        return True


class OfficeBackground(Background):
    """Everything but what an owner of a shard does: no sweeper, no lanes."""

    async def deliver_once_level(self) -> None:
        """Begin what is on a schedule."""
        for task in self._others:
            task.start()
        self._retention.start()

    def tasks(self) -> tuple[TaskReport, ...]:
        """How everything in the background does."""
        left_out = {self._sweeper.task.name}
        return tuple(one for one in super().tasks() if one.name not in left_out)

    async def end_delivery(self) -> None:
        """End what is on a schedule."""
        await self._start.stop()
        for task in (*self._alarms, *self._others):
            await task.stop()
        await asyncio.to_thread(self._retention.stop)
