"""What is left of a fact's data once its person is forgotten: what can be counted, and no words of hers."""

from typing import Any, Final

import msgspec

CURRENCY_LETTERS: Final = 3
CODED: Final = ("attempt", "refused", "deferred")
"""Kinds whose `code` is one of ours; that of an offer is as good as money, and hers."""


def scrubbed(kind: str, data: str) -> str | None:
    """The JSON text with its numbers and truth values, its currencies and our own codes; None where nothing is left.

    Texts go: nobody can tell which of them say who somebody is.
    """
    try:
        found = msgspec.json.decode(data)
    except msgspec.DecodeError:
        return None
    left = _left(found, "code" if kind in CODED else "")
    return None if left is None else msgspec.json.encode(left).decode()


def _left(value: Any, kept: str) -> Any:
    match value:
        case bool() | int() | float():
            return value
        case str():
            return value if len(value) == CURRENCY_LETTERS and value.isascii() and value.isupper() else None
        case list():
            return [one for one in (_left(item, kept) for item in value) if one is not None] or None
        case dict():
            found = {name: item if name == kept else _left(item, kept) for name, item in value.items()}
            return {name: item for name, item in found.items() if item is not None} or None
        case _:
            return None
