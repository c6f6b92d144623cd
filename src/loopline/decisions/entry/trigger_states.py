"""Condition triggers asked of one person: which of them have begun, or ceased, to hold since she was last asked."""

from collections.abc import Sequence

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext
from loopline.decisions.triggers.condition_triggers import ConditionTrigger
from loopline.model.history.trigger_states import TriggerStates
from loopline.model.person import Person

NEVER_ASKED = TriggerStates()


def without_idle_wake(ctx: DecisionContext) -> Person:
    """The person without a wake-up whose time has come, where the triggers that it stands for are not open any more."""
    states = ctx.person.trigger_states
    if states is None or states.wake_at is None or states.wake_at > ctx.now:
        return ctx.person
    if states.asked == ctx.published.condition_triggers.id:
        return ctx.person
    return replace(ctx.person, trigger_states=replace(states, wake_at=None))


def begun_to_hold(
    ctx: DecisionContext, asked: Sequence[ConditionTrigger], *, is_all: bool = False, is_new: bool = False
) -> list[ConditionTrigger]:
    """Those that let the person in now, those of the highest priority first; she remembers how each of them stands.

    Unknown is not true. `is_all`: these are all that are open, and what is remembered of others that are gone is
    forgotten. `is_new`: nobody knew of the person when they were published, so nothing held of her then. A person who
    has not been asked of all is asked of none here: that comes first.
    """
    triggers = ctx.published.condition_triggers
    states = ctx.person.trigger_states or NEVER_ASKED
    if not is_all and (states.asked != triggers.id or not asked):
        return []
    holds, known = set(states.holds), set(states.known)
    if is_all:
        holds &= triggers.kept
        known = set(triggers.skipping.values()) if is_new else known & set(triggers.skipping.values())
    wakes = [] if is_all or ctx.change.timer or states.wake_at is None else [states.wake_at]
    scope, entering = ctx.scope(), list[ConditionTrigger]()
    for one in asked:
        is_true = one.condition.evaluate(scope) is True
        counts = not one.skips or triggers.skipping[one.key] in known
        if counts and is_true != (one.key in holds) and is_true != one.leaves:
            entering.append(one)
        (holds.add if is_true else holds.discard)(one.key)
        if one.skips:
            known.add(triggers.skipping[one.key])
        if one.key in triggers.timed and (at := one.condition.next_change(scope)) is not None:
            wakes.append(at)
    after = TriggerStates(triggers.id, tuple(sorted(holds)), tuple(sorted(known)), min(wakes, default=None))
    if after != states:
        ctx.person = replace(ctx.person, trigger_states=after)
    return sorted(entering, key=lambda one: (-ctx.published.live[one.journey].journey.priority, one.journey, one.place))
