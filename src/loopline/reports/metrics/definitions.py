"""Every metric's definition, from the lists beside this file: read once, and checked when they are."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
import yaml
from msgspec import Struct

from loopline.learning.metrics.figures import MetricColumn, Unit
from loopline.model.errors import Missing

LISTS: Final = ("metrics.yaml", "compared.yaml")


class MetricExample(Struct, frozen=True):
    """Facts and the figure that follows from them, told in `says`. A fact is a line `kind person day name ...`, as
    tests/reports/metrics/examples.py reads it; `now` is a day, too. `expects` are rows, or the figure at `at`."""

    says: str
    now: float
    facts: tuple[str, ...]
    asks: dict[str, str] = {}
    expects: Any = None  # rows of a table, or one number
    at: str = ""
    journey: dict[str, Any] = {}  # what the example's journey says beside what all say
    workspace: dict[str, Any] = {}  # the rules above it


class Metric(Struct, frozen=True):
    """A definition. `takes` is what a question may say beside a date range, `needs` what it cannot do without, and
    `by` the groups that there are. `route` is another place of the API at which it is asked for."""

    name: str
    title: str
    definition: str
    formula: str
    source: str
    unit: Unit
    censoring: str
    example: MetricExample
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    columns: tuple[MetricColumn, ...] = ()
    route: str = ""


class _Line(Metric, frozen=True):
    columns: tuple[tuple[str, Unit, str], ...] = ()  # type: ignore[assignment]  # as they are written


@cache
def defined_metrics() -> dict[str, Metric]:
    """Every metric by its name, in the order of the list."""
    home = files("loopline.reports.metrics")
    texts = [home.joinpath(name).read_text(encoding="utf-8") for name in LISTS]
    lines = [line for text in texts for line in msgspec.convert(yaml.safe_load(text), type=list[_Line])]
    return {
        one.name: Metric(
            **{field: getattr(one, field) for field in Metric.__struct_fields__ if field != "columns"},
            columns=tuple(MetricColumn(*column) for column in one.columns),
        )
        for one in lines
    }


def own_metric(name: str) -> Metric:
    """A metric of `GET /api/metrics/{name}`. Raises Missing `metric_unknown`."""
    found = defined_metrics().get(name)
    if found is None or found.route:
        known = ", ".join(one.name for one in defined_metrics().values() if not one.route)
        raise Missing("metric_unknown", f'There is no metric "{name[:64]}"; there are {known}.')
    return found
