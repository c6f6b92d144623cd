"""A value as bytes that sort as values do, in either database: numbers by size, texts by code point."""

import struct
from typing import Final

TEXT_BYTES_MAX: Final = 128
"""Of a longer text the beginning is indexed; whoever finds by it looks at the item itself."""

SIGN: Final = 1 << 63
ALL: Final = (1 << 64) - 1


def index_key(value: object) -> bytes | None:
    """The key of a text, a number or a truth; None for what has no order. Equal values have equal keys.

    Two whole numbers beyond 2**53 may have one key, as two long texts may.
    """
    match value:
        case bool():
            return b"b1" if value else b"b0"
        case int() | float():
            try:
                (bits,) = struct.unpack(">Q", struct.pack(">d", value + 0.0))  # + 0.0: minus zero is zero
            except OverflowError:
                return None
            return b"n" + struct.pack(">Q", bits ^ ALL if bits & SIGN else bits | SIGN)
        case str():
            return b"t" + value.encode("utf-8", "replace")[:TEXT_BYTES_MAX]
        case _:
            return None


def key_range(op: str, value: object) -> tuple[bytes, bytes] | None:
    """The least and the greatest key that `field op value` may be met by, included; None where nothing meets it."""
    key = index_key(value)
    if key is None:
        return None
    match op:
        case "==":
            return key, key
        case "<" | "<=":
            return key[:1], key
        case _:
            return key, bytes((key[0] + 1,))
