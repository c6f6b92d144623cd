"""What of a person's lapses at a moment and moves no journey by itself."""

from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.pipeline.offers.person import grants_lapsed
from loopline.signals.people.pending import lapsed, pending_words


def without_lapsed(person: Person, due: int, effects: list[Effect]) -> Person:
    """The person without the words to confirm, or else the grants, whose time is over by now (ms)."""
    if any(0 < word.expires_at <= due for word in pending_words(person).values()):
        return lapsed(person, due, effects)
    return grants_lapsed(person, due, effects)
