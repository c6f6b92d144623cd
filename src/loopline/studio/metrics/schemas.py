"""Definitions of metrics as the API answers them."""

from msgspec import Struct

from loopline.learning.metrics.figures import MetricColumn
from loopline.reports.metrics.definitions import Metric


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


class MetricList(Struct, frozen=True):
    """Every metric of `GET /api/metrics/{name}`."""

    metrics: tuple[MetricLine, ...]


def metric_line(one: Metric) -> MetricLine:
    """The definition without its example."""
    return MetricLine(**{name: getattr(one, name) for name in MetricLine.__struct_fields__})
