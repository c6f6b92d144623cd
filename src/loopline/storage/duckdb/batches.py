"""What is read in one go of chunks that may be small and many, or so big that they come in pieces."""

from collections.abc import Iterable, Iterator
from typing import Final

BYTES_AT_ONCE: Final = 12 << 20
"""A busy engine's chunk has about 2 MB. More at once costs a little less time, and five times as much memory."""


def batches(chunks: Iterable[tuple[int, bytes]], after: int) -> Iterator[tuple[int, list[bytes]]]:
    """The chunks (or pieces) with a number above `after`, small ones together, each time with the last one's number."""
    together: list[bytes] = []
    last = size = 0
    for number, lines in chunks:
        if number <= after:
            continue
        if together and size + len(lines) > BYTES_AT_ONCE:
            yield last, together
            together, size = [], 0
        together.append(lines)
        last, size = number, size + len(lines)
    if together:
        yield last, together


def longest_line(lines: bytes, above: int) -> int:
    """The longest of those lines that are longer than `above` bytes; 0 when there is none. Looks at few bytes."""
    longest = begin = 0
    while len(lines) - begin > above:
        end = lines.rfind(b"\n", begin, begin + above)
        if end < 0:
            end = lines.find(b"\n", begin + above)
            end = len(lines) if end < 0 else end
            longest = max(longest, end - begin)
        begin = end + 1
    return longest
