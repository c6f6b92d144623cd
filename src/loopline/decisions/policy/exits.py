"""Exits by a condition hold while it is true: nobody enters, takes a step or is sent to while one does."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from loopline.conditions.language import Condition, Scope
from loopline.decisions.exits.compiled import CompiledExit
from loopline.decisions.narrate import StatedReason
from loopline.decisions.narration.exits import CONDITION, EXIT_PREFIX, SHARED_EXIT_PREFIX
from loopline.decisions.policy.sight import enrollment_scope, read_object, scope_of
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.person import Person

GOAL: Final = "goal_reached"


class Holding(msgspec.Struct, frozen=True):
    """A rule whose condition is true: the reason that its author gave, the condition, and the rule."""

    reason: StatedReason
    when: Condition
    rule: CompiledExit


class _Kept(msgspec.Struct, frozen=True):
    """What the context of a message in the outbox keeps of the enrollment that it came from."""

    entry: msgspec.Raw = msgspec.Raw(b"{}")
    answers: dict[str, msgspec.Raw] = {}


_read_kept = msgspec.json.Decoder(_Kept).decode


def holding_exit(rules: Sequence[CompiledExit], see: Callable[[], Scope]) -> Holding | None:
    """The first rule whose condition is true; unknown is not true. `see` is asked only where there is a condition."""
    scope: Scope | None = None
    for rule in rules:
        if rule.when is not None:
            scope = scope or see()
            if rule.when.evaluate(scope) is True:
                return Holding(StatedReason(rule.rule.reason or CONDITION), rule.when, rule)
    return None


def holding_at_send(
    enrollment: str, context: bytes, person: Person, version: JourneyVersion, published: PublishedSet, now: int
) -> str:
    """The reason of a refusal by the exit that holds for a message in the outbox; "" when none does.

    When its enrollment has come to its end, the message is still asked: of the person as they stand now and of what its
    own context keeps. Receipts of an enrollment that is over are gone, so a rule about them lets the message pass.
    """
    leaves_at_goal = version.goal is not None and version.goal.rule.exit
    if leaves_at_goal and any(one.enrollment == enrollment and one.reached for one in person.goal_windows):
        return EXIT_PREFIX + GOAL
    rules = [rule for rule in published.exits_of(version) if rule.when is not None]
    if not rules:
        return ""
    standing = next((one for one in person.enrollments if one.id == enrollment), None)
    if standing is not None:
        found = holding_exit(rules, lambda: enrollment_scope(person, standing, published, now))
    else:
        kept = _kept(context)
        answers = {node: read_object(bytes(text)) for node, text in kept.answers.items()}
        answered = [rule for rule in rules if rule.when is not None and not rule.when.receipt_nodes]
        scope = scope_of(person, published, now, entry=read_object(bytes(kept.entry)), answers=answers)
        found = holding_exit(answered, lambda: scope)
    if found is None:
        return ""
    return f"{SHARED_EXIT_PREFIX if found.rule.is_shared else EXIT_PREFIX}{found.reason}"


def _kept(context: bytes) -> _Kept:
    try:
        return _read_kept(context)
    except (msgspec.MsgspecError, RecursionError):
        return _Kept()
