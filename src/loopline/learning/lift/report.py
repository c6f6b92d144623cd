"""What a journey did and what it caused, as figures: what reports count, what the API answers. Times are ms, UTC."""

from typing import Any, Literal

from msgspec import Struct

from loopline.learning.factors.figures import Interaction
from loopline.learning.lift.verdict import Lift
from loopline.learning.stats.interval import Estimate
from loopline.learning.stats.moments import ArmCounts

Plain = dict[str, Any]  # counts by name
GroupVerdict = Literal[
    "lift", "harm", "better", "worse", "no_difference_seen", "not_enough_data", "guard_failed", "not_told"
]
"""Against the holdout a lift or a harm, against another arm better or worse; `guard_failed`: not split as planned;
`not_told`: a group of a factor by which no test has shown a difference."""


class FunnelNode(Struct, frozen=True):
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


class TimeToConvert(Struct, frozen=True):
    """How long the treated took to convert. Only people whose whole window is over are counted (`closed`, of which
    `conversions` converted): otherwise the quick would be counted before the slow. `open` are still in theirs."""

    median_ms: int | None
    p90_ms: int | None
    conversions: int
    closed: int
    open: int
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
    """One arm of an experiment, from the moment at which it was given; `rate` is conversions a closed unit."""

    node: str
    name: str
    units: int
    conversions: int
    rate: float
    value: float
    pending: int


class Contrast(Struct, frozen=True):
    """One of several comparisons made at once: `name` against `against`. `difference` is in conversion rate, with an
    interval that allows for the number of comparisons and may be read at any look. `q` is the share of mistakes to be
    expected among all that show at least as much (Benjamini-Hochberg on e-values): 0.05 and below gives a verdict.
    `incremental` is None where a guard of the journey has failed. `value` and `value_ratio` are of value a unit; their
    intervals allow for the number of comparisons too."""

    name: str
    against: str
    verdict: GroupVerdict
    reason: str
    treated: ArmCounts
    held_out: ArmCounts
    treated_rate: float
    held_out_rate: float
    difference: Estimate
    incremental: float | None
    q: float
    conversions_have: int
    conversions_need: int
    value: Estimate
    value_ratio: Estimate


class Contrasts(Struct, frozen=True):
    """Comparisons made at once, and in plain words what that asks of the reader."""

    compared: int
    warning: str
    rows: tuple[Contrast, ...]


class ExperimentResult(Struct, frozen=True):
    """An experiment's arms against the first of them (`between`) and against the holdout (`against_holdout`).

    Against the holdout only units count that came to the experiment before their first message; `note` says in words
    how many did not.
    """

    node: str
    name: str
    between: Contrasts
    against_holdout: Contrasts
    note: str = ""


class TotalSide(Struct, frozen=True):
    """Units of one side whose horizon is over, and all that they reached in it; `pending` are still within theirs."""

    units: int
    pending: int
    conversions: int
    value: float


class UnitTotals(Struct, frozen=True):
    """What units reached within a fixed time (ms) of their first exposure, in however many visits.

    `conversions` and `value` are differences a unit, all conversions counted; `incremental_*` those times the treated
    units. Null until units of both sides have had the whole time. The intervals may be read at any look.
    """

    horizon_ms: int
    treated: TotalSide
    held_out: TotalSide
    conversions: Estimate | None
    value: Estimate | None
    incremental_conversions: Estimate | None
    incremental_value: Estimate | None


class Caused(Struct, frozen=True):
    """Conversions that would be missing if nobody had been messaged, with an interval; `of` says in words what is
    counted where it is not the one comparison of a journey that people enter once."""

    conversions: float
    low: float
    high: float
    of: str = ""


class Breakdown(Struct, frozen=True):
    """Lift by group. `by` is what was asked for, `title` the same in words; people stand in the group that they were
    in when they entered. `others` groups were too small to be shown and stand together. `interaction` is whether the
    lift differs by it; a group has a verdict of its own only where it does."""

    journey: str
    by: str
    title: str
    note: str
    groups: Contrasts
    others: int
    counted_at: int
    interaction: Interaction


class ComparisonLine(Struct, frozen=True):
    """One of a journey's comparisons: whose, on what goal (in words), from when until when their windows opened (ms).

    `state`: it is "open", it has "ended" and windows or late events are waited for, or it is "settled" and nothing of
    it changes any more. `decision` is the record of its verdict, made at `decided_at` (ms), where there is one.
    """

    id: str
    title: str
    goal: str
    since: int
    until: int | None
    state: Literal["open", "ended", "settled"]
    leading: bool
    lift: Lift | None
    decision: str = ""
    decided_at: int | None = None


class Spending(Struct, frozen=True):
    """What stands beside the value a unit. Orders a unit and value an order describe: their intervals are for one
    look at 95 %, and the treated's orders are not the same people's as the held out's. `capped` and `capped_ratio`
    are the difference and the ratio of value a unit with every unit's value above `cap` counted as `cap`, which is
    the declared percentile of the buyers' values, both arms together; their intervals may be read at any look."""

    orders_treated: float
    orders_held_out: float
    orders: Estimate
    order_value_treated: float
    order_value_held_out: float
    order_value: Estimate
    percentile: int
    cap: float
    capped: Estimate
    capped_ratio: Estimate


class JourneyReport(Struct, frozen=True):
    """What a journey did and what it caused. Counts are people, funnel counts are enrollments.

    `attributed` is credit (treated units that converted after a message), `incremental` is cause (null where nobody is
    held out, or a guard has failed: `incremental_missing` says why); where there is a lift, both are of units whose
    window is over. `totals` are of journeys that people enter more than once, and `caused` is the incremental number
    with what it is of. `intention` compares all who entered, reached by a message or not. `sandbox` says in words which
    messages the sandbox kept, and what that means for the figures; "" where it kept none. `outcomes` says which goals
    are not counted; "" where all are. `comparisons` are all that the journey has made, newest first: `lift` is that of
    the leading one. `spending` is null where nothing was ordered, nobody is held out, or a guard has failed.
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
    funnel: tuple[FunnelNode, ...]
    exits: tuple[tuple[str, int], ...]
    time_to_convert: TimeToConvert
    lift: Lift | None
    intention: Lift | None
    attributed: int
    incremental: float | None
    over_time: tuple[DayPoint, ...]
    arms: tuple[ArmLine, ...]
    experiments: tuple[ExperimentResult, ...]
    refusals: tuple[Plain, ...]
    channels: tuple[Plain, ...]
    counted_at: int
    sandbox: str = ""
    comparisons: tuple[ComparisonLine, ...] = ()
    incremental_missing: str = ""
    spending: Spending | None = None
    outcomes: str = ""
    totals: tuple[UnitTotals, ...] = ()
    caused: Caused | None = None
