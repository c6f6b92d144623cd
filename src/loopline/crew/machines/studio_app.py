"""The studio of a record whose shards other processes run, and the edge, which takes in and does nothing else."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from loopline.crew.app import CrewApp
from loopline.crew.machines.far import FarShard
from loopline.crew.machines.following import (
    EdgeBackground,
    FollowedLoop,
    Follower,
    NoDelivery,
    StudioBackground,
)
from loopline.crew.publishing import CrewPublisher
from loopline.model.errors import Unavailable
from loopline.runtime.background import Background
from loopline.runtime.crew.carrying import Carrying
from loopline.runtime.crew.crew import Crew, CrewMember
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.ownership import now_awake_or_asleep
from loopline.runtime.engine.worker import Worker
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.intake.process import IntakeProcess, Launch
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.upkeep.publisher import ANSWER_SECONDS
from loopline.settings import Settings
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.storage.sql.drivers.record_seat import RecordSeat
from loopline.upkeep.shared_secrets import check_secrets
from loopline.upkeep.stores import Part

FANNED_SECONDS: Final = 0.05
SEEN_SECONDS: Final = 0.5
"""The owners of shards are asked for at most so often."""


class FarCrew(Crew):
    """The way into all logs; the shards behind it are run by others, and nothing is told or carried here."""

    def __init__(
        self,
        entrance: LogWriter | IntakeProcess,
        own: LogWriter,
        carrying: Carrying,
        processes: Sequence[CrewMember],
        mark: Callable[[], int],
    ) -> None:
        super().__init__(entrance, own, carrying, processes, mark)
        self.tasks = tuple(entrance.tasks)

    def start(self) -> None:
        """Begin to accept."""
        self._entrance.start()

    def stop(self) -> None:
        """Write what was given."""
        self._entrance.stop()


class StudioPublisher(CrewPublisher):
    """Fans out by the owners of the shards, and waits for them for a while."""

    async def _fan_out_now(self) -> None:
        for _ in range(round(ANSWER_SECONDS / FANNED_SECONDS)):
            await self._level()
            if not self._published().pending_fan_outs:
                return
            await asyncio.sleep(FANNED_SECONDS)


class StudioApp(CrewApp):
    """The studio, its API and reports. It decides nothing, sends nothing, and runs no shard."""

    part: Part = "studio"
    first_apart = 0
    crews = FarCrew
    publishes = StudioPublisher
    sends = NoDelivery
    tends: type[Background] = StudioBackground

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        launch: Launch | None = None,
        on_replaced: Callable[[], None] = lambda: None,
        lease: OwnerLock | None = None,
    ) -> None:
        """`lease` says that this is the one studio of the record."""
        self._seat: Final = RecordSeat(settings.store_url(), settings.shards, is_worker=False)
        self._owned: tuple[float, frozenset[int]] = (float("-inf"), frozenset())
        super().__init__(folder, settings, _refuse, launch, on_replaced, lease)
        check_secrets(folder, self.studio_store.secret_marks, is_first=True)

    def shards(self) -> tuple[ShardReport, ...]:
        """How every shard is, by its stores."""
        return self.crew.reports()

    def not_ready(self) -> str:
        """Why nothing can be taken in; "" when all is well. A shard without an owner is told by health."""
        return self.vitals.not_ready()

    def close(self) -> None:
        """End, and close every file."""
        super().close()
        self._seat.close()

    def _is_owned(self, shard: int) -> bool:
        now = now_awake_or_asleep()
        if now - self._owned[0] > SEEN_SECONDS:
            self._owned = now, self._seat.look().owned
        return shard in self._owned[1]

    def _deciding(self) -> tuple[Loop, Worker]:
        loop = FollowedLoop(self.log, self.state, self.clock)
        return loop, Follower(loop, self.state, self.clock, self._fault("follow"))

    async def _level_here(self) -> None:
        await asyncio.to_thread(self.loop.run_once)

    async def _take_over(self, routes: Routes) -> None:
        """What a new provider has made its own secret of is known to the record before any worker looks."""
        await asyncio.to_thread(check_secrets, self.folder, self.studio_store.secret_marks, is_first=True)
        await super()._take_over(routes)

    def _member(self, shard: int) -> CrewMember:
        log = self.neighbours.logs[shard] if shard else self.log
        state = self.neighbours.states[shard] if shard else self.state
        return FarShard(shard, self.settings.shards, log, state, self.clock, self._is_owned, now_awake_or_asleep)


class EdgeApp(StudioApp):
    """The way in of customers' systems and browsers: several of them may run. It has no facts, and no schedule."""

    part: Part = "edge"
    tends: type[Background] = EdgeBackground


def _refuse(*_: object) -> NoReturn:
    raise Unavailable("shard_down", "No shard is run here.")
