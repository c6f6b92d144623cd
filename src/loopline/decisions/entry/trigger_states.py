"""Triggers that ask a person's state, asked of one person: which let her in now, and what she remembers of them."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from loopline.conditions.scope import Scope
from loopline.decisions.context import DecisionContext
from loopline.decisions.triggers.condition_triggers import ConditionTrigger, ConditionTriggers
from loopline.decisions.triggers.moments import Moment
from loopline.model.history.trigger_states import TriggerStates
from loopline.model.person import Person

NEVER_ASKED = TriggerStates()


def without_idle_wake(ctx: DecisionContext) -> Person:
    """The person without a wake-up whose time has come, where no trigger is open any more that it could stand for."""
    states = ctx.person.trigger_states
    if states is None or ctx.published.condition_triggers.id or not _is_due(ctx, states):
        return ctx.person
    return replace(ctx.person, trigger_states=replace(states, wake_at=None))


def _is_due(ctx: DecisionContext, states: TriggerStates) -> bool:
    return ctx.change.timer and states.wake_at is not None and states.wake_at <= ctx.now


def begun_to_hold(
    ctx: DecisionContext, asked: Sequence[ConditionTrigger], *, is_all: bool = False, is_new: bool = False
) -> list[ConditionTrigger]:
    """Those that let the person in now, those of the highest priority first; she remembers how each of them stands.

    Unknown is not true. A moment lets in once, when the wake-up comes that stands for it. `is_all`: these are all that
    are open, and what is remembered of others that are gone is forgotten. `is_new`: nobody knew of the person when they
    were published, so nothing held of her then. A person who has not been asked of all is asked of no condition here:
    that comes first. A publish that has not reached her yet costs her no moment, though.
    """
    triggers, states = ctx.published.condition_triggers, ctx.person.trigger_states or NEVER_ASKED
    is_due, is_stale = _is_due(ctx, states), states.asked != triggers.id
    if not is_all and (is_stale or not asked):
        return _come(ctx, states) if is_due and is_stale and triggers.id else []
    known = set(states.known)
    if is_all:
        known = set(triggers.skipping.values()) if is_new else known & set(triggers.skipping.values())
    wakes = [] if is_all or ctx.change.timer or states.wake_at is None else [states.wake_at]
    holds = set(states.holds) & triggers.kept if is_all else set(states.holds)
    asking = TriggerAsking(triggers, ctx.scope(), holds, known, dict(states.come))
    entering = [
        one for one in asked if (asking.has_turned(one) if one.moment is None else asking.has_come(one, is_due=is_due))
    ]
    wake_at = min([*wakes, *asking.wakes], default=None)
    come = tuple(sorted((key, at) for key, at in asking.come.items() if key in triggers.kept))
    after = TriggerStates(triggers.id, tuple(sorted(holds)), tuple(sorted(known)), wake_at, come)
    if after != states:
        ctx.person = replace(ctx.person, trigger_states=after)
    return _in_turn(ctx, entering)


def _come(ctx: DecisionContext, states: TriggerStates) -> list[ConditionTrigger]:
    """Those whose moment is now, asked of somebody whom the last publish has not reached yet."""
    triggers = ctx.published.condition_triggers
    asking = TriggerAsking(triggers, ctx.scope(), set(), set(), dict(states.come))
    entering = [one for one in triggers.open if one.moment is not None and asking.has_come(one, is_due=True)]
    after = replace(states, wake_at=min(asking.wakes, default=None), come=tuple(sorted(asking.come.items())))
    ctx.person = replace(ctx.person, trigger_states=after)
    return _in_turn(ctx, entering)


def _in_turn(ctx: DecisionContext, entering: Iterable[ConditionTrigger]) -> list[ConditionTrigger]:
    return sorted(entering, key=lambda one: (-ctx.published.live[one.journey].journey.priority, one.journey, one.place))


class TriggerAsking:
    """One round of questions: `holds`, `known` and `come` change with them, `wakes` say when to ask again (ms)."""

    def __init__(
        self, triggers: ConditionTriggers, scope: Scope, holds: set[str], known: set[str], come: dict[str, int]
    ) -> None:
        self._triggers, self._scope, self._holds, self._known, self.come = triggers, scope, holds, known, come
        self.wakes: list[int] = []

    def has_turned(self, one: ConditionTrigger) -> bool:
        """Whether its condition has begun, or ceased, to hold, as it asks. An account's rule opens nothing."""
        condition, key, scope, holds = one.condition, one.key, self._scope, self._holds
        assert condition is not None
        is_true, held = condition.evaluate(scope) is True, key in holds
        if is_true != held:
            (holds.add if is_true else holds.discard)(key)
        if key in self._triggers.timed and (at := condition.next_change(scope)) is not None:
            self.wakes.append(at)
        counts = True
        if one.skips:
            asked = self._triggers.skipping[key]
            counts = asked in self._known
            self._known.add(asked)
        return not one.rule and counts and is_true != held and is_true != one.leaves

    def has_come(self, one: ConditionTrigger, *, is_due: bool) -> bool:
        """Whether its moment is now, for somebody of whom the condition holds; `is_due`: a wake-up stood for it."""
        assert one.moment is not None
        scope, zone, condition = self._scope, self._triggers.zone, one.condition
        is_true = condition is None or condition.evaluate(scope) is True
        if (following := self._following(one, one.moment, is_true=is_true)) is not None:
            self.wakes.append(following)
        if not (is_due and is_true and one.moment.first_from(scope, scope.now, zone) == scope.now):
            return False
        shown, before = one.moment.shown(scope, scope.now, zone), self.come.get(one.key)
        self.come[one.key] = shown if before is None else max(shown, before)
        return before is None or shown > before

    def _following(self, one: ConditionTrigger, moment: Moment, *, is_true: bool) -> int | None:
        """When to ask again: at the next moment at which it can be true.

        Where nothing but a signal could make the condition true, that signal asks again, and nobody has to be woken.
        """
        scope, zone, condition = self._scope, self._triggers.zone, one.condition
        if is_true or condition is None:
            return moment.first_from(scope, scope.now + 1, zone)
        turns_at = condition.next_change(scope)
        return moment.first_from(scope, max(turns_at, scope.now + 1), zone) if turns_at is not None else None
