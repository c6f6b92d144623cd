"""The sieve: which of a key's full pages may hold an id, told by 8 KB, so that hardly a page is read for nothing.

A Bloom filter for each of eight pages, side by side: the byte at a place has a bit for each page, so one look asks all
eight, and a page leaves by its bit. With eight pages of 512 ids one stranger in 180 is told to be there perhaps.
"""

import zlib
from array import array
from collections.abc import Callable
from struct import Struct
from typing import Final

WIDTH: Final = 8
"""The bytes of an id. They are random, so they say by themselves at which places it is marked."""

SIEVED_PAGES: Final = 8
SIEVE_BYTES: Final = 1 << 13
NO_SIEVE: Final = b""
EMPTY_SIEVE: Final = bytes(SIEVE_BYTES)

_LAST: Final = SIEVE_BYTES - 1
_lanes: Final[Callable[[bytes], tuple[int, int, int, int]]] = Struct("<4H").unpack
_MIXED: Final = 3
"""By so many bits, which lie above those of a place, a lane is moved to make another place with the one before it."""

_WITHOUT: Final = [bytes(byte & ~(1 << bit) for byte in range(256)) for bit in range(SIEVED_PAGES)]
"""What each byte becomes when a page leaves."""

_CHECKED: Final = 4


def may_hold(sieve: bytes, digest: bytes) -> int:
    """A bit for each page that may hold this id; surely none of the others does."""
    a, b, c, d = _lanes(digest)
    found = sieve[a & _LAST] & sieve[b & _LAST] & sieve[c & _LAST] & sieve[d & _LAST]
    if found:
        a, b, c = a ^ b >> _MIXED, b ^ c >> _MIXED, c ^ d >> _MIXED
        found &= sieve[a & _LAST] & sieve[b & _LAST] & sieve[c & _LAST]
    return found


def with_page(sieve: bytes, bit: int, ids: bytes) -> bytes:
    """A sieve in which this page of ids stands for the bit, and no other page any more."""
    marked, mark, size = bytearray(SIEVE_BYTES), 1 << bit, len(ids)
    lanes = int.from_bytes(ids, "little")  # all at once: a step of Python for each id and place would be dear
    every = int.from_bytes(_LAST.to_bytes(2, "little") * (size // 2), "little")
    places = array("H", (lanes & every).to_bytes(size, "little"))
    mixed = array("H", ((lanes ^ lanes >> 16 + _MIXED) & every).to_bytes(size, "little"))
    del mixed[3::4]  # the last lane of an id, with the first one of the next
    for place in places + mixed:
        marked[place] = mark
    others = int.from_bytes(sieve.translate(_WITHOUT[bit]), "little")
    return (others | int.from_bytes(marked, "little")).to_bytes(SIEVE_BYTES, "little")


def stored_sieve(sieve: bytes, pages: int) -> bytes:
    """The sieve as it is stored once so many pages have been filled."""
    return _checksum(sieve, pages) + sieve


def read_sieve(row: object, pages: int) -> bytes:
    """The sieve that was stored when so many pages had been filled; NO_SIEVE when it is another one, or damaged."""
    if not isinstance(row, bytes) or len(row) != _CHECKED + SIEVE_BYTES:
        return NO_SIEVE
    sieve = row[_CHECKED:]
    return sieve if row[:_CHECKED] == _checksum(sieve, pages) else NO_SIEVE


def _checksum(sieve: bytes, pages: int) -> bytes:
    return zlib.crc32(sieve, pages & 0xFFFFFFFF).to_bytes(_CHECKED, "little")
