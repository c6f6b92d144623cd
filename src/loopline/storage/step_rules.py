"""What every State does alike with a step: when it is refused, which marks count, and how its facts are written."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.model.errors import Conflict
from loopline.model.fact import Fact
from loopline.model.records import StoredDocument, Transaction

EDGE_BYTES: Final = 8_192
OPEN: Final = ("pending", "sending", "unknown", "held")
FINAL: Final = ("sent", "failed", "refused")

_encode: Final = Encoder().encode_lines


def checked(step: Transaction, epoch: int, position: int) -> None:
    """Raises Conflict for a step of an owner that was replaced, or one that would turn the log back."""
    if step.epoch != epoch:
        raise Conflict(
            "epoch_lost", f"epoch {step.epoch} was replaced by {epoch}: stop, another process owns this shard"
        )
    if step.position < position:
        text = f"the step stands at {step.position}, but {position} is decided already: read the position again"
        raise Conflict("position_behind", text)


def may_move(old: str, new: str) -> bool:
    """Whether a mark counts: what became of a message for good is never taken back by a late open status."""
    return old not in FINAL or new in FINAL


def lines_of(facts: Sequence[Fact]) -> bytes:
    """A step's facts as NDJSON; empty when there are none."""
    return _encode(facts) if facts else b""


def digest_of(lines: bytes) -> bytes:
    """Tells a chunk from the one before, so that the same step committed twice leaves one chunk.

    Its length, beginning and end do, because each fact carries its place in the log.
    """
    return blake2b(b"%d " % len(lines) + lines[:EDGE_BYTES] + lines[-EDGE_BYTES:], digest_size=16).digest()


def merged(known: StoredDocument | None, new: StoredDocument) -> StoredDocument:
    """What a version reads once `new` is written over it: its state may change, what was published never does."""
    if known is None:
        return new
    if known.document != new.document:
        text = f"{new.kind} {new.name} has a version {new.version} with other content: publish it as the next version"
        raise Conflict("version_taken", text)
    return replace(known, state=new.state)
