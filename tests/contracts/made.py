"""Small values for the conformance suites: steps, messages, facts and signals with only what a test cares about."""

from collections.abc import Sequence

from msgspec import Raw, json

from loopline.model.effect import MarkMessage, SendMessage
from loopline.model.fact import Fact
from loopline.model.records import Record, SeenPage, StoredDocument, Transaction
from loopline.model.signal import EventReceived, Signal
from loopline.ports import Log


def message(key: str, due_at: int = 1_000, person: str = "p:ann", context: bytes = b'{"plan":"pro"}') -> SendMessage:
    """An e-mail to Ann."""
    return SendMessage(
        key=key,
        person=person,
        channel="email",
        topic="news",
        journey="paywall",
        version=3,
        node="offer",
        enrollment="e1",
        address="ann@example.com",
        context=context,
        due_at=due_at,
        created_at=900,
    )


def fact(
    person: str = "p:ann", kind: str = "event", position: int = 1, seq: int = 1, data: str = "", **more: str
) -> Fact:
    """One line that learning counts."""
    return Fact(kind, person, at=position * 10, position=position, seq=seq, data=Raw(data) if data else None, **more)  # type: ignore[arg-type]  # only texts come in


def person(name: str, position: int, seq: int = 1, **data: object) -> Fact:
    """A statement of everything that is known of a person; with `now`, of what changed."""
    return fact(name, "person", position, seq, json.encode(data).decode(), key=name)


def transaction(
    epoch: int,
    position: int = 1,
    *,
    records: Sequence[Record] = (),
    outbox: Sequence[SendMessage] = (),
    marks: Sequence[MarkMessage] = (),
    facts: Sequence[Fact] = (),
    documents: Sequence[StoredDocument] = (),
    pages: Sequence[SeenPage] = (),
) -> Transaction:
    """What a pass of the loop commits."""
    return Transaction(
        position=position,
        records=records,
        outbox=outbox,
        marks=marks,
        facts=facts,
        epoch=epoch,
        documents=documents,
        pages=pages,
    )


def events(first: int, count: int) -> list[Signal]:
    """Distinct events; the id tells which one it is."""
    return [
        EventReceived(key="p:ann", id=f"m{number}", name="seen", at=number, received_at=number)
        for number in range(first, first + count)
    ]


def read_ids(log: Log, after: int, limit: int) -> list[tuple[int, str]]:
    """Positions with the ids that stand there."""
    return [
        (entry.position + offset, signal.id)
        for entry in log.read(after, limit)
        for offset, signal in enumerate(entry.signals)
        if signal is not None
    ]
