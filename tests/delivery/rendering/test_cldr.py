"""Babel is the referee of every language but English, which is written as it always was."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.dates import format_time as babel_time
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.rendering.cldr import known_locale
from loopline.delivery.rendering.formats import (
    format_date,
    format_money,
    format_number,
    format_pattern,
    format_percent,
)

TAGS = (
    *("ar-EG", "bg", "bn-IN", "cs", "da", "de", "de-AT", "de-CH", "el", "es", "es-MX", "fa", "fi", "fr", "fr-CA", "he"),
    *("hi", "hu", "id", "it", "ja", "ko", "nb", "nl", "pl", "pt-BR", "pt-PT", "ro", "ru", "sv", "th", "tr", "uk", "vi"),
    *("zh-CN", "zh-TW"),
)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
CENTS = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@given(st.sampled_from(TAGS), MOMENTS)
def test_dates_are_those_of_babel(tag: str, moment: datetime) -> None:
    locale, text = Locale.parse(tag, sep="-"), moment.isoformat()
    assert format_date(text, "short", "UTC", tag) == babel_date(moment, "medium", locale)
    assert format_date(text, "long", "UTC", tag) == babel_date(moment, "full", locale)
    assert format_date(text, "time", "UTC", tag) == babel_time(moment, "short", locale=locale)
    assert format_date(text, "%A|%B", "UTC", tag) == _names(moment, locale)
    assert format_date(text, "iso", "UTC", tag) == f"{moment:%Y-%m-%d}"
    assert format_pattern(text, "d MMMM yyyy", "UTC", tag) == babel_datetime(moment, "d MMMM yyyy", locale=locale)


@given(st.sampled_from(TAGS), CENTS, st.sampled_from(["EUR", "USD", "GBP", "BRL", "CHF"]))
def test_numbers_and_money_are_those_of_babel(tag: str, amount: Decimal, currency: str) -> None:
    locale = Locale.parse(tag, sep="-")
    money = format_currency(amount, currency, locale=locale)
    assert format_money(str(amount), currency, tag) == money
    whole = int(amount)
    assert format_number(whole, -1, tag) == format_decimal(whole, locale=locale)


@given(st.sampled_from(["", "en", "en-US", "en-GB", "en-AU", "xx", "klingon"]), MOMENTS, CENTS)
def test_english_and_the_unknown_stay_as_they_were(tag: str, moment: datetime, amount: Decimal) -> None:
    assert known_locale(tag) is None
    assert format_date(moment.isoformat(), "long", "UTC", tag) == f"{moment:%A} {moment.day} {moment:%B %Y}"
    assert format_date(moment.isoformat(), "datetime", "UTC", tag) == f"{moment.day} {moment:%b %Y, %H:%M}"
    assert format_number(str(amount), 2, tag) == f"{amount:,.2f}"
    assert format_money(str(abs(amount)), "EUR", tag) == f"€{abs(amount):,.2f}"


@pytest.mark.parametrize(
    ("tag", "long", "money"),
    [
        ("de-DE", "Mittwoch, 1. Juli 2026", "1.234,50\u00a0€"),
        ("de-XX", "Mittwoch, 1. Juli 2026", "1.234,50\u00a0€"),
        ("ja", "2026年7月1日水曜日", "€1,234.50"),
        ("fr", "mercredi 1 juillet 2026", "1\u202f234,50\u00a0€"),
    ],
)
def test_what_people_of_a_language_see(tag: str, long: str, money: str) -> None:
    assert format_date("2026-07-01", "long", "UTC", tag) == long
    assert format_money(1234.5, "EUR", tag) == money


def test_arabic_has_its_own_words_and_the_same_digits() -> None:
    assert format_number(1234.5, 1, "ar-EG") == "1,234.5"
    assert format_date("2026-07-01", "long", "UTC", "ar-EG") == "الأربعاء، 1 يوليو 2026"


def test_halves_are_rounded_away_from_zero_and_digits_are_the_currencys() -> None:
    assert format_money("2.125", "EUR", "de") == "2,13\u00a0€"
    assert format_money("1500.5", "JPY", "ja") == "￥1,501"
    assert format_number("-0.5", 0, "de") == "-1"
    assert format_percent("0.255", "de") == "26\u00a0%"
    assert format_percent("0.255") == "26%"


@pytest.mark.parametrize("pattern", ["", "d" * 101, "'", "jjjj", "%%%", "YYYYYYYYYYYY"])
def test_a_pattern_that_is_none_prints_nothing_or_itself(pattern: str) -> None:
    assert format_pattern("2026-07-01", pattern, "UTC", "de") is None or len(pattern) <= 100


def test_names_by_percent_letters() -> None:
    assert format_date("2026-07-01", "%a %d. %B %Y, 100%%", "UTC", "de") == "Mi. 01. Juli 2026, 100%"


def test_a_number_of_too_many_digits_is_no_number() -> None:
    assert format_money("9" * 29 + ".99", "EUR", "de") is None
    assert format_number("9" * 29, 12, "de") is None


def _names(moment: datetime, locale: Locale) -> str:
    return f"{locale.days['format']['wide'][moment.weekday()]}|{locale.months['format']['wide'][moment.month]}"
