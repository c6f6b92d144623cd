"""What stores keep: log entries, records, outbox rows, documents, what is set aside; and the transaction of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, Self, cast, get_args

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.effect import MarkMessage, SendMessage
from loopline.model.fact import Fact
from loopline.model.journey import Document
from loopline.model.message import MessageStatus
from loopline.model.signal import DocumentKind, JourneyState, Signal

StoredKind = Literal[DocumentKind, "observation", "state", "told", "policy"]
"""The kinds of rows in the table of documents: documents, and beside them what else is published."""


class LogEntry(Struct, frozen=True):
    """Signals accepted together; the first stands at `position`, the next at `position + 1`, and so on.

    There may be a gap before the next entry. None stands in the place of a signal that cannot be read.
    """

    position: int
    signals: Sequence[Signal | None]

    @property
    def end(self) -> int:
        """The position of the last signal."""
        return self.position + len(self.signals) - 1

    @property
    def positions(self) -> range:
        """The position of each signal."""
        return range(self.position, self.end + 1)


class Record(Struct, frozen=True, gc=False, array_like=True):
    """The state under a key: its bytes, the newest ids of signals already seen, and the next wake-up (ms).

    So many older ids as `paged` says went over to pages of their own.
    """

    key: str
    state: bytes
    seen: bytes = b""
    wake_at: int | None = None
    paged: int = 0


class SeenPage(Struct, frozen=True, gc=False, array_like=True):
    """Ids of signals that a key has seen, eight bytes each; `slot` is its place among the rows of that key.

    The last slot holds no ids but the sieve over them: signals/people/deduplicate.py.
    """

    key: str
    slot: int
    ids: bytes


class OutboxRow(Struct, frozen=True, kw_only=True):
    """A message and where it stands: pending, sending, sent, failed, refused, unknown or held.

    `provider` is the one that has it or may have it; a pending message with one is given to no other.
    """

    message: SendMessage
    status: MessageStatus
    due_at: int
    attempt: int
    reason: str = ""
    provider: str = ""


class PruneStep(Struct, frozen=True):
    """How many messages left the outbox, and from where to look on; None: all that come later are younger."""

    pruned: int
    after: int | None


def document_kind(document: Document) -> DocumentKind:
    """A document's kind, as its own text names it."""
    return cast(DocumentKind, document.__struct_config__.tag)


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


SetAsideKind = Literal["record", "signals", "signal", "message", "chunk", "document", "turn"]
"""A record of a person or account; signals of the log that cannot be read; one signal whose decision raised; a message
of the outbox; a chunk of facts; a published document; records of one transaction that were not in rows yet."""

SET_ASIDE_KINDS: Final = get_args(SetAsideKind)

SetAsideCode = Literal["unreadable", "signal_failed", "commit_failed", "export_failed", "stash_full"]
"""Its bytes cannot be read; deciding it raised; what was decided could not be stored; facts did not take it; a merge
took so long that no more could be kept for it."""

QuarantineAct = Literal["retry", "drop"]
"""What an operator decided about something that is set aside."""


class SetAside(Struct, frozen=True, kw_only=True):
    """One thing that is set aside. `name` tells it from others of its kind: a key, a number, a range of positions.

    `position` is where the log stood, and `count` how many positions from there on are meant; `payload` holds its bytes
    where they are kept nowhere else.
    """

    kind: SetAsideKind
    name: str
    code: SetAsideCode
    reason: str
    at: int = 0
    person: str = ""
    position: int = 0
    count: int = 1
    payload: bytes = b""


class Skipped(Struct, frozen=True):
    """A signal that was not decided because the record of `key` is set aside.

    `signal` holds its bytes when it is not in the log at `position`, since another key's decision emitted it.
    """

    key: str
    position: int
    signal: bytes = b""


class Quarantined(Struct, frozen=True, kw_only=True):
    """An entry of the list of what is set aside; `act` is what was asked for and is not done yet.

    `skipped` is how many signals wait for it, `first_position` where the first of them stands in the log.
    """

    id: int
    item: SetAside
    act: QuarantineAct | Literal[""] = ""
    skipped: int = 0
    first_position: int = 0


class ShardTelling(Struct, frozen=True, gc=False, array_like=True):
    """What a transaction tells another shard: signals for its keys, as MessagePack of a list.

    The store gives it its `number`, the next one of all that this shard has told the `target`. `knows` is how many
    publications this shard knows of.
    """

    target: int
    words: bytes
    knows: int = 0
    number: int = 0


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
    set_aside: Sequence[SetAside] = ()
    skipped: Sequence[Skipped] = ()
    decided_late: Sequence[int] = ()
    """Numbers of skipped signals that are decided now."""
    released: Sequence[int] = ()
    """Ids of what is no longer set aside."""
    pages: Sequence[SeenPage] = ()
    erased: Sequence[str] = ()
    """Keys of people and addresses that were forgotten: their records, their pages and their messages leave."""
    tellings: Sequence[ShardTelling] = ()
    heard: Mapping[int, int] = {}
    """By shard, the number of the newest telling of it that is decided."""

    def without(self, keys: frozenset[str]) -> Self:
        """It without these messages: an id that a person had forgotten came again, and led to what was sent before."""
        return replace(self, outbox=[m for m in self.outbox if m.key not in keys]) if keys else self


class Begun(Struct, frozen=True):
    """A transaction that is written but for its end. `known` has the keys of messages that are not to be sent again.

    `finish`, called once and in any thread, brings it to its end: all of it durably, or nothing.
    """

    known: frozenset[str]
    finish: Callable[[], None]


class Frontier(Struct, frozen=True):
    """How far a state has decided: the signals up to `position`, and with them all facts up to this chunk.

    `wake_at` is the earliest wake-up that is still to come.
    """

    position: int
    chunk: int
    wake_at: int | None
