"""Where links lead: which of them anybody could follow, and where a followed one goes."""

from contextlib import suppress
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

ADDED_CHARACTERS_MAX: Final = 2_000
BLANKS: Final = "".join(map(chr, range(0x21)))


def is_web_link(target: str) -> bool:
    """True for a complete http or https address: mailto:, tel:, anchors and relative links are nobody's to track."""
    try:
        parts = urlsplit(target.strip(BLANKS))
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def led_to(target: str, added: str = "") -> str:
    """Where a tracked link leads: its host in ASCII (IDNA), and what was put behind our address as a query.

    Mail programs and tools for advertisers append such a query; one that is too long is left out.
    """
    parts = urlsplit(target)
    netloc, query = parts.netloc, parts.query
    if not netloc.isascii():
        login, at, host = netloc.rpartition("@")
        with suppress(UnicodeError):
            netloc = f"{quote(login, safe=':%')}{at}{host.encode('idna').decode('ascii')}"
    if added and len(added) <= ADDED_CHARACTERS_MAX:
        query = f"{query}&{added}" if query else added
    return urlunsplit(parts._replace(netloc=netloc, query=query))
