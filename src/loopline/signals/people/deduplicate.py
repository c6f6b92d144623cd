"""Has this person's signal been seen before? A bounded memory of message ids, eight bytes each, in the record."""

from typing import Final

WIDTH: Final = 8
SEEN_MAX: Final = 4_096
_BYTES_MAX: Final = SEEN_MAX * WIDTH


def is_seen(seen: bytes, digest: bytes) -> bool:
    """Whether the digest is among those remembered; a match across two neighbours does not count."""
    place = seen.find(digest)
    if place < 0:
        return False
    while place >= 0:
        if place % WIDTH == 0:
            return True
        place = seen.find(digest, place + 1)
    return False


def with_seen(seen: bytes, digest: bytes) -> bytes:
    """The memory with one more digest, or with those of another memory; beyond `SEEN_MAX` the oldest are forgotten."""
    longer = seen + digest
    return longer if len(longer) <= _BYTES_MAX else longer[-_BYTES_MAX:]
