"""Receipts as providers tell them: late, twice, or by one that never had the message; read as those of production."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from msgspec import Struct

from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.hook import Receipt
from loopline.model.message import ReceiptKind
from loopline.model.records import OutboxRow
from loopline.model.signal import Signal
from loopline.pipeline import receipts

CHANCES: Final[tuple[tuple[ReceiptKind, float, int, bool], ...]] = (
    ("delivered", 0.5, 2 * MINUTE, False),
    ("opened", 0.15, MINUTE, True),
    ("opened", 0.4, 20 * HOUR, False),
    ("clicked", 0.25, DAY, False),
    ("unsubscribed", 0.06, 2 * DAY, False),
    ("complained", 0.03, 2 * DAY, False),
)
LATE: Final = 0.2
TWICE: Final = 0.2
BY_ANOTHER: Final = 0.1


class News(Struct, frozen=True):
    """One thing that happened to a message, and by whom it was told when (ms), in the order of the calls."""

    message: str
    kind: ReceiptKind
    machine: bool
    at: int
    calls: tuple[tuple[int, str], ...]


def news_of(seed: str, row: OutboxRow, now: int, teller: str, others: Sequence[str]) -> list[News]:
    """What the person, or a machine, does with the message, and how its provider tells of it."""
    key = row.message.key
    rng, calls = Random(f"{seed}/receipts/{key}"), Random(f"{seed}/calls/{key}")
    made = []
    for kind, chance, within, machine in CHANCES:
        if rng.random() < chance:
            at = now + 1 + rng.randrange(within)
            made.append(News(key, kind, machine, at, tuple(sorted(_calls(calls, at, teller, others)))))
    return made


def _calls(rng: Random, at: int, teller: str, others: Sequence[str]) -> Iterator[tuple[int, str]]:
    first = at + (rng.randrange(2 * DAY) if rng.random() < LATE else 0)
    yield first, teller
    if rng.random() < TWICE:
        yield first + rng.choice((0, MINUTE, 10 * HOUR)), teller
    if others and rng.random() < BY_ANOTHER:
        yield first + rng.choice((0, HOUR)), rng.choice(others)


def told(news: News, row: OutboxRow) -> Iterator[tuple[int, tuple[Signal, ...]]]:
    """The signals of each call, as the intake of production makes them."""
    m = row.message
    name = f"{m.key}/{news.kind}/{news.machine}"
    heard = Receipt(kind=news.kind, message=m.key, id=name, at=news.at, machine=news.machine)
    for at, teller in news.calls:
        yield at, receipts.attribute([heard], teller, frozenset({m.channel}), {m.key: m}, {}, at).signals
