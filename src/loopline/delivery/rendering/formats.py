"""Dates, numbers and money as people read them, for the template helpers of the same names."""

import math
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$", "KRW": "₩"}
WITHOUT_CENTS: Final = frozenset({"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "PYG"})
DECIMALS_MAX: Final = 12


def format_date(value: object, style: str, zone: str) -> str | None:
    """A date in the person's zone; None when the value is not a date or the style is unknown.

    `value` is ms since the epoch or ISO 8601 text (a date alone is that calendar day in every zone). `style` is short,
    long, iso, time, datetime, or a pattern of strftime's % letters.
    """
    moment = _moment(value, _zone(zone))
    if moment is None:
        return None
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


def format_number(value: object, decimals: int = -1) -> str | None:
    """A number with grouped thousands; `decimals` -1 keeps its own; None when it is not a number. Halves round away."""
    number = _decimal(value)
    if number is None:
        return None
    if decimals >= 0:
        try:
            number = number.quantize(Decimal(1).scaleb(-min(decimals, DECIMALS_MAX)), ROUND_HALF_UP)
        except InvalidOperation:
            return None
    return f"{number:,f}"


def format_money(value: object, currency: str) -> str | None:
    """An amount with its currency's sign, or its code where we know no sign; None when it is not a number."""
    code = currency.upper()
    amount = format_number(value, 0 if code in WITHOUT_CENTS else 2)
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
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value / 1000, zone) if math.isfinite(value) else None
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
