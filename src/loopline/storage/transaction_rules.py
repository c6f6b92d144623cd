"""What every State does alike with a transaction: when it refuses one, which marks count, how facts are written."""

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


def check_transaction(transaction: Transaction, epoch: int, position: int) -> None:
    """Raises Conflict for a transaction of an owner that was replaced, or one that would turn the log back."""
    if transaction.epoch != epoch:
        raise Conflict(
            "epoch_lost", f"epoch {transaction.epoch} was replaced by {epoch}: stop, another process owns this shard"
        )
    if transaction.position < position:
        text = f"the step stands at {transaction.position}, but {position} is decided already: read the position again"
        raise Conflict("position_behind", text)


def may_move(old: str, new: str) -> bool:
    """Whether a mark counts: a final status is never replaced by a late open one."""
    return old not in FINAL or new in FINAL


def lines_of(facts: Sequence[Fact]) -> bytes:
    """A transaction's facts as NDJSON; empty when there are none."""
    return _encode(facts) if facts else b""


def digest_of(lines: bytes) -> bytes:
    """Distinguishes a chunk from the one before, so that the same transaction committed twice leaves one chunk.

    Its length, beginning and end suffice, because each fact has its place in the log.
    """
    return blake2b(b"%d " % len(lines) + lines[:EDGE_BYTES] + lines[-EDGE_BYTES:], digest_size=16).digest()


def merged_document(known: StoredDocument | None, new: StoredDocument) -> StoredDocument:
    """The version after `new` is written over it: its state may change, what was published never does."""
    if known is None:
        return new
    if known.document != new.document:
        text = f"{new.kind} {new.name} has a version {new.version} with other content: publish it as the next version"
        raise Conflict("version_taken", text)
    return replace(known, state=new.state)
