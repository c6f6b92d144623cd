"""When to look at an enrollment again: at its own time, when a change touches a condition, when time alone could."""

from loopline.conditions.language import Condition
from loopline.decisions.context import DecisionContext
from loopline.model.change import Change, message_event
from loopline.model.person import Enrollment


def own_time(enrollment: Enrollment) -> int | None:
    """When the node itself wants to go on (ms); the wake-up may be earlier, for the sake of an exit's condition."""
    return enrollment.waiting.at if enrollment.waiting else None


def is_due(enrollment: Enrollment, now: int) -> bool:
    """Whether the node's own time has come."""
    own = own_time(enrollment)
    return own is not None and own <= now


def recheck_at(condition: Condition | None, ctx: DecisionContext, enrollment: Enrollment) -> int | None:
    """When the condition could next change by time alone (ms); None: never."""
    if condition is None or not (condition.uses_time or condition.segments):
        return None
    return condition.next_change(ctx.enrollment_scope(enrollment))


def touches(condition: Condition | None, change: Change, enrollment: Enrollment) -> bool:
    """Whether the change could have altered the condition; never says no when it did."""
    if condition is None:
        return False
    if change.timer or change.merged or condition.segments or (change.zone and condition.uses_zone):
        return True
    if change.event is not None:
        return change.event.name in condition.events
    if (heard := change.receipt or change.answered) is not None:
        return heard.enrollment == enrollment.id or change.consent or message_event(heard) in condition.events
    return bool(
        change.consent
        or change.lists
        or not condition.journeys.isdisjoint(change.journeys)
        or (change.account_traits and condition.account_traits)
        or not condition.traits.isdisjoint(change.traits)
    )
