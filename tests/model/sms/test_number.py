"""Phone numbers: what people write, what a network knows, and what is no number at all."""

import pytest

from loopline.model.sms.number import country_known, country_of, e164, is_international


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+15005550006", "+15005550006"),
        ("+49 151 234-5678", "+491512345678"),
        ("+49 (0)151/2345678", "+491512345678"),
        ("+490151 2345678", "+491512345678"),
        ("\u00a0+1 (415) 555-0100\u200e", "+14155550100"),
        ("＋１４１５５５５０１００", "+14155550100"),
        ("+１４１５５５５０１００", "+14155550100"),
        ("+44 7700 900123", "+447700900123"),
    ],
)
def test_a_number_that_names_its_country_needs_no_other(text: str, number: str) -> None:
    assert e164(text) == e164(text, "FR") == number


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("0151 2345678", "DE", "+491512345678"),
        ("0049 151 2345678", "DE", "+491512345678"),
        ("4915112345678", "DE", "+4915112345678"),
        ("0044 7700 900123", "DE", "+447700900123"),
        ("(415) 555-0100", "US", "+14155550100"),
        ("1 415 555 0100", "US", "+14155550100"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("416 555 0100", "CA", "+14165550100"),
        ("9123456789", "IN", "+919123456789"),
        ("919123456789", "IN", "+919123456789"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("٠١٥١٢٣٤٥٦٧٨", "EG", "+201512345678"),
    ],
)
def test_a_number_without_is_read_as_its_country_writes_it(text: str, country: str, number: str) -> None:
    assert e164(text, country) == number
    assert e164(text) == "", "no country is guessed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "call me",
        "call me at +4915112345678",
        "+4915112345678 x12",
        "+1-800-FLOWERS",
        "tel:+4915112345678",
        "ann@example.com",
        "+",
        "+++++",
        "+1",
        "+49151",
        "+999123456789",
        "+4915112345678901234",
        "0" * 64,
        "+49 151 2345678\n+49 151 2345679",
        "+49151" + " " * 1_000 + "2345678",
        "12",
        "110",
    ],
)
def test_what_is_no_phone_number_is_none(text: str) -> None:
    assert e164(text, "DE") == ""


@pytest.mark.parametrize("number", ["+15005550006", "+4915112345678", "+447700900123"])
def test_a_number_as_the_network_knows_it_stays_as_it_is(number: str) -> None:
    assert e164(e164(number)) == number


@pytest.mark.parametrize(
    ("number", "country"),
    [("+14155550100", "US"), ("+14165550100", "CA"), ("+4915112345678", "DE"), ("12345", ""), ("+999123456", "")],
)
def test_a_number_tells_its_country(number: str, country: str) -> None:
    assert country_of(number) == country


def test_countries() -> None:
    assert country_known("DE") and country_known("US")
    assert not any(country_known(code) for code in ("", "de", "XX", "DEU", "EU", "001"))


def test_a_plus_in_front_makes_it_international() -> None:
    assert is_international(" (+49) 151 2345678") and not is_international("0151 2345678 +")
