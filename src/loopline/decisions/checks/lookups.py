"""Checks of what messages look up: it is there, has these fields, and templates read what is declared."""

import re
from collections.abc import Iterable
from typing import Final

from loopline.conditions.lookups.compiled import CompiledLookup, compile_lookup
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.values import check_choice
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.catalogs.feed_url import places_in
from loopline.model.catalogs.lookup import LOOKUPS_MAX, MISSING_POLICIES, Lookup
from loopline.model.errors import Invalid
from loopline.model.nodes.message import Content

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}\Z")
READ: Final = re.compile(r"(?:\A|\.)lookup\.([^.\[\]]+)(?:\[\]|\.\d+)?(?:\.([^.\[\]]+))?")
"""A number behind the name is the place in a list of items, and no field."""

LIST_WORDS: Final = frozenset(("length", "size", "first", "last"))
"""What a template asks of a list itself."""


def check_lookups(found: Findings, content: Content, at: str) -> None:
    """Everything about the look-ups of one message, and what its templates read of them."""
    if len(content.lookups) > LOOKUPS_MAX:
        found.error("lookups_too_many", f"A message looks up {LOOKUPS_MAX} things at most.", f"{at}.lookups")
        return
    for name, lookup in content.lookups.items():
        _check_lookup(found, name, lookup, f"{at}.lookups.{name}")
    _check_read(found, content, at)


def _check_lookup(found: Findings, name: str, lookup: Lookup, at: str) -> None:
    if not NAME.match(name):
        found.error("lookup_name", f'"{name[:60]}" is no name; use letters, digits and _.', at)
    check_choice(found, lookup.missing, MISSING_POLICIES, f"{at}.missing", "policy_unknown")
    try:
        compiled = compile_lookup(lookup)
    except Invalid as error:
        found.error(error.code, error.text, f"{at}.{error.at}" if error.at else at)
        return
    if lookup.feed:
        if (feed := _feed(found, lookup, at)) is not None:
            _check_given(found, lookup, feed, at)
    elif (catalog := _catalog(found, lookup, at)) is not None:
        _check_fields(found, compiled, catalog, at)


def _catalog(found: Findings, lookup: Lookup, at: str) -> Catalog | None:
    library = found.context.library
    if library is None:
        return None
    known = library.catalogs.get(lookup.catalog)
    if known is None:
        wish = nearest(lookup.catalog, library.catalogs)
        words = f'There is no catalog "{lookup.catalog[:60]}". {meant(wish, "Publish it first, or check it together.")}'
        found.error("catalog_unknown", words, f"{at}.catalog", suggestion=wish)
    return known[1] if known else None


def _feed(found: Findings, lookup: Lookup, at: str) -> Feed | None:
    library = found.context.library
    if library is None:
        return None
    known = library.feeds.get(lookup.feed)
    if known is None:
        wish = nearest(lookup.feed, library.feeds)
        words = f'There is no feed "{lookup.feed[:60]}". {meant(wish, "Publish it first, or check it together.")}'
        found.error("feed_unknown", words, f"{at}.feed", suggestion=wish)
    return known[1] if known else None


def _check_given(found: Findings, lookup: Lookup, feed: Feed, at: str) -> None:
    takes = places_in(feed.url)
    for name in takes:
        if name not in lookup.given:
            found.error("feed_value", f'Feed "{feed.id}" is asked by {name}; say what it is.', f"{at}.with")
    for name in lookup.given:
        if name not in takes:
            words = f'The address of feed "{feed.id}" has no place for {name[:60]}.'
            found.error("feed_value", words, f"{at}.with.{name}", suggestion=nearest(name, takes))


def _check_fields(found: Findings, compiled: CompiledLookup, catalog: Catalog, at: str) -> None:
    if not catalog.fields:
        return
    for name in sorted(compiled.fields):
        if not _has(catalog, name):
            place = f"{at}.sort" if name == compiled.sort else f"{at}.where"
            _unknown_field(found, name, catalog, place)
    indexed = {name for name, field in catalog.fields.items() if field.indexed}
    selects = compiled.where is not None or compiled.sort
    if selects and compiled.sort not in indexed and not (indexed & compiled.narrowed_by()):
        words = "No indexed field narrows this selection: it serves small catalogs alone. Set `indexed: true` on one."
        found.warn("lookup_unindexed", words, at)


def _check_read(found: Findings, content: Content, at: str) -> None:
    """What the templates read: `lookup.NAME` that is declared, and fields that its catalog has."""
    library = found.context.library
    for name, field in sorted(_read(found.context.template_paths(content))):
        lookup = content.lookups.get(name)
        if lookup is None:
            wish = nearest(name, content.lookups)
            words = (
                f"The text reads lookup.{name[:60]}, which is not declared. {meant(wish, 'Declare it in `lookups`.')}"
            )
            found.error("lookup_undeclared", words, f"{at}.lookups", suggestion=wish)
            continue
        known = library.catalogs.get(lookup.catalog) if library else None
        if known and known[1].fields and field and field not in LIST_WORDS and not _has(known[1], field):
            _unknown_field(found, field, known[1], f"{at}.lookups.{name}")


def _read(paths: Iterable[str]) -> set[tuple[str, str]]:
    return {(one[1], one[2] or "") for path in paths if (one := READ.search(path)) is not None}


def _has(catalog: Catalog, name: str) -> bool:
    return name in catalog.fields or name == catalog.id_field


def _unknown_field(found: Findings, name: str, catalog: Catalog, at: str) -> None:
    wish = nearest(name, catalog.fields)
    words = f'Items of catalog "{catalog.id}" have no field "{name[:60]}". {meant(wish, "Add it to the catalog.")}'
    found.error("lookup_field_unknown", words, at, suggestion=wish)
