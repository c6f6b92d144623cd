"""Exit rules of the workspace in a simulated world."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

PROGRAMMES: Final = ("growth", "care")
STANDING: Final = 'in_journey("j1")'
RULE: Final = "rule"
"""Reasons of generated exit rules begin with this word, so that invariants can distinguish them from other ends."""


def exits_of_all(rng: Random, events: Sequence[str], conditions: Sequence[str]) -> list[dict[str, Any]]:
    """In a third of all worlds a rule of a programme, or of all journeys but one."""
    if rng.random() < 0.65:
        return []
    conditions = (*conditions, STANDING, 'received("j0", within="2d")', STANDING)
    concerned = rng.choice(({}, {"programme": PROGRAMMES[0]}, {"spare": ["j0"]}))
    if rng.random() < 0.4:
        return [{"on": rng.choice(events), "reason": f"{RULE}_of_all", **concerned}]
    return [{"when": rng.choice(conditions), "reason": f"{RULE}_of_all", **concerned}]
