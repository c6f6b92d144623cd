"""The languages of the pages for customers, and the choice among them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from loopline.model.language.spoken import NAMES

WEIGHED_MAX: Final = 20
ACCEPT_CHARACTERS_MAX: Final = 500


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All texts by language, as the file beside this module has them."""
    return tomllib.loads((files(__package__) / "texts.toml").read_text("utf-8"))


def accepted(header: str) -> str:
    """The language that a browser likes best of ours (RFC 9110, 12.5.4); "" where it names none of them."""
    best, weight = "", 0.0
    for part in header[:ACCEPT_CHARACTERS_MAX].split(",")[:WEIGHED_MAX]:
        tag, _, quality = part.partition(";")
        primary = tag.strip().partition("-")[0].lower()
        try:
            own = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if primary in NAMES and own > weight:
            best, weight = primary, own
    return best
