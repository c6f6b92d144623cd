"""Reads the worked examples of metrics: lines of facts as they stand in the list, and the journey that they are of."""

import json
from collections.abc import Iterator
from typing import Any

from msgspec import Raw
from msgspec.structs import replace

from loopline.demo import cdnow
from loopline.model.fact import Fact

DAY = 86_400_000
MONDAY = 1_767_571_200_000
"""Day 0 of the examples: Monday, 5 January 2026, 00:00 UTC."""

HELLO: dict[str, Any] = {
    "kind": "journey",
    "id": "hello",
    "owner": "growth",
    "entry": {"on": ["signed_up"]},
    "goal": {"event": "bought", "value": "amount", "within": "14d"},
    "holdout": {"percent": 50},
    "start": "mail",
    "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}},
}
OF_JOURNEY = ("entered", "message", "withheld", "attempt", "receipt", "goal", "exited", "assigned")
OF_PERSON = ("enrollment", "key", "unit")
FIELDS = ("enrollment", "node", "channel", "key", "held", "reason", "provider", "arm")


def facts_of(lines: tuple[str, ...]) -> list[Fact]:
    """The facts that lines tell, each at a position of its own. `name *N` is so many people: name-1 to name-N."""
    found = [fact for line in lines for fact in _facts(line)]
    return [replace(one, position=n) for n, one in enumerate(found, 1)]


def _facts(line: str) -> Iterator[Fact]:
    kind, *words = line.split()
    if kind == "cdnow":
        yield from _cdnow(int(words[0]))
        return
    person, day, *rest = words
    name = rest.pop(0) if rest and "=" not in rest[0] else ""
    more = dict(word.split("=", 1) for word in rest)
    persons = [person]
    if "*" in person:
        person, _, count = person.partition("*")
        persons = [f"{person}{n}" for n in range(1, int(count) + 1)]
    for one in persons:
        own = {field: value.replace("@", one) for field, value in more.items() if field in OF_PERSON}
        yield _fact(kind, one, int(float(day) * DAY) + MONDAY, name, more | own)


def _fact(kind: str, person: str, at: int, name: str, more: dict[str, str]) -> Fact:
    moment = at + int(more.get("at_ms", 0))
    data: dict[str, Any] | None = None
    if kind == "person":
        data = {
            "traits": {name: value for name, value in more.items() if name not in ("decided_ms", "at_ms")},
            "account": "",
            "account_traits": {},
            "lists": [],
            "consent": {},
            "zone": "",
        }
    elif kind == "entered":
        data = {"unit": more["unit"]}
    elif kind == "goal":
        data = {"after_ms": int(float(more["after"]) * DAY), "again": False}
    elif kind == "event":
        data = {key: json.loads(value) for key, value in more.items()}
    return Fact(
        kind=kind,  # type: ignore[arg-type]  # a line names a kind
        person=person,
        at=moment,
        decided_at=moment + int(more.get("decided_ms", 0)),
        name=name,
        journey="hello" if kind in OF_JOURNEY else "",
        version=1 if kind in OF_JOURNEY else 0,
        key=more.get("key", person if kind == "person" else ""),
        value=float(more["value"]) if "value" in more else None,
        data=Raw(json.dumps(data).encode()) if data is not None else None,
        **{field: more[field] for field in FIELDS if field in more and field != "key"},  # type: ignore[arg-type]
    )


def _cdnow(every: int) -> Iterator[Fact]:
    """The orders of every so manieth customer of CDNOW (Fader & Hardie), the last one on day 0."""
    made = cdnow.purchases(every)
    later = MONDAY - (made[-1].day + 1) * DAY
    for one in made:
        total = json.dumps({"total": one.cents / 100}).encode()
        yield Fact("event", one.customer, at=one.at + later, decided_at=one.at + later, name="order", data=Raw(total))
