"""What the publish of offers needs first: the approval of big ones, and a secret for the codes that are made."""

import secrets
from collections.abc import Sequence
from typing import Final

from loopline.decisions.offers.approval import check_approved, check_currency
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Conflict
from loopline.model.journey import Document, Workspace
from loopline.model.keyed.ledger import OfferLedger, offer_key
from loopline.model.offers.document import Offer
from loopline.model.signals.offers import OfferOpened
from loopline.ports import State
from loopline.runtime.engine.cache import readable

SECRET_BYTES: Final = 32


def offers_opening(
    documents: Sequence[Document], published: PublishedSet, state: State, by: str, now: int
) -> list[OfferOpened]:
    """The signals that open the offers among these documents. Call it when the loop is level.

    Raises Conflict `offer_needs_approval` and `offer_currency_changed`; the limits are those of the workspace that is
    published with them.
    """
    for refusal in unapproved(documents, published, state, by).values():
        raise refusal
    return [_opened(one, now) for one in documents if isinstance(one, Offer)]


def unapproved(documents: Sequence[Document], published: PublishedSet, state: State, by: str) -> dict[str, Conflict]:
    """The refusal of each offer, by its id, that needs an approval and has none, or whose currency has changed."""
    workspace = [published.workspace, *(one for one in documents if isinstance(one, Workspace))][-1]
    offers = [one for one in documents if isinstance(one, Offer)]
    records = state.load([offer_key(one.id) for one in offers]) if offers else {}
    refused: dict[str, Conflict] = {}
    for one in offers:
        record = records.get(offer_key(one.id))
        ledger = readable(record) if record is not None else None
        own = ledger if isinstance(ledger, OfferLedger) else None
        try:
            check_currency(one, own)
            check_approved(one, workspace, own, by)
        except Conflict as refusal:
            refused[one.id] = refusal
    return refused


def _opened(offer: Offer, now: int) -> OfferOpened:
    """Made once for an offer: a later secret changes nothing, by the id of the signal and by the ledger."""
    return OfferOpened(
        key=offer_key(offer.id),
        id=f"offer-opened/{offer.id}",
        at=now,
        received_at=now,
        secret=secrets.token_hex(SECRET_BYTES),
    )
