"""A journey that lives on: people who enter day by day, whatever was planned."""

from datetime import UTC, datetime
from typing import Any

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.model.journey import Workspace
from tests.learning.facts_made import Oracle
from tests.runtime.parts import DAY, HELLO, NOON

GOAL: dict[str, Any] = {"event": "bought", "value": "amount", "within": "14d"}


def version_of(name: str, **fields: Any) -> Any:
    """The document of one version, with half held out unless told otherwise."""
    plain = {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": {"mail": HELLO}}
    return build_document(plain | {"goal": GOAL, "holdout": {"percent": 50}} | fields)


def published(name: str, *versions: dict[str, Any], zone: str = "UTC") -> PublishedSet:
    """The set in which these versions of a journey were published one after another."""
    found = with_document(PublishedSet(), Workspace(zone=zone), 1)
    for number, fields in enumerate(versions, 1):
        found = with_document(found, version_of(name, **fields), number)
    return found


def told(book: Oracle, *days: int) -> Oracle:
    """Versions that were published on these days after noon of the first."""
    for number, day in enumerate(days, 1):
        book.write("published", "", NOON + day * DAY, name="journey", version=number)
    return book


def live(
    book: Oracle,
    days: range,
    *,
    a_day: int = 40,
    version: int = 1,
    treated: float = 0.2,
    held: float = 0.2,
    goal: str = "bought",
    event: str = "",
) -> Oracle:
    """Each day so many enter, every second held out, and are reached at once; these parts of them do the goal a day
    later. With `event` the goal is written down as an event too."""
    for day in days:
        at = NOON + day * DAY
        for n in range(a_day):
            level, name = ("journey" if n % 2 else ""), f"p{version}-{day}-{n}"
            book.enter(name, name, at + n, held=level, version=version).expose(name, name, at + n, held=level)
            if n // 2 < round((held if level else treated) * a_day / 2):
                book.reach(name, name, at + n + DAY, 10.0, since=at + n)
                if event:
                    book.write("event", name, at + n + DAY, name=event)
    return book


def day(number: int) -> str:
    """A day after the first one, as a document says it."""
    return str(datetime.fromtimestamp((NOON + number * DAY) / 1_000, UTC).date())
