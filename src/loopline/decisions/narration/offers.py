"""What facts of offers mean, in plain words: what was granted, what was not and why, what became of a grant."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from loopline.decisions.fact_values import values
from loopline.model.fact import Fact
from loopline.model.offers.reasons import OfferReason

OFFER_REFUSALS: Final[Mapping[OfferReason, str]] = {
    "offer_gone": "the offer is not published any more",
    "not_started": "the offer has not started yet",
    "ended": "the offer has ended",
    "had_it": "they have had it as often as anybody may",
    "cooling_off": "they had it, or another one of its group, too recently",
    "too_many_grants": "they have had more offers lately than are remembered",
    "not_eligible": "its condition is not true of them",
    "below_margin": "the margin is below its floor, or not known",
    "budget_spent": "its budget is spent",
    "grants_spent": "it was given as often as it may be",
    "codes_gone": "its codes are used up",
    "currency_changed": "its budget was in another currency before",
    "not_opened": "its codes cannot be made yet: publish it again",
    "ledger_lost": "nobody knows what it has spent, since its record was dropped; begin another offer",
    "no_answer": "it did not answer in time",
    "lapsed": "it had lapsed before the message could leave",
}
"""Why somebody does not get an offer."""


def offer_line(fact: Fact, data: Mapping[str, Any], moment: Callable[[object], str]) -> str:
    """The sentence of a fact of kind `offer`."""
    offer, what = f'offer "{fact.name}"', fact.reason
    if what.startswith("refused_"):
        reason = what.removeprefix("refused_")
        words = next((words for name, words in OFFER_REFUSALS.items() if name == reason), reason)
        until = f" until {moment(data['until'])}" if data.get("until") else ""
        return f"Not given the {offer} at {fact.node}: {words}{until}.{values(fact)}"
    code = f", with the code {data['code']}" if data.get("code") else ""
    cost = f" It cost {data['cost']:g}." if isinstance(data.get("cost"), int | float) else ""
    match what:
        case "asked":
            return f"Asked for the {offer} at {fact.node}."
        case "granted":
            until = f", until {moment(data['expires_at'])}" if data.get("expires_at") else ""
            return f"Granted the {offer} at {fact.node}{code}{until}."
        case "redeemed" | "redeemed_late":
            late = ", after it had lapsed" if what == "redeemed_late" else ""
            return f"Redeemed the {offer}{code}{late}.{cost}"
        case "lapsed":
            return f"The {offer} lapsed: it was not redeemed in time."
        case "returned":
            return f"The {offer} went back: its message did not leave."
        case "codes_added":
            return f"{data.get('added', 0)} codes were added to the {offer}; {data.get('known_before', 0)} were known."
        case _:
            return f"The {offer} was approved of by {data.get('by', 'somebody')}."
