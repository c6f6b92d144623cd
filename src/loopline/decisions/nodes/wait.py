"""When a wait ends: by its time, by an event, by a condition. Every wait has a wake-up or an awaited signal."""

from typing import Any

from msgspec import Struct

from loopline.conditions.language import Condition
from loopline.decisions.context import DecisionContext, explain, look, read_object
from loopline.decisions.published import CompiledNode, CompiledWait, JourneyVersion
from loopline.model.change import Change
from loopline.model.journey import UntilDate, Wait
from loopline.model.localtime import next_local_time, read_date
from loopline.model.person import Enrollment

OVER = "over"
TIMED_OUT = "timed_out"
PAST = "past"
UNREADABLE = "unreadable"


class Rest(Struct, frozen=True):
    """Still waiting: wake at this time (ms, None: only a signal can end it)."""

    wake_at: int | None


class Over(Struct, frozen=True):
    """The wait is over: why (over, timed_out, past, unreadable), in words, and with which values."""

    how: str
    reason: str
    data: dict[str, Any] | None = None


def arrive(ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode) -> Rest | Over:
    """What happens to somebody who has just come to this wait."""
    wait, node = cnode.wait, cnode.node
    assert wait is not None and isinstance(node, Wait)
    person, zone = ctx.person, ctx.published.workspace.zone
    if wait.duration_ms is not None:
        return Rest(ctx.now + wait.duration_ms)
    if wait.time is not None:
        return Rest(next_local_time(ctx.now, wait.time, node.weekdays, person.zone, zone))
    if node.until_date is not None:
        return _until_date(ctx, enrollment, wait, node.until_date)
    return _until(ctx, enrollment, wait, arriving=True)


def resume(ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode) -> Rest | Over:
    """What the change in hand means to somebody who stands at this wait."""
    wait, node = cnode.wait, cnode.node
    assert wait is not None and isinstance(node, Wait)
    if node.until is None:
        return Over(OVER, "waited") if is_due(enrollment, ctx.now) else Rest(own_time(enrollment))
    return _until(ctx, enrollment, wait, arriving=False)


def moved(ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode) -> Rest | Over | None:
    """Reckon a wait for a date or a time of day again, when what it was reckoned from has changed; None: it has not.

    A time of day is the next one from now on, so nobody is woken at an hour that they did not choose.
    """
    wait, node, change = cnode.wait, cnode.node, ctx.change
    if wait is None or not isinstance(node, Wait):
        return None
    if wait.time is None and (node.until_date is None or not _date_touched(node.until_date, change)):
        return None
    if wait.time is not None and not (change.zone or change.merged):
        return None
    if change.merged and not change.zone and is_due(enrollment, ctx.now):
        return None  # held by a pause: its time has come, and a merge does not take it back
    answer = arrive(ctx, enrollment, cnode)
    return None if isinstance(answer, Rest) and answer.wake_at == own_time(enrollment) else answer


def _date_touched(date: UntilDate, change: Change) -> bool:
    head, _, rest = date.field.partition(".")
    if change.zone or change.merged:
        return True
    if head == "account" and rest:
        return rest.partition(".")[0] in change.account_traits
    return head in change.traits


def ended(pending_reason: str) -> Over:
    """What a pause has kept of the end of a wait."""
    return Over({"date_past": PAST, "date_unreadable": UNREADABLE}.get(pending_reason, OVER), pending_reason)


def own_time(enrollment: Enrollment) -> int | None:
    """When the node itself wants to go on (ms); the wake-up may be earlier, for the sake of an exit's condition."""
    return enrollment.waiting.at if enrollment.waiting else None


def is_due(enrollment: Enrollment, now: int) -> bool:
    """Whether the node's own time has come."""
    own = own_time(enrollment)
    return own is not None and own <= now


def _until(ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, *, arriving: bool) -> Rest | Over:
    node = version_node(ctx, enrollment)
    assert isinstance(node, Wait) and node.until is not None
    until = node.until
    if not arriving and until.event and (answer := _by_event(ctx, enrollment, wait, until.event)):
        return answer
    if wait.when is not None:
        scope = ctx.enrollment_scope(enrollment)
        truth = wait.when.evaluate(scope)
        if truth is True:
            return Over(OVER, "condition", explain(wait.when, truth, ctx, enrollment))
    deadline = enrollment.arrived_at + wait.timeout_ms if wait.timeout_ms is not None else None
    if deadline is not None and ctx.now >= deadline:
        return Over(TIMED_OUT, "timed_out")
    return Rest(_earliest(deadline, next_change(wait.when, ctx, enrollment)))


def _by_event(ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, name: str) -> Over | None:
    event = ctx.change.event
    if event is None or event.name != name or event.at < enrollment.since():
        return None
    if wait.where is None:
        return Over(OVER, f"event {name}")
    truth = wait.where.evaluate(ctx.enrollment_scope(enrollment))
    return Over(OVER, f"event {name}", explain(wait.where, truth, ctx, enrollment)) if truth is True else None


def _until_date(ctx: DecisionContext, enrollment: Enrollment, wait: CompiledWait, date: UntilDate) -> Rest | Over:
    value = _field(date.field, ctx, enrollment)
    zone, fallback = ctx.person.zone, ctx.published.workspace.zone
    moment = read_date(value, wait.date_time, zone, fallback)
    data = {"field": date.field, "value": value}
    if moment is None:
        return Over(UNREADABLE, "date_unreadable", data)
    moment += wait.date_offset_ms
    return Rest(moment) if moment > ctx.now else Over(PAST, "date_past", data)


def _field(path: str, ctx: DecisionContext, enrollment: Enrollment) -> Any:
    head, _, rest = path.partition(".")
    if head in ("entry", "event") and rest:
        return look(rest, read_object(enrollment.entry))
    if head == "account" and rest:
        return look(rest, ctx.person.account_traits)
    return look(path, ctx.person.traits)


def version_node(ctx: DecisionContext, enrollment: Enrollment) -> object:
    """The document's node at which an enrollment stands; None when it is gone."""
    version: JourneyVersion | None = ctx.published.version(enrollment.journey, enrollment.version)
    return version.journey.nodes.get(enrollment.node) if version else None


def next_change(condition: Condition | None, ctx: DecisionContext, enrollment: Enrollment) -> int | None:
    """When the condition could next change by time alone (ms); None: never."""
    if condition is None or not (condition.uses_time or condition.segments):
        return None
    return condition.next_change(ctx.enrollment_scope(enrollment))


def _earliest(*times: int | None) -> int | None:
    known = [time for time in times if time is not None]
    return min(known) if known else None


def touches(condition: Condition | None, change: Change, enrollment: Enrollment) -> bool:
    """Whether the change could have altered the condition; never says no when it did."""
    if condition is None:
        return False
    if change.timer or change.merged or condition.segments:
        return True
    if change.event is not None:
        return change.event.name in condition.events
    if change.receipt is not None:
        return change.receipt.enrollment == enrollment.id or change.consent
    if change.answered is not None:
        return change.answered.enrollment == enrollment.id
    return bool(
        change.consent
        or change.lists
        or (change.account_traits and condition.account_traits)
        or not condition.traits.isdisjoint(change.traits)
    )
