"""The address of a feed: which values it takes, and what becomes of them in it."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote, urlsplit

PLACE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,63})\}")
SECRET: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}")
"""Where a secret stands in a header."""

STEPS: Final = re.compile(r"[/\\;]")
"""What parts the steps of a path, for one server or another."""

DECODED_MAX: Final = 3
"""Some servers decode twice."""

LARGEST_KILOBYTES: Final = 1_024
"""The most that a feed may answer."""


def places_in(url: str) -> tuple[str, ...]:
    """The names of the values that an address takes, each once."""
    return tuple(dict.fromkeys(PLACE.findall(url)))


def is_feed_address(url: str) -> bool:
    """Whether it is one of https or http, with a host in which no value stands, and without a login."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(host) and not {"{", "@"} & set(parts.netloc)


def address_with(url: str, values: Mapping[str, str]) -> str | None:
    """The address with these values, each percent-encoded whole: none of them leads to another host or path.

    None where values would make a part of the path one that a server may read as "here" or "above", however encoded.
    """
    filled = PLACE.sub(lambda found: quote(values.get(found[1], ""), safe=""), url)
    climbs = _dots_in_path(filled) > _dots_in_path(PLACE.sub("x", url))
    return None if climbs else filled


def _dots_in_path(url: str) -> int:
    path = urlsplit(url).path
    for _ in range(DECODED_MAX):
        path = unquote(path)
    return sum(part in (".", "..") for part in STEPS.split(path))
