"""Verdicts that stand, as the API answers them; and which structs of other rooms its reports are."""

from typing import Final

from msgspec import Struct

from loopline.learning.lift.verdict import Lift
from loopline.learning.measured.figures import MetricsReport
from loopline.learning.planning.figures import PlanReport
from loopline.learning.survival.figures import ReachReport
from loopline.learning.value.figures import ValueReport

SHAPES: Final = (MetricsReport, PlanReport, ReachReport, ValueReport)


class DecidedLine(Struct, frozen=True):
    """A verdict that stands. Times are ms: `since` when its comparison began, `decided_at` as of when all of it was
    known, `made_at` when it was written down, by version `code`, with the log decided up to `position`. `lift` is of
    those who were reached, `intention` of all who entered."""

    id: str
    comparison: str
    title: str
    goal: str
    since: int
    decided_at: int
    made_at: int
    code: str
    position: int
    ends_at: int | None
    planned_units: int | None
    lift: Lift | None
    intention: Lift | None


class DecidedLines(Struct, frozen=True):
    """The verdicts of a journey that stand, newest first."""

    decisions: tuple[DecidedLine, ...]
