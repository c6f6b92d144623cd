"""Answers where no ledger is asked, as in a dry run and a backtest: offers are granted, and everybody is let in."""

from typing import Final

from loopline.model.signals.admission import AdmissionAnswered, AdmissionAsked
from loopline.model.signals.offers import OfferAnswered, OfferAsked

SAMPLE_CODE: Final = "SAMPLE-CODE"


LEDGER_ASKED: Final = (OfferAsked, AdmissionAsked)


def sample_answer(ask: OfferAsked | AdmissionAsked) -> OfferAnswered | AdmissionAnswered:
    """The answer of a ledger whose bounds are never reached: nothing is taken of the real one."""
    if isinstance(ask, AdmissionAsked):
        return AdmissionAnswered(
            key=ask.person,
            id=f"{ask.ask}/admission",
            at=ask.at,
            received_at=ask.received_at,
            journey=ask.journey,
            ask=ask.ask,
            let_in_at=ask.at,
        )
    return OfferAnswered(
        key=ask.person,
        id=f"{ask.grant}/answer",
        at=ask.at,
        received_at=ask.received_at,
        offer=ask.offer,
        grant=ask.grant,
        granted=True,
        code=SAMPLE_CODE if ask.source in ("pool", "generated") else "",
        cost=ask.cost,
    )
