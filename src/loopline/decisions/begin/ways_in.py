"""Journeys begin: each that the change in hand opens, the highest priority first, as far as it lets the person in."""

from collections.abc import Sequence

from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.chosen import enter_as_chosen
from loopline.decisions.entry.enroll import (
    change_triggered,
    enter_on_change,
    enter_on_condition,
    enter_on_request,
)
from loopline.decisions.entry.trigger_states import begun_to_hold
from loopline.decisions.triggers.condition_triggers import ConditionTrigger
from loopline.decisions.walk import walk
from loopline.model.signals.members import AccountChose
from loopline.model.signals.requested import EntryRequested


def begin_on_change(ctx: DecisionContext, received_at: int) -> None:
    """Those that ask for another value of a trait."""
    for version in change_triggered(ctx):
        enrollment = enter_on_change(ctx, version, received_at)
        if enrollment is not None:
            walk(ctx, version, enrollment)


def begin_on_condition(
    ctx: DecisionContext, asked: Sequence[ConditionTrigger], *, is_all: bool = False, is_new: bool = False
) -> None:
    """Those of which one of these triggers begins to hold, or comes; each once, whatever number of its triggers do."""
    if not (asked or is_all or ctx.change.timer):
        return
    entered = set[str]()
    for one in begun_to_hold(ctx, asked, is_all=is_all, is_new=is_new):
        version = ctx.published.live[one.journey]
        if one.journey not in entered and (enrollment := enter_on_condition(ctx, version, one.place)) is not None:
            entered.add(one.journey)
            walk(ctx, version, enrollment)


def begin_on_request(ctx: DecisionContext, asked: EntryRequested) -> None:
    """The one that the API asked for."""
    if (enrollment := enter_on_request(ctx, asked)) is not None:
        walk(ctx, ctx.published.live[asked.journey], enrollment)


def begin_as_chosen(ctx: DecisionContext, chosen: AccountChose) -> None:
    """The one for which her account chose the person."""
    if (enrollment := enter_as_chosen(ctx, chosen)) is not None:
        walk(ctx, ctx.published.live[chosen.journey], enrollment)
