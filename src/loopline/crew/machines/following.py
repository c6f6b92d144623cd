"""What stands in the place of a loop and its delivery in a process that runs no shard: it shows what others decide."""

import asyncio
from collections.abc import Callable
from typing import Final

from loopline.decisions.published import PublishedSet
from loopline.ports import Clock, Log
from loopline.runtime.background import Background
from loopline.runtime.dispatch.dispatcher import Dispatcher
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.publication import boot
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from loopline.runtime.engine.worker import Worker
from loopline.runtime.supervise import TaskReport
from loopline.storage.sql.state import SqlState

LOOK_SECONDS: Final = 0.2
PEOPLE: Final = 1
"""Nobody is kept in memory: people are read where they are decided."""


class FollowedLoop(Loop):
    """The published set and the position of shard 0 as its owner left them. Decides nothing, and owns nothing."""

    def __init__(self, log: Log, state: SqlState, clock: Clock) -> None:
        # Not by the loop's own: that one takes the shard.
        self._log, self._state, self._clock, self._told = log, state, clock, state
        self.is_overloaded = False
        self.people = StateCache(state, PEOPLE)
        self.published, self._known, self.position = PublishedSet(), -1, -1
        self.run_once()

    def run_once(self) -> bool:
        """See what is published by now, and how far it is decided. Safe from any thread; False, as nothing was done."""
        known = self._told.heard().get(PUBLICATIONS, 0)
        position = self._state.position()
        # The end of a fan-out is no publication, and is stored as one.
        if known != self._known or (self.published.pending_fan_outs and position != self.position):
            self.published = self.committed = boot(self._state.documents())
            self._known = known
        self.position = self._decided = position
        return False

    def settle(self) -> None:
        """Nothing is under way."""

    def behind(self) -> bool:
        """False: it is never ours to do."""
        return False


class Follower(Worker):
    """Looks what the owners of the shards have done."""

    def __init__(
        self, loop: FollowedLoop, state: SqlState, clock: Clock, on_error: Callable[[BaseException], None]
    ) -> None:
        super().__init__(loop, state, clock, on_error)

    def wait_idle(self, timeout_seconds: float) -> bool:
        """True: nothing is decided here."""
        return True

    def _rest(self) -> None:
        self._awake.wait(LOOK_SECONDS)


class NoDelivery(Dispatcher):
    """Knows the providers, and sends nothing: the owners of the shards do."""

    settled_at = float("inf")  # what waits for long is told of the shard where it waits
    is_started = True
    tasks = ()

    async def start(self) -> None:
        """Counts anew the day of warm-up plans, by the rules that are live: workers lend by that count."""
        await self.recall()

    async def stop(self) -> None:
        """Nothing is in hand."""

    def idle(self) -> bool:
        """Always."""
        return True


class StudioBackground(Background):
    """Everything but what an owner of a shard does: no sweeper, no lanes."""

    async def deliver_once_level(self) -> None:
        """Begin what is on a schedule."""
        for task in self._others:
            task.start()
        self._retention.start()

    def tasks(self) -> tuple[TaskReport, ...]:
        """How everything in the background does."""
        return tuple(one for one in super().tasks() if one.name != self._sweeper.task.name)

    async def end_delivery(self) -> None:
        """End what is on a schedule."""
        await self._start.stop()
        for task in (*self._alarms, *self._others):
            await task.stop()
        await asyncio.to_thread(self._retention.stop)


class EdgeBackground(Background):
    """The way into the logs, and nothing beside it."""

    def begin(self) -> None:
        """Accept."""
        self._intake.start()
        self._worker.start()

    async def deliver_once_level(self) -> None:
        """Nothing is delivered here."""

    def begin_delivery(self) -> None:
        """Nothing is delivered here."""

    def tasks(self) -> tuple[TaskReport, ...]:
        """How the way into the logs does."""
        return tuple(one.report() for one in (self._worker.task, *self._intake.tasks))

    async def end_delivery(self) -> None:
        """Nothing is on its way."""
