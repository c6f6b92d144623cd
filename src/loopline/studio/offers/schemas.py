"""Offers as the API shows and takes them."""

from typing import Any, Literal

from msgspec import Raw, Struct

Plain = dict[str, Any]  # a document as JSON
OfferStanding = Literal["open", "not_started", "ended", "spent", "codes_gone", "archived", "lost"]
"""Whether an offer is granted now, and if not, why."""


class OfferLine(Struct, frozen=True):
    """An offer with its ledger. Money is in `currency`; 0 as a budget or as a number of grants is no bound.

    `committed` is what open and redeemed grants hold of the budget, `over` what was redeemed beyond that, and `spent`
    both. `counted` are the grants that count against `grants_most`: all but those that went back, or lapsed and
    returned. `codes_left` and `codes_added` are of uploaded codes. `journeys` are the live ones that give it.
    """

    id: str
    name: str
    version: int
    standing: OfferStanding
    words: str
    owner: str
    currency: str
    budget: float
    spent: float
    committed: float
    over: float
    grants_most: int
    counted: int
    granted: int
    refused: int
    redeemed: int
    redeemed_cost: float
    lapsed: int
    returned: int
    code_source: str
    codes_left: int
    codes_added: int
    journeys: tuple[str, ...]
    document: Plain


class OfferList(Struct, frozen=True):
    """Every offer that is published, archived ones too, by id."""

    offers: tuple[OfferLine, ...]


class CodesAnswer(Struct, frozen=True):
    """What came of an upload: how many codes it had, how many are new, how many there are in all that nobody has.

    Those that the offer ever had before are known; a code is never taken twice, so it is never handed out twice.
    """

    read: int
    added: int
    known: int
    left: int


class ApproveBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The offer's document, as it is to be published."""

    document: Raw


class Approved(Struct, frozen=True):
    """The approval: of which text, by its digest, and by whom."""

    digest: str
    by: str
