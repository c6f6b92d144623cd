"""Offers for people: what their ledgers say, uploads of codes, approvals. All that changes goes through the log."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from loopline.decisions.documents.read import read_document, to_plain
from loopline.decisions.offers.approval import offer_digest
from loopline.decisions.offers.compiled import CompiledOffer
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.ids import stable_id
from loopline.model.keyed.ledger import CODES_MAX, OfferLedger, offer_key
from loopline.model.keyed.upload import codes_in, codes_stated
from loopline.model.offers.document import Offer, money_amount, offer_words
from loopline.model.signals.offers import CodesStated, OfferApproved
from loopline.studio.context import StudioContext
from loopline.studio.offers import schemas as shape

HEARD_SECONDS: Final = 5.0
NOBODY: Final = ("api", "studio", "")
"""Authors who are no person that signed in."""


class OfferDesk:
    """`listing` and `line` are safe from any thread; the others are coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._one = ctx, asyncio.Lock()

    def listing(self) -> shape.OfferList:
        """Every offer, by id."""
        return shape.OfferList(tuple(self._line(one) for _, one in sorted(self._ctx.published().offers.offers.items())))

    def line(self, offer: str) -> shape.OfferLine:
        """One offer. Raises Missing `offer_unknown`."""
        return self._line(self._published(offer))

    async def add_codes(self, offer: str, text: bytes) -> shape.CodesAnswer:
        """Put codes into the pool, one a line; durable when this returns, and counted unless the loop is far behind.

        Raises Missing `offer_unknown`, Conflict `offer_no_pool`, and Invalid as `codes_in`, or `codes_full`.
        """
        known = self._published(offer)
        if known.offer.codes.source != "pool":
            words = (
                f'Offer "{offer}" takes no codes: its document says `codes: {{source: {known.offer.codes.source}}}`.'
            )
            raise Conflict("offer_no_pool", words)
        codes = codes_in(text.decode("utf-8", "replace"))
        async with self._one:  # what is new of two uploads at once is told of each alone
            return await self._add(offer, codes)

    async def _add(self, offer: str, codes: Sequence[str]) -> shape.CodesAnswer:
        before = self._ledger(offer)
        if before.codes_added + len(codes) > CODES_MAX:
            words = f"An offer has {CODES_MAX:,} codes in all, at most; this one has had {before.codes_added:,}."
            raise Invalid("codes_full", f"{words} None of these {len(codes):,} was taken; begin another offer.")
        signals: Sequence[CodesStated] = tuple(codes_stated(offer, codes, self._ctx.clock.now()))
        if signals:
            await self._ctx.submit(signals)
            if self._ctx.shards > 1:  # shelves of other shards tell the ledger what was new to them
                with suppress(Conflict, TimeoutError):
                    async with asyncio.timeout(HEARD_SECONDS):
                        await asyncio.to_thread(self._ctx.hear)
        after = self._ledger(offer)
        added = after.codes_added - before.codes_added
        return shape.CodesAnswer(len(codes), added, len(codes) - added, after.codes_left)

    async def approve(self, offer: str, document: bytes, by: str) -> shape.Approved:
        """Approve of this very text, so that somebody else may publish it.

        Raises Invalid `offer_approval_person` for a key, `document_kind` and what reading a document raises.
        """
        if by in NOBODY:
            raise Invalid("offer_approval_person", "An approval is a person's: sign in to the studio to give it.")
        read = read_document(document)
        if not isinstance(read, Offer) or read.id != offer:
            raise Invalid("document_kind", f'Send the document of the offer "{offer[:64]}".', at="document")
        digest, now = offer_digest(read), self._ctx.clock.now()
        identity = stable_id("offer-approved", offer, digest, by, str(now))
        said = OfferApproved(key=offer_key(offer), id=identity, at=now, received_at=now, digest=digest, by=by)
        await self._ctx.submit([said])
        return shape.Approved(digest, by)

    def _published(self, offer: str) -> CompiledOffer:
        known = self._ctx.published().offers.get(offer)
        if known is None:
            raise Missing("offer_unknown", f'There is no offer "{offer[:60]}"; publish it first.')
        return known

    def _ledger(self, offer: str) -> OfferLedger:
        return self._ctx.people.offer(offer_key(offer)) or OfferLedger(key=offer_key(offer))

    def _line(self, known: CompiledOffer) -> shape.OfferLine:
        offer, ledger, published = known.offer, self._ledger(known.offer.id), self._ctx.published()
        live = [name for name in sorted(published.live) if published.states.get(name) != "stopped"]
        giving = [
            name
            for name in live
            if any(getattr(node, "offer", "") == offer.id for node in published.live[name].journey.nodes.values())
        ]
        return shape.OfferLine(
            id=offer.id,
            name=offer.name or offer.id,
            version=known.version,
            standing=_standing(known, ledger, self._ctx.clock.now()),
            words=offer_words(offer),
            owner=offer.owner,
            currency=offer.budget.currency or ledger.currency,
            budget=offer.budget.amount,
            spent=money_amount(ledger.spent),
            committed=money_amount(ledger.committed),
            over=money_amount(ledger.over),
            grants_most=offer.budget.grants,
            counted=ledger.counted,
            granted=ledger.granted,
            refused=ledger.refused,
            redeemed=ledger.redeemed,
            redeemed_cost=money_amount(ledger.redeemed_cost),
            lapsed=ledger.lapsed,
            returned=ledger.returned,
            code_source=offer.codes.source,
            codes_left=ledger.codes_left,
            codes_added=ledger.codes_added,
            journeys=tuple(giving),
            document=to_plain(offer),
        )


def _standing(known: CompiledOffer, ledger: OfferLedger, now: int) -> shape.OfferStanding:
    offer = known.offer
    if ledger.is_lost:
        return "lost"
    if offer.archived:
        return "archived"
    if known.starts_at and now < known.starts_at:
        return "not_started"
    if known.ends_at and now >= known.ends_at:
        return "ended"
    full = offer.budget.grants and ledger.counted >= offer.budget.grants
    if full or (known.budget and ledger.spent + known.cost > known.budget):
        return "spent"
    return "codes_gone" if offer.codes.source == "pool" and not ledger.codes_left else "open"
