"""Items of catalogs in which a number has fallen, as they wait for those who looked at them to be told."""

from collections.abc import Collection, Iterator
from typing import Any, TypeGuard

import msgspec
from msgspec import Raw, Struct

Item = dict[str, Any]  # JSON of the customer's own shape


class FallenItem(Struct, frozen=True, kw_only=True):
    """The number in a `field` of an item fell from `before` to `now`, `at` a time (ms).

    `revision` is the one of the catalog in which it did: with the item it tells one fall from another.
    """

    catalog: str
    item: str
    field: str
    before: int | float
    now: int | float
    at: int
    revision: int
    whole: Raw

    def data(self) -> bytes:
        """What a way in reads of it as the properties of an event: JSON text."""
        told = {"catalog": self.catalog, "id": self.item, "field": self.field}
        return msgspec.json.encode({**told, "before": self.before, "now": self.now, "item": self.whole})


def fallen_in(before: Item, after: Item, fields: Collection[str]) -> Iterator[tuple[str, int | float, int | float]]:
    """Each of these fields whose number is less than it was, with both numbers."""
    for name in sorted(fields):
        was, now = before.get(name), after.get(name)
        if _is_number(was) and _is_number(now) and now < was:
            yield name, was, now


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
