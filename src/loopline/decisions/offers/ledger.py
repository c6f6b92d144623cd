"""The ledger of an offer: a state machine that grants within its budget, each ask once, and gives each code once."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final, Literal

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.decisions.offers.compiled import OfferBook
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.keyed.ledger import (
    APPROVALS_MAX,
    ASKS_WAITING_MAX,
    OFFER,
    SHELVES,
    Approval,
    OfferLedger,
    shelf_key,
)
from loopline.model.offers.reasons import LedgerReason
from loopline.model.signal import Signal
from loopline.model.signals.offers import (
    CodesAsked,
    CodesCounted,
    CodesHanded,
    GrantRedeemed,
    GrantReturned,
    OfferAnswered,
    OfferApproved,
    OfferAsked,
    OfferOpened,
)

CODES_LOW: Final = 32
"""With fewer codes at hand the ledger asks its shelves for more, so that the next asks need not wait."""
CODES_AT_ONCE: Final = 96
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The characters of generated codes: 32, without those that are mistaken for each other."""

_encode: Final = Encoder().encode


def advance_offer(ledger: OfferLedger, signal: Signal, book: OfferBook) -> tuple[OfferLedger, list[Effect]]:
    """The ledger after a signal. Pure: the bounds are those of the newest published version of the offer.

    A signal that comes twice is dropped before this, by its id, so each ask is granted once.
    """
    effects: list[Effect] = []
    match signal:
        case OfferAsked():
            ledger = _asked(ledger, signal, book, effects)
        case GrantReturned():
            ledger = _returned(ledger, signal)
        case GrantRedeemed():
            ledger = _redeemed(ledger, signal)
        case OfferOpened():
            ledger = ledger if ledger.secret else replace(ledger, secret=signal.secret)
        case OfferApproved():
            given = Approval(signal.digest, signal.by, signal.at)
            ledger = replace(ledger, approvals=(*ledger.approvals, given)[-APPROVALS_MAX:])
            effects.append(_ledger_fact(ledger, signal, "approved", {"by": signal.by, "digest": signal.digest}))
        case CodesCounted():
            ledger = _counted(ledger, signal)
            told = {"added": signal.fresh, "known_before": signal.known}
            effects.append(_ledger_fact(ledger, signal, "codes_added", told))
        case CodesHanded():
            ledger = replace(ledger, codes=(*ledger.codes, *signal.codes), coming=max(0, ledger.coming - signal.asked))
            ledger = _served(ledger, book, effects)
        case _:
            return ledger, effects
    return _stocked(ledger, signal, effects), effects


def _asked(ledger: OfferLedger, ask: OfferAsked, book: OfferBook, effects: list[Effect]) -> OfferLedger:
    refusal = refusal_of(ledger, ask, book)
    if not refusal and ask.source == "pool" and not ledger.codes:
        if ledger.codes_left and len(ledger.waiting) < ASKS_WAITING_MAX:
            return replace(ledger, waiting=(*ledger.waiting, ask))
        refusal = "codes_gone"
    if refusal:
        effects.append(_answer(ask, reason=refusal))
        return replace(ledger, refused=ledger.refused + 1)
    code, codes = "", ledger.codes
    if ask.source == "pool":
        code, codes = codes[0], codes[1:]
    elif ask.source == "generated":
        code = generated_code(ledger.secret, ask)
    effects.append(_answer(ask, granted=True, code=code))
    return replace(
        ledger,
        codes=codes,
        granted=ledger.granted + 1,
        committed=ledger.committed + ask.cost,
        currency=ledger.currency or ask.currency,
    )


def refusal_of(ledger: OfferLedger, ask: OfferAsked, book: OfferBook) -> LedgerReason | Literal[""]:
    """Why an ask is refused by what all grants together may be; "" where it is not."""
    if ledger.is_lost:
        return "ledger_lost"
    known = book.get(ledger.key.removeprefix(OFFER))
    if known is None or known.offer.archived:
        return "offer_gone"
    if known.ends_at and ask.at >= known.ends_at:
        return "ended"
    if ledger.currency and ask.cost and ask.currency != ledger.currency:
        return "currency_changed"
    if known.budget and ledger.spent + ask.cost > known.budget:
        return "budget_spent"
    if known.offer.budget.grants and ledger.counted >= known.offer.budget.grants:
        return "grants_spent"
    return "not_opened" if ask.source == "generated" and not ledger.secret else ""


def generated_code(secret: str, ask: OfferAsked) -> str:
    """The code of a grant: keyed BLAKE2b (RFC 7693) of the grant's id in 32 characters, five bits each.

    Nobody without the secret can tell it from chance; a replay makes the same one.
    """
    digest = blake2b(ask.grant.encode("utf-8", "surrogatepass"), key=secret.encode()[:64], digest_size=32).digest()
    bits = int.from_bytes(digest, "big")
    return ask.prefix + "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(ask.length))


def _answer(
    ask: OfferAsked, *, granted: bool = False, reason: LedgerReason | Literal[""] = "", code: str = ""
) -> EmitSignal:
    return EmitSignal(
        OfferAnswered(
            key=ask.person,
            id=f"{ask.grant}/answer",
            at=ask.at,
            received_at=ask.received_at,
            offer=ask.offer,
            grant=ask.grant,
            granted=granted,
            reason=reason,
            code=code,
            cost=ask.cost,
        )
    )


def _returned(ledger: OfferLedger, signal: GrantReturned) -> OfferLedger:
    committed = max(0, ledger.committed - signal.cost) if signal.returns else ledger.committed
    if signal.lapsed:
        freed = ledger.freed + signal.returns
        return replace(ledger, lapsed=ledger.lapsed + 1, committed=committed, freed=freed)
    return replace(ledger, returned=ledger.returned + 1, committed=committed)


def _redeemed(ledger: OfferLedger, signal: GrantRedeemed) -> OfferLedger:
    held = 0 if signal.late else signal.held
    kept = min(signal.cost, held)
    return replace(
        ledger,
        redeemed=ledger.redeemed + 1,
        redeemed_cost=ledger.redeemed_cost + signal.cost,
        committed=max(0, ledger.committed - held) + kept,
        over=ledger.over + signal.cost - kept,
    )


def _counted(ledger: OfferLedger, signal: CodesCounted) -> OfferLedger:
    shelved = _with(ledger.shelved, signal.number, signal.fresh)
    added, known = ledger.codes_added + signal.fresh, ledger.codes_known_before + signal.known
    return replace(ledger, shelved=shelved, codes_added=added, codes_known_before=known)


def _with(shelved: tuple[int, ...], number: int, change: int) -> tuple[int, ...]:
    counts = [*shelved, *(0 for _ in range(SHELVES - len(shelved)))]
    counts[number] += change
    return tuple(counts)


def _served(ledger: OfferLedger, book: OfferBook, effects: list[Effect]) -> OfferLedger:
    """The ledger once those who waited for codes have been answered."""
    waiting, ledger = ledger.waiting, replace(ledger, waiting=())
    for ask in waiting:
        ledger = _asked(ledger, ask, book, effects)
    return ledger


def _stocked(ledger: OfferLedger, cause: Signal, effects: list[Effect]) -> OfferLedger:
    """The ledger with more codes on their way, where few are at hand. The asks go before the answers, since whatever
    an answer leads to may ask again."""
    if not any(ledger.shelved) or len(ledger.codes) + ledger.coming >= CODES_LOW:
        return ledger
    asks: list[Effect] = []
    for number, count in enumerate(ledger.shelved):
        wanted = min(count, CODES_AT_ONCE - len(ledger.codes) - ledger.coming)
        if wanted <= 0:
            continue
        offer, serial = ledger.key.removeprefix(OFFER), ledger.asks + 1
        asks.append(
            EmitSignal(
                CodesAsked(
                    key=shelf_key(offer, number),
                    id=f"{ledger.key}/{serial}",
                    at=cause.at,
                    received_at=cause.received_at,
                    offer=offer,
                    number=number,
                    count=wanted,
                )
            )
        )
        shelved = _with(ledger.shelved, number, -wanted)
        ledger = replace(ledger, asks=serial, coming=ledger.coming + wanted, shelved=shelved)
    effects[:0] = asks
    return ledger


def _ledger_fact(ledger: OfferLedger, signal: Signal, reason: str, told: Mapping[str, object]) -> Fact:
    name = ledger.key.removeprefix(OFFER)
    return Fact(kind="offer", person="", at=signal.at, name=name, reason=reason, data=Raw(_encode(told)))
