"""A rich history in virtual time, and everything that facts tell of it, in an order that does not depend on speed."""

import random
from collections import defaultdict
from pathlib import Path

from loopline.app import App
from loopline.model.message import Accepted, Deferred, Outcome, Refused
from loopline.model.signal import AccountJoined, ListChanged, PersonLinked, ReceiptReceived, Signal
from loopline.runtime.clock import VirtualClock
from loopline.storage.duckdb.facts import DuckFacts
from tests.runtime.parts import HELLO, Postbox, consent, event, journey, publish, stated

HOUR = 3_600_000
EVENTS = ("signed_up", "signed_up", "bought", "seen", "left")
OF_THE_MOMENT = ("number", "position", "seq", "decided_at")
"""What says when a fact was told, which for a timer's facts is the moment of the look."""
Row = tuple[object, ...]

FIRST = journey(
    {
        "hello": HELLO | {"then": "rest"},
        "rest": {"kind": "wait", "for": "6h", "then": "which"},
        "which": {"kind": "split", "branches": [{"when": 'count("seen") >= 2', "then": "again"}], "otherwise": "out"},
        "again": HELLO | {"then": "bide"},
        "bide": {"kind": "wait", "until": {"event": "bought"}, "timeout": "2d", "then": "out"},
        "out": {"kind": "exit"},
    },
    goal={"event": "bought", "within": "3d"},
    holdout={"percent": 20},
    exits=[{"on": "left"}],
)
SECOND = journey({"hello": HELLO | {"then": "rest"}, "rest": {"kind": "wait", "for": "3h"}}, holdout={"percent": 20})


def postbox(seed: int) -> Postbox:
    """A provider that refuses some of what it gets, and puts some off."""
    chance = random.Random(seed)
    answers: list[Outcome] = []
    for n in range(200):
        drawn = chance.random()
        refused = Refused("550", "no such box") if drawn < 0.1 else Deferred("421", "later", 60)
        answers.append(refused if drawn < 0.2 else Accepted(f"id{n}"))
    return Postbox(*answers)


async def live(app: App, clock: VirtualClock, seed: int, steps: int = 40, *, publishes: bool = True) -> None:
    """Days of people who sign up, merge, join accounts, refuse, open what they got, and wait."""
    chance = random.Random(seed)
    people = [f"p{n}" for n in range(25)]
    for step in range(steps):
        now = clock.now()
        batch: list[Signal] = []
        for n in range(chance.randrange(1, 12)):
            batch.append(_one(chance, people, now, step * 100 + n))
        await app.accept(batch)
        if publishes and step in (0, steps // 2):
            await publish(app, FIRST if step == 0 else SECOND)
        if publishes and step in (steps // 3, steps // 3 + 4):
            await app.studio.documents.change_state("hello", "pause" if step == steps // 3 else "resume", "a test")
        await app.settle()
        clock.move_to(now + chance.randrange(1, 5 * HOUR))
        app.worker.wake()
        await app.settle()


def _one(chance: random.Random, people: list[str], now: int, number: int) -> Signal:
    person = chance.choice(people)
    at = now - chance.randrange(60_000)
    drawn = chance.random()
    if drawn < 0.2:
        return stated(person, now + number % 7, email=f"{person}@example.com", plan=chance.choice(["free", "pro"]))
    if drawn < 0.25:
        return PersonLinked(key=person, id=f"link/{number}", at=at, received_at=now, other=chance.choice(people))
    if drawn < 0.3:
        return consent(person, now + number % 7, allowed=chance.random() < 0.5)
    if drawn < 0.35:
        return ListChanged(
            key=person, id=f"list/{number}", at=at, received_at=now, name="vip", member=chance.random() < 0.5
        )
    if drawn < 0.42:
        seats = {"seats": chance.randrange(9)}
        return AccountJoined(key=person, id=f"join/{number}", at=at, received_at=now, account="=acme", traits=seats)
    if drawn < 0.5:
        return ReceiptReceived(
            key=person,
            id=f"open/{number}",
            at=at,
            received_at=now,
            kind=chance.choice(["opened", "clicked", "bounced"]),
            message=f"m{number}",
            channel="email",
            journey="hello",
        )
    return event(person, chance.choice(EVENTS), at, number=number, received_at=now)


def told(folder: Path) -> dict[str, object]:
    """Everything in the facts of a stopped server: facts by person and in order, people, and merges."""
    facts = DuckFacts(folder / "facts.duckdb")
    try:
        by_person: dict[object, list[Row]] = defaultdict(list)
        without = ", ".join(OF_THE_MOMENT)
        # What is stated of a person is compared as it stands in the end: how often it is stated hangs on the steps.
        sql = f"SELECT person, columns(* EXCLUDE (person, {without})) FROM facts WHERE kind <> 'person' ORDER BY rowid"
        for person, *row in facts.query(sql):
            by_person[person].append(tuple(row))
        people = facts.query("SELECT * EXCLUDE (position, seq) FROM people ORDER BY ALL")
        events = facts.query("SELECT position, seq, person, key FROM facts WHERE kind = 'event' ORDER BY position, key")
        return {
            "facts": dict(by_person),
            "people": people,
            "merges": facts.query('SELECT other, "into" FROM merges ORDER BY ALL'),
            "events": [row[:1] + row[2:] for row in events],
        }
    finally:
        facts.close()
