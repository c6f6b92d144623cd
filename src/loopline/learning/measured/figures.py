"""The metrics of a journey as figures: what reports count, what the API answers. Times are ms, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.learning.stats.interval import Estimate
from loopline.model.entry.metric import Better, Measure, MetricRole

MetricVerdict = Literal[
    "better", "worse", "no_difference_seen", "holds", "broken", "not_enough_data", "guard_failed", "cannot_tell"
]
"""Of a secondary metric better, worse or no difference; of a guardrail holds or broken, which no luck makes of a sound
one in more than 5 % of journeys. `guard_failed`: the journey's comparison is broken. `cannot_tell`: nobody to compare
with."""


class Adjusted(Struct, frozen=True):
    """The difference adjusted by what each unit did in the same time before (CUPED; Deng, Xu, Kohavi & Walker 2013).

    `saved` is the part of the variance that it takes away, `slope` the change of the number for one of the past.
    """

    difference: Estimate
    saved: float
    slope: float


class MetricSide(Struct, frozen=True):
    """Closed units of one side: how many, how many did it, what the number is a unit; `pending` are still open.

    `total` is the exact sum as a decimal number, which no cap changes.
    """

    units: int
    did: int
    level: float
    total: str
    pending: int


class ComparedMetric(Struct, frozen=True):
    """One metric: treated against held out, from the first exposure of units since `since` on.

    `difference` is treated less held out, with an interval for any look that allows for the number of secondary
    metrics; it is null where it may not be told. `q` is the share of mistakes among all that show as much. `e_value`
    and `limit` are a guardrail's evidence and how much of it pauses. `uncapped` is the difference without the cap.
    `document` is the metric that the journey names, in its version; "" for one that the journey defines itself.
    `until_version` is, of an earlier definition, the newest version of the journey that had it; 0 for the one in use.
    """

    metric: str
    name: str
    role: MetricRole
    measure: Measure
    better: Better
    counts: str
    within_ms: int
    verdict: MetricVerdict
    reason: str
    treated: MetricSide
    held_out: MetricSide
    difference: Estimate | None = None
    adjusted: Adjusted | None = None
    uncapped: Estimate | None = None
    cap: float | None = None
    q: float | None = None
    e_value: float | None = None
    limit: float | None = None
    allowed: str = ""
    pauses: bool = False
    since: int = 0
    document: str = ""
    document_version: int = 0
    until_version: int = 0


class StateChange(Struct, frozen=True):
    """A pause of the journey, or its end: when, why, and whether a guardrail of Loopline decided it."""

    at: int
    state: str
    reason: str
    by_guardrail: str = ""


class MetricsReport(Struct, frozen=True):
    """The metrics of a journey beside its goal. `value` is the goal's own value a unit, plain and adjusted; null where
    it has none or may not be told. `changes` are the newest pauses and resumes. `warning` says what it means that
    several metrics are read at once, and `missing` why nothing can be compared. `earlier` are the analyses by what the
    metrics said before they were changed, of the same units; those of secondary metrics count among all that are read.
    """

    journey: str
    goal: str
    value: ComparedMetric | None
    metrics: tuple[ComparedMetric, ...]
    warning: str
    missing: str
    changes: tuple[StateChange, ...]
    counted_at: int
    earlier: tuple[ComparedMetric, ...] = ()
