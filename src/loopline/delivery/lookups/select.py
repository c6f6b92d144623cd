"""A selection over items that are all at hand: as the store finds them by its index, so it is found here."""

from collections.abc import Iterable, Mapping
from typing import Any

from loopline.conditions.lookups.compiled import CompiledLookup, Context

Item = Mapping[str, Any]  # JSON of the customer's own shape
KINDS = {bool: 0, int: 1, float: 1, str: 2}


def select(compiled: CompiledLookup, items: Iterable[tuple[str, Item]], context: Context) -> list[Item]:
    """The items (by id) that a message with these values gets, in order. Items without the field of `sort` are none."""
    found = [(one, item) for one, item in items if compiled.accepts(item, context)]
    found.sort(key=lambda pair: pair[0])
    if compiled.sort:
        found = [pair for pair in found if type(pair[1].get(compiled.sort)) in KINDS]
        found.sort(key=lambda pair: _order(pair[1][compiled.sort]), reverse=compiled.descending)
    return [item for _, item in found[: compiled.lookup.limit]]


def _order(value: Any) -> tuple[int, Any]:
    return KINDS[type(value)], value
