"""Faults around lists: memberships that never end, or end at another time, and accounts that do not act on theirs."""

from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.accounts import triggering
from loopline.decisions.entry.trigger_states import TriggerAsking
from loopline.model.person import Person
from loopline.pipeline import advance
from loopline.pipeline.accounts import account
from loopline.signals.lists import of_person
from loopline.signals.people import identity

Patch = pytest.MonkeyPatch


def a_membership_never_ends(patch: Patch) -> None:
    """The end is forgotten as soon as it is said."""
    real = of_person.fold_list

    def folded(person: Any, signal: Any, effects: Any) -> Any:
        after, change = real(person, signal, effects)
        return replace(after, list_ends=None), change

    patch.setattr("loopline.signals.people.profile.fold_list", folded)


def nobody_is_woken_for_an_end(patch: Patch) -> None:
    """It is seen when the next signal comes, or another wake-up."""
    real: Any = Person.due_at
    patch.setattr(Person, "due_at", lambda one: real(replace(one, list_ends=None)))


def an_end_takes_off_the_list_and_stays(patch: Patch) -> None:
    real = of_person.lists_ended

    def ended(person: Any, now: int, effects: Any) -> Any:
        after = real(person, now, effects)
        return after if after is person else replace(after, list_ends={"vip": now - 1, **(after.list_ends or {})})

    patch.setattr(advance, "lists_ended", lambda person, now, effects: ended(person, now, effects))
    patch.setattr(Person, "due_at", lambda one: None)


def a_merge_keeps_ends_of_lists_that_are_gone(patch: Patch) -> None:
    """Of two people who are one, ends stay though nobody waits for them."""
    patch.setattr(identity, "both_ends", lambda one, other, lists: {"gone": 1, **(one.list_ends or {})})


def an_account_forgets_how_its_triggers_stood(patch: Patch) -> None:
    real: Any = TriggerAsking.has_turned

    def turned(asking: Any, one: Any) -> bool:
        found: bool = real(asking, one)
        if one.of_account:
            asking._holds.discard(one.key)
        return found

    patch.setattr(TriggerAsking, "has_turned", turned)


def an_account_is_not_asked_of_what_is_published(patch: Patch) -> None:
    """It is, when something else happens to it."""
    patch.setattr("loopline.runtime.upkeep.fan_out.is_account_unasked", lambda one, published: False)
    patch.setattr(account, "is_account_unasked", lambda one, published: False)


def an_account_does_not_hear_of_its_own_lists(patch: Patch) -> None:
    """What its members know of them is what stood before."""
    patch.setattr(account, "_answered", lambda one, *rest: one)


def an_account_stays_on_its_lists(patch: Patch) -> None:
    patch.setattr(account, "lists_of_account_ended", lambda one, now, effects: replace(one, list_ends=None))


def what_turns_lets_nobody_in_by_a_word(patch: Patch) -> None:
    """An account asks at each look, not at each turn."""
    real: Any = triggering.triggers_asked
    patch.setattr(
        account, "triggers_asked", lambda one, *rest, **kw: real(replace(one, trigger_states=None), *rest, **kw)
    )


ABOUT_LISTS = (
    a_membership_never_ends,
    nobody_is_woken_for_an_end,
    an_end_takes_off_the_list_and_stays,
    a_merge_keeps_ends_of_lists_that_are_gone,
    an_account_forgets_how_its_triggers_stood,
    an_account_is_not_asked_of_what_is_published,
    an_account_does_not_hear_of_its_own_lists,
    an_account_stays_on_its_lists,
    what_turns_lets_nobody_in_by_a_word,
)
