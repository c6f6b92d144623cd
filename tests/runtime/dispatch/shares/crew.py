"""Eight processes that send to one provider, in a time of the test's own: with kills, freezes, lost answers and clocks
that differ."""

import random
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from loopline.runtime.dispatch.shares.purse import Purse
from loopline.runtime.dispatch.shares.rate import TakenShare
from loopline.runtime.dispatch.shares.rate_ledger import RateAnswer, RateAsk, RateBound, RateLedger, asked_of_rate

TICK = 0.005
Seconds = tuple[float, ...]
SLOW: tuple[Seconds, Seconds, Seconds] = ((0.0, 0.02, 0.2), (0.0, 0.03, 0.3, 1.5), (0.0, 0.01, 0.3))
QUICK: tuple[Seconds, Seconds, Seconds] = ((0.0,), (0.0, 0.03), (0.0, 0.01))
"""In seconds: until a batch is handed over, until all of it has arrived, until an ask is turned, or answered."""


class Flight(Struct):
    """A batch between being taken and being over. It `left` once it was handed over; then it arrives bit by bit."""

    taken: TakenShare
    hands_over_at: float
    ends_at: float
    left: bool = False
    arrived: int = 0


class Asking(Struct):
    """An ask on its way: it is turned at one moment and answered at another, or its answer is lost."""

    ask: RateAsk
    asked_at: float
    turned_at: float
    answered_at: float
    answer: RateAnswer | None = None
    is_lost: bool = False


class Sender:
    """One process. Its clock is `skew` seconds off, and says nothing to anybody else."""

    def __init__(self, name: str, skew: float) -> None:
        self.name, self.skew, self.life = name, skew, 0
        self.frozen_until, self.waits = 0.0, 0
        self.begin()

    def begin(self) -> None:
        """As after a start: nothing is known of what was held."""
        self.life += 1
        self.purse = Purse(f"{self.name}-{self.life}")
        self.flights, self.asking = list[Flight](), list[Asking]()


class Crew:
    """All of them with their ledger; `arrivals` are the times at which messages reached the provider."""

    def __init__(self, seed: int, limit: int = 100, senders: int = 8, *, is_quick: bool = False) -> None:
        """Where it `is_quick` a message takes 30 ms at most, and the ledger answers within 20."""
        pace = QUICK if is_quick else SLOW
        self._waits, self._ways, self._pauses = pace
        self.dice, self.bound = random.Random(seed), RateBound(limit, 1_000)
        self.ledger, self.now, self.answers_lost = RateLedger(), 0.0, 0
        self.senders = [Sender(f"w{one}", self.dice.uniform(-1e6, 1e6)) for one in range(senders)]
        self.arrivals: list[tuple[float, str]] = []
        self.kills = self.freezes = 0

    def run(self, seconds: float, *, faults: bool = True) -> None:
        """So long, in ticks."""
        for _ in range(round(seconds / TICK)):
            self.now += TICK
            for one in self.senders:
                if faults:
                    self._hurt(one)
                if self.now >= one.frozen_until:
                    self._tick(one)
            for one in self.senders:
                self._turn(one)

    def _hurt(self, one: Sender) -> None:
        if self.dice.random() < 0.0005:
            self.kills += 1
            one.begin()
        elif self.dice.random() < 0.0005 and not any(flight.left for flight in one.flights):
            self.freezes += 1
            one.frozen_until = self.now + self.dice.choice((0.3, 3.0, 4.9, 5.1, 8.0))

    def _tick(self, one: Sender) -> None:
        self._hear(one)
        self._fly(one)
        local = self.now + one.skew
        while one.waits and (count := one.purse.most(min(one.waits, self.dice.randint(1, 32)), local)):
            one.waits -= count
            begins = self.now + self.dice.choice(self._waits)
            flight = Flight(one.purse.took(count), begins, begins + self.dice.choice(self._ways))
            one.flights.append(flight)
        if not one.asking and not one.purse.is_empty and self.dice.random() < 0.5:
            at = self.now + self.dice.choice(self._pauses)
            lost = self.dice.random() < 0.02
            self.answers_lost += lost
            ends = at + self.dice.choice(self._pauses)
            one.asking.append(Asking(one.purse.ask(local), local, at, ends, is_lost=lost))

    def _fly(self, one: Sender) -> None:
        for flight in tuple(one.flights):
            if not flight.left and self.now >= flight.hands_over_at and not self._hands_over(one, flight):
                continue
            if not flight.left:
                continue
            part = (
                1.0
                if self.now >= flight.ends_at
                else (self.now - flight.hands_over_at) / (flight.ends_at - flight.hands_over_at)
            )
            reached = int(part * flight.taken.count)
            self.arrivals += [(self.now, one.name)] * (reached - flight.arrived)
            flight.arrived = reached
            if self.now >= flight.ends_at:
                one.purse.ended(flight.taken)
                one.flights.remove(flight)

    def _hands_over(self, one: Sender, flight: Flight) -> bool:
        late = self.now - flight.hands_over_at
        flight.left = one.purse.is_good(flight.taken, self.now + one.skew)
        if flight.left:
            flight.hands_over_at, flight.ends_at = self.now, flight.ends_at + late
        return flight.left

    def _turn(self, one: Sender) -> None:
        """The ledger's side: it goes on while a sender is frozen, and after it was killed."""
        for asking in one.asking:
            if asking.answer is None and self.now >= asking.turned_at:
                self.ledger, asking.answer = asked_of_rate(self.ledger, self.bound, asking.ask, round(self.now * 1_000))

    def _hear(self, one: Sender) -> None:
        for asking in tuple(one.asking):
            if asking.answer is not None and self.now >= asking.answered_at:
                one.asking.remove(asking)
                if not asking.is_lost:
                    one.purse.answered(asking.ask, asking.answer, asking.asked_at)

    def by_sender(self, since: float) -> dict[str, int]:
        """How many messages of each arrived since then."""
        return {one.name: sum(at >= since and name == one.name for at, name in self.arrivals) for one in self.senders}

    def busiest(self) -> int:
        """The most that arrived within any one second."""
        return max(windows([at for at, _ in self.arrivals]), default=0)


def windows(arrivals: list[float], seconds: float = 1.0) -> Iterator[int]:
    """For each arrival, how many came within the second that ends with it."""
    arrivals, first = sorted(arrivals), 0
    assert all(before <= after for before, after in pairwise(arrivals))
    for last, at in enumerate(arrivals):
        while arrivals[first] <= at - seconds + 1e-9:
            first += 1
        yield last - first + 1
