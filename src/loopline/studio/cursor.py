"""Cursors of paged lists: where a list goes on, opaque to clients, refused when they were not made here."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, TypeVar

import msgspec

from loopline.model.errors import Invalid

NUMBER_MAX: Final = 2**62
Place = TypeVar("Place")
_encode = msgspec.msgpack.Encoder().encode


def mark(kind: str, *place: int | str) -> str:
    """The cursor of a place in a list of this kind."""
    return urlsafe_b64encode(_encode([kind, place])).decode().rstrip("=")


def place_of(cursor: str, kind: str, shape: type[Place]) -> Place:
    """The place that a cursor stands for, as `shape`, a tuple of numbers and texts. Raises Invalid `cursor_invalid`."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        given, parts = msgspec.msgpack.decode(text, type=tuple[str, tuple[int | str, ...]])
        found = msgspec.convert(parts, shape)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        raise _invalid() from None
    if given != kind or any(isinstance(part, int) and abs(part) > NUMBER_MAX for part in parts):
        raise _invalid()
    return found


def _invalid() -> Invalid:
    return Invalid("cursor_invalid", "This cursor was cut or changed: begin again at the first page.", at="cursor")
