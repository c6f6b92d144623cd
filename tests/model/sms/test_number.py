"""Phone numbers as networks know them."""

import pytest

from loopline.model.sms.number import country_of


@pytest.mark.parametrize(
    ("number", "country"),
    [("+14155550100", "US"), ("+14165550100", "CA"), ("+4915112345678", "DE"), ("12345", ""), ("+999123456", "")],
)
def test_a_number_tells_its_country(number: str, country: str) -> None:
    assert country_of(number) == country
