"""Worlds of a cap that tries several limits: who comes to where they differ, and what people do from then on."""

from random import Random
from typing import Any

from loopline.decisions.capping.compiled import arm_of_unit
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.learning.fatigue.figures import FatigueReport
from loopline.model.entry.cap import CapExperiment
from loopline.model.journey import Workspace
from loopline.reports.fatigue.report import fatigue_report
from loopline.reports.programmes.draws import PastRules
from loopline.storage.duckdb.facts import DuckFacts
from tests.reports.programmes.worlds import Book
from tests.runtime.parts import DAY, NOON

GOAL: dict[str, Any] = {"event": "bought", "value": "amount", "within": "14d"}
ARMS: list[dict[str, Any]] = [
    {"name": "five", "limit": 5},
    {"name": "two", "limit": 2},
    {"name": "three", "limit": 3, "weight": 2},
]
LIMITS = {"two": 2, "three": 3, "five": 5}
HOUR = 3_600_000


def rules(**own: Any) -> Workspace:
    """A workspace with a cap by e-mail that tries two, three and five a week."""
    tries = {"id": "weekly", "arms": ARMS, "goal": GOAL} | own
    cap = {"limit": 3, "within": "7d", "channel": "email", "experiment": tries}
    found = build_document({"kind": "workspace", "caps": [cap]})
    assert isinstance(found, Workspace)
    return found


def arm_of(person: str, workspace: Workspace) -> str:
    """The hash's own."""
    tries = workspace.caps[0].experiment
    assert isinstance(tries, CapExperiment)
    return arm_of_unit(tries, workspace.salt, person).name


class Doses(Book):
    """Facts of a cap."""

    def differs(self, person: str, at: int, arm: str, name: str = "weekly") -> None:
        """A message that another limit would have answered otherwise."""
        self.write("capped", person, at, name=name, arm=arm, channel="email", journey="news", enrollment=f"n:{person}")

    def gets(self, person: str, at: int, channel: str = "email") -> str:
        """A message leaves."""
        key = f"{person}:{at}:{len(self.facts)}"
        self.write("attempt", person, at, name="sent", key=key, channel=channel, journey="news")
        return key

    def answers(self, person: str, at: int, name: str, key: str, reason: str = "") -> None:
        """A receipt of it."""
        self.write("receipt", person, at, name=name, key=key, channel="email", journey="news", reason=reason)


def published(workspace: Workspace) -> PublishedSet:
    return publish(PublishedSet(), workspace, 1)


def told(book: Doses, now: int, workspace: Workspace, past: tuple[PastRules, ...] = ()) -> FatigueReport:
    """The report."""
    facts = book.carried(now)
    try:
        return reported(facts, now, workspace, past)
    finally:
        facts.close()


def reported(facts: DuckFacts, now: int, workspace: Workspace, past: tuple[PastRules, ...] = ()) -> FatigueReport:
    """The report of facts at hand."""
    own = past or (PastRules(NOON - DAY, workspace),)
    return fatigue_report(facts, published(workspace), own, "weekly", now)


def lived(rng: Random, workspace: Workspace, people: int, days: int) -> Doses:
    """People come over the days to where limits differ, again and again; buy, leave, complain, get other messages."""
    book = Doses()
    for number in range(people):
        person = f"p{number}"
        arm, came = arm_of(person, workspace), NOON + rng.randrange(days * DAY)
        for place in range(rng.randint(1, 3)):
            book.differs(person, came + place * rng.randrange(1, 5 * DAY), arm)
        for _ in range(rng.randint(0, 2 * LIMITS[arm])):
            key = book.gets(person, came - DAY + rng.randrange(18 * DAY), rng.choice(("email", "email", "sms")))
            for name in ("unsubscribed", "complained"):
                if rng.random() < 0.15:
                    at = came + rng.randrange(20 * DAY)
                    book.answers(person, at, name, key, rng.choice(("", "machine")))
        for _ in range(rng.choice((0, 0, 1, 3))):
            book.buys(person, came - 2 * DAY + rng.randrange(20 * DAY), rng.choice((5, 10.25, 100, -5)))
        if rng.random() < 0.1:
            other = f"q{number}"
            book.differs(other, came + rng.randrange(4 * DAY), arm_of(other, workspace))
            book.write("merged", person, came + 6 * DAY, name=other)
    return book
