"""The providers of a world with what they tell, and the signals that are still to come."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Final

from msgspec.structs import replace

from loopline.lab.simulator.carriers.books import Books
from loopline.lab.simulator.carriers.news import News, told
from loopline.lab.simulator.carriers.plans import CarrierPlan
from loopline.lab.simulator.carriers.routed import routed
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.provider import SimulatedProvider
from loopline.lab.simulator.worlds import Batch, World
from loopline.model.records import OutboxRow
from loopline.model.signal import Signal
from loopline.runtime.dispatch.carriers import Carriers, OneCarrier

FAR: Final = 2**62
Ear = Callable[[OutboxRow, int], None]


def no_ear(row: OutboxRow, now: int) -> None:
    """For a world in which nobody asks the providers."""


class Surroundings:
    """`providers` by name; `check` hears of each message that is sent, `counts` of each that is taken."""

    def __init__(self, world: World, fault_plan: FaultPlan, check: Ear = no_ear, counts: Ear = no_ear) -> None:
        self._world = world
        self.books = Books()
        self._to_come: list[tuple[int, int, tuple[Signal, ...]]] = []
        self._order = 0
        plans = world.carriers or (CarrierPlan("", "email", 1, world.unknown_policy),)
        ears = check, self._took, counts
        self.providers = {
            plan.name: SimulatedProvider(
                f"provider/{world.seed}", plan, _others(world, plan), fault_plan, self.books, *ears
            )
            for plan in plans
        }
        for batch in world.batches:
            self._push(batch)

    def carriers(self) -> Carriers:
        """Made anew after each crash: what they remember of providers is gone."""
        if not self._world.carriers:
            return OneCarrier(self.providers[""])
        return routed(self._world.carriers, self.providers, self.books)

    def first_at(self) -> int:
        """When the next signals come (ms); FAR when none will."""
        return self._to_come[0][0] if self._to_come else FAR

    def next_batch(self) -> tuple[int, tuple[Signal, ...]]:
        """The next signals, with their moment (ms)."""
        at, _, batch = heappop(self._to_come)
        return at, batch

    def perhaps_again(self, batch: tuple[Signal, ...], at: int, clients: FaultPlan) -> None:
        """A client may send some of them twice."""
        if doubles := clients.doubled(batch):
            later = at + clients.delay()
            self._push((later, tuple(replace(signal, received_at=later) for signal in doubles)))

    def _push(self, batch: Batch) -> None:
        self._order += 1
        heappush(self._to_come, (batch[0], self._order, batch[1]))

    def _took(self, row: OutboxRow, followed_by: Sequence[News]) -> None:
        self.books.news += followed_by
        for news in followed_by:
            for at, signals in told(news, row):
                self._push((at, signals))


def _others(world: World, plan: CarrierPlan) -> list[str]:
    return [one.name for one in world.carriers if one.channel == plan.channel and one.name != plan.name]
