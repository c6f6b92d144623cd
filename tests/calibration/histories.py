"""Whole histories of a journey, judged day after day by the function that `report` calls: cells in, verdict out.

A world has a truth; a history is one course of it by day of closing, arms drawn unit by unit as the product draws them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from math import exp
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.demo.cdnow import purchases
from loopline.learning.comparisons.snapshot import LiftSnapshot, verdicts_of
from loopline.learning.lift.cells import HELD_OUT, TREATED, Cell
from loopline.learning.lift.verdict import Lift
from loopline.learning.stats.moments import ArmCounts
from loopline.model.duration import DAY
from loopline.reports.comparisons import ReportScope, report_scope
from loopline.storage.duckdb.facts import DuckFacts
from tests.learning.facts_made import JOURNEY, Oracle

WITHIN_DAYS: Final = 14
FIRST: Final = 20_000 + WITHIN_DAYS  # the day on which the first windows close
NODES: Final[dict[str, Any]] = {"rest": {"kind": "wait", "for": "1d"}}
LOG_MEAN: Final = 3.5
Values = NDArray[np.float64]


class World(Struct, frozen=True):
    """`held` and `share` give the units: held out in all, and the planned part. `rate` is the holdout's; the treated
    have `rate` x `lift` and spend `spend` times as much a buyer. `money` is "" (none), "cdnow", or a lognormal's sigma.
    `real` is the part that is really held out. `planned` plans the units of all days as the end."""

    held: int
    share: float
    rate: float
    lift: float = 1.0
    money: str = ""
    spend: float = 1.0
    days: int = 28
    real: float = 0.0
    planned: bool = False

    @property
    def units(self) -> int:
        """Both arms, a day."""
        return round(self.held / self.share / self.days)

    @property
    def difference(self) -> float:
        """The true difference in value a unit."""
        return self.rate * spend_of(self.money) * (self.lift * self.spend - 1)


class Day(Struct, frozen=True):
    """Units whose windows close on one day: how many of each arm, and the values of those that converted."""

    units: dict[str, int]
    values: dict[str, Values]


class Tally(Struct):
    """Of `histories`: in how many some look claimed something, failed a guard, or had an interval that left out the
    truth; `last_missed` is of value at the last look alone."""

    histories: int = 0
    claims: int = 0
    guards: int = 0
    conversion: int = 0
    ratio: int = 0
    value: int = 0
    value_ratio: int = 0
    last_missed: int = 0

    def part(self, name: str) -> float:
        """A count as a part of the histories."""
        return float(getattr(self, name)) / max(1, self.histories)


def history(world: World, rng: np.random.Generator) -> list[Day]:
    """One course of a world."""
    found = []
    for _ in range(world.days):
        held = int(rng.binomial(world.units, world.real or world.share))
        units = {TREATED: world.units - held, HELD_OUT: held}
        values = {}
        for arm, lift, spend in ((TREATED, world.lift, world.spend), (HELD_OUT, 1.0, 1.0)):
            values[arm] = spend * _spent(world.money, rng, int(rng.binomial(units[arm], min(1.0, world.rate * lift))))
        found.append(Day(units, values))
    return found


_CDNOW: list[Values] = []


def july() -> Values:
    """What each CDNOW customer that bought in July 1997 spent there in that month, in dollars."""
    if not _CDNOW:
        sums: Counter[str] = Counter()
        for one in purchases():
            if JULY[0] <= one.day < JULY[1]:
                sums[one.customer] += one.cents
        _CDNOW.append(np.asarray(sorted(sums.values()), dtype=np.float64) / 100)
    return _CDNOW[0]


JULY: Final = (10_043, 10_074)  # 1 July and 1 August 1997, in days of the Unix epoch
CDNOW_BUYERS: Final = 2_180 / 23_570
"""The part of all its customers that bought in that month."""


def spend_of(money: str) -> float:
    """The mean spend of a buyer that is held out."""
    if not money:
        return 0.0
    return float(july().mean()) if money == "cdnow" else exp(LOG_MEAN + float(money) ** 2 / 2)


def _spent(money: str, rng: np.random.Generator, buyers: int) -> Values:
    if not money:
        return np.zeros(buyers)
    return rng.choice(july(), buyers) if money == "cdnow" else rng.lognormal(LOG_MEAN, float(money), buyers)


def cells_of(day: Day, number: int) -> list[Cell]:
    """A day's units, as SQL would answer: all of them entered and reached a send on the day of their entry."""
    found = []
    for arm, units in day.units.items():
        values = day.values[arm]
        counts = ArmCounts(units, len(values), float(values.sum()), float(values @ values))
        for basis in ("entered", "exposed"):
            if units:
                came = (number - WITHIN_DAYS) * DAY
                found.append(Cell(basis, "", "", arm, 1, number, counts, since=came, last=came))
    return found


def scope_of(world: World) -> ReportScope:
    """As `report` makes it of a published journey."""
    fields: dict[str, Any] = {"holdout": {"percent": 100 * world.share}}
    if world.planned:
        fields["planned_units"] = world.units * world.days
    with closing(DuckFacts()) as facts:
        return report_scope(facts, published(JOURNEY, fields), JOURNEY, 0)


def lift_at(cells: Sequence[Cell], scope: ReportScope, now: int) -> Lift | None:
    """What `report` makes of these cells at a moment (ms)."""
    return verdicts_of(LiftSnapshot(scope.comparison, tuple(cells), scope.draws, now, scope.zone)).lift


def published(name: str, fields: dict[str, Any]) -> PublishedSet:
    """A journey with a holdout and a goal of fourteen days."""
    document = build_document(
        {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "rest", "nodes": NODES}
        | {"goal": {"event": "bought", "value": "amount", "within": f"{WITHIN_DAYS}d"}}
        | fields
    )
    return publish(PublishedSet(), document, 1)


def looked(days: list[Day], scope: ReportScope, looks: tuple[int, ...] = ()) -> Iterator[Lift]:
    """The lift that `report` gives at the end of each day (or of those in `looks`, from 1 on)."""
    cells: list[Cell] = []
    for number, day in enumerate(days, 1):
        cells += cells_of(day, FIRST + number - 1)
        if not looks or number in looks:
            lift = lift_at(cells, scope, (FIRST + number) * DAY)
            if lift is not None:
                yield lift


def tally(world: World, seed: int, histories: int, looks: tuple[int, ...] = (), *, power: bool = False) -> Tally:
    """`power` asks for claims alone: a history ends with its first."""
    rng, scope, found = np.random.default_rng(seed), scope_of(world), Tally()
    for _ in range(histories):
        seen: set[str] = set()
        missed: set[str] = set()
        for lift in looked(history(world, rng), scope, looks):
            missed = _missed(world, lift)
            seen |= missed
            if lift.verdict == "guard_failed":
                seen.add("guards")
            elif lift.verdict in ("lift", "harm"):
                seen.add("claims")
                if power:
                    break
        found.histories += 1
        for name in seen:
            setattr(found, name, getattr(found, name) + 1)
        found.last_missed += "value" in missed
    return found


def _missed(world: World, lift: Lift) -> set[str]:
    """The intervals that leave out the truth."""
    truths = {
        "conversion": (lift.conversion, world.rate * (world.lift - 1)),
        "ratio": (lift.ratio, world.lift),
        "value": (lift.value, world.difference),
        "value_ratio": (lift.value_ratio, world.lift * world.spend),
    }
    return {name for name, (one, truth) in truths.items() if not one.low <= truth <= one.high}


def as_facts(days: list[Day]) -> Oracle:
    """The same history as the facts that a journey writes, for the road through DuckDB."""
    made = Oracle()
    for number, day in enumerate(days):
        entered = (FIRST - WITHIN_DAYS + number) * DAY
        for arm, units in day.units.items():
            for n in range(units):
                name = f"{number}.{arm or 'treated'}.{n}"
                made.enter(name, name, entered, held=arm).expose(name, name, entered, held=arm)
                if n < len(day.values[arm]):
                    made.reach(name, name, entered + 1, float(day.values[arm][n]), since=entered)
    made.write("event", "passer", (FIRST + len(days)) * DAY, name="page_viewed")  # facts reach up to now
    return made
