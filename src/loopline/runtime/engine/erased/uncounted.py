"""Facts about test people, which no report counts and a person's own page still tells."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import force_setattr

from loopline.model.fact import Fact
from loopline.model.person import TEST, TEST_JOURNEY

SAYS_WHO: Final = ("person", "consent", "list", "merged", "address", "forgotten")
"""What tells who somebody is, rather than what they did, keeps its kind: people are found by it."""


def uncounted(facts: Iterable[Fact]) -> None:
    """Give these new facts kinds and journeys that nobody asks for; `reports` takes the marks off for who looks."""
    for fact in facts:
        if fact.kind not in SAYS_WHO:
            force_setattr(fact, "kind", TEST + fact.kind)
            if fact.journey:
                force_setattr(fact, "journey", TEST_JOURNEY + fact.journey)
