"""What stores keep: log entries, records of people, outbox rows, documents, and what one turn commits."""

from collections.abc import Sequence

from msgspec import Struct

from loopline.model.effect import MarkMessage, SendMessage
from loopline.model.fact import Fact
from loopline.model.signal import Signal


class Entry(Struct, frozen=True):
    """Signals accepted together; the first stands at `position`, the next at `position + 1`, and so on."""

    position: int
    signals: Sequence[Signal]


class Record(Struct, frozen=True, gc=False, array_like=True):
    """What the store keeps under a key: the state's bytes, the seen message ids, and the next wake-up (ms)."""

    key: str
    state: bytes
    seen: bytes = b""
    wake_at: int | None = None


class OutboxRow(Struct, frozen=True):
    """A message and where it stands: pending, sending, sent, failed, refused, unknown or held."""

    message: SendMessage
    status: str
    due_at: int
    attempt: int
    reason: str = ""


class StoredDocument(Struct, frozen=True):
    """One published version of a document."""

    kind: str
    name: str
    version: int
    document: bytes
    published_at: int
    reason: str = ""
    by: str = ""
    state: str = "live"


class Transaction(Struct, frozen=True):
    """Everything that one turn of the loop brought about; it is committed as a whole or not at all."""

    position: int
    records: Sequence[Record]
    outbox: Sequence[SendMessage]
    marks: Sequence[MarkMessage]
    facts: Sequence[Fact]
    epoch: int
    documents: Sequence[StoredDocument] = ()
    now: int = 0
