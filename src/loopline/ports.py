"""The promises that the edges keep. Every implementation of a port passes that port's conformance suite."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from loopline.delivery.email.signer import MailSigner, unsigned
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Dispatch, Outcome, UnknownPolicy
from loopline.model.records import Begun, Frontier, LogEntry, OutboxRow, PruneStep, Record, StoredDocument, Transaction
from loopline.model.signal import Signal, Trust
from loopline.pipeline.person_inbox import PersonInbox
from loopline.pipeline.quarantine import Quarantine
from loopline.pipeline.shards.tellings import Tellings
from loopline.pipeline.waiting_facts import WaitingFacts
from loopline.signals.batch import Taken

SqlParameters = Sequence[object] | Mapping[str, object]
"""Of a question to the facts: by place (?) or by name ($name)."""


class Clock(Protocol):
    """Tells the time in ms since the Unix epoch, UTC. Never goes backwards."""

    def now(self) -> int: ...

    def seconds_until(self, at: int) -> float:
        """Real seconds to wait until the clock shows `at`; a virtual clock answers a long time: it is moved by hand."""
        ...


class Log(Protocol):
    """A durable, ordered log of signals, one a shard.

    Positions begin at 1 or above, rise, and stay below 2^43; there may be gaps between batches, so only the log can
    count signals. Those of one batch stand side by side.
    """

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Write all batches in one transaction; on disk when this returns each batch's first position."""
        ...

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries whose signals stand after position `after`, in order, about `limit` signals in all.

        None stands in the place of each signal that cannot be read.
        """
        ...

    def end(self) -> int:
        """The position of the last signal, 0 when there was none."""
        ...

    def count(self, after: int) -> int:
        """How many signals stand after a position."""


class Intake(Protocol):
    """Where signals enter: once it has answered, they are in the log, on disk.

    `accept` and `take` raise Unavailable when that cannot be done now, and after a deadline (`intake_slow`); the same
    may be given again: ids deduplicate.
    """

    @property
    def fault(self) -> str:
        """The reason why nothing can be taken in now; "" when all is well."""
        ...

    def oldest_seconds(self) -> float:
        """For how long the oldest request has been waiting for its answer; 0.0 when none waits. From any thread."""
        ...

    def start(self) -> None:
        """Begin to accept; called in the event loop that will ask."""
        ...

    def stop(self) -> None:
        """Write what was given before, then end. Waits; safe from any thread."""
        ...

    async def accept(self, signals: Sequence[Signal]) -> int:
        """Write signals, side by side and in this order; the position of the first."""
        ...

    async def take(self, dialect: str, body: bytes, received_at: int, hint: str = "", trust: Trust = "") -> Taken:
        """Read a request by the reader of this dialect and write what it holds, as said by `trust`.

        Raises Invalid as the reader does.
        """
        ...


class State(Tellings, Protocol):
    """States, timers, outbox, facts and the log position of one shard, under one owner at a time."""

    @property
    def quarantine(self) -> Quarantine:
        """What of it is set aside. Messages that cannot be read are left out of every answer and reported there."""
        ...

    def take_ownership(self) -> int:
        """Become the owner: returns a new epoch; commits under any older epoch raise Conflict `epoch_lost`."""
        ...

    def position(self) -> int:
        """The log position up to which everything has been decided."""
        ...

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """The records of these keys; a key that is not there is absent from the answer."""
        ...

    def seen_pages(self, wanted: Sequence[tuple[str, int]]) -> Mapping[str, Mapping[int, bytes]]:
        """Pages of ids by (key, slot): those that are there, by key and slot; a key without any of them is absent."""
        ...

    def commit(self, transaction: Transaction) -> frozenset[str]:
        """All of it durably, or nothing. Messages whose keys were ever there change nothing: the answer has these."""
        ...

    def begin(self, transaction: Transaction) -> Begun:
        """As `commit`, but for its end, which may fail as well; until then nobody sees it, and nobody else commits."""
        ...

    def claim_due(self, now: int, limit: int) -> list[tuple[str, int]]:
        """Keys whose wake-up is at or before `now`, with it, earliest first."""
        ...

    def next_wake_at(self) -> int | None:
        """The earliest wake-up of all, in ms."""
        ...

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]:
        """Messages in these statuses that are due, oldest due first, with keys other than those already seen."""
        ...

    def oldest_due(self, now: int) -> int | None:
        """The time from which the longest waiting pending message has been due; None when nothing is due."""
        ...

    def messages(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """Messages by key."""
        ...

    def prune_messages(self, before: int, after: int, limit: int) -> PruneStep:
        """Look at `limit` messages past the place `after` (0: the first), and delete those that are settled for good.

        They were decided and last due before `before` (ms). What is open or set aside stays, and so does the memory of
        every key.
        """
        ...

    def chunks(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Fact chunks committed after chunk `after`: (chunk number, NDJSON of facts), oldest first."""
        ...

    def last_chunk(self) -> int:
        """The number of the newest chunk, exported or not; 0 before the first."""
        ...

    def forget_chunks(self, up_to: int) -> None:
        """Drop chunks that have been exported."""
        ...

    def documents(self) -> list[StoredDocument]:
        """Every published version of every document, oldest first."""
        ...

    def scan(self, after: str, limit: int) -> list[Record]:
        """Records in key order, for sweeps."""
        ...


class FactsSource(State, WaitingFacts, Protocol):
    """A state from which facts are exported."""

    def birth(self) -> str:
        """A random mark, made with the state and kept by what is exported from it."""
        ...

    def mark_anew(self) -> None:
        """Give the state another mark: what was exported before belongs to another history."""
        ...

    def frontier(self) -> Frontier:
        """How far it has decided, as of one moment."""
        ...


class Facts(Protocol):
    """The columnar record that learning and segments read: facts of all shards are asked, those of one are appended."""

    def append(self, number: int, lines: bytes) -> None:
        """Append one chunk; a chunk that was exported before changes nothing."""

    def append_many(self, chunks: Iterable[tuple[int, bytes]]) -> None:
        """Append chunks in their order, as a whole or not at all; one may come in pieces of whole lines."""

    def exported(self) -> int:
        """The number of the last chunk exported."""

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        """Read-only SQL over `facts` and `people`."""

    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> list[list[tuple[object, ...]]]:
        """Several such questions with their parameters, all answered as of one moment."""


class Provider(Protocol):
    """Carries messages of one or more channels, and reads what its service tells of them.

    `name` is the URL scheme by which it is set up. `unknown_policy` says what becomes of a message whose fate a crash
    hid. What it cannot carry it refuses by name, as the outcome of that message.
    """

    name: str
    channels: frozenset[ChannelName]
    unknown_policy: UnknownPolicy

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Hand messages over; one outcome each, in order. Never raises for the fault of a single message."""
        ...

    async def ask(self, key: str) -> Outcome:
        """The outcome of the message with this key: Deferred or Refused when it surely was not taken, else Unknown."""
        ...

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """What a call of our webhook tells, signature checked first. Pure: reads the request and nothing else.

        Raises for no body at all: what cannot be believed or read is a HookRefusal, what is not known is left out.
        """
        ...


class Flight(Protocol):
    """Is told when a message leaves, so that a kill costs no certainty about those that had not left yet.

    A provider with the `unknown_policy` "hold" or "ask" may have an attribute `flight`, None until it is set, before
    the first message. It then calls `handed` just before the service could take a message, and `answered` after.
    """

    def handed(self, dispatch: Dispatch) -> None:
        """The service is about to get this message; on record when this returns."""
        ...

    def answered(self, dispatch: Dispatch, outcome: Outcome, *, goes_on: bool = False) -> None:
        """The service has answered; `goes_on`: it gets the same message for more devices, so this is on record now."""
        ...


class SandboxInbox(Protocol):
    """Where messages are kept for viewing that are not to be sent."""

    def keep(self, messages: Sequence[Dispatch]) -> None:
        """Durable when this returns; a message that is there already changes nothing."""
        ...

    def has(self, key: str) -> bool:
        """Whether a message was kept."""
        ...


class Tools(Struct, frozen=True, kw_only=True):
    """What the house lends a provider. `sender` is the From of messages that name none, `signed` signs mails, `files`
    has attachments by digest, `secret(name, make)` is the data folder's, its news come to `hook_url` ("": nowhere)."""

    clock: Clock
    secret: Callable[[str, Callable[[], str]], str]
    inbox: SandboxInbox
    person_inbox: PersonInbox
    allow_private: bool = False
    signed: MailSigner = unsigned
    sender: str = ""
    public_url: str = ""
    hook_url: str = ""
    files: Callable[[Sequence[str]], Mapping[str, bytes]] = lambda digests: {}


class ProviderKind(Protocol):
    """A provider's class, found by the scheme of a URL such as `example`.

    `unknown_means` says in the documents when nobody knows what became of a message.
    """

    name: str
    channels: frozenset[ChannelName]
    unknown_policy: UnknownPolicy
    example: str
    unknown_means: str

    def from_url(self, url: str, tools: Tools) -> Provider:
        """The provider that this URL describes. Raises Invalid, whose text repeats nothing of the URL."""
        ...
