"""The languages in which we speak to customers by ourselves: on pages, in footers, confirmations and answers."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final = "en"
NAMES: Final[Mapping[str, str]] = {
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
}
"""Each language as those who speak it call it."""


def language_of(*wanted: object) -> str:
    """The first of these that is one of ours, by its primary tag ("de-AT" is "de"); English where none is."""
    for one in wanted:
        tag = one.replace("_", "-").partition("-")[0].strip().lower() if isinstance(one, str) else ""
        if tag in NAMES:
            return tag
    return ENGLISH
