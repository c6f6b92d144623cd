"""Everything that has a key of its own, hence a record: people, accounts, addresses, offers, journeys that queue."""

from typing import Final, TypeAlias

from loopline.model.accounts.account import Account
from loopline.model.addresses.address import Address
from loopline.model.admission.ledger import ENTRIES, QUEUE, EntryLedger, QueuePage
from loopline.model.keyed.ledger import OFFER, SHELF, SHELF_MAX, CodeShelf, OfferLedger
from loopline.model.person import Person

KeyState: TypeAlias = Person | Account | Address | OfferLedger | CodeShelf | EntryLedger | QueuePage
LedgerState: TypeAlias = OfferLedger | CodeShelf | EntryLedger | QueuePage
LEDGERS: Final = (OFFER, SHELF, ENTRIES, QUEUE)
"""How the keys begin that are no person's, no account's and no address's."""


def ledger_state(key: str) -> LedgerState | None:
    """The state of a ledger or one of its pages that has none yet; None for the key of something else."""
    if key.startswith(OFFER):
        return OfferLedger(key=key)
    if key.startswith(ENTRIES):
        return EntryLedger(key=key)
    if key.startswith(QUEUE):
        return QueuePage(key=key)
    return CodeShelf(key=key) if key.startswith(SHELF) else None


def ledger_state_lost(key: str) -> LedgerState | None:
    """What begins in the place of a record that was lost: a ledger that grants nothing more and lets nobody in, since
    nobody knows what it has spent, and a shelf that takes and hands out no code. None for the key of something else."""
    match ledger_state(key):
        case OfferLedger():
            return OfferLedger(key=key, is_lost=True)
        case EntryLedger():
            return EntryLedger(key=key, is_lost=True)
        case CodeShelf():
            return CodeShelf(key=key, known=bytes(8 * SHELF_MAX), is_full=True)
        case page:
            return page
