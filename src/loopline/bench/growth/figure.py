"""One figure of growth: its name, its unit, what it was measured over; and several rounds of it."""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from loopline.bench.figures import spread

Unit = Literal["us", "ms", "s", "bytes", "MB", "1/s", "ratio"]
US: Final = 1_000_000
MS: Final = 1_000


class Figure(Struct, frozen=True):
    """What was measured, once."""

    name: str
    unit: Unit
    value: float
    over: str


class Rounds(Struct, frozen=True):
    """One figure over all rounds."""

    unit: Unit
    over: str
    min: float
    median: float
    max: float


def over_rounds(rounds: Sequence[Sequence[Figure]]) -> dict[str, Rounds]:
    """Least, median and most of each figure, by name."""
    spreads = spread([{one.name: one.value for one in figures} for figures in rounds])
    return {
        one.name: Rounds(one.unit, one.over, spreads[one.name].min, spreads[one.name].median, spreads[one.name].max)
        for one in rounds[0]
    }
