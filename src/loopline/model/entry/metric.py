"""A number that a journey is compared by beside its goal: one to learn from, or a guardrail that may pause it."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

MetricRole = Literal["secondary", "guardrail"]
ROLES: Final = get_args(MetricRole)
Measure = Literal["rate", "sum", "ratio"]
"""Of units that did it at all; of what it comes to a unit; of what it comes to in parts of another event."""
MEASURES: Final = get_args(Measure)
Better = Literal["more", "less"]
BETTER: Final = get_args(Better)
MetricReceipt = Literal["unsubscribed", "complained", "bounced"]
RECEIPTS: Final = get_args(MetricReceipt)


class JourneyMetric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What units do within a time of their first exposure: an `event`, or a `receipt` of the journey's own messages.

    `measure` says what is counted of it; `over` and `over_value` are what a ratio is in parts of. `cap` is the
    percentile above which a unit's value counts as that percentile. A guardrail is broken when the treated are more
    than `tolerate` percent worse than the held out, or when more than `at_most` percent of them do it; then it pauses
    the journey, unless `pauses` is false.
    """

    event: str = ""
    receipt: Annotated[str, one_of(MetricReceipt, or_blank=True)] = ""
    role: Annotated[str, one_of(MetricRole)] = "secondary"
    name: str = ""
    where: str = ""
    measure: Annotated[str, one_of(Measure)] = "rate"
    value: str = ""
    over: str = ""
    over_value: str = ""
    within: str = "14d"
    better: Annotated[str, one_of(Better)] = "more"
    cap: float = 0
    once_by: str = ""
    currency: str = ""
    at_most: float = 0
    tolerate: float = 0
    pauses: bool = True
