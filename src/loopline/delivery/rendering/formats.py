"""Dates, numbers and money as people read them, for the template helpers of the same names."""

import math
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from loopline.delivery.rendering.cldr import (
    date_by_pattern,
    date_in,
    known_locale,
    money_in,
    number_in,
    percent_in,
)

SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$", "KRW": "₩"}
WITHOUT_CENTS: Final = frozenset({"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "PYG"})
DECIMALS_MAX: Final = 12
SECONDS_FROM: Final = 10**9
SECONDS_BELOW: Final = 10**10
"""A number of ten digits counts seconds, of the years 2001 to 2286, and any other one milliseconds."""
EPOCH_DIGITS: Final = (10, 13)


def format_date(value: object, style: str, zone: str, language: str = "") -> str | None:
    """A date in the person's zone; None when the value is not a date or the style is unknown.

    `value` is ms or seconds since the epoch (ten digits), or ISO 8601 text (a date alone is that calendar day in every
    zone). `style` is short, long, iso, time, datetime, or a pattern of strftime's % letters. `language` is a tag such
    as de-AT; without one, in English and in a language that CLDR does not know, dates are English.
    """
    moment = _moment(value, _zone(zone))
    if moment is None:
        return None
    locale = known_locale(language)
    if locale is not None and style != "iso":
        return date_in(locale, moment, style)
    match style:
        case "short":
            return f"{moment.day} {moment:%b %Y}"
        case "long":
            return f"{moment:%A} {moment.day} {moment:%B %Y}"
        case "iso":
            return f"{moment:%Y-%m-%d}"
        case "time":
            return f"{moment:%H:%M}"
        case "datetime":
            return f"{moment.day} {moment:%b %Y, %H:%M}"
        case _:
            return moment.strftime(style) if "%" in style else None


def format_pattern(value: object, pattern: str, zone: str, language: str = "") -> str | None:
    """A date by a pattern of CLDR's letters, `d MMMM yyyy`; None when the value or the pattern is none."""
    moment = _moment(value, _zone(zone))
    return None if moment is None else date_by_pattern(moment, pattern, known_locale(language))


def format_epoch(value: object, zone: str) -> int | None:
    """The ms since the epoch of a date; None when the value is not one. One without a zone is read in the person's."""
    moment = _moment(value, _zone(zone))
    if moment is None:
        return None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=_zone(zone))).timestamp() * 1000)


def format_number(value: object, decimals: int = -1, language: str = "") -> str | None:
    """A number with grouped thousands; `decimals` -1 keeps its own; None when it is not a number. Halves round away."""
    number = _decimal(value)
    if number is None:
        return None
    if decimals >= 0:
        try:
            number = number.quantize(Decimal(1).scaleb(-min(decimals, DECIMALS_MAX)), ROUND_HALF_UP)
        except InvalidOperation:
            return None
    locale = known_locale(language)
    if locale is not None:
        exponent = number.as_tuple().exponent
        return number_in(locale, number, max(0, -exponent) if isinstance(exponent, int) else 0)
    return f"{number:,f}"


def format_percent(value: object, language: str = "") -> str | None:
    """A share such as 0.25 as 25%; None when it is not a number."""
    number = _decimal(value)
    return None if number is None else percent_in(known_locale(language), number)


def format_money(value: object, currency: str, language: str = "") -> str | None:
    """An amount with its currency's sign, or its code where we know no sign; None when it is not a number."""
    code = currency.upper()
    locale, number = known_locale(language), _decimal(value)
    if locale is not None and number is not None and code:
        return money_in(locale, number, code)
    amount = format_number(value, 0 if code in WITHOUT_CENTS else 2, language)
    if amount is None:
        return None
    sign, digits = ("-", amount[1:]) if amount.startswith("-") else ("", amount)
    if code in SYMBOLS:
        return f"{sign}{SYMBOLS[code]}{digits}"
    return f"{sign}{digits} {code}".strip()


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def _moment(value: object, zone: tzinfo) -> datetime | None:
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, str) and len(text := value.strip()) in EPOCH_DIGITS and text.isdecimal():
            value = int(text)
        if isinstance(value, (int, float)):
            seconds = value if SECONDS_FROM <= value < SECONDS_BELOW else value / 1000
            return datetime.fromtimestamp(seconds, zone) if math.isfinite(value) else None
        if not isinstance(value, str):
            return None
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(zone) if moment.tzinfo else moment
    except (ValueError, OverflowError, OSError):
        return None


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC
