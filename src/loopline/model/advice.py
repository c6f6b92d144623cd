"""A service's own words, with what an operator does about them."""

from typing import Final

REASON_CHARACTERS_MAX: Final = 500


def advised_words(reason: str, advice: str) -> str:
    """The words with the advice behind, as sentences of 500 characters at most; without advice, just the words."""
    if not advice:
        return reason
    words = reason[: REASON_CHARACTERS_MAX - len(advice) - 2].rstrip()
    return f"{words}{'' if words.endswith(('.', '!', '?')) else '.'} {advice}" if words else advice
