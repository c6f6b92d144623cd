"""Runs one world on several shards: each of them dies by itself, and whatever is on its way to another one waits."""

from random import Random
from typing import Final

from msgspec import Struct

from loopline.lab.simulator.carriers.books import Books
from loopline.lab.simulator.facts import OUTGOING, RecordedFact, read_facts
from loopline.lab.simulator.faults import Crash, FaultPlan
from loopline.lab.simulator.outside.surroundings import FAR, Surroundings
from loopline.lab.simulator.runner import AGAIN_MAX, ALL
from loopline.lab.simulator.shards.cluster import Cluster, Shard
from loopline.lab.simulator.worlds import START, World
from loopline.lab.virtual_time import Stores
from loopline.model.errors import Conflict
from loopline.model.records import OutboxRow, Record
from loopline.model.signal import Signal
from loopline.model.signals.shards import ShardTold
from loopline.runtime.clock import VirtualClock
from loopline.runtime.intake.router import by_shard

ROUNDS_MAX: Final = 20_000
LATE: Final = 0.5
"""So often what waits for its way goes on waiting, while others decide."""


class Chances(Struct, frozen=True):
    """What may go wrong in a world: how often something dies, how often a client sends twice, and how often what waits
    for its way is still on it when time goes on."""

    seed: str
    crashes: float
    doubles: float
    lags: float = 0.0


class ShardedWorld(Struct, frozen=True):
    """A world that has run to its end on several shards; facts and records by shard."""

    facts: list[list[RecordedFact]]
    records: list[list[Record]]
    signals: list[Signal]
    outbox: dict[str, OutboxRow]
    books: Books
    crashes: int
    tellings: int
    cluster: Cluster


class ShardedRunner:
    """The shards of a world, and what is around them."""

    def __init__(self, world: World, shards: int, chances: Chances, stores: Stores) -> None:
        self._world = world
        self._rng, self._lags = Random(f"{chances.seed}/ways"), chances.lags
        plans = [self._plan(chances, str(number)) for number in range(shards)]
        self._clients, self._provider_plan = self._plan(chances, "clients"), self._plan(chances, "provider")
        self._again, self.clock = 0, VirtualClock(START)
        self._around = Surroundings(world, self._provider_plan)
        self.cluster = Cluster(shards, stores, plans, self.clock, self._around.carriers)
        self._awake = set(range(shards))
        self._settle()

    def _plan(self, chances: Chances, of: str) -> FaultPlan:
        return FaultPlan(f"{chances.seed}/{of}", chances.crashes, chances.doubles, has_gaps=chances.crashes > 0)

    def live(self) -> None:
        """Everything in its order; what is due by time comes before what arrives at the same moment."""
        while True:
            moment = self._next_moment()
            first = self._around.first_at()
            if min(moment, first) > self._world.end and self._lags:
                self._lags = 0.0  # at last all of it arrives
                self._settle()
                continue
            if min(moment, first) > self._world.end:
                return
            if moment <= first:
                self._again = self._again + 1 if moment <= self.clock.now() else 0
                if self._again > AGAIN_MAX:
                    raise Conflict("restless", f"something is due since {moment}, and nobody takes it")
                self.clock.move_to(moment)
                self._awake.update(range(self.cluster.count))
            else:
                at, batch = self._around.next_batch()
                self.clock.move_to(at)
                self._accept(batch, at)
            self._settle()

    def _next_moment(self) -> int:
        moments = [FAR]
        for shard in self.cluster.shards:
            found = shard.state.next_wake_at(), self.cluster.deliveries[shard.number].next_due()
            moments += [at for at in found if at is not None]
        return min(moments)

    def played(self) -> ShardedWorld:
        """The finished world."""
        shards = self.cluster.shards
        facts = [read_facts.decode_lines(b"".join(text for _, text in one.state.chunks(0, ALL))) for one in shards]
        logged = [signal for one in shards for entry in one.log.read(0, ALL) for signal in entry.signals if signal]
        books = self._around.books
        keys = sorted({fact.key for part in facts for fact in part if fact.kind in OUTGOING} | books.asked.keys())
        return ShardedWorld(
            facts=facts,
            records=[one.state.scan("", ALL) for one in shards],
            signals=[one for one in logged if not isinstance(one, ShardTold)],
            outbox={key: row for one in shards for key, row in one.state.messages(keys).items()},
            books=books,
            crashes=sum(one.fault_plan.crashes for one in shards) + self._provider_plan.crashes,
            tellings=sum(isinstance(one, ShardTold) for one in logged),
            cluster=self.cluster,
        )

    def _accept(self, batch: tuple[Signal, ...], at: int) -> None:
        """As an edge does it: to the logs of all keys, and all of it again until every log has taken its part."""
        while True:
            try:
                for number, part in by_shard(batch, self.cluster.count).items():
                    self._awake.add(number)
                    self.cluster.shards[number].faulty_log.append([part])
                break
            except Crash:
                continue
        self._around.perhaps_again(batch, at, self._clients)

    def _settle(self) -> None:
        """Decide, carry and send until nothing is left; whoever died begins again by itself."""
        for _ in range(ROUNDS_MAX):
            order = self._rng.sample(self.cluster.shards, self.cluster.count)
            for shard in order:
                if shard.number in self._awake and not self._decide(shard):
                    self._awake.discard(shard.number)
            if self._carry() or self._awake:
                continue
            for shard in order:
                if self._send(shard):
                    self._awake.add(shard.number)
            if not self._awake:
                return
        raise Conflict("restless", f"world {self._world.seed} never comes to rest on several shards")

    def _decide(self, shard: Shard) -> bool:
        try:
            if shard.is_down:
                self._open(shard)
            return self.cluster.loops[shard.number].run_once() or self.cluster.fan_out(shard)
        except Crash:
            shard.is_down = shard.is_down or shard.fault_plan.kills()
            return True

    def _carry(self) -> bool:
        """What waits may arrive, once or twice; False when nothing waits."""
        ways = self.cluster.waiting()
        self._rng.shuffle(ways)
        is_left = bool(self._lags) and self._rng.random() < self._lags
        for source, target in ways:
            if is_left or self._rng.random() < LATE:
                continue
            self._awake.add(target)
            try:
                self.cluster.carry(source, target, self._rng)
            except Crash:  # the carrier begins anew by itself
                continue
        return bool(ways) and not is_left

    def _send(self, shard: Shard) -> bool:
        try:
            return self.cluster.deliveries[shard.number].dispatch_next()
        except Crash:
            shard.is_down = True
            return True

    def _open(self, shard: Shard) -> None:
        self.cluster.open(shard)
        while self.cluster.loops[shard.number].run_once():
            pass
        self.cluster.deliveries[shard.number].reconcile()
        shard.is_down = False
