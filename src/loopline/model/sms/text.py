"""How a text travels by SMS: in which alphabet, and in how many segments, each of which is paid for."""

import re
from typing import Final, Literal

from msgspec import Struct

Alphabet = Literal["GSM-7", "UCS-2"]
LETTERS_COUNTED_MAX: Final = 10_000
FIELD: Final = re.compile(r"\{\{[^{}]{0,500}\}\}|\{\{\{[^{}]{0,500}\}\}\}")


class SmsText(Struct, frozen=True):
    """A text as it travels. `wide` holds the first letters, five at most, that the GSM alphabet does not have.

    One letter outside that alphabet makes all of them wide: a segment then holds 70 instead of 160, or 67 instead of
    153 of a text in several.
    """

    segments: int
    alphabet: Alphabet
    wide: str = ""


def is_gsm(text: str) -> bool:
    """Whether each letter is in the GSM alphabet."""
    import smsutil  # here: it registers codecs, which only SMS needs

    return not text or bool(smsutil.is_valid_gsm(text))


def written_text(template: str) -> str:
    """What an author wrote of a text, without the fields that are filled in later."""
    return FIELD.sub("", template[:LETTERS_COUNTED_MAX])


def sms_text(text: str) -> SmsText:
    """The text as it travels; of a longer one the first 10,000 letters."""
    import smsutil

    text = text[:LETTERS_COUNTED_MAX]
    if is_gsm(text):
        return SmsText(len(smsutil.split(text).parts), "GSM-7")
    wide = "".join(dict.fromkeys(letter for letter in text if not is_gsm(letter)))[:5]
    return SmsText(len(smsutil.split(text).parts), "UCS-2", wide)
