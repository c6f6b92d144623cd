"""Journeys begin: each that the change in hand opens, the highest priority first, as far as it lets the person in."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.admitted import enter_as_admitted, give_back, open_ask
from loopline.decisions.entry.chosen import enter_as_chosen
from loopline.decisions.entry.enroll import (
    change_triggered,
    enter_on_change,
    enter_on_condition,
    enter_on_request,
    try_enter,
)
from loopline.decisions.entry.trigger_states import begun_to_hold
from loopline.decisions.published import JourneyVersion
from loopline.decisions.triggers.condition_triggers import ConditionTrigger
from loopline.decisions.walk import walk
from loopline.model.effect import EmitSignal
from loopline.model.person import Enrollment
from loopline.model.signals.admission import AdmissionAnswered, AdmissionAsked
from loopline.model.signals.members import AccountAsked, AccountChose
from loopline.model.signals.requested import EntryRequested

Way = tuple[JourneyVersion, Callable[[], Enrollment | None]]
"""A journey that may begin, and how the person enters it."""


def ways_to_begin(
    ctx: DecisionContext,
    received_at: int,
    asked: Sequence[ConditionTrigger],
    *,
    is_all: bool = False,
    is_new: bool = False,
) -> list[Way]:
    """Those that trigger on the event in hand, on its change of a trait, and those of which one of the triggers `asked`
    begins to hold, or comes. By whichever way it begins, the better journey begins first.
    """
    change, ways = ctx.change, list[Way]()
    if (event := change.event) is not None:
        open_to = ctx.published.triggers.get(event.name, ())
        ways += [(version, partial(try_enter, ctx, version, event.id, received_at)) for version in open_to]
    if change.traits or change.account_traits:
        ways += [(version, partial(enter_on_change, ctx, version, received_at)) for version in change_triggered(ctx)]
    if asked or is_all or change.timer:
        ways += _on_condition(ctx, begun_to_hold(ctx, asked, is_all=is_all, is_new=is_new))
    if len(ways) > 1:
        ways.sort(key=lambda way: -way[0].journey.priority)
    return ways


def begin_on_request(ctx: DecisionContext, asked: EntryRequested) -> None:
    """The one that the API asked for."""
    if (enrollment := enter_on_request(ctx, asked)) is not None:
        walk(ctx, ctx.published.live[asked.journey], enrollment)


def begin_as_chosen(ctx: DecisionContext, chosen: AccountChose) -> None:
    """The one for which her account chose the person."""
    ctx.depth = chosen.depth
    if (enrollment := enter_as_chosen(ctx, chosen)) is not None:
        walk(ctx, ctx.published.live[chosen.journey], enrollment)


def begin_as_admitted(ctx: DecisionContext, answer: AdmissionAnswered) -> None:
    """The one whose ledger of entries has answered the person; a place that she does not take goes back."""
    ask = open_ask(ctx, answer)
    if ask is None or (enrollment := enter_as_admitted(ctx, answer, ask)) is None:
        give_back(ctx, answer)
        return
    walk(ctx, ctx.published.live[answer.journey], enrollment)


def _on_condition(ctx: DecisionContext, begun: Sequence[ConditionTrigger]) -> Iterator[Way]:
    """Each journey once, whatever number of its triggers hold."""
    entered = set[str]()

    def enter(version: JourneyVersion, place: int) -> Enrollment | None:
        if version.id in entered:
            return None
        enrollment = enter_on_condition(ctx, version, place)
        if enrollment is not None or _has_asked(ctx, version):
            entered.add(version.id)
        return enrollment

    for one in begun:
        version = ctx.published.live[one.journey]
        yield version, partial(enter, version, one.place)


def _has_asked(ctx: DecisionContext, version: JourneyVersion) -> bool:
    """Whether the last thing done was to ask the account, or the ledger of its entries, about this journey."""
    last = ctx.effects[-1] if ctx.effects else None
    asked = last.signal if isinstance(last, EmitSignal) else None
    return isinstance(asked, AccountAsked | AdmissionAsked) and asked.journey == version.id
