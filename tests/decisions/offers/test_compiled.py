"""Offers compiled: dates by the workspace's zone, money exact, the events that redeem found by name."""

import pytest

from loopline.decisions.offers.compiled import OfferBook, compile_offer, day_or_moment
from loopline.model.duration import DAY, HOUR
from loopline.model.errors import Invalid
from tests.decisions.offers.played import offer_of

MARCH = 1_772_323_200_000
"""2026-03-01T00:00Z."""


def test_a_day_that_ends_ends_at_the_midnight_after_it_in_the_zone() -> None:
    assert day_or_moment("2026-03-01", "UTC", "starts") == MARCH
    assert day_or_moment("2026-03-01", "UTC", "ends", is_end=True) == MARCH + DAY
    assert day_or_moment("2026-03-01", "Europe/Berlin", "ends", is_end=True) == MARCH + DAY - HOUR
    assert day_or_moment("2026-03-01T18:00:00Z", "Europe/Berlin", "ends", is_end=True) == MARCH + 18 * HOUR
    assert day_or_moment("", "UTC", "starts") == 0
    with pytest.raises(Invalid) as fault:
        day_or_moment("soon", "UTC", "ends")
    assert (fault.value.code, fault.value.at) == ("offer_date", "ends")


def test_money_is_exact_and_no_finer_than_four_decimals() -> None:
    assert compile_offer(offer_of(cost=9.99), 1).cost == 99_900
    with pytest.raises(Invalid) as fault:
        compile_offer(offer_of(cost=0.00001), 1)
    assert fault.value.code == "offer_money"


def test_the_book_knows_which_offers_an_event_redeems_now() -> None:
    ordered = {"event": "ordered"}
    book = OfferBook().with_offer(compile_offer(offer_of(redeemed_by=ordered), 1))
    book = book.with_offer(compile_offer(offer_of(id="five", redeemed_by=ordered), 1))
    assert book.redeeming == {"ordered": ("five", "ten")}
    assert book.with_offer(compile_offer(offer_of(), 2)).redeeming == {"ordered": ("five",)}


def test_a_margin_floor_is_a_condition() -> None:
    compiled = compile_offer(
        offer_of(when="plan == 'pro'", margin_floor={"field": "account.margin", "at_least": 12}), 1
    )
    assert [one.text for one in compiled.conditions()] == ["plan == 'pro'", "account.margin >= 12.0"]
