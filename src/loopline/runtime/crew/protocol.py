"""What the parent and the worker of a shard tell each other: frames of a length and a packed value."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct, msgpack

from loopline.runtime.intake.protocol import HEAD
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.tally import ProviderTrouble, ShardCounts


class Wake(Struct, frozen=True, tag=True):
    """There is something in the log of the worker's shard."""


class TakeOver(Struct, frozen=True, tag=True):
    """Somebody has changed the providers: read them again."""


class Stop(Struct, frozen=True, tag=True):
    """Finish what is in hand, then end."""


class Reported(Struct, frozen=True, tag=True):
    """How the worker's shard is, what its process has counted, and how its providers do."""

    report: ShardReport
    counted: ShardCounts = ShardCounts()
    providers: ProviderTrouble = ProviderTrouble()


class Woken(Struct, frozen=True, tag=True):
    """There is something in the log of another shard, which the worker has told."""

    target: int


class Sampled(Struct, frozen=True, tag=True):
    """Something that somebody has done just now, out of many things."""

    person: str
    name: str
    at: int


class InboxChanged(Struct, frozen=True, tag=True):
    """Messages have come into the inboxes of these people."""

    people: tuple[str, ...]


ToWorker = Wake | TakeOver | Stop
ToParent = Reported | Woken | Sampled | InboxChanged

_encode: Final = msgpack.Encoder().encode
decode_order: Final[Callable[[bytes], ToWorker]] = msgpack.Decoder(ToWorker).decode
decode_word: Final[Callable[[bytes], ToParent]] = msgpack.Decoder(ToParent).decode


def crew_frame(packet: ToWorker | ToParent) -> bytes:
    """A packet as it goes over the link."""
    packed = _encode(packet)
    return len(packed).to_bytes(HEAD, "big") + packed
