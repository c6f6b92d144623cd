"""Ways in for those who looked at an item of a catalog in which a number falls, such as a price."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from loopline.model.catalogs.fallen import FallenItem
from loopline.model.duration import DAY, parse_duration
from loopline.model.entry.trigger import ItemFall
from loopline.model.errors import Invalid
from loopline.model.journey import Journey

WITHIN_MS_MAX: Final = 366 * DAY
Least = tuple[Decimal, bool]
"""By how much a number falls at least, and whether that is a percentage of what it was."""


def least_of(by: str, at: str = "by") -> Least:
    """The least fall; "" is any. Raises Invalid `item_by`."""
    is_share = by.endswith("%")
    try:
        amount = Decimal(by.removesuffix("%") or "0") if by != "%" else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or (is_share and amount > 100):
        raise Invalid("item_by", 'Write by how much it falls at least, such as "5" or "10%".', at=at)
    return amount, is_share


def is_fall_of(rule: ItemFall, fallen: FallenItem) -> bool:
    """Whether a way in is about this fall: of its catalog and field, and large enough."""
    if (rule.catalog, rule.falls) != (fallen.catalog, fallen.field):
        return False
    least, is_share = least_of(rule.by)
    before, now = Decimal(str(fallen.before)), Decimal(str(fallen.now))
    fall = before - now
    return fall * 100 >= least * abs(before) if is_share else fall >= least


def looked_since(rule: ItemFall, at: int) -> int:
    """From when on (ms) those have looked who hear of a fall at a time."""
    return at - parse_duration(rule.within)


def item_falls(journeys: Iterable[Journey]) -> Iterator[tuple[Journey, ItemFall]]:
    """The ways in of this kind."""
    for journey in journeys:
        for trigger in journey.entry.triggers:
            if trigger.item is not None:
                yield journey, trigger.item


def watched_fields(journeys: Iterable[Journey]) -> Mapping[str, frozenset[str]]:
    """By catalog, the fields whose fall opens any of these journeys."""
    found: dict[str, frozenset[str]] = {}
    for _, rule in item_falls(journeys):
        found[rule.catalog] = found.get(rule.catalog, frozenset()) | {rule.falls}
    return found
