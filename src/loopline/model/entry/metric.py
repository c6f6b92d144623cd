"""A number that journeys are compared by beside their goals: one to learn from, or a guardrail that may pause."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

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


class MetricDefinition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What units do within a time of their first exposure: an `event`, or a `receipt` of the journey's own messages.

    `measure` says what is counted of it; `over` and `over_value` are what a ratio is in parts of. `cap` is the
    percentile above which a unit's value counts as that percentile.
    """

    event: str = ""
    receipt: Annotated[str, one_of(MetricReceipt, or_blank=True)] = ""
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


DEFINED: Final = MetricDefinition.__struct_fields__
"""The fields that say what a metric counts, wherever it is written."""


class JourneyMetric(MetricDefinition, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A metric of one journey: defined here, or by the published document that `metric` names.

    A guardrail is broken when the treated are more than `tolerate` percent worse than the held out, or when more than
    `at_most` percent of them do it; then it pauses the journey, unless `pauses` is false.
    """

    metric: str = ""
    role: Annotated[str, one_of(MetricRole)] = "secondary"
    name: str = ""
    at_most: float = 0
    tolerate: float = 0
    pauses: bool = True


class MetricDocument(
    MetricDefinition,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag="metric",
    tag_field="kind",
):
    """A metric as a document of its own: journeys name it, so that one definition is counted in all of them."""

    id: str
    name: str = ""
    description: str = ""
    owner: str = ""
    archived: bool = False


class PinnedMetric(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The version of a metric that a version of a journey is compared by, whole."""

    version: int
    document: MetricDocument


def defined(metric: JourneyMetric, by: MetricDocument) -> JourneyMetric:
    """The metric of a journey with the definition of the document that it names."""
    return replace(metric, name=metric.name or by.name, **{name: getattr(by, name) for name in DEFINED})


def in_use(metrics: Mapping[str, JourneyMetric], pinned: Mapping[str, PinnedMetric]) -> dict[str, JourneyMetric]:
    """The metrics of a journey with the definitions that were pinned; one whose document is not pinned is left out."""
    found: dict[str, JourneyMetric] = {}
    for name, metric in metrics.items():
        if not metric.metric:
            found[name] = metric
        elif metric.metric in pinned:
            found[name] = defined(metric, pinned[metric.metric].document)
    return found
