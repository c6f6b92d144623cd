"""The registry of metrics that are documents: what each counts, which journeys are compared by it, and its figures."""

from typing import Final, cast

import msgspec

from loopline.decisions.documents.read import to_plain
from loopline.decisions.published import PublishedSet
from loopline.learning.measured.judge import counts_words
from loopline.model.entry.metric import Better, JourneyMetric, Measure, MetricDocument, MetricRole, defined
from loopline.model.errors import Missing
from loopline.model.journey import Document
from loopline.studio.context import StudioContext
from loopline.studio.metrics import schemas as shape
from loopline.studio.reports.read import Reports

FIGURES_MAX: Final = 50
VERSIONS_MAX: Final = 100


class MetricRegistry:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext, reports: Reports) -> None:
        self._ctx, self._reports = ctx, reports

    def listing(self) -> shape.DefinedMetrics:
        """Every published metric, by id; what is archived stands last."""
        published = self._ctx.published()
        library = published.content
        found = [library.metrics[name] for name in sorted(library.metrics)]
        found += [
            (number, one)
            for (kind, _), (number, one) in sorted(library.archived.items())
            if isinstance(one, MetricDocument)
        ]
        return shape.DefinedMetrics(tuple(_line(number, one, published) for number, one in found))

    def show(self, name: str) -> shape.DefinedMetricAnswer:
        """One with its versions and figures, each by the query of the journey's report. Raises Missing
        `metric_unknown`; Unavailable `facts_unfit`."""
        published = self._ctx.published()
        known = published.content.newest("metric", name)
        if known is None or not isinstance(known[1], MetricDocument):
            raise Missing("metric_unknown", f'No metric "{name[:64]}" is published; `loopline metric list` has them.')
        line = _line(known[0], known[1], published)
        shown = line.used_by[:FIGURES_MAX]
        figures = tuple(self._figure(use) for use in shown)
        return shape.DefinedMetricAnswer(line, self._versions(name), figures, len(line.used_by) - len(shown))

    def _figure(self, use: shape.MetricUse) -> shape.MetricFigure:
        found = self._reports.metrics(use.journey)
        line = next(one for one in found.metrics if one.metric == use.metric)
        return shape.MetricFigure(use.journey, line, tuple(one for one in found.earlier if one.metric == use.metric))

    def _versions(self, name: str) -> tuple[shape.MetricVersion, ...]:
        found = []
        for row in self._ctx.state.documents():
            if (row.kind, row.name) != ("metric", name):
                continue
            document = msgspec.json.decode(row.document, type=Document)
            if isinstance(document, MetricDocument):
                found.append(
                    shape.MetricVersion(
                        version=row.version,
                        counts=_counts(document),
                        published_at=row.published_at,
                        by=row.by,
                        reason=row.reason,
                        document=to_plain(document),
                    )
                )
        return tuple(sorted(found, key=lambda one: -one.version)[:VERSIONS_MAX])


def _line(version: int, metric: MetricDocument, published: PublishedSet) -> shape.DefinedMetric:
    return shape.DefinedMetric(
        id=metric.id,
        name=metric.name or metric.id,
        description=metric.description,
        owner=metric.owner,
        version=version,
        archived=metric.archived,
        counts=_counts(metric),
        measure=cast(Measure, metric.measure),
        better=cast(Better, metric.better),
        within=metric.within,
        used_by=_uses(metric.id, published),
    )


def _counts(metric: MetricDocument) -> str:
    return counts_words(defined(JourneyMetric(), metric))


def _uses(metric: str, published: PublishedSet) -> tuple[shape.MetricUse, ...]:
    return tuple(
        shape.MetricUse(
            journey=journey,
            journey_name=version.journey.name or journey,
            metric=name,
            role=cast(MetricRole, one.role),
            version=version.journey.pinned_metrics[metric].version,
        )
        for journey, version in sorted(published.live.items())
        for name, one in version.journey.metrics.items()
        if one.metric == metric and metric in version.journey.pinned_metrics
    )
