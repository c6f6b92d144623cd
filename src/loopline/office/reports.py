"""Reports as the API tells them: the figures of `runtime.reporting`, with days and shares that people read."""

from datetime import UTC, datetime

import msgspec

from loopline.api.shapes import reports as shape
from loopline.model.duration import DAY
from loopline.office.at_hand import AtHand
from loopline.runtime import reporting


class Reports:
    """Counts when asked; safe from any thread."""

    def __init__(self, at_hand: AtHand) -> None:
        self._at = at_hand

    def count(self, journey: str) -> reporting.Report:
        """The figures as of now, without the facts that are still on their way. Raises Missing `journey_unknown`."""
        return reporting.report(self._at.facts, self._at.program(), journey, self._at.clock.now())

    def report(self, journey: str) -> shape.ReportAnswer:
        """What a journey did and caused, everything decided so far counted in. Raises Missing `journey_unknown`."""
        self._at.carry()
        return answer(self.count(journey))


def answer(found: reporting.Report) -> shape.ReportAnswer:
    """A report for the API."""
    lift, took = found.lift, found.time_to_convert
    return shape.ReportAnswer(
        journey=found.journey,
        version=found.version,
        enrollments=found.enrollments,
        entered=found.entered,
        messaged=found.messaged,
        messages=found.messages,
        held_out=found.held_out,
        converted=found.converted,
        within_ms=found.within_ms,
        funnel=tuple(msgspec.convert(node, shape.Funnel, from_attributes=True) for node in found.funnel),
        exits=found.exits,
        time_to_convert=shape.Took(
            median_ms=took["median_ms"],
            p90_ms=took["p90_ms"],
            conversions=took["conversions"],
            histogram=tuple(shape.Bin(day * DAY, count) for day, count in took["by_day"]),
        ),
        lift=lift,
        intention=found.intention,
        attributed=lift.attributed_conversions if lift else found.converted,
        incremental=lift.incremental_conversions if lift else None,
        over_time=tuple(_point(point) for point in found.over_time),
        arms=tuple(_arm(arm) for arm in found.arms),
        refusals=found.refusals,
        channels=found.channels,
    )


def _point(point: reporting.Point) -> shape.DayPoint:
    return shape.DayPoint(
        day=iso_day(point.day),
        treated_units=point.treated_units,
        treated_conversions=point.treated_conversions,
        held_units=point.held_units,
        held_conversions=point.held_conversions,
        estimate=point.estimate,
        low=point.low,
        high=point.high,
    )


def iso_day(day: int) -> str:
    """A day, counted from the Unix epoch, as "2026-03-01"."""
    return datetime.fromtimestamp(day * DAY / 1_000, UTC).date().isoformat()


def _arm(arm: reporting.ArmReport) -> shape.ArmLine:
    rate = arm.conversions / arm.units if arm.units else 0.0
    return shape.ArmLine(arm.node, arm.arm, arm.units, arm.conversions, rate, arm.value, arm.pending)
