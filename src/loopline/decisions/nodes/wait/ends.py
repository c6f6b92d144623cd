"""When a wait ends: by its time, by an event, by a condition. Every wait has a wake-up or an awaited signal."""

from typing import Any, Final, Literal

from msgspec import Struct

from loopline.conditions.path import FieldPath
from loopline.decisions.context import DecisionContext
from loopline.decisions.evidence import evidence
from loopline.decisions.nodes.wait.best_hour import time_of_day
from loopline.decisions.nodes.wait.compiled import CompiledDate, CompiledWait, CompiledWay
from loopline.decisions.wakeups import is_due, own_time, recheck_at, touches
from loopline.model.change import Change
from loopline.model.localtime import at_local, local, read_date, zone_name
from loopline.model.nodes.wait import UntilDate, Wait
from loopline.model.person import Enrollment

How = Literal["over", "timed_out", "past", "unreadable"]
WAY: Final = "way "
"""A wait that ended by one of several ways says so by its name, also to the end of a pause."""
KEPT: dict[str, How] = {"date_past": "past", "date_unreadable": "unreadable"}


class StillWaiting(Struct, frozen=True):
    """Still waiting: wake at this time (ms, None: only a signal can end it)."""

    wake_at: int | None


class Over(Struct, frozen=True):
    """The wait is over: how, with a reason in words, and with which values."""

    how: How
    reason: str
    data: dict[str, Any] | None = None


def on_arrival(ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait) -> StillWaiting | Over:
    """What happens to somebody who has just come to this wait."""
    if wait.duration_ms is not None:
        return StillWaiting(_later(ctx, wait.calendar_days) + wait.duration_ms)
    if wait.time is not None:
        return StillWaiting(time_of_day(ctx, enrollment, node, wait))
    if node.until_date is not None:
        return _until_date(ctx, enrollment, wait, node.until_date)
    return _by_ways(ctx, enrollment, wait, arriving=True)


def on_change(ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait) -> StillWaiting | Over:
    """What the change in hand means to somebody who stands at this wait."""
    if not wait.ways:
        return Over("over", "waited") if is_due(enrollment, ctx.now) else StillWaiting(own_time(enrollment))
    return _by_ways(ctx, enrollment, wait, arriving=False)


def may_end(wait: CompiledWait, change: Change, enrollment: Enrollment) -> bool:
    """Whether the change could end a wait for an event, a condition or a date, or move that date."""
    name = change.event.name if change.event is not None else None
    return follows_date(wait, change) or any(
        way.event == name or touches(way.when, change, enrollment) for way in wait.ways
    )


def follows_date(wait: CompiledWait, change: Change) -> bool:
    """Whether the change could move the date of one of its ways."""
    return any(way.date is not None and _date_touched(way.date.field, change) for way in wait.ways)


def rescheduled(
    ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait
) -> StillWaiting | Over | None:
    """Reckon a wait for a date or a time of day again, when what it was reckoned from has changed; None: it has not.

    A time of day is the next one from now on, so nobody is woken at an hour that they did not choose.
    """
    change = ctx.change
    if wait.time is None and (wait.date is None or not _date_touched(wait.date.field, change)):
        return None
    if wait.time is not None and not (change.zone or change.merged):
        return None
    if change.merged and not change.zone and is_due(enrollment, ctx.now):
        return None  # a pause holds it: its time has come, and a merge does not take it back
    answer = on_arrival(ctx, enrollment, node, wait)
    return None if isinstance(answer, StillWaiting) and answer.wake_at == own_time(enrollment) else answer


def _date_touched(field: FieldPath, change: Change) -> bool:
    if change.zone or change.merged:
        return True
    if field.home == "account":
        return field.root in change.account_traits
    return field.home == "person" and field.root in change.traits


def _later(ctx: DecisionContext, days: int) -> int:
    """The moment (ms) so many days from now on the person's calendar, at this time of day."""
    if not days:
        return ctx.now
    here = local(ctx.now, ctx.person.zone, ctx.published.workspace.zone)
    return at_local(here.date().add(days=days), here.time(), zone_name(here))


def _by_ways(
    ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, *, arriving: bool
) -> StillWaiting | Over:
    """The first way that is open, those of an event before it is asked what is true by now; else the time-out."""
    moments = list[int]()
    for way in wait.ways:
        if not arriving and (answer := _by_event(ctx, enrollment, way)):
            return answer
        if way.when is not None:
            scope = ctx.enrollment_scope(enrollment)
            if way.when.evaluate(scope) is True:
                return _taken(way, "condition", evidence(way.when, True, scope))
        if way.date is not None and (moment := _moment(ctx, enrollment, way.date)[0]) is not None:
            if moment <= ctx.now:
                return _taken(way, "date")
            moments.append(moment)
    deadline = enrollment.arrived_at + wait.timeout_ms if wait.timeout_ms is not None else None
    if deadline is not None and ctx.now >= deadline:
        return Over("timed_out", "timed_out")
    rechecks = (recheck_at(way.when, ctx, enrollment) for way in wait.ways)
    times = [time for time in (deadline, *rechecks, *moments) if time is not None]
    return StillWaiting(min(times, default=None))


def _by_event(ctx: DecisionContext, enrollment: Enrollment, way: CompiledWay) -> Over | None:
    event = ctx.change.event
    if not way.event or event is None or event.name != way.event or event.at < enrollment.since():
        return None
    if way.where is None:
        return _taken(way, f"event {way.event}")
    scope = ctx.enrollment_scope(enrollment)
    if way.where.evaluate(scope) is not True:
        return None
    return _taken(way, f"event {way.event}", evidence(way.where, True, scope))


def _taken(way: CompiledWay, by: str, data: dict[str, Any] | None = None) -> Over:
    if not way.name:
        return Over("over", by, data)
    return Over("over", f"{WAY}{way.name}", {"by": by} | (data or {}))


def _until_date(
    ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, date: UntilDate
) -> StillWaiting | Over:
    assert wait.date is not None
    moment, value = _moment(ctx, enrollment, wait.date)
    data = {"field": date.field, "value": value}
    if moment is None:
        return Over("unreadable", "date_unreadable", data)
    return StillWaiting(moment) if moment > ctx.now else Over("past", "date_past", data)


def _moment(ctx: DecisionContext, enrollment: Enrollment, date: CompiledDate) -> tuple[int | None, Any]:
    """When the date comes (ms), None when it cannot be read; and what stands in its field."""
    value = ctx.field(date.field, enrollment)
    days, beyond = date.offset
    moment = read_date(value, date.time, ctx.person.zone, ctx.published.workspace.zone, days)
    return moment + beyond if moment is not None else None, value
