"""A metric's question and its answer: one shape for all, so that each page, file and command shows them alike."""

from typing import Any, Literal

from msgspec import Struct

Unit = Literal["text", "count", "share", "ms", "days", "money", "number"]


class MetricColumn(Struct, frozen=True):
    """A column: its name, its unit, what it says."""

    name: str
    unit: Unit
    says: str


class MetricQuestion(Struct, frozen=True):
    """What is asked. `since` and `until` are ms, UTC; "" and 0 leave a part out, where the metric does without it."""

    event: str = ""
    then: str = ""
    journey: str = ""
    segment: str = ""
    by: str = ""
    step: Literal["week", "month"] = "month"
    mode: Literal["bounded", "unbounded", "rolling"] = "bounded"
    days: int = 30
    back: int = 30
    since: int = 0
    until: int = 0


class MetricTable(Struct, frozen=True):
    """The answer as of a moment (ms): columns, and a row for each group and period. `note` says what to mind."""

    metric: str
    title: str
    columns: tuple[MetricColumn, ...]
    rows: tuple[tuple[Any, ...], ...]  # text, numbers, or None where nothing can be said
    as_of: int
    note: str
