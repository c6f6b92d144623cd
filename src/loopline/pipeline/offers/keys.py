"""Decides for the keys that are neither a person nor an account: addresses, offers and the shelves of their codes."""

from loopline.decisions.offers.ledger import advance_offer
from loopline.decisions.offers.shelf import advance_shelf
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address
from loopline.model.effect import Effect
from loopline.model.keyed.ledger import CodeShelf, OfferLedger
from loopline.model.signal import Signal
from loopline.signals.addresses.address import advance_address


def advance_other(
    state: Address | OfferLedger | CodeShelf, signal: Signal, published: PublishedSet
) -> tuple[Address | OfferLedger | CodeShelf, list[Effect]]:
    """The state after the signal, and everything that follows from it. Pure."""
    match state:
        case Address():
            return advance_address(state, signal)
        case OfferLedger():
            return advance_offer(state, signal, published.offers)
        case CodeShelf():
            return advance_shelf(state, signal)
