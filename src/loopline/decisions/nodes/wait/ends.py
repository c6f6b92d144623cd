"""When a wait ends: by its time, by an event, by a condition. Every wait has a wake-up or an awaited signal."""

from typing import Any, Literal

from msgspec import Struct

from loopline.conditions.path import FieldPath
from loopline.decisions.context import DecisionContext
from loopline.decisions.evidence import evidence
from loopline.decisions.nodes.wait.compiled import CompiledWait
from loopline.decisions.wakeups import is_due, own_time, recheck_at
from loopline.model.change import Change
from loopline.model.localtime import next_local_time, read_date
from loopline.model.nodes.wait import Until, UntilDate, Wait
from loopline.model.person import Enrollment

How = Literal["over", "timed_out", "past", "unreadable"]
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
    person, zone = ctx.person, ctx.published.workspace.zone
    if wait.duration_ms is not None:
        return StillWaiting(ctx.now + wait.duration_ms)
    if wait.time is not None:
        return StillWaiting(next_local_time(ctx.now, wait.time, node.weekdays, person.zone, zone))
    if node.until_date is not None:
        return _until_date(ctx, enrollment, wait, node.until_date)
    assert node.until is not None
    return _until(ctx, enrollment, node.until, wait, arriving=True)


def on_change(ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait) -> StillWaiting | Over:
    """What the change in hand means to somebody who stands at this wait."""
    if node.until is None:
        return Over("over", "waited") if is_due(enrollment, ctx.now) else StillWaiting(own_time(enrollment))
    return _until(ctx, enrollment, node.until, wait, arriving=False)


def rescheduled(
    ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait
) -> StillWaiting | Over | None:
    """Reckon a wait for a date or a time of day again, when what it was reckoned from has changed; None: it has not.

    A time of day is the next one from now on, so nobody is woken at an hour that they did not choose.
    """
    change = ctx.change
    if wait.time is None and (wait.date_field is None or not _date_touched(wait.date_field, change)):
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


def _until(
    ctx: DecisionContext, enrollment: Enrollment, until: Until, wait: CompiledWait, *, arriving: bool
) -> StillWaiting | Over:
    if not arriving and until.event and (answer := _by_event(ctx, enrollment, wait, until.event)):
        return answer
    if wait.when is not None:
        scope = ctx.enrollment_scope(enrollment)
        if wait.when.evaluate(scope) is True:
            return Over("over", "condition", evidence(wait.when, True, scope))
    deadline = enrollment.arrived_at + wait.timeout_ms if wait.timeout_ms is not None else None
    if deadline is not None and ctx.now >= deadline:
        return Over("timed_out", "timed_out")
    times = [time for time in (deadline, recheck_at(wait.when, ctx, enrollment)) if time is not None]
    return StillWaiting(min(times, default=None))


def _by_event(ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, name: str) -> Over | None:
    event = ctx.change.event
    if event is None or event.name != name or event.at < enrollment.since():
        return None
    if wait.where is None:
        return Over("over", f"event {name}")
    scope = ctx.enrollment_scope(enrollment)
    if wait.where.evaluate(scope) is not True:
        return None
    return Over("over", f"event {name}", evidence(wait.where, True, scope))


def _until_date(
    ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, date: UntilDate
) -> StillWaiting | Over:
    assert wait.date_field is not None
    value = ctx.field(wait.date_field, enrollment)
    zone, fallback = ctx.person.zone, ctx.published.workspace.zone
    days, beyond = wait.date_offset
    moment = read_date(value, wait.date_time, zone, fallback, days)
    data = {"field": date.field, "value": value}
    if moment is None:
        return Over("unreadable", "date_unreadable", data)
    moment += beyond
    return StillWaiting(moment) if moment > ctx.now else Over("past", "date_past", data)
