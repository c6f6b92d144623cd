"""Grants where no ledger is asked, as in a dry run and a backtest: given, with a code that nobody can use."""

from typing import Final

from loopline.model.signals.offers import OfferAnswered, OfferAsked

SAMPLE_CODE: Final = "SAMPLE-CODE"


def sample_answer(ask: OfferAsked) -> OfferAnswered:
    """The answer of an offer whose budget is never spent: nothing is taken of the real one."""
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
