"""Reports: what a journey did and what it caused. Times are ms since the epoch, UTC."""

from typing import Any

from msgspec import Struct

from loopline.learning.lift import Lift

Plain = dict[str, Any]  # counts by name


class Funnel(Struct, frozen=True):
    """Enrollments at a node: reached it, stand there now, ended there, went on; share of all that entered."""

    node: str
    name: str
    kind: str
    entered: int
    inside: int
    ended: int
    left: int
    share: float


class Bin(Struct, frozen=True):
    """Conversions within the day that begins this long after entry."""

    from_ms: int
    count: int


class Took(Struct, frozen=True):
    """How long conversions took."""

    median_ms: int | None
    p90_ms: int | None
    conversions: int
    histogram: tuple[Bin, ...]


class DayPoint(Struct, frozen=True):
    """Cumulative counts of closed units up to a day ("2026-03-01"), with the interval as of that day."""

    day: str
    treated_units: int
    treated_conversions: int
    held_units: int
    held_conversions: int
    estimate: float
    low: float
    high: float


class ArmLine(Struct, frozen=True):
    """One arm of an experiment; `rate` is conversions a closed unit."""

    node: str
    name: str
    units: int
    conversions: int
    rate: float
    value: float
    pending: int


class ReportAnswer(Struct, frozen=True):
    """What a journey did and what it caused. Counts are people, funnel counts are enrollments.

    `attributed` is credit (conversions of treated units), `incremental` is cause (null where nobody is held out).
    """

    journey: str
    version: int
    enrollments: int
    entered: int
    messaged: int
    messages: int
    held_out: int
    converted: int
    within_ms: int
    funnel: tuple[Funnel, ...]
    exits: tuple[tuple[str, int], ...]
    time_to_convert: Took
    lift: Lift | None
    intention: Lift | None
    attributed: int
    incremental: float | None
    over_time: tuple[DayPoint, ...]
    arms: tuple[ArmLine, ...]
    refusals: tuple[Plain, ...]
    channels: tuple[Plain, ...]
