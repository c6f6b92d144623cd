"""Traits: typed values that the latest statement wins, with every conflict of types reported."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

TRAITS_MAX = 1_000


def trait_type(value: Any) -> str:
    """string, number, boolean, date, list or object; "none" for null. A date is a string that reads as ISO 8601."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "date" if _is_date(value) else "string"
    return "list" if isinstance(value, list | tuple) else "object"


def _is_date(text: str) -> bool:
    if not 10 <= len(text) <= 35 or text[4:5] != "-" or text[7:8] != "-":
        return False
    try:
        if len(text) == 10:
            date.fromisoformat(text)
        else:
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def fold_traits(
    before: dict[str, Any], stated: Mapping[str, Any]
) -> tuple[dict[str, Any], frozenset[str], tuple[tuple[str, str, str], ...]]:
    """The traits after a statement, the names whose value changed, and the conflicts (name, kind before, kind stated).

    A null removes the trait. A new kind of value is stored, and reported, since conditions call a mismatch unknown.
    Names beyond the bound of `TRAITS_MAX` are not stored; they come back as conflicts of kind "full".
    """
    after = dict(before)
    changed: list[str] = []
    conflicts: list[tuple[str, str, str]] = []
    for name, value in stated.items():
        old = before.get(name)
        if value is None:
            if name in after:
                del after[name]
                changed.append(name)
            continue
        if old == value and type(old) is type(value):
            continue
        if (
            old is not None
            and (was := trait_type(old)) != (now := trait_type(value))
            and {was, now} != {"string", "date"}
        ):
            conflicts.append((name, was, now))
        if old is None and len(after) >= TRAITS_MAX:
            conflicts.append((name, "full", trait_type(value)))
            continue
        after[name] = value
        changed.append(name)
    return (after if changed else before), frozenset(changed), tuple(conflicts)


def storable(value: Any) -> Any:
    """JSON of any shape with whole numbers beyond 64 bits as the nearest fraction; None beyond all fractions.

    Records cannot hold bigger ones, and one number in one event must not stop the loop.
    """
    if isinstance(value, dict):
        return {name: storable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    if not isinstance(value, int) or -(2**63) <= value < 2**64:
        return value
    try:
        return float(value)
    except OverflowError:
        return None
