"""Checks catalogs and feeds: their names, their fields, where a feed is and what is done while it is away."""

import re
from typing import Final

import msgspec

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.request import check_request_headers
from loopline.decisions.checks.values import check_choice
from loopline.model.catalogs.documents import AWAY_POLICIES, FIELD_TYPES, Catalog, Feed
from loopline.model.catalogs.feed_url import LARGEST_KILOBYTES, is_feed_address

FIELDS_MAX: Final = 350
INDEXED_MAX: Final = 8
FIELD_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}\Z")
TIMEOUTS_MS: Final = (50, 10_000)
CACHE_SECONDS_MAX: Final = 86_400
SAMPLE_BYTES_MAX: Final = 64 * 1024
ORDERED: Final = ("text", "number", "boolean")


def check_source(found: Findings, source: Catalog | Feed) -> None:
    """Everything about a catalog or a feed."""
    if isinstance(source, Catalog):
        check_catalog(found, source)
    else:
        check_feed(found, source)


def check_catalog(found: Findings, catalog: Catalog) -> None:
    """The fields of a catalog."""
    if len(catalog.fields) > FIELDS_MAX:
        found.error("catalog_fields", f"A catalog has at most {FIELDS_MAX} fields.", "fields")
    indexed = [name for name, field in catalog.fields.items() if field.indexed]
    if len(indexed) > INDEXED_MAX:
        found.error("catalog_indexed", f"At most {INDEXED_MAX} fields of a catalog are indexed.", "fields")
    for name in (catalog.id_field, *catalog.fields):
        if not FIELD_NAME.match(name):
            at = f"fields.{name}" if name in catalog.fields else "id_field"
            found.error("catalog_fields", f'"{name[:60]}" is no name of a field; use letters, digits and _.', at)
    for name, field in catalog.fields.items():
        check_choice(found, field.type, FIELD_TYPES, f"fields.{name}.type", "field_type_unknown")
        if field.indexed and field.type not in ORDERED:
            words = f"Only {', '.join(ORDERED)} can be indexed; a {field.type[:20]} has no order."
            found.error("catalog_indexed", words, f"fields.{name}.indexed")


def check_feed(found: Findings, feed: Feed) -> None:
    """Where a feed is, how long it may take, and what is done while it is away."""
    if not is_feed_address(feed.url):
        words = "Write an address such as https://api.example.com/rates?city={city}, with values behind its host."
        found.error("feed_url", words, "url")
    check_choice(found, feed.when_away, AWAY_POLICIES, "when_away", "policy_unknown")
    if feed.when_away == "default" and feed.default is None:
        found.error("feed_default", "Say what takes the place of the answer while the feed is away.", "default")
    _check_range(found, feed.timeout_ms, TIMEOUTS_MS, "timeout_ms")
    _check_range(found, feed.cache_seconds, (0, CACHE_SECONDS_MAX), "cache_seconds")
    _check_range(found, feed.largest_kilobytes, (1, LARGEST_KILOBYTES), "largest_kilobytes")
    for name in ("default", "sample"):
        if len(msgspec.json.encode(getattr(feed, name))) > SAMPLE_BYTES_MAX:
            found.error("feed_sample", f"This has at most {SAMPLE_BYTES_MAX // 1024} KB.", name)
    check_request_headers(found, feed.headers, "headers")


def _check_range(found: Findings, value: int, allowed: tuple[int, int], at: str) -> None:
    if not allowed[0] <= value <= allowed[1]:
        found.error("feed_range", f"Write {allowed[0]:,} to {allowed[1]:,} here.", at)
