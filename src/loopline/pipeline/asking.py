"""Condition triggers are asked of each person before the signal in hand; of a new one, after her first."""

from loopline.decisions.published import PublishedSet
from loopline.decisions.react import ask_conditions
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.model.signal import Signal


def is_to_be_asked(person: Person, published: PublishedSet) -> bool:
    """Whether condition triggers stand of which the person, who is known, has not been asked."""
    id = published.condition_triggers.id
    if not id or not person.first_seen_at or person.merged_into or person.awaits:
        return False
    return person.trigger_states is None or person.trigger_states.asked != id


def asked_before(person: Person, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    """A person who is known is asked as she stood before the signal in hand, so what it changes counts as a change."""
    if not is_to_be_asked(person, published):
        return person
    return ask_conditions(person, published, now, effects, is_new=False)


def asked_after(
    before: Person, person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """Of a new person nothing held before her first signal, so whatever holds now has begun to."""
    if not is_to_be_asked(person, published):
        return person
    is_new, silent = not before.first_seen_at, getattr(signal, "trust", "") == "silent"
    return ask_conditions(person, published, now, effects, is_new=is_new, silent=silent)
