"""The token of a short link: letters and digits alone, as many as nobody guesses."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

SHORT: Final = "/s/"
TOKEN_CHARACTERS: Final = 12
"""71 bits of a keyed digest: who has a billion of a shop's links finds another one in a million years of trying."""

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""No dash and no underscore: at the end of a text, phones take them for the text's own."""


def letters(number: int) -> str:
    """A digest as a token."""
    token = ""
    for _ in range(TOKEN_CHARACTERS):
        number, place = divmod(number, len(ALPHABET))
        token += ALPHABET[place]
    return token


class ShortLink(Struct, frozen=True):
    """A token, and what it stands for: the bytes of a claim."""

    token: str
    claim: bytes


KeepLinks = Callable[[Sequence[ShortLink], int], None]
"""Keeps what short links lead to, from this moment (ms) on; durable when it returns."""


def keep_nothing(_links: Sequence[ShortLink], _now: int) -> None:
    """For messages that never leave: their short links lead nowhere."""
