"""Exclusive groups of journeys: a person stands in one journey of a group at most, and its rule says in which."""

from typing import Any, Final

from loopline.decisions.context import DecisionContext
from loopline.decisions.narrate import EndReason
from loopline.decisions.published import JourneyVersion
from loopline.model.journey import GroupRule
from loopline.model.person import Enrollment

FIRST_WINS: Final[GroupRule] = "first_wins"
GIVES_WAY: Final[dict[str, EndReason]] = {"first_wins": "group_taken", "best_wins": "outranked"}


def make_way(ctx: DecisionContext, version: JourneyVersion) -> dict[str, Any] | None:
    """Ends what stands in the way of an entry into this journey; where that stays, what it is, and nobody enters.

    Under `best_wins` a journey of a higher priority takes the person out of the lesser ones of its group.
    """
    group = ctx.published.exclusive.get(version.id)
    if group is None:
        return None
    standing = [one for one in _members(ctx, group) if one.journey != version.id]
    for one in standing:
        if _is_stopped(ctx, one):
            ctx.leave(one, "journey_stopped", rule=True)
        elif _rule(ctx, group) == FIRST_WINS or version.journey.priority <= _priority(ctx, one):
            return _told(group, one.journey)
    for one in standing:
        if stands(ctx, one):
            ctx.leave(one, "outranked", _told(group, version.id), rule=True)
    return None


def one_of_each_group(ctx: DecisionContext) -> None:
    """After a merge, or a publish that made a group, a person may stand in two journeys of it: one of them stays."""
    keepers: dict[str, Enrollment] = {}
    for one in sorted(ctx.person.enrollments, key=lambda one: _order(ctx, one)):
        group = ctx.published.exclusive.get(one.journey)
        if group is None or _is_stopped(ctx, one):
            continue
        keeper = keepers.setdefault(group, one)
        if keeper.journey != one.journey:
            ctx.leave(one, GIVES_WAY[_rule(ctx, group)], _told(group, keeper.journey), rule=True)


def stands(ctx: DecisionContext, enrollment: Enrollment) -> bool:
    """Whether an enrollment is still open: one that was entered meanwhile may have ended it."""
    return any(one.id == enrollment.id for one in ctx.person.enrollments)


def is_exclusive(ctx: DecisionContext, one: str, other: str) -> bool:
    """Whether two journeys are of one group."""
    group = ctx.published.exclusive.get(one)
    return group is not None and group == ctx.published.exclusive.get(other)


def _members(ctx: DecisionContext, group: str) -> list[Enrollment]:
    return [one for one in ctx.person.enrollments if ctx.published.exclusive.get(one.journey) == group]


def _order(ctx: DecisionContext, one: Enrollment) -> tuple[int, int, str]:
    best = _rule(ctx, ctx.published.exclusive.get(one.journey, "")) != FIRST_WINS
    return (-_priority(ctx, one) if best else 0, one.entered_at, one.id)


def _rule(ctx: DecisionContext, group: str) -> str:
    return ctx.published.workspace.exclusive.get(group, FIRST_WINS)


def _priority(ctx: DecisionContext, one: Enrollment) -> int:
    """That of the journey as it is published now, also for those who are in an earlier version of it."""
    return ctx.published.live[one.journey].journey.priority


def _is_stopped(ctx: DecisionContext, one: Enrollment) -> bool:
    return ctx.published.state_of(one.journey, one.version) == "stopped"


def _told(group: str, journey: str) -> dict[str, Any]:
    return {"group": group, "journey": journey}
