"""Lists the comparisons of all live journeys, each with the figures of its journey's own report."""

from collections.abc import Iterator
from typing import Final, Literal

from loopline.learning.lift.report import Contrast, ExperimentResult, JourneyReport
from loopline.model.duration import DAY
from loopline.model.errors import LooplineError
from loopline.model.journey import Journey
from loopline.model.nodes.experiment import Experiment
from loopline.model.nodes.message import Message
from loopline.model.nodes.wait import HOUR_ARMS, Wait
from loopline.studio.context import StudioContext
from loopline.studio.experiments import schemas as shape
from loopline.studio.reports.read import Reports

ORDER: Final = {"due": 0, "running": 1, "ended": 2}
SPOKEN: Final = ("lift", "harm", "better", "worse", "no_difference_seen")
"""Verdicts that say something; the others wait for more, or cannot be believed."""

LISTED_MAX: Final = 500
YEAR: Final = 365 * DAY
YEARS_MAX: Final = 5
PERCENT: Final = 100


class ExperimentShelf:
    """Safe from any thread; reports are as those pages show them."""

    def __init__(self, ctx: StudioContext, reports: Reports) -> None:
        self._ctx, self._reports = ctx, reports

    def listing(self) -> shape.ExperimentList:
        """As of now. A journey whose facts cannot be read is left out; its own page says why."""
        lines = [line for name in self._ctx.published().live for line in self._of(name)]
        lines.sort(key=lambda one: (ORDER[one.state], one.journey_name.lower(), one.node))
        return shape.ExperimentList(tuple(lines[:LISTED_MAX]))

    def _of(self, name: str) -> Iterator[shape.ExperimentLine]:
        published = self._ctx.published()
        journey, is_over = published.live[name].journey, published.states.get(name) == "stopped"
        tests = [(key, node) for key, node in journey.nodes.items() if _compares(node)]
        if not tests and journey.holdout.percent <= 0:
            return
        try:
            report = self._reports.report(name)
        except LooplineError:
            return
        if journey.holdout.percent > 0:
            yield _against_holdout(journey, report, self._ctx.clock.now(), is_over=is_over)
        results = {one.node: one for one in report.experiments}
        for key, node in tests:
            yield _of_node(journey, key, node, results.get(key), report, is_over=is_over)


def _compares(node: object) -> bool:
    if isinstance(node, Wait):
        return node.best_hour is not None
    return isinstance(node, Experiment) or (isinstance(node, Message) and node.holdout.percent > 0)


def _against_holdout(journey: Journey, report: JourneyReport, now: int, *, is_over: bool) -> shape.ExperimentLine:
    lift = report.lift
    leading = next((one for one in report.comparisons if one.leading), None)
    decided_at = leading.decided_at if leading else None
    is_said = lift is not None and lift.verdict in SPOKEN
    has_ended = is_over or (leading is not None and leading.state == "settled")
    held = journey.holdout.percent
    arms = (
        [
            shape.ArmStanding("got the messages", PERCENT - held, lift.treated.units, lift.treated.conversions),
            shape.ArmStanding("held out", held, lift.held_out.units, lift.held_out.conversions),
        ]
        if lift
        else []
    )
    return shape.ExperimentLine(
        journey=journey.id,
        journey_name=journey.name or journey.id,
        node="",
        name="Messages against none",
        of="journey",
        state=_state(has_ended=has_ended, is_said=is_said and decided_at is not None),
        winner="",
        arms=tuple(arms),
        rows=(),
        verdict=lift.verdict if lift else "not_enough_data",
        text=lift.reason if lift else "Nobody has entered yet.",
        waits="" if lift is None or is_said else _waits(lift.missing.conversions_have, lift.missing.conversions_need),
        expected_at=_soon(lift.missing.expected_at, now) if lift and not is_said else None,
        decided_at=decided_at,
    )


def _weights(node: object) -> tuple[dict[str, float], float]:
    """What each arm weighs in the draw, and all of them together."""
    if isinstance(node, Message):
        held = node.holdout.percent
        return {"sent": PERCENT - held, "withheld": held}, float(PERCENT)
    if isinstance(node, Wait) and node.best_hour is not None:
        share = node.best_hour.share
        return dict(zip(HOUR_ARMS, (PERCENT - share, share), strict=True)), float(PERCENT)
    weights = node.weights if isinstance(node, Experiment) else {}
    return weights, sum(weights.values()) or 1.0


def _of_node(
    journey: Journey,
    key: str,
    node: object,
    result: ExperimentResult | None,
    report: JourneyReport,
    *,
    is_over: bool,
) -> shape.ExperimentLine:
    rows = result.between.rows if result else ()
    winner = node.winner if isinstance(node, Experiment) else ""
    weights, total = _weights(node)
    asked = [one for one in rows if winner or weights.get(one.name, 1) > 0]  # of a retired arm somebody has decided
    said = [one for one in asked if one.verdict in SPOKEN]
    best = min(said, key=lambda one: one.verdict == "no_difference_seen", default=None)
    shown = best or next(iter(asked or rows), None)
    counted = {one.name: one for one in report.arms if one.node == key}
    arms = tuple(
        shape.ArmStanding(
            arm,
            round(weight / total * PERCENT, 1),
            counted[arm].units if arm in counted else 0,
            counted[arm].conversions if arm in counted else 0,
        )
        for arm, weight in weights.items()
    )
    missing = [one for one in asked if one.verdict not in SPOKEN and one.conversions_have < one.conversions_need]
    waits = _waits(missing[0].conversions_have, missing[0].conversions_need) if missing and best is None else ""
    named = getattr(node, "name", "") or key
    return shape.ExperimentLine(
        journey=journey.id,
        journey_name=journey.name or journey.id,
        node=key,
        name=named,
        of="message" if isinstance(node, Message) else "arms",
        state=_state(has_ended=is_over or bool(winner), is_said=best is not None),
        winner=winner,
        arms=arms,
        rows=tuple(rows),
        verdict=_verdict(shown),
        text=shown.reason if shown else "Nobody has come to it yet.",
        waits=waits,
        expected_at=None,
        decided_at=None,
    )


def _verdict(row: Contrast | None) -> str:
    return row.verdict if row else "not_enough_data"


def _state(*, has_ended: bool, is_said: bool) -> Literal["running", "due", "ended"]:
    if has_ended:
        return "ended"
    return "due" if is_said else "running"


def _soon(at: int | None, now: int) -> int | None:
    """A day that nobody will see is no day."""
    return at if at is not None and at < now + YEARS_MAX * YEAR else None


def _waits(have: int, need: int) -> str:
    left = max(0, need - have)
    return f"{left:,} more conversion{'' if left == 1 else 's'} in the smaller arm" if left else ""
