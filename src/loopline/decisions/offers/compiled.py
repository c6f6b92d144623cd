"""Published offers compiled: conditions, dates and money read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from whenever import Date

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.path import FieldPath, compile_path
from loopline.model.duration import DAY, parse_duration
from loopline.model.errors import Invalid
from loopline.model.localtime import iso_ms
from loopline.model.offers.document import Offer, money_parts

BARE_DAY: Final = 10
"""The characters of a day without a time of the clock."""


@dataclass(frozen=True, slots=True)
class CompiledOffer:
    """The newest version of an offer. Times are in ms; `ends_at` is the first moment at which it is over."""

    offer: Offer
    version: int
    when: Condition | None
    margin: Condition | None
    cost: int
    budget: int
    starts_at: int
    ends_at: int
    cooling_off_ms: int
    expires_ms: int
    code: FieldPath | None
    real_cost: FieldPath | None

    def conditions(self) -> tuple[Condition, ...]:
        """Those that it asks of a person."""
        return tuple(one for one in (self.when, self.margin) if one is not None)


@dataclass(frozen=True, slots=True)
class OfferBook:
    """All published offers by id, and the offers that each event redeems."""

    offers: Mapping[str, CompiledOffer] = field(default_factory=dict)
    redeeming: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, offer: str) -> CompiledOffer | None:
        """The newest version, archived or not; None when it was never published."""
        return self.offers.get(offer)

    def with_offer(self, compiled: CompiledOffer) -> "OfferBook":
        """The book with this newest version."""
        offers = {**self.offers, compiled.offer.id: compiled}
        redeeming: dict[str, tuple[str, ...]] = {}
        for name, one in sorted(offers.items()):
            if (by := one.offer.redeemed_by) is not None:
                redeeming[by.event] = (*redeeming.get(by.event, ()), name)
        return replace(self, offers=offers, redeeming=redeeming)

    def with_zone(self, zone: str) -> "OfferBook":
        """The book whose days begin and end in this zone."""
        offers = {name: compile_offer(one.offer, one.version, zone) for name, one in self.offers.items()}
        return replace(self, offers=offers)


def compile_offer(offer: Offer, version: int, zone: str = "UTC") -> CompiledOffer:
    """Compile one document. Raises Invalid with a stable code at the first fault; `check_offer` explains them all."""
    floor, redeemed = offer.margin_floor, offer.redeemed_by
    return CompiledOffer(
        offer=offer,
        version=version,
        when=compile_condition(offer.when) if offer.when else None,
        margin=compile_condition(f"{floor.field} >= {floor.at_least!r}") if floor else None,
        cost=_parts(offer.cost, "cost"),
        budget=_parts(offer.budget.amount, "budget.amount"),
        starts_at=day_or_moment(offer.starts, zone, "starts"),
        ends_at=day_or_moment(offer.ends, zone, "ends", is_end=True),
        cooling_off_ms=parse_duration(offer.cooling_off, at="cooling_off") if offer.cooling_off else 0,
        expires_ms=parse_duration(offer.expires, at="expires") if offer.expires else 0,
        code=compile_path(redeemed.code, "event") if redeemed and redeemed.code else None,
        real_cost=compile_path(redeemed.cost, "event") if redeemed and redeemed.cost else None,
    )


def day_or_moment(text: str, zone: str, at: str, *, is_end: bool = False) -> int:
    """A date or a moment in ms, 0 for none; a bare day that ends something ends at the midnight after it.

    Raises Invalid `offer_date`.
    """
    if not text:
        return 0
    moment = iso_ms(text, zone)
    if moment is None:
        raise Invalid("offer_date", f'"{text[:40]}" is no date; write it as 2026-12-31 or 2026-12-31T18:00:00Z.', at=at)
    if not is_end or len(text) != BARE_DAY:
        return moment
    try:
        following = iso_ms(str(Date.parse_iso(text).add(days=1)), zone)  # a day may have 23 or 25 hours
    except ValueError:  # the last day of the calendar
        following = None
    return following or moment + DAY


def _parts(amount: float, at: str) -> int:
    parts = money_parts(amount)
    if parts is None:
        text = f"{amount:g} is no amount of money here; write one from 0 to 1,000,000,000 with 4 decimals at most."
        raise Invalid("offer_money", text, at=at)
    return parts
