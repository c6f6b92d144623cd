"""The app of a record of several shards: it runs shard 0 itself, and a process runs each of the others."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec.structs import replace as with_fields

from loopline.app import App
from loopline.crew.looking import ShardLook
from loopline.crew.neighbours import Neighbours
from loopline.crew.publishing import CrewPublisher
from loopline.logs import warn_of_nobodys
from loopline.model.ids import PUBLISHED_KEY, shard_of
from loopline.model.signal import Signal
from loopline.ports import Clock, Provider, State
from loopline.runtime.crew.carrying import Carrying
from loopline.runtime.crew.crew import Crew, CrewMember
from loopline.runtime.crew.process import FromShard, LaunchShard, ShardProcess
from loopline.runtime.crew.protocol import InboxChanged, Sampled
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.intake.hooks import Hooks
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.intake.process import IntakeProcess, Launch
from loopline.runtime.intake.router import Router
from loopline.runtime.shards.log import AllShardsLog
from loopline.runtime.shards.marks import ShardMarks
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.state import AllShardsState
from loopline.runtime.shards.tally import ShardCounts
from loopline.settings import Settings
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.studio.context import StudioContext

LOOK_SECONDS: Final = 0.005
ROUNDS: Final = 4
"""So often what was told meanwhile is waited for, too: under load somebody tells something at every moment."""


class CrewApp(App):
    """One record of several shards, opened by its one owner. `begin` and `stop` belong to one event loop."""

    has_crew = True
    first_apart = 1  # the first shard that is not run here
    crews: type[Crew] = Crew
    publishes: type[CrewPublisher] = CrewPublisher

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        launch_shard: LaunchShard,
        launch: Launch | None = None,
        on_replaced: Callable[[], None] = lambda: None,
        lease: OwnerLock | None = None,
        channels: Mapping[str, Provider] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`launch_shard` starts the process of a shard. The rest is as in `App`."""
        self._launch_shard = launch_shard
        super().__init__(folder, settings, clock, channels, launch, on_replaced, lease)
        named = (lambda: self.loop.published, self.exporter.catch_up, self.clock, self.accept, warn_of_nobodys)
        self.hooks = Hooks(lambda: self.delivery.routes, self.all_states, self.facts, *named)
        parts = (self.log, self.state, self.loop, self.clock)
        ready, stranded = lambda: self.delivery.is_started, lambda: len(self.sweeper.found)
        self._look = ShardLook(0, settings.shards, *parts, ready, stranded, lambda: "")
        self.vitals.shards = self.shards
        self.live.counts = self._counts
        self.provider_desk.elsewhere = lambda: [one.providers for one in self.crew.processes.values()]
        self.listen(self.crew.carrying.on_commit)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The stores of the other shards."""
        return Neighbours(self.stores.places, 0, self.settings.shards, self.stores.others)

    @cached_property
    def all_states(self) -> AllShardsState:
        """The records of all shards."""
        states = (self.state, *self.neighbours.states.values())
        return AllShardsState(states, self._marks.reached)

    @cached_property
    def _marks(self) -> ShardMarks:
        logs = (self.log, *self.neighbours.logs.values())
        states = (self.state, *self.neighbours.states.values())
        return ShardMarks(lambda: [one.end() for one in logs], lambda: [one.position() for one in states])

    @cached_property
    def crew(self) -> Crew:
        """The way into all logs, and the processes behind them."""
        shards, others = self.settings.shards, self.neighbours
        entrance = self._entrance()
        own = LogWriter(self.log, self.worker.wake, self._fault("intake"), name="own-log-writer")
        carrier = Carrier(0, shards, self.state, others.logs, others.states)
        carrying = Carrying(carrier, self.state, range(1, shards), self._told, self._fault("carrier"))
        processes = [self._member(one) for one in range(self.first_apart, shards)]
        return self.crews(entrance, own, carrying, processes, self._marks.mark)

    def _entrance(self) -> LogWriter | IntakeProcess:
        if self._launch is not None:
            return IntakeProcess(self._launch, self._wake_all, self._fault("intake"))
        return LogWriter(Router((self.log, *self.neighbours.logs.values())), self._wake_all, self._fault("intake"))

    def _member(self, shard: int) -> CrewMember:
        return ShardProcess(shard, self._launch_shard, self._told, self._fault("shard"), self._heard)

    def _heard(self, word: FromShard) -> None:
        """What all may see of another shard."""
        match word:
            case Sampled():
                self.live.sampled(word.person, word.name, word.at)
            case InboxChanged():
                self.studio_store.inbox.tell(frozenset(word.people))
            case ShardCounts():
                self.metrics_board.counted(word)

    def _counts(self) -> tuple[int, int, float]:
        """The signals of all shards, those of them that are not decided yet, and the age of the oldest of these."""
        behind, seconds = self.vitals.lag()
        reports = self.crew.reports()
        behind += sum(one.lag_signals for one in reports)
        return self._marks.mark(), behind, max((seconds, *(one.lag_seconds for one in reports)))

    async def level(self) -> None:
        """Wait until everything accepted so far has been decided in all shards, and so has what they told each other
        of it; where something is told at every moment, until all know what was published."""
        for _ in range(ROUNDS):
            await self._level_once()
            while not await asyncio.to_thread(self._know_the_same):
                await asyncio.sleep(LOOK_SECONDS)
            if not await asyncio.to_thread(self.all_states.is_telling):
                break
        await self._level_here()

    async def _level_once(self) -> None:
        mark = await asyncio.to_thread(self._marks.mark)
        self._wake_all()
        while await asyncio.to_thread(self._marks.reached) < mark:
            await asyncio.sleep(LOOK_SECONDS)
        await self._level_here()

    async def _level_here(self) -> None:
        await super().level()

    def _know_the_same(self) -> bool:
        known = self.all_states.known_publications()
        return min(known) >= known[shard_of(PUBLISHED_KEY, self.settings.shards)]

    def not_ready(self) -> str:
        """Why the server is not ready; "" when all shards are level and serve."""
        waiting = [one.shard for one in self.crew.reports() if not one.ready]
        if not waiting:
            return super().not_ready()
        words = f"Shard {waiting[0]} does not send yet: its process is starting, or decides what was accepted before."
        return super().not_ready() or words

    def shards(self) -> tuple[ShardReport, ...]:
        """How every shard is. Looks into the stores."""
        return (self._look.take(), *map(self._as_stored, self.crew.reports()))

    def _as_stored(self, report: ShardReport) -> ShardReport:
        """What a process has reported, with what its stores say by now: it reports twice a second."""
        log, state = self.neighbours.logs[report.shard], self.neighbours.states[report.shard]
        position = state.position()
        state.quarantine.refresh()
        return with_fields(
            report, position=position, lag_signals=log.count(position), tellings=state.waiting_tellings()
        )

    def _elsewhere(self, key: str) -> State | None:
        return self.neighbours.elsewhere(key)

    def _intake(self, launch: Launch | None) -> Crew:
        self._launch = launch
        return self.crew

    async def _accept_own(self, signals: Sequence[Signal]) -> int:
        return await self.crew.own.accept(signals)

    def _publisher(self) -> CrewPublisher:
        decided = (lambda: self.loop.published, self.level, self.exporter.catch_up)
        known = (*decided, self.facts, self.clock, self.all_states)
        own = (self._accept_own, self.state)
        shards = self.all_states.states
        return self.publishes(
            self.crew.accept,
            *known,
            self._fault("fan_out"),
            shards=shards,
            own=own,
            recall=lambda: self.delivery.recall(),
        )

    def _studio_context(self) -> StudioContext:
        logs = AllShardsLog((self.log, *self.neighbours.logs.values()), self._marks)
        return replace(
            super()._studio_context(),
            state=self.all_states,
            log=logs,
            position=self._marks.reached,
            horizon=logs.horizon,
            shards=self.settings.shards,
            hear=self.upkeep.purge.wait_for_tellings,
        )

    async def _take_over(self, routes: Routes) -> None:
        await super()._take_over(routes)
        for one in self.crew.processes.values():
            one.take_over()

    def _wake_all(self) -> None:
        self.worker.wake()
        self.crew.wake_all()

    def _told(self, target: int) -> None:
        if target:
            self.crew.processes[target].wake()
        else:
            self.worker.wake()
