"""Everything that has a key of its own, hence a record: people, accounts, addresses, offers and shelves of codes."""

from typing import TypeAlias

from loopline.model.accounts.account import Account
from loopline.model.addresses.address import Address
from loopline.model.keyed.ledger import OFFER, SHELF, SHELF_MAX, CodeShelf, OfferLedger
from loopline.model.person import Person

KeyState: TypeAlias = Person | Account | Address | OfferLedger | CodeShelf


def offer_state(key: str) -> OfferLedger | CodeShelf | None:
    """The state of an offer, or of a shelf, that has none yet; None for the key of something else."""
    if key.startswith(OFFER):
        return OfferLedger(key=key)
    return CodeShelf(key=key) if key.startswith(SHELF) else None


def offer_state_lost(key: str) -> OfferLedger | CodeShelf | None:
    """What begins in the place of a record that was lost: a ledger that grants nothing more, since nobody knows what
    it has spent, and a shelf that takes and hands out no code. None for the key of something else."""
    match offer_state(key):
        case OfferLedger():
            return OfferLedger(key=key, is_lost=True)
        case CodeShelf():
            return CodeShelf(key=key, known=bytes(8 * SHELF_MAX), is_full=True)
        case None:
            return None
