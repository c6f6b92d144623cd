"""The report of a programme and of everything, as figures. Times are ms, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.learning.lift.verdict import Lift, Verdict
from loopline.learning.stats.interval import Estimate

Level = Literal["programme", "global"]


class Credit(Struct, frozen=True):
    """What is credited to messages, beside what they caused: `conversions` and `value` of treated units that reached
    the goal at or after a message of any of the journeys (any touch), of the units that the lift is of. The ratios are
    credit over cause; None while there is no verdict, and where nothing was caused or credited. `rule` says in words
    what is credited."""

    conversions: int
    value: float
    rule: str
    conversions_ratio: float | None = None
    value_ratio: float | None = None


class HoldoutCost(Struct, frozen=True):
    """The people spent on the comparison: units held out so far, and what they would have brought in their windows if
    they had been messaged (the lift a unit, times the held-out units whose windows are over). None where a guard
    failed."""

    units: int
    closed: int
    conversions: Estimate | None
    value: Estimate | None


class MonthLine(Struct, frozen=True):
    """Units whose first exposure fell into a month of the workspace's calendar ("2026-03"). `incremental_*` are of
    those whose windows are over; `pending` are not. None while a side has nobody whose window is over, or where a guard
    failed. Each interval is for this month alone."""

    month: str
    treated: int
    held_out: int
    pending: int
    verdict: Verdict
    incremental_conversions: Estimate | None
    incremental_value: Estimate | None
    attributed_conversions: int
    attributed_value: float


class MarginalLine(Struct, frozen=True):
    """A journey of the programme and what it adds while all others go on, by its own comparison and its own goal.

    `incremental_*` never add up to the programme's. `ends_at` is the planned end, `decided_at` when its verdict was
    decided that stands, `decision` the id of that record. `due` says in words what is to be decided; "" for nothing.
    """

    journey: str
    name: str
    goal: str
    state: str
    verdict: Verdict | None
    reason: str
    conversion: Estimate | None
    incremental_conversions: Estimate | None
    incremental_value: Estimate | None
    ends_at: int | None
    decided_at: int | None
    decision: str
    due: str


class ProgrammeReport(Struct, frozen=True):
    """What the journeys of a programme, or all journeys, caused together.

    `id` is "" for everything. `percent` and `rotates` are those of today's holdout; `goal` says in words what counts,
    "" where none is written. `lift` is of units from their first exposure to any of the journeys, None where nobody can
    be compared: `missing` says why, and what to do. `entered` counts people who entered any of the journeys, `journeys`
    are the marginal lifts. `notes` say in words what else a reader has to know.
    """

    id: str
    name: str
    level: Level
    owner: str
    north_star: str
    unit: str
    goal: str
    within_ms: int
    percent: float
    rotates: str
    entered: int
    lift: Lift | None
    missing: str
    months: tuple[MonthLine, ...]
    credit: Credit | None
    cost: HoldoutCost | None
    journeys: tuple[MarginalLine, ...]
    notes: tuple[str, ...]
    counted_at: int


class ProgrammeReports(Struct, frozen=True):
    """All programmes beside everything, which is no sum of them."""

    everything: ProgrammeReport
    programmes: tuple[ProgrammeReport, ...]
