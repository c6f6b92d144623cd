"""Why somebody does not get an offer, as a closed set: what the ledger refuses, and what a person is refused by."""

from typing import Final, Literal, get_args

LedgerReason = Literal[
    "offer_gone",
    "ended",
    "budget_spent",
    "grants_spent",
    "codes_gone",
    "currency_changed",
    "not_opened",
    "ledger_lost",
]
PersonReason = Literal[
    "offer_gone",
    "not_started",
    "ended",
    "had_it",
    "cooling_off",
    "too_many_grants",
    "not_eligible",
    "below_margin",
    "no_answer",
    "lapsed",
]
OfferReason = Literal[LedgerReason, PersonReason]
OFFER_REASONS: Final[tuple[OfferReason, ...]] = get_args(OfferReason)
