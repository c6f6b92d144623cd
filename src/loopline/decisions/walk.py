"""Advances one enrollment from node to node until it waits or ends: the heart."""

from functools import partial
from typing import Final, assert_never

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.enroll import HANDED, enroll, lets_in_handed
from loopline.decisions.entry.exclusive import is_exclusive, stands
from loopline.decisions.evidence import evidence
from loopline.decisions.handing.returned import (
    NOT_ENTERED,
    awaited_enrollment,
    awaiting,
    has_ended,
    with_end,
    without_return,
)
from loopline.decisions.nodes import kind_at
from loopline.decisions.policy import exits
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Enter, Hold, Leave, Transition
from loopline.decisions.wakeups import recheck_at
from loopline.model.person import Enrollment, Waiting

STEPS_MAX: Final = 100
HELD_BEFORE: Final = "handoff"


def walk(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Walk on from the node at which the enrollment has just arrived; an exit that holds ends it there."""
    for _ in range(STEPS_MAX):
        kind = kind_at(version, enrollment.node)
        if kind is None:
            ctx.leave(enrollment, "node_missing")
            return
        rules = ctx.published.exits_of(version)
        exit = exits.holding_exit(rules, partial(ctx.enrollment_scope, enrollment)) if rules else None
        if exit is not None:
            told = {**evidence(exit.when, True, ctx.enrollment_scope(enrollment)), **exit.rule.told()}
            ctx.leave(enrollment, exit.reason, told, rule=True)
            return
        following = follow(ctx, version, kind.arrive(ctx, version, enrollment))
        if following is None:
            return
        enrollment = following
    ctx.leave(enrollment, "too_many_steps")


def follow(ctx: DecisionContext, version: JourneyVersion, transition: Transition) -> Enrollment | None:
    """Carry out one transition: the enrollment at its next node, or None when it waits or has ended."""
    match transition:
        case Enter():
            return _hand_over(ctx, version, transition)
        case Advance(enrollment, None):
            ctx.leave(enrollment, "completed")
        case Advance(enrollment, node):
            assert node is not None
            return arrived(replace(enrollment, wake_at=None, waiting=None), node, ctx.now)
        case Hold(enrollment):
            waiting = replace(enrollment.waiting or Waiting(), at=enrollment.wake_at)
            ctx.keep(replace(enrollment, waiting=waiting, wake_at=wake_of(ctx, version, enrollment, waiting.at)))
        case Leave(enrollment, reason):
            ctx.leave(enrollment, reason)
        case _:
            assert_never(transition)
    return None


def arrived(enrollment: Enrollment, node: str, now: int) -> Enrollment:
    """The enrollment on its next visit to a node."""
    visits = {**(enrollment.visits or {}), node: (enrollment.visits or {}).get(node, 0) + 1}
    return replace(enrollment, node=node, visit=visits[node], visits=visits, arrived_at=now)


def wake_of(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, own: int | None) -> int | None:
    """When to look again: at the node's `own` time, or before, when time alone could make an exit's condition true."""
    times = [own] + [recheck_at(rule.when, ctx, enrollment) for rule in ctx.published.exits_of(version) if rule.when]
    known = [time for time in times if time is not None]
    return min(known) if known else None


def _hand_over(ctx: DecisionContext, version: JourneyVersion, handed: Enter) -> Enrollment | None:
    """Enter the other journey, then go on. One that ends here leaves a group first that the other one is of, too."""
    if handed.until is not None:
        return _hand_over_and_wait(ctx, version, handed, handed.until)
    enrollment, is_grouped = handed.enrollment, bool(ctx.published.exclusive)
    if handed.node is None and is_exclusive(ctx, enrollment.journey, handed.journey.id):
        ctx.leave(enrollment, "completed")
        _enter(ctx, handed)
        return None
    if is_grouped:
        ctx.keep(enrollment)
    _enter(ctx, handed)
    if is_grouped and not stands(ctx, enrollment):
        return None
    return follow(ctx, version, Advance(enrollment, handed.node))


def _hand_over_and_wait(ctx: DecisionContext, version: JourneyVersion, handed: Enter, until: int) -> Enrollment | None:
    """Enter the other journey, and stay until it has ended; go on at once where it does not let the person in."""
    wake_at = wake_of(ctx, version, handed.enrollment, until)
    answers = without_return(handed.enrollment)
    waits = replace(handed.enrollment, waiting=Waiting(at=until), wake_at=wake_at, answers=answers)
    _enter(ctx, replace(handed, enrollment=waits))
    if not stands(ctx, handed.enrollment):
        return None
    standing = next(one for one in ctx.person.enrollments if one.id == waits.id)
    if awaited_enrollment(standing) or has_ended(standing):
        return None
    return follow(ctx, version, Advance(replace(waits, answers=with_end(waits, NOT_ENTERED)), handed.node))


def _enter(ctx: DecisionContext, handed: Enter) -> None:
    journey, enrollment, entry = handed.journey, handed.enrollment, handed.entry
    if handed.until is not None:
        ctx.keep(enrollment)
    if handed.filtered and not lets_in_handed(ctx, journey, entry):
        return
    identity = f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"
    # People who are held out here stay so in what this journey leads to: else the holdout would be treated after all.
    begun = enroll(ctx, journey, identity, HANDED, entry, held=HELD_BEFORE if enrollment.held else "")
    if begun is not None:
        if handed.until is not None:
            ctx.keep(replace(enrollment, answers=awaiting(enrollment, begun.id)))
        ctx.handed += 1
        walk(ctx, journey, begun)
        ctx.handed -= 1
