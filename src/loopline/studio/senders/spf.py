"""What an SPF record comes to (RFC 7208): how many look-ups it costs receivers, and what is wrong with it."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from loopline.studio.senders.dns_client import Texts

LOOKUPS_MAX: Final = 10
"""Beyond so many a receiver calls the record an error (RFC 7208, 4.6.4)."""
VERSION: Final = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
TERM: Final = re.compile(
    r"(?P<sign>[+?~-]?)(?P<name>all|include|a|mx|ptr|ip4|ip6|exists|redirect|exp|[a-z][a-z0-9._-]*(?==))"
    r"(?:(?P<mark>[:=])(?P<value>[^ ]*))?(?:/[0-9/]+)?",
    re.IGNORECASE,
)
COSTLY: Final = frozenset(("include", "a", "mx", "ptr", "exists", "redirect"))
FOLLOWED: Final = frozenset(("include", "redirect"))
VALUED: Final = frozenset(("include", "redirect", "exists", "ip4", "ip6"))


class SpfReading(Struct, frozen=True):
    """`records` as they stand at the domain; `lookups` of the one; `fault` in words, "" where it holds."""

    records: tuple[str, ...]
    lookups: int = 0
    fault: str = ""


class _Fault(Exception):
    pass


async def read_spf(domain: str, dns: Texts) -> SpfReading:
    """The record of a domain, its includes followed. Raises Unavailable `dns_unanswered`."""
    records = await _records(domain, dns)
    if len(records) != 1:
        several = f"{domain} has {len(records)} SPF records, and receivers believe none of them; keep one."
        return SpfReading(records, fault=several if records else "")
    walk = _Walk(dns)
    try:
        await walk.follow(domain, records[0])
    except _Fault as fault:
        return SpfReading(records, walk.lookups, str(fault))
    return SpfReading(records, walk.lookups)


def mechanisms_of(record: str) -> frozenset[str]:
    """The terms of a record without their signs, in small letters."""
    return frozenset(term.lower().lstrip("+?~-") for term in record.split()[1:])


async def _records(domain: str, dns: Texts) -> tuple[str, ...]:
    return tuple(one for one in await dns.texts(domain) if VERSION.match(one))


class _Walk:
    """Follows includes. It ends by itself: whatever leads further is a look-up, and these are bounded."""

    def __init__(self, dns: Texts) -> None:
        self._dns, self.lookups = dns, 0

    async def follow(self, domain: str, record: str) -> None:
        for name, value in _terms(domain, record):
            if name not in COSTLY:
                continue
            self.lookups += 1
            if self.lookups > LOOKUPS_MAX:
                raise _Fault(f"It costs more than {LOOKUPS_MAX} look-ups, so receivers give up; drop includes.")
            if name in FOLLOWED and "%" not in value:  # a macro is filled in by the receiver
                found: Sequence[str] = await _records(value, self._dns)
                if len(found) != 1:
                    raise _Fault(f"It leads to {value}, which has {len(found) or 'no'} SPF records; drop it.")
                await self.follow(value, found[0])


def _terms(domain: str, record: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for word in record.split()[1:]:
        term = TERM.fullmatch(word)
        name = term["name"].lower() if term else ""
        value = (term["value"] or "").lower().rstrip(".") if term else ""
        if term is None or (name in VALUED and not value):
            raise _Fault(f'"{word[:60]}" in the record of {domain} is no term of SPF.')
        if name == "all" and term["sign"] in ("", "+"):
            raise _Fault(f"The record of {domain} lets everybody send in its name ({word}); end it with ~all.")
        found.append((name, value))
    return found
