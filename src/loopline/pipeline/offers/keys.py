"""Decides for the keys that are neither a person nor an account: addresses, offers, and journeys that queue."""

from loopline.decisions.admission.ledger import advance_entries
from loopline.decisions.admission.queue import advance_page
from loopline.decisions.offers.ledger import advance_offer
from loopline.decisions.offers.shelf import advance_shelf
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address
from loopline.model.admission.ledger import EntryLedger, QueuePage
from loopline.model.effect import Effect
from loopline.model.keyed.ledger import CodeShelf, OfferLedger
from loopline.model.keyed.states import LedgerState
from loopline.model.signal import Signal
from loopline.signals.addresses.address import advance_address


def advance_other(
    state: Address | LedgerState, signal: Signal, published: PublishedSet
) -> tuple[Address | LedgerState, list[Effect]]:
    """The state after the signal, and everything that follows from it. Pure."""
    match state:
        case Address():
            return advance_address(state, signal)
        case OfferLedger():
            return advance_offer(state, signal, published.offers)
        case CodeShelf():
            return advance_shelf(state, signal)
        case EntryLedger():
            return advance_entries(state, signal, published)
        case QueuePage():
            return advance_page(state, signal)
