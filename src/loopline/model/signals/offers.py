"""The signals between a person, an offer's ledger and the shelves of its codes."""

from typing import Literal

from loopline.model.offers.document import CodeSource
from loopline.model.offers.reasons import LedgerReason
from loopline.model.signals.header import SignalHeader


class OfferAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="offer_asked", array_like=True):
    """Emitted to an offer: a message of `person` asks for a grant, whose id is `grant`.

    `cost` is what it takes of the budget at most (ten-thousandths of `currency`). `source` is where its code comes
    from; of one that is made, `prefix` and `length` say how.
    """

    offer: str
    version: int
    person: str
    grant: str
    cost: int = 0
    currency: str = ""
    source: CodeSource = "none"
    prefix: str = ""
    length: int = 10


class OfferAnswered(SignalHeader, frozen=True, kw_only=True, gc=False, tag="offer_answered", array_like=True):
    """Emitted to a person: the offer granted what she asked for, with a `code` where it has codes, or says why not."""

    offer: str
    grant: str
    granted: bool
    reason: LedgerReason | Literal[""] = ""
    code: str = ""
    cost: int = 0


class GrantReturned(SignalHeader, frozen=True, kw_only=True, gc=False, tag="grant_returned", array_like=True):
    """Emitted to an offer: a grant came to nothing, since its message did not leave, or it has lapsed (`lapsed`).

    `returns`: what it held of the budget is free again. Its code is given to nobody else.
    """

    grant: str
    cost: int
    lapsed: bool = False
    returns: bool = True


class GrantRedeemed(SignalHeader, frozen=True, kw_only=True, gc=False, tag="grant_redeemed", array_like=True):
    """Emitted to an offer: a grant was redeemed at its real `cost`; it `held` so much, and nothing where `late`."""

    grant: str
    held: int
    cost: int
    late: bool = False


class OfferOpened(SignalHeader, frozen=True, kw_only=True, gc=False, tag="offer_opened", array_like=True):
    """To an offer, before it is published: the secret of which its codes are made. The first one stands."""

    secret: str


class OfferApproved(SignalHeader, frozen=True, kw_only=True, gc=False, tag="offer_approved", array_like=True):
    """To an offer: somebody approved of the text with this digest, so that it may be published by others."""

    digest: str
    by: str


class CodesStated(SignalHeader, frozen=True, kw_only=True, gc=False, tag="codes_stated", array_like=True):
    """To a shelf: codes were uploaded for its offer."""

    offer: str
    number: int
    codes: tuple[str, ...]


class CodesCounted(SignalHeader, frozen=True, kw_only=True, gc=False, tag="codes_counted", array_like=True):
    """Emitted to an offer by a shelf: so many codes are new on it, so many were there before or found no room."""

    number: int
    fresh: int
    known: int = 0


class CodesAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="codes_asked", array_like=True):
    """Emitted to a shelf by its offer, which needs so many codes."""

    offer: str
    number: int
    count: int


class CodesHanded(SignalHeader, frozen=True, kw_only=True, gc=False, tag="codes_handed", array_like=True):
    """Emitted to an offer by a shelf, which has these codes no more; `asked` is how many were asked for."""

    number: int
    codes: tuple[str, ...]
    asked: int


OfferSignal = (
    OfferAsked
    | OfferAnswered
    | GrantReturned
    | GrantRedeemed
    | OfferOpened
    | OfferApproved
    | CodesStated
    | CodesCounted
    | CodesAsked
    | CodesHanded
)
