"""Worlds of one journey with metrics: people who are messaged or held out, and what they do before and after."""

from random import Random
from typing import Any

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.journey import Workspace
from tests.reports.measured.fields import LEFT, RATIO, REFUNDED, SPENT
from tests.reports.programmes.worlds import Book, journey
from tests.runtime.parts import DAY, NOON

HOUR = 3_600_000
NAME = "nudge"
NOW = NOON + 45 * DAY
METRICS: dict[str, Any] = {"refunds": REFUNDED, "left": LEFT, "spent": SPENT | {"cap": 95}, "share": RATIO}


def changed(book: Book, state: str, at: int, reason: str = "") -> None:
    """The journey is paused or resumed."""
    book.write("state", "", at, name=state, journey=NAME, reason=reason)


def published(metrics: dict[str, Any], **fields: Any) -> PublishedSet:
    """One journey with these metrics, of which a fifth is held out unless it says otherwise."""
    plain = {"holdout": {"percent": 20}, "metrics": metrics} | fields
    return publish(publish(PublishedSet(), Workspace(), 1), journey(NAME, **plain), 1)


def receive(book: Book, person: str, at: int, kind: str, came: int) -> None:
    """A receipt of the journey's message to somebody who came at `came`."""
    passage = f"{NAME}:{person}:{came}"
    own: dict[str, Any] = {"journey": NAME, "enrollment": passage, "version": 1}
    book.write("receipt", person, at, name=kind, key=f"{passage}:mail", node="mail", channel="email", **own)


def lived(rng: Random, people: int = 300, days: int = 40, held: float = 0.2) -> Book:
    """People do all kinds of things around their message, some of it on its very moment."""
    book = Book()
    for number in range(people):
        person, came = f"p{number}", NOON + rng.randrange(days * DAY)
        side = "journey" if rng.random() < held else ""
        for name, most in (("bought", 3), ("refunded", 2), ("visited", 2)):
            for _ in range(rng.randrange(most + 1)):
                at = came + HOUR + rng.choice((0, rng.randrange(-20 * DAY, 20 * DAY)))
                book.write("event", person, at, {"amount": rng.choice((19.9, 0.1, 7, -3.35))}, name=name)
        book.goes(person, NAME, came, held=side)
        if not side and rng.random() < 0.2:
            receive(book, person, came + rng.randrange(6 * DAY), "unsubscribed", came)
    return book
