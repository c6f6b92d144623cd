"""Definitions of metrics as the API answers them."""

from typing import Any

from msgspec import Struct

from loopline.learning.measured.figures import ComparedMetric
from loopline.learning.metrics.figures import MetricColumn
from loopline.model.entry.metric import Better, Measure, MetricRole
from loopline.reports.metrics.definitions import Metric

Plain = dict[str, Any]  # a document as JSON


class MetricLine(Struct, frozen=True):
    """What a metric is, and what may be asked of it; see docs/reference/metrics.md for an example of each."""

    name: str
    title: str
    definition: str
    formula: str
    source: str
    unit: str
    censoring: str
    takes: tuple[str, ...]
    needs: tuple[str, ...]
    by: tuple[str, ...]
    columns: tuple[MetricColumn, ...]


class MetricUse(Struct, frozen=True):
    """A live journey that is compared by a published metric: under which name and role, and by which version of it."""

    journey: str
    journey_name: str
    metric: str
    role: MetricRole
    version: int


class DefinedMetric(Struct, frozen=True):
    """A metric that is a document of its own, in its newest version; `counts` is what it counts, in words."""

    id: str
    name: str
    description: str
    owner: str
    version: int
    archived: bool
    counts: str
    measure: Measure
    better: Better
    within: str
    used_by: tuple[MetricUse, ...]


class DefinedMetrics(Struct, frozen=True):
    """Every metric that is published as a document."""

    metrics: tuple[DefinedMetric, ...]


class MetricVersion(Struct, frozen=True):
    """A published version of a metric: the document, what it counted in words, when, by whom and why."""

    version: int
    counts: str
    published_at: int
    by: str
    reason: str
    document: Plain


class MetricFigure(Struct, frozen=True):
    """A metric in one journey, as the journey's own report has it; `earlier` by what the metric said before."""

    journey: str
    line: ComparedMetric
    earlier: tuple[ComparedMetric, ...]


class DefinedMetricAnswer(Struct, frozen=True):
    """A metric with its versions, newest first, and its figure in every journey that is compared by it. Up to 50
    journeys are told; `more` is how many are not."""

    metric: DefinedMetric
    versions: tuple[MetricVersion, ...]
    figures: tuple[MetricFigure, ...]
    more: int


class MetricList(Struct, frozen=True):
    """Every metric of `GET /api/metrics/{name}`."""

    metrics: tuple[MetricLine, ...]


def metric_line(one: Metric) -> MetricLine:
    """The definition without its example."""
    return MetricLine(**{name: getattr(one, name) for name in MetricLine.__struct_fields__})
