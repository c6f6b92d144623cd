"""Faults around accounts that decide who enters: two at once, places that nobody has, asks without an answer."""

from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions import react
from loopline.decisions.accounts import choosing
from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.reentry import ReentryAsked
from loopline.model.accounts.account import Account
from loopline.pipeline import advance
from loopline.pipeline.accounts import account
from loopline.pipeline.accounts.member import state_to_account

Patch = pytest.MonkeyPatch


def an_account_forgets_that_it_is_inside(patch: Patch) -> None:
    """Two members who trigger make two passages beside each other."""
    real = ReentryAsked
    patch.setattr(choosing, "ReentryAsked", lambda key, history, inside: real(key, history, 0))


def an_account_never_hears_of_an_end(patch: Patch) -> None:
    real: Any = DecisionContext.answer
    patch.setattr(
        DecisionContext,
        "answer",
        lambda ctx, place, outcome, reason="": None if outcome == "ended" else real(ctx, place, outcome, reason),
    )


def members_who_left_go_on(patch: Patch) -> None:
    """A member who is in another account by now stays in the journey for which the one before chose her."""
    real: Any = vars(react)["_exit"]
    patch.setattr(advance, "without_left_account", lambda person, *rest: person)
    patch.setattr(react, "_exit", lambda ctx, version, one: real(ctx, version, replace(one, account="")))


def an_account_is_not_told_that_a_condition_is_false_again(patch: Patch) -> None:
    real = choosing.state_recipient

    def stated(before: Any, signal: Any) -> Any:
        known = [rule for rule, one in (before.candidates or {}).items() if signal.person in one.people]
        return before if set(known) > set(signal.rules) else real(before, signal)

    patch.setattr(account, "state_recipient", stated)


def an_ask_is_refused_without_a_word(patch: Patch) -> None:
    patch.setattr(choosing, "refuse", lambda *args: None)


def a_member_who_cannot_enter_keeps_the_place(patch: Patch) -> None:
    """The account waits for somebody who has refused, and chooses nobody in her place."""
    real = choosing.hear
    patch.setattr(
        account, "hear", lambda one, answer, *rest: one if answer.outcome == "refused" else real(one, answer, *rest)
    )


def a_new_account_does_not_know_whom_it_may_choose(patch: Patch) -> None:
    """Somebody who joins another account is not among those of whom its conditions are true."""
    real = state_to_account

    def stated(before: Any, person: Any, *rest: Any) -> None:
        if person.account == before.account:
            real(before, person, *rest)

    patch.setattr(advance, "state_to_account", stated)


def an_account_hears_nothing_of_events_that_open_a_journey(patch: Patch) -> None:
    """Its answers lack what those members did who have something to decide by it."""
    real: Any = vars(advance)["with_news_of_member"]

    def told(person: Any, signal: Any, published: Any, effects: list[Any]) -> list[Any]:
        return effects if signal.key and person.enrollments else real(person, signal, published, effects)

    patch.setattr(advance, "with_news_of_member", told)


def an_account_asks_the_time_never(patch: Patch) -> None:
    """What leaves a window changes no answer before the next event."""
    patch.setattr(account, "_by_time", lambda one, *rest: one)
    patch.setattr(Account, "changes_at", lambda one: None)


def members_do_not_hear_that_an_answer_has_changed(patch: Patch) -> None:
    patch.setattr(account, "tell_members", lambda one, *rest: (one, []))


def an_account_forgets_how_many_entered_today(patch: Patch) -> None:
    patch.setattr(choosing, "with_begun", lambda known, *rest: known)


ABOUT_ACCOUNTS = (
    an_account_forgets_how_many_entered_today,
    an_account_hears_nothing_of_events_that_open_a_journey,
    an_account_asks_the_time_never,
    members_do_not_hear_that_an_answer_has_changed,
    an_account_forgets_that_it_is_inside,
    an_account_never_hears_of_an_end,
    members_who_left_go_on,
    an_account_is_not_told_that_a_condition_is_false_again,
    an_ask_is_refused_without_a_word,
    a_member_who_cannot_enter_keeps_the_place,
    a_new_account_does_not_know_whom_it_may_choose,
)
