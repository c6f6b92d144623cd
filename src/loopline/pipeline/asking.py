"""Condition triggers are asked of each person before the signal in hand; of a new one, after her first."""

from loopline.decisions.published import PublishedSet
from loopline.decisions.react import ask_conditions
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.model.signal import PersonAbsorbed, Signal


def is_to_be_asked(person: Person, published: PublishedSet) -> bool:
    """Whether condition triggers stand of which the person, who is known and does not rest, has not been asked."""
    return not person.awaits and _is_unasked(person, published)


def _is_unasked(person: Person, published: PublishedSet) -> bool:
    id = published.condition_triggers.id
    if not id or not person.first_seen_at or person.merged_into:
        return False
    return person.trigger_states is None or person.trigger_states.asked != id


def asked_since(person: Person, published: PublishedSet, now: int) -> int:
    """As of when somebody is asked who is to be: since nothing was decided of her after the triggers came, as of then.

    So no moment is lost between the publish and the word that reaches her, however late the server is.
    """
    since = max(published.asks_since, person.first_seen_at) if published.asks_since else now
    return min(since, now)


def asked_before(person: Person, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    """A person who is known is asked as she stood before the signal in hand, so what it changes counts as a change."""
    if not is_to_be_asked(person, published):
        return person
    return ask_conditions(person, published, now, effects, is_new=False)


def asked_after(
    before: Person, person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """Of a new person nothing held before her first signal, so whatever holds now has begun to.

    A merge takes effect though she rests for the past of another id: she is asked of what it made of her, as she would
    be if that link had come later.
    """
    takes_effect = isinstance(signal, PersonAbsorbed) or not person.awaits
    if not takes_effect or not _is_unasked(person, published):
        return person
    is_new, silent = not before.first_seen_at, getattr(signal, "trust", "") == "silent"
    return ask_conditions(person, published, now, effects, is_new=is_new, silent=silent)
