"""The record of an offer: what it has granted and spent, and the codes at hand; beside it, the shelves of its codes."""

from typing import ClassVar, Final

from msgspec import Struct

from loopline.model.ids import digest8
from loopline.model.signals.offers import OfferAsked

OFFER: Final = "!offer/"
"""Begins the key of an offer's ledger. No person or account has such a key: theirs that begin with "!" are escaped."""

SHELF: Final = "!codes/"
"""Begins the key of a shelf of an offer's codes."""

SHELVES: Final = 32
SHELF_MAX: Final = 4_000
"""The codes of an offer are spread over so many shelves by their digests, each with room for so many codes."""

CODES_MAX: Final = 100_000
"""Codes that an offer may have had in all."""

ASKS_WAITING_MAX: Final = 1_000
"""Asks that wait for a shelf to answer; in one process none ever does."""


APPROVALS_MAX: Final = 20
"""The last approvals of an offer, so many of which are kept."""


class Approval(Struct, frozen=True, gc=False, array_like=True):
    """Somebody approved of an offer as it was written then: the digest of its text, and when (ms)."""

    digest: str
    by: str
    at: int


class OfferLedger(Struct, frozen=True, gc=False, array_like=True):
    """What an offer has granted. Money is in ten-thousandths of `currency`.

    `committed` is what grants hold of the budget: the cost of each that is open, the real cost of each that was
    redeemed, and that of lapsed ones which does not come back; it never exceeds the budget. `over` is what shops gave
    beyond what was held: redemptions that cost more than their grant, or that came too late. `codes` are at hand,
    `coming` were asked of shelves, `shelved` is how many each shelf still has. `secret` makes the generated
    codes. `is_lost`: its record was dropped, so that nobody knows what it has spent.
    """

    awaits: ClassVar[tuple[()]] = ()
    merged_into: ClassVar[str] = ""
    key: str
    currency: str = ""
    committed: int = 0
    over: int = 0
    granted: int = 0
    refused: int = 0
    redeemed: int = 0
    lapsed: int = 0
    returned: int = 0
    freed: int = 0
    secret: str = ""
    codes: tuple[str, ...] = ()
    coming: int = 0
    asks: int = 0
    shelved: tuple[int, ...] = ()
    codes_added: int = 0
    codes_known_before: int = 0
    waiting: tuple[OfferAsked, ...] = ()
    redeemed_cost: int = 0
    is_lost: bool = False
    approvals: tuple[Approval, ...] = ()

    @property
    def spent(self) -> int:
        """What is taken of the budget: what grants hold, and what shops gave beyond it."""
        return self.committed + self.over

    @property
    def counted(self) -> int:
        """The grants that count against a bound of their number."""
        return self.granted - self.returned - self.freed

    @property
    def codes_left(self) -> int:
        """The codes of the pool that nobody was given."""
        return len(self.codes) + self.coming + sum(self.shelved)

    def wake_at(self) -> None:
        """It waits for no time."""
        return


class CodeShelf(Struct, frozen=True, gc=False, array_like=True):
    """One part of an offer's codes: those that are left, and the digests (8 bytes each) of every one it ever had."""

    awaits: ClassVar[tuple[()]] = ()
    merged_into: ClassVar[str] = ""
    key: str
    codes: tuple[str, ...] = ()
    known: bytes = b""
    is_full: bool = False

    def wake_at(self) -> None:
        """It waits for no time."""
        return


def offer_key(offer: str) -> str:
    """The key of an offer's ledger."""
    return OFFER + offer


def shelf_key(offer: str, number: int) -> str:
    """The key of a shelf of an offer's codes."""
    return f"{SHELF}{offer}/{number}"


def shelf_of(code: str) -> int:
    """The number of the shelf that a code belongs on, so that one which comes twice comes to the same shelf."""
    return code_digest(code)[0] % SHELVES


def code_digest(code: str) -> bytes:
    """The digest by which codes are alike, however their letters are written."""
    return digest8(code.strip().casefold())
