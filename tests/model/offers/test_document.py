"""Money in exact parts, and what an offer gives in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.offers.document import MONEY_MAX, Offer, OfferValue, money_amount, money_parts, offer_words


@given(cents=st.integers(0, 10**11))
def test_cents_are_whole_parts_and_come_back(cents: int) -> None:
    assert money_parts(cents / 100) == cents * 100
    assert money_amount(cents * 100) == cents / 100


@pytest.mark.parametrize("amount", [-1, MONEY_MAX + 1, 0.00001, float("nan"), float("inf")])
def test_what_is_no_amount_is_none(amount: float) -> None:
    assert money_parts(amount) is None


def test_words_are_the_offers_own_or_those_of_its_value() -> None:
    assert offer_words(Offer(id="a", words="a gift", value=OfferValue(percent=5))) == "a gift"
    assert offer_words(Offer(id="a", value=OfferValue(percent=12.5))) == "12.5 % off"
    assert offer_words(Offer(id="a", value=OfferValue(amount=5, currency="EUR"))) == "5 EUR off"
    assert offer_words(Offer(id="a", value=OfferValue(text="free shipping"))) == "free shipping"
    assert offer_words(Offer(id="a", name="Name")) == "Name"
