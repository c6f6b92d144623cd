"""What the facts answer of a metric: sums over units that do not differ, by stratum, side and day."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from loopline.learning.lift.cells import HELD_OUT, Cell, Draw, blocks, strata_by_version
from loopline.learning.lift.strata import Stratum
from loopline.learning.measured.figures import MetricSide
from loopline.learning.stats.conditional import ClosedBlock
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.orders import OrderMoments
from loopline.model.entry.metric import Measure

Rows = Sequence[tuple[Any, ...]]  # whatever SQL answers
Pasts = Sequence[tuple[float, "UnitSums", "UnitSums"]]  # weight, treated, held out: a stratum each


class UnitSums(Struct, frozen=True):
    """Sums over closed units: what is counted (`y`), the same of the time before (`x`), what a ratio is over (`o`)."""

    units: int = 0
    did: int = 0
    pending: int = 0
    y: float = 0.0
    yy: float = 0.0
    x: float = 0.0
    xx: float = 0.0
    yx: float = 0.0
    o: float = 0.0
    oo: float = 0.0
    yo: float = 0.0
    total: Decimal = Decimal(0)

    def __add__(self, other: "UnitSums") -> "UnitSums":
        return UnitSums(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))

    @property
    def counts(self) -> ArmCounts:
        """As an arm of the lift."""
        return ArmCounts(self.units, self.did, self.y, self.yy, self.pending)

    @property
    def orders(self) -> OrderMoments:
        """As the moments of a ratio."""
        return OrderMoments(self.units, self.o, self.oo, self.y, self.yy, self.yo)

    def level(self, measure: Measure) -> float:
        """What the metric is of these units."""
        if measure == "ratio":
            return self.y / self.o if self.o else 0.0
        return self.y / self.units if self.units else 0.0

    def side(self, measure: Measure) -> MetricSide:
        """As a report shows it."""
        return MetricSide(self.units, self.did, self.level(measure), f"{self.total.normalize():f}", self.pending)


NONE: Final = UnitSums()


class Measured(Struct, frozen=True):
    """All of a metric's units: by place of the draw (oldest first) treated and held out, with the share of each; the
    blocks of days; when the first came; the cap that was used."""

    strata: tuple[tuple[float, UnitSums, UnitSums], ...]
    blocks: tuple[ClosedBlock, ...]
    alone: UnitSums
    cap: float | None = None

    @property
    def treated(self) -> UnitSums:
        """All of the treated, of strata that hold somebody out or not."""
        return sum((one for _, one, _ in self.strata), NONE) + self.alone

    @property
    def held_out(self) -> UnitSums:
        """All of the held out."""
        return sum((two for _, _, two in self.strata), NONE)

    @property
    def arms(self) -> tuple[Stratum, ...]:
        """As the strata of a lift."""
        return tuple(Stratum(share, one.counts, two.counts) for share, one, two in self.strata)

    @property
    def weighed(self) -> Pasts:
        """The strata that can be compared, each with its part of the treated units in them."""
        found = [(one, two) for _, one, two in self.strata if one.units and two.units]
        total = sum(one.units for one, _ in found)
        return [(one.units / total, one, two) for one, two in found]

    @property
    def share(self) -> float:
        """The share held out that places mixtures: the first one, known before the data."""
        return self.strata[0][0] if self.strata else 0.1


def measured_of(rows: Rows, draws: Mapping[int, Draw], today: int) -> Measured:
    """From the rows of `MEASURED`. Units that came while nobody was held out are treated, and in no comparison."""
    places, sides, alone, cap = strata_by_version(draws), dict[tuple[int, bool], UnitSums](), NONE, None
    cells = []
    for row in rows:
        version, held, day, units, did, first, last, *sums, total, row_cap = row
        draw = draws.get(int(version))
        if draw is None:
            continue
        cap = row_cap if row_cap is not None else cap
        one = _sums(day, units, did, sums, total)
        if 0 < draw.share < 1:
            key = (places[int(version)], held == HELD_OUT)
            sides[key] = sides.get(key, NONE) + one
            cells.append(_cell(row, one, int(first), int(last)))
        elif held != HELD_OUT:
            alone += one
    shares = {place: draws[version].share for version, place in places.items()}
    strata = tuple(
        (shares[place], sides.get((place, False), NONE), sides.get((place, True), NONE))
        for place in sorted({place for place, _ in sides})
    )
    return Measured(strata, tuple(_blocks(cells, draws, today)), alone, cap)


def _sums(day: object, units: Any, did: Any, sums: Iterable[Any], total: Any) -> UnitSums:
    if day is None:
        return UnitSums(pending=int(units))
    y, yy, x, xx, yx, o, oo, yo = (float(one or 0) for one in sums)
    return UnitSums(int(units), int(did), 0, y, yy, x, xx, yx, o, oo, yo, Decimal(str(total or 0)))


def _cell(row: tuple[Any, ...], one: UnitSums, first: int, last: int) -> Cell:
    version, held, day = row[:3]
    counts = ArmCounts(one.units, one.did, pending=one.pending)
    return Cell("exposed", "", "", str(held), int(version), None if day is None else int(day), counts, first, last=last)


def _blocks(cells: Sequence[Cell], draws: Mapping[int, Draw], today: int) -> Iterable[ClosedBlock]:
    return (block for _, block in blocks(cells, draws, today))
