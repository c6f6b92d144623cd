"""The words for entries that are limited: who waits for a place, and who gets none."""

from collections.abc import Mapping
from typing import Any, Final

from loopline.model.fact import Fact

QUEUED: Final = "entry_limit"
"""The reason of a fact that somebody waits for a place."""

ADMISSION_REFUSALS: Final[Mapping[str, str]] = {
    "already_waiting": "they wait for a place in it already",
    "entry_total": "it has let in as many as it may in all",
    "entry_rate": "it has let in as many as it may in this time",
    "queue_full": "too many wait for a place in it already",
    "entries_lost": "nobody knows how many it has let in, since that record was lost; publish the journey again",
    "waited_too_long": "they had waited for a place for longer than they may",
    "taken_out": "an operator took them out of the queue",
}


def queued_line(fact: Fact, data: Mapping[str, Any]) -> str:
    """The sentence of somebody who waits for a place."""
    ahead = data.get("ahead")
    before = f", {ahead:,} before them" if isinstance(ahead, int) and ahead else ""
    rates = [f"{count:,} {words}" for name, words in RATES.items() if isinstance(count := data.get(name), int)]
    limit = f" It lets in {' and '.join(rates)}." if rates else ""
    return f"Waits for a place in {fact.journey}{before}.{limit}"


RATES: Final[Mapping[str, str]] = {"per_hour": "an hour", "per_day": "a day"}
