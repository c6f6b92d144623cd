"""The words of one transaction to other shards, packed for their way, and unpacked where they are heard."""

from collections.abc import Iterator
from typing import Final

import msgspec

from loopline.model.ids import PUBLISHED_KEY
from loopline.model.records import ShardTelling
from loopline.model.signal import PersonAbsorbed, Signal
from loopline.model.signals.shards import ShardTold

WORDS_AT_ONCE: Final = 500
WORDS_BYTES: Final = 1 << 20
"""A telling has at most about so many words and bytes: it is decided in one step of its target."""

WORD_BYTES: Final = 256
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[Signal]).decode


def told_signals(told: ShardTold) -> list[Signal]:
    """The signals that another shard has told. Raises MsgspecError when they cannot be read."""
    return _decode(told.words)


def as_heard(telling: ShardTelling, source: int) -> ShardTold:
    """A telling as it stands in the log of its target; it is received when the last of its words was.

    One whose bytes cannot be read goes too: its target sets it aside, and what stands behind it is not held up.
    """
    try:
        last = _decode(telling.words)[-1]
        at, received_at = last.at, last.received_at
    except (msgspec.MsgspecError, IndexError):
        at = received_at = 0
    return ShardTold(
        key=PUBLISHED_KEY,
        id="",
        at=at,
        received_at=received_at,
        source=source,
        number=telling.number,
        knows=telling.knows,
        words=telling.words,
    )


class ShardWords:
    """What a transaction tells other shards, by target and in order, and how far it has heard of each."""

    __slots__ = ("_by_target", "heard")

    def __init__(self) -> None:
        self._by_target: dict[int, list[tuple[Signal, int]]] = {}
        self.heard: dict[int, int] = {}

    def tell(self, target: int, signal: Signal, knows: int) -> None:
        """One word more to a shard, by what is known of publications now."""
        self._by_target.setdefault(target, []).append((signal, knows))

    def tellings(self) -> list[ShardTelling]:
        """All of it, packed. A publication is a telling of its own: what is stored of it is named by its place."""
        return [
            ShardTelling(target, _encode([one for one, _ in part]), part[-1][1])
            for target, told in sorted(self._by_target.items())
            for part in _parts(told)
        ]


def _parts(told: list[tuple[Signal, int]]) -> Iterator[list[tuple[Signal, int]]]:
    part, size = list[tuple[Signal, int]](), 0
    for one, knows in told:
        weight = WORD_BYTES + (len(one.state) if isinstance(one, PersonAbsorbed) else 0)
        is_full = len(part) >= WORDS_AT_ONCE or size + weight > WORDS_BYTES
        if part and (is_full or PUBLISHED_KEY in (one.key, part[-1][0].key)):
            yield part
            part, size = [], 0
        part.append((one, knows))
        size += weight
    if part:
        yield part
