"""The address of a feed: which values it takes, and what becomes of them in it."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit

PLACE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,63})\}")
SECRET: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}")
"""Where a secret stands in a header."""

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


def address_with(url: str, values: Mapping[str, str]) -> str:
    """The address with these values, each percent-encoded whole: none of them leads to another host or path."""
    return PLACE.sub(lambda found: _encoded(values.get(found[1], "")), url)


def _encoded(value: str) -> str:
    return value.replace(".", "%2E") if value in (".", "..") else quote(value, safe="")
