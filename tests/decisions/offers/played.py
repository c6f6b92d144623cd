"""An offer's ledger and its shelves without a loop: signals are decided one by one, doubles dropped by their ids."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.offers.compiled import OfferBook, compile_offer
from loopline.decisions.offers.ledger import advance_offer
from loopline.decisions.offers.shelf import advance_shelf
from loopline.model.effect import Effect, EmitSignal
from loopline.model.keyed.ledger import CodeShelf, OfferLedger, offer_key, shelf_key
from loopline.model.keyed.upload import codes_stated
from loopline.model.offers.document import CODE_SOURCES, Offer
from loopline.model.signal import Signal
from loopline.model.signals.offers import OfferAnswered, OfferAsked, OfferOpened

AT = 1_772_366_400_000


def offer_of(**fields: Any) -> Offer:
    """An offer of 10 EUR out of 100, in words."""
    whole = {"kind": "offer", "id": "ten", "words": "10 EUR", "cost": 10, "budget": {"amount": 100, "currency": "EUR"}}
    made = build_document(whole | fields)
    assert isinstance(made, Offer)
    return made


class PlayedOffer:
    """One offer. `answers` are those that people got, in order."""

    def __init__(self, **fields: Any) -> None:
        self.offer = offer_of(**fields)
        self.book = OfferBook().with_offer(compile_offer(self.offer, 1))
        self.ledger = OfferLedger(key=offer_key(self.offer.id))
        self.shelves: dict[str, CodeShelf] = {}
        self.seen = set[str]()
        self.answers: list[OfferAnswered] = []
        self.effects: list[Effect] = []
        self.take(OfferOpened(key=self.ledger.key, id="opened", at=AT, received_at=AT, secret="s" * 64))

    def upload(self, codes: Iterable[str]) -> None:
        """Put codes on the shelves."""
        for signal in codes_stated(self.offer.id, codes, AT):
            self.take(signal)

    def ask(self, name: str, at: int = AT, version: int = 1) -> OfferAsked:
        """The ask of a person for a grant of her name, as a message of hers would send it."""
        offer = self.offer
        asked = OfferAsked(
            key=self.ledger.key,
            id=f"{name}/offer",
            at=at,
            received_at=at,
            offer=offer.id,
            version=version,
            person=name,
            grant=name,
            cost=round(offer.cost * 10_000),
            currency=offer.budget.currency,
            source=next(one for one in CODE_SOURCES if one == offer.codes.source),
            prefix=offer.codes.prefix,
            length=offer.codes.length,
        )
        self.take(asked)
        return asked

    def republish(self, **fields: Any) -> None:
        """A new version of the offer goes live; messages still ask as the old one has it."""
        self.book = self.book.with_offer(compile_offer(replace(self.offer, **fields), 2))

    def take(self, signal: Signal) -> None:
        """Decide a signal, then whatever it emitted, as the loop does."""
        if signal.id in self.seen:
            return
        self.seen.add(signal.id)
        if isinstance(signal, OfferAnswered):
            self.answers.append(signal)
            return
        effects: list[Effect]
        if signal.key == self.ledger.key:
            self.ledger, effects = advance_offer(self.ledger, signal, self.book)
        else:
            shelf = self.shelves.get(signal.key) or CodeShelf(key=signal.key)
            self.shelves[signal.key], effects = advance_shelf(shelf, signal)
        self.effects += effects
        for effect in effects:
            if isinstance(effect, EmitSignal):
                self.take(effect.signal)

    @property
    def granted(self) -> list[OfferAnswered]:
        """Those who got it."""
        return [one for one in self.answers if one.granted]

    def refusals(self) -> list[str]:
        """Why others did not."""
        return [one.reason for one in self.answers if not one.granted]


def shelf_at(number: int) -> CodeShelf:
    """An empty shelf of the offer."""
    return CodeShelf(key=shelf_key("ten", number))
