"""Several shards in virtual time: a loop and a delivery each, and carriers between them that are late, and doubled."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from loopline.lab.simulator.faults import FaultPlan, FaultyLog, FaultyState
from loopline.lab.simulator.gaps import GappedLog
from loopline.lab.virtual_time import Stores
from loopline.model.ids import shard_of
from loopline.model.records import Transaction
from loopline.ports import Clock, Log, State
from loopline.runtime.dispatch.carriers import Carriers
from loopline.runtime.dispatch.inline import InlineDispatcher
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.engine.shards.words import as_heard
from loopline.runtime.upkeep.fan_out import fan_out_batches

HOT_PEOPLE: Final = 8
AT_ONCE: Final = 3
DOUBLED: Final = 0.2


class Shard:
    """One shard of a world: its stores, as they are and as they fail, and what runs over them until it dies."""

    def __init__(self, number: int, stores: Stores, fault_plan: FaultPlan) -> None:
        self.number, self.fault_plan = number, fault_plan
        log, self.state = stores()
        self.log: Log = GappedLog(log, fault_plan.gap) if fault_plan.has_gaps else log
        self.faulty_log = FaultyLog(self.log, fault_plan)
        self.faulty_state = FaultyState(self.state, fault_plan, _nothing)
        self.writer, self.budget = fault_plan.writer(), fault_plan.budget()
        self.is_down = True


class Cluster:
    """All shards, and the way between them."""

    def __init__(
        self, shards: int, stores: Stores, plans: Sequence[FaultPlan], clock: Clock, carriers: Callable[[], Carriers]
    ) -> None:
        self.count, self._clock, self._carriers = shards, clock, carriers
        self.shards = [Shard(number, stores, plans[number]) for number in range(shards)]
        self.loops: dict[int, Loop] = {}
        self.deliveries: dict[int, InlineDispatcher] = {}

    def open(self, shard: Shard) -> None:
        """Begin to run a shard, as after a start of its process. Raises Crash when it dies on the way."""
        step_bytes, members = shard.fault_plan.step_bounds()
        loop = Loop(
            shard.faulty_log,
            shard.faulty_state,
            self._clock,
            batch_max=shard.fault_plan.batch_max(),
            step_bytes=step_bytes,
            members_at_once=members,
            hot_people=HOT_PEOPLE,
            budget=shard.budget,
            writer=shard.writer,
            shard=shard.number,
            shards=self.count,
        )
        people = People(loop.people, shard.state, lambda key: self._elsewhere(shard.number, key))
        self.loops[shard.number] = loop
        self.deliveries[shard.number] = InlineDispatcher(
            shard.faulty_log, shard.faulty_state, self._clock, self._carriers(), lambda: loop.published, people
        )

    def _elsewhere(self, number: int, key: str) -> State | None:
        home = shard_of(key, self.count)
        return None if home == number else self.shards[home].state

    def home(self, key: str) -> Shard:
        """The shard of a key."""
        return self.shards[shard_of(key, self.count)]

    def fan_out(self, shard: Shard) -> bool:
        """Tell the people of this shard of a change of a journey; False when nothing is to be told."""
        batches = list(fan_out_batches(shard.faulty_state, lambda: self.loops[shard.number].published, self._clock))
        for batch in batches:
            shard.faulty_log.append([batch])
        return bool(batches)

    def waiting(self) -> list[tuple[Shard, int]]:
        """The ways on which something waits: from a shard, to another one."""
        return [
            (source, target)
            for source in self.shards
            for target in range(self.count)
            if target != source.number and source.state.tellings(target, 1)
        ]

    def carry(self, source: Shard, target: int, rng: Random) -> None:
        """Some of what waits on this way arrives, now and then twice. Raises Crash when the carrier dies."""
        others = {one.number: one.faulty_log for one in self.shards if one is not source}
        states = {one.number: one.state for one in self.shards}
        known = source.state.tellings(target, rng.randint(1, AT_ONCE))
        carrier = Carrier(source.number, self.count, source.faulty_state, others, states)
        carrier.carry_to(target, rng.randint(1, AT_ONCE))
        waiting = {one.number for one in source.state.tellings(target, AT_ONCE)}
        again = [one for one in known if one.number not in waiting]
        if again and rng.random() < DOUBLED:  # a second carrier, which had read them before they were deleted
            others[target].append([[as_heard(one, source.number)] for one in again])


def _nothing(transaction: Transaction) -> None:
    """Nobody listens."""
