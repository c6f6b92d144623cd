"""Dates, numbers and money as a language writes them, by CLDR through Babel; what Babel does not know is None."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format, get_datetime_format, get_day_names, get_month_names, get_time_format
from babel.dates import parse_pattern as parse_date_pattern
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from loopline.model.language.tags import read_tag

PATTERN_LETTERS_MAX: Final = 100
DIGITS: Final = "latn"
"""The digits 0 to 9 everywhere, with each language's own point and groups: Babel writes no others in dates either."""


@lru_cache(maxsize=256)
def known_locale(tag: str) -> Locale | None:
    """The locale of a language that is not English; None for English, which we write ourselves, and for the unknown."""
    tag = read_tag(tag)
    while tag:
        if tag == "en" or tag.startswith("en-"):
            return None
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0]
    return None


def date_in(locale: Locale, moment: datetime, style: str) -> str | None:
    """A moment in a style of the `date` helper; `short` is CLDR's medium and `long` its full form."""
    match style:
        case "short":
            return get_date_format("medium", locale).apply(moment, locale)
        case "long":
            return get_date_format("full", locale).apply(moment, locale)
        case "time":
            return get_time_format("short", locale).apply(moment, locale)
        case "datetime":
            day, time = date_in(locale, moment, "short"), date_in(locale, moment, "time")
            return str(get_datetime_format("medium", locale)).replace("{0}", str(time)).replace("{1}", str(day))
        case _:
            return moment.strftime(_named(locale, moment, style)) if "%" in style else None


def date_by_pattern(moment: datetime, pattern: str, locale: Locale | None) -> str | None:
    """A moment by a pattern of CLDR's letters, such as `d MMMM yyyy`; None when the pattern is none, or too long."""
    if not pattern or len(pattern) > PATTERN_LETTERS_MAX:
        return None
    try:
        return parse_date_pattern(pattern).apply(moment, locale or Locale("en"))
    except (ValueError, KeyError, AttributeError, LookupError):
        return None


def number_in(locale: Locale | None, number: Decimal, digits: int) -> str | None:
    """A number with this many digits behind the point, and the language's groups and point."""
    locale = locale or Locale("en")
    grouped = locale.decimal_formats[None].pattern.split(";")[0].split(".")[0]
    pattern = f"{grouped}.{'0' * digits}" if digits else grouped
    try:
        return format_decimal(number, pattern, locale, numbering_system=DIGITS)
    except InvalidOperation:
        return None


def percent_in(locale: Locale | None, number: Decimal) -> str | None:
    """A share as a percentage without digits behind the point: 0.25 is 25%. Halves are rounded away from zero."""
    try:
        share = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return format_percent(share, locale=locale or Locale("en"), numbering_system=DIGITS)
    except InvalidOperation:
        return None


def money_in(locale: Locale, amount: Decimal, currency: str) -> str | None:
    """An amount with the digits that its currency has; halves are rounded away from zero."""
    try:
        rounded = amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP)
        return format_currency(rounded, currency, locale=locale, numbering_system=DIGITS)
    except InvalidOperation:
        return None


def _named(locale: Locale, moment: datetime, style: str) -> str:
    """The pattern of % letters with the names of day and month already in it, since strftime knows English alone."""
    day, month = moment.weekday(), moment.month
    names = {
        "%A": get_day_names("wide", locale=locale)[day],
        "%a": get_day_names("abbreviated", locale=locale)[day],
        "%B": get_month_names("wide", locale=locale)[month],
        "%b": get_month_names("abbreviated", locale=locale)[month],
    }
    return "%%".join(_replaced(piece, names) for piece in style.split("%%"))


def _replaced(piece: str, names: dict[str, str]) -> str:
    for letters, name in names.items():
        piece = piece.replace(letters, name.replace("%", "%%"))
    return piece
