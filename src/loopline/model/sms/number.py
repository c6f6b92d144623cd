"""Phone numbers: any way of writing one to the one that a network knows (E.164), and the country it belongs to."""

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: the country first, 15 digits at most."""

WRITTEN: Final = re.compile(r"[\d\s+\uff0b().\-/\u00a0\u2010-\u2015\u202f\u200b-\u200e\u2060\ufeff]{5,64}")
"""How people write one. A word among the digits makes it something else: what it means is not ours to guess."""

INTERNATIONAL: Final = re.compile(r"[^\d+\uff0b]*[+\uff0b]")
REMEMBERED: Final = 8_192


def country_known(code: str) -> bool:
    """Whether numbers can be read as those of this country: two capital letters of ISO 3166-1."""
    import phonenumbers  # here: its tables (5 MB) are only loaded where there are numbers

    return code in phonenumbers.SUPPORTED_REGIONS


def is_international(text: str) -> bool:
    """Whether a number says its country itself, by a + in front."""
    return INTERNATIONAL.match(text) is not None


@lru_cache(maxsize=REMEMBERED)
def e164(text: str, country: str = "") -> str:
    """The number as +15005550006; "" where this is no phone number.

    One without + is read as people of `country` write it, and is none where no country is given. Whether the number
    has been given to anybody is not asked: that changes daily, and its network answers for it.
    """
    if not WRITTEN.fullmatch(text):
        return ""
    if is_international(text):
        return _read(text).number
    if not country:
        return ""
    own = _read(text, country)
    whole = _read(f"+{text}") if text.lstrip()[:1] not in "0(" else NONE  # a list often leaves the + out
    return whole.number if whole.country == country and whole.valid >= own.valid else own.number


class _Reading(Struct, frozen=True):
    """One way to read a number. `valid`: its country has such numbers, not only ones of this length."""

    number: str = ""
    country: str = ""
    valid: bool = False


NONE: Final = _Reading()


def _read(text: str, country: str = "") -> _Reading:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return NONE
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return NONE
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    home = country if country in regions else next(iter(regions), "")
    valid = phonenumbers.is_valid_number(number)
    return _Reading(written, home, valid) if NUMBER.fullmatch(written) else NONE


@lru_cache(maxsize=REMEMBERED)
def country_of(number: str) -> str:
    """The country of a number in E.164, as two capital letters; "" where it cannot be told."""
    if not NUMBER.fullmatch(number):
        return ""
    import phonenumbers

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""
