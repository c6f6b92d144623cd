"""Metrics over HTTP, for a key of an analyst too."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import also, answers
from loopline.learning.metrics.figures import MetricQuestion, MetricTable
from loopline.model.errors import Invalid
from loopline.studio.access.reader_guard import Guard
from loopline.studio.csv_table import csv_answer
from loopline.studio.metrics import schemas as shape
from loopline.studio.metrics.read import MetricDesk

Name = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Days = Annotated[int, Query(ge=1, le=3_660)]
LATER: Final = also(503, "The facts cannot be asked now.")


def router(desk: MetricDesk, guard: Guard) -> APIRouter:
    """The routes; each asks for the key of an analyst or an admin, or a studio session."""
    routes = APIRouter(prefix="/api/metrics", tags=["learning"], dependencies=[Depends(guard)])

    @routes.get("", **answers(shape.MetricList))
    def metrics() -> Response:
        """Every metric: what it is, its formula and its source, and what may be asked of it."""
        return plain(desk.listing())

    @routes.get("/defined", **answers(shape.DefinedMetrics))
    def defined_metrics() -> Response:
        """Every metric that is a document: what it counts, and the live journeys that are compared by it."""
        return plain(desk.registry.listing())

    @routes.get("/defined/{metric}", **answers(shape.DefinedMetricAnswer, errors=LATER))
    def defined_metric(metric: str) -> Response:
        """A metric that is a document: its versions, and its figure in each journey, from the query of its report."""
        return plain(desk.registry.show(metric))

    @routes.get("/{name}", **answers(MetricTable, errors=LATER))
    def metric(
        name: str,
        event: Annotated[str, Query(max_length=200, description="The event that is counted, or counted from.")] = "",
        then: Annotated[str, Query(max_length=200, description="The event that is come back to.")] = "",
        journey: Name = "",
        segment: Name = "",
        by: Annotated[str, Query(max_length=40, description="cohort, all, version, side, arm or node.")] = "",
        step: Literal["week", "month"] = "month",
        mode: Literal["bounded", "unbounded", "rolling"] = "bounded",
        days: Days = 30,
        back: Days = 30,
        since: Annotated[Day, Query(alias="from", description="The first day, UTC.")] = "",
        until: Annotated[Day, Query(alias="to", description="The last day, UTC.")] = "",
        format: Annotated[str, Query(pattern="^(json|csv)$", description="json, or csv.")] = "json",
    ) -> Response:
        """A metric as a table, in groups and periods, from the same query wherever it is shown."""
        bounds = begin_of_day(since, "from"), begin_of_day(until, "to", 1)
        asked = MetricQuestion(event, then, journey, segment, by, step, mode, days, back, *bounds)
        found = desk.table(name, asked)
        if format == "csv":
            return csv_answer([one.name for one in found.columns], found.rows, found.metric)
        return plain(found)

    return routes


def begin_of_day(day: str, at: str, later: int = 0) -> int:
    """The begin of a day (ms, UTC), or so many days later; 0 for none. Raises Invalid `metric_day`."""
    if not day:
        return 0
    try:
        found = date.fromisoformat(day) + timedelta(days=later)
    except (ValueError, OverflowError):
        raise Invalid("metric_day", f'"{day[:20]}" is no day; write it as 2026-11-30.', at=at) from None
    return max(1, int(datetime(found.year, found.month, found.day, tzinfo=UTC).timestamp() * 1_000))
