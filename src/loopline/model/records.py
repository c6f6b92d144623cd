"""What stores keep: log entries, records of people, outbox rows, documents; and the transaction that writes them."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from loopline.model.effect import MarkMessage, SendMessage
from loopline.model.fact import Fact
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.model.message import MessageStatus
from loopline.model.signal import DocumentKind, JourneyState, Signal

StoredKind = Literal[DocumentKind, "observation", "state", "told"]
"""The kinds of rows in the table of documents: documents, and beside them what else is published."""


class LogEntry(Struct, frozen=True):
    """Signals accepted together; the first stands at `position`, the next at `position + 1`, and so on."""

    position: int
    signals: Sequence[Signal]


class Record(Struct, frozen=True, gc=False, array_like=True):
    """The state under a key: its bytes, the ids of signals already seen, and the next wake-up (ms)."""

    key: str
    state: bytes
    seen: bytes = b""
    wake_at: int | None = None


class OutboxRow(Struct, frozen=True, kw_only=True):
    """A message and where it stands: pending, sending, sent, failed, refused, unknown or held."""

    message: SendMessage
    status: MessageStatus
    due_at: int
    attempt: int
    reason: str = ""


def document_kind(document: Document) -> DocumentKind:
    """A document's kind, as its own text names it."""
    match document:
        case Journey():
            return "journey"
        case Segment():
            return "segment"
        case Workspace():
            return "workspace"


class StoredDocument(Struct, frozen=True, kw_only=True):
    """One published version of a document."""

    kind: StoredKind
    name: str
    version: int
    document: bytes
    published_at: int
    reason: str = ""
    by: str = ""
    state: JourneyState = "live"


class Transaction(Struct, frozen=True, kw_only=True):
    """The results of one pass of the loop; committed as a whole or not at all."""

    position: int
    records: Sequence[Record]
    outbox: Sequence[SendMessage]
    marks: Sequence[MarkMessage]
    facts: Sequence[Fact]
    epoch: int
    documents: Sequence[StoredDocument] = ()
    now: int = 0


class Frontier(Struct, frozen=True):
    """How far a state has decided: the signals up to `position`, and with them all facts up to this chunk.

    `wake_at` is the earliest wake-up that is still to come.
    """

    position: int
    chunk: int
    wake_at: int | None
