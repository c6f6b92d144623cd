"""The gate's refusals by what a person or a country's rules ask for, and the sentence about what a person chose."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from loopline.model.channels import label_of
from loopline.model.fact import Fact

ConsentReason = Literal[
    "consent_pending", "confirmation_limit", "paused_by_person", "frequency_chosen", "outside_send_window"
]

CONSENT_REFUSALS: Final[Mapping[str, str]] = {
    "consent_pending": "they said yes, and have not confirmed it yet",
    "confirmation_limit": "the address was asked to confirm often enough for a day",
    "paused_by_person": "they asked for a pause, which is not over",
    "frequency_chosen": "they have had as many messages a week as they want",
    "outside_send_window": "the rules of their country let no such message leave at this hour",
}


ASKED: Final[Mapping[str, str]] = {
    "asked": "Yes to {what}, which waits for its confirmation.",
    "lapsed": "The yes to {what} was not confirmed in time.",
    "not_confirmed": "A confirmation came that nothing waits for any more.",
}
"""The facts of consent that are neither yes nor no."""


def consent_line(fact: Fact, data: Mapping[str, Any]) -> str:
    """A word of consent as one sentence; of a fact that names no channel, what the person chose beside."""
    if not fact.channel:
        return _chosen(fact.reason, data)
    topic = f', topic "{fact.topic}"' if fact.topic else ""
    if fact.name in ASKED:
        return ASKED[fact.name].format(what=f"{label_of(fact.channel)}{topic}")
    return f"{fact.name.capitalize()} {label_of(fact.channel)}{topic} ({fact.reason})."


def _chosen(source: str, data: Mapping[str, Any]) -> str:
    chosen: list[str] = []
    if at_most := data.get("at_most"):
        chosen.append(f"at most {at_most} a week")
    if until := data.get("paused_until"):
        chosen.append(f"nothing before {datetime.fromtimestamp(until / 1000, UTC):%Y-%m-%d}")
    if language := data.get("language"):
        chosen.append(f"in the language {language}")
    return f"Chose {', '.join(chosen) or 'every message as it comes'} ({source})."
