"""Worlds of a programme: people who go through several journeys, some of them held out at each level."""

from random import Random
from typing import Any

from msgspec import Raw, Struct, json

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.learning.programmes.figures import ProgrammeReport
from loopline.model.fact import Fact
from loopline.model.journey import Workspace
from loopline.reports.programmes.draws import PastRules
from loopline.reports.programmes.marginal import Now
from loopline.reports.programmes.report import everything_report, programme_report
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.runtime.parts import DAY, HELLO, NOON

BOUGHT: dict[str, Any] = {"event": "bought", "value": "amount", "within": "14d"}
GROWTH = ("welcome", "cart")
NO_RECORDS: dict[str, Any] = {}


def workspace(**fields: Any) -> Workspace:
    """A workspace in which a tenth is held out of the programme "growth" and a twentieth of everything."""
    plain = {
        "kind": "workspace",
        "holdout": {"percent": 5, "goal": BOUGHT},
        "programmes": {"growth": {"name": "Growth", "owner": "ann", "percent": 10, "goal": BOUGHT}},
    } | fields
    found = build_document(plain)
    assert isinstance(found, Workspace)
    return found


def journey(name: str, programme: str = "", **fields: Any) -> Any:
    """A journey of one message."""
    plain = {
        "kind": "journey",
        "id": name,
        "entry": {"on": [f"{name}_began"], "reentry": {"policy": "always"}},
        "start": "mail",
        "nodes": {"mail": HELLO},
        "goal": BOUGHT,
    }
    return build_document(plain | ({"programme": programme} if programme else {}) | fields)


def published(rules: Workspace, *journeys: Any) -> PublishedSet:
    """All of it as version 1; without journeys, two of "growth" and one that is of no programme."""
    found = publish(PublishedSet(), rules, 1)
    for one in journeys or (*(journey(name, "growth") for name in GROWTH), journey("receipt")):
        found = publish(found, one, 1)
    return found


class Book:
    """Facts of several journeys in the order in which they were written."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def write(self, kind: Any, person: str, at: int, data: object = None, **more: Any) -> None:
        """One line at a position of its own."""
        number = len(self.facts) + 1
        raw = None if data is None else Raw(json.encode(data))
        self.facts.append(Fact(kind, person, at=at, decided_at=at, position=number, seq=number, data=raw, **more))

    def goes(
        self,
        person: str,
        journey: str,
        at: int,
        *,
        held: str = "",
        version: int = 1,
        spared: bool = False,
        unit: str = "",
    ) -> None:
        """A person enters a journey and comes to its message an hour later; `spared`: to none of it."""
        passage = f"{journey}:{person}:{at}"
        own: dict[str, Any] = {"journey": journey, "enrollment": passage, "held": held, "version": version}
        self.write("entered", person, at, {"unit": unit or person}, node="mail", **own)
        if not spared:
            kind = "withheld" if held else "message"
            self.write(kind, person, at + 3_600_000, node="mail", key=f"{passage}:mail", channel="email", **own)

    def buys(self, person: str, at: int, amount: float, account: str = "") -> None:
        """An order; money back where it is below zero."""
        self.write("event", person, at, {"amount": amount}, name="bought", account=account)

    def carried(self, now: int, shards: int = 2) -> DuckFacts:
        """The facts up to now in DuckDB, spread over shards, with something that came in just now."""
        facts = DuckFacts()
        beat = Fact("event", "heart", at=now, decided_at=now, position=len(self.facts) + 1, seq=1, name="beat")
        for shard in range(shards):
            known = (one for one in (*self.facts, beat) if one.at <= now)
            own = [one for one in known if sum(one.person.encode()) % shards == shard]
            if own:
                facts.append(1, lines_of(own), shard)
        return facts


class World(Struct):
    """Chances of a world of `people`: held out at each level, buying, and what a message adds to buying."""

    people: int = 400
    everything: float = 0.05
    programme: float = 0.1
    single: float = 0.1
    buys: float = 0.2
    lift: float = 0.0
    days: int = 60
    merges: float = 0.0


def lived(rng: Random, world: World, begin: int = NOON) -> Book:
    """People come over the days, go through one to three journeys, and buy once to thrice, some give money back."""
    book = Book()
    for number in range(world.people):
        person = f"p{number}"
        level = "global" if rng.random() < world.everything else ""
        of_growth = level or ("programme" if rng.random() < world.programme else "")
        came = begin + rng.randrange(world.days * DAY)
        is_messaged, first = False, 0
        for name in rng.sample((*GROWTH, "receipt"), rng.randint(1, 3)):
            held = of_growth if name in GROWTH else level
            held = held or ("journey" if rng.random() < world.single else "")
            book.goes(person, name, came, held=held, spared=rng.random() < 0.1)
            is_messaged, first = is_messaged or not held, first or came
            came += rng.randrange(10 * DAY) + 1
        if rng.random() < world.buys + (world.lift if is_messaged else 0.0):
            for _ in range(rng.randint(1, 3)):
                amount = rng.choice((5, 10.25, 20.5, 100, -5))
                book.buys(person, first + rng.randrange(20 * DAY), amount)
        if rng.random() < world.merges:
            other = f"q{number}"
            book.goes(other, rng.choice(GROWTH), came, held=rng.choice(("", "programme", "global")))
            book.write("merged", person, came + DAY, name=other)
    return book


def told(
    book: Book,
    level: str,
    now: int,
    rules: Workspace | None = None,
    past: tuple[PastRules, ...] = (),
    journeys: tuple[Any, ...] = (),
) -> ProgrammeReport:
    """The report of "growth", or of everything."""
    past = past or (PastRules(NOON - DAY, rules or workspace()),)
    facts, moment = book.carried(now), Now(now, lambda _: NO_RECORDS)
    known = published(past[-1].workspace, *journeys)
    try:
        if level == "global":
            return everything_report(facts, known, past, moment)
        return programme_report(facts, known, past, "growth", moment)
    finally:
        facts.close()
