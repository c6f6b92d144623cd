"""Phone numbers as networks know them (E.164), and the country that one belongs to."""

import re
from functools import lru_cache
from typing import Final

NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: the country first, 15 digits at most."""

REMEMBERED: Final = 8_192


@lru_cache(maxsize=REMEMBERED)
def country_of(number: str) -> str:
    """The country of a number in E.164, as two capital letters; "" where it cannot be told."""
    if not NUMBER.fullmatch(number):
        return ""
    import phonenumbers  # here: its tables (5 MB) are only loaded where there are numbers

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""
