"""What facts say of people adds up to what the engine knows, however they are cut into chunks, and in which order."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any, Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.lab.simulator.facts import read_facts
from loopline.model.fact import Fact, fold_person, whole_fact
from loopline.model.person import Person
from loopline.model.signal import AccountJoined, ConsentChanged, EventReceived, ListChanged, Signal, TraitsChanged
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.loop import Loop
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.storage.transaction_rules import lines_of

NOW: Final = 1_790_000_000_000
NAMES: Final = ("~x", "~y", "ann", "bob", "cem")
"""Each may turn out to be one of those that stand behind it, so that nobody is merged round in a circle."""

VALUES: Final[tuple[Any, ...]] = (
    None, "pro", "", 0, 1, True, 1.5, 2**60, [1], [True], {}, {"a": None}, {"a": {"b": 1}, "c": 2}, "2026-01-01", "\0"
)  # fmt: skip
TRAITS: Final = ("plan", "seats", 'odd "name"', "", "email", "now", "a.b")


def act(numbers: Random) -> tuple[str, Any]:
    """Something that somebody does, or that is said of them."""
    traits = {name: numbers.choice(VALUES) for name in numbers.sample(TRAITS, numbers.randrange(4))}
    kind = numbers.choice(("traits", "traits", "zone", "event", "account", "list", "consent", "link"))
    choices: dict[str, Any] = {
        "traits": traits,
        "zone": numbers.choice(("Europe/Berlin", "Asia/Tokyo", "Mars")),
        "event": numbers.choice(("", "Europe/Berlin")),
        "account": (numbers.choice(("@a", "@b")), traits),
        "list": (numbers.choice(("vip", "null", "eu")), numbers.random() < 0.5),
        "consent": (numbers.choice(("", "news")), numbers.random() < 0.5),
        "link": numbers.randrange(4),
    }
    return kind, choices[kind]


def signal(number: int, numbers: Random) -> Signal:
    """One thing that happens; it may have happened before others that were heard of first."""
    (kind, what), who, minute = act(numbers), numbers.randrange(5), numbers.randrange(10)
    received_at = NOW + number * 60_000
    head: dict[str, Any] = {
        "key": NAMES[who],
        "id": f"m{number}",
        "at": received_at - minute * 60_000,
        "received_at": received_at,
    }
    match kind:
        case "traits":
            return TraitsChanged(**head, traits=what)
        case "zone":
            return TraitsChanged(**head, traits={}, zone=what)
        case "event":
            return EventReceived(**head, name="seen", zone=what)
        case "account":
            return AccountJoined(**head, account=what[0], traits=what[1])
        case "list":
            return ListChanged(**head, name=what[0], member=what[1])
        case "consent":
            return ConsentChanged(**head, channel="email", topic=what[0], allowed=what[1])
        case _:
            return TraitsChanged(**head, traits={}, link=NAMES[what] if what < who else "")


def lived(signals: Sequence[Signal], batch: int) -> tuple[dict[str, Person], list[Fact]]:
    """Everybody as the engine knows them at the end, and all facts, in the order in which they were committed."""
    log, state, clock = MemoryLog(), MemoryState(), VirtualClock(NOW + 10 * 86_400_000)
    log.append([[one] for one in signals])
    loop = Loop(log, state, clock, batch_max=batch)
    while loop.run_once():
        pass
    people = (decode(record) for record in state.scan("", 100))
    known = {one.key: one for one in people if isinstance(one, Person) and one.first_seen_at and not one.merged_into}
    lines = b"".join(chunk for _, chunk in state.chunks(0, 10_000)).splitlines()
    return known, [msgspec.structs.replace(fact, data=raw(fact.data)) for fact in map(read_facts.decode, lines)]


def raw(data: Any) -> msgspec.Raw | None:
    """The data of a fact as it is stored."""
    return None if data is None else msgspec.Raw(msgspec.json.encode(data))


def whole(person: Person) -> dict[str, Any]:
    """What facts should say of somebody."""
    known: dict[str, Any] = msgspec.json.decode(whole_fact(person, 0).data or b"")
    del known["first_seen_at"]
    return {**known, "lists": sorted(known["lists"])}


def typed(known: Mapping[str, Any]) -> bytes:
    """As JSON, in which 1 is not true."""
    return msgspec.json.encode(known, order="sorted")


def in_the_file(facts: DuckFacts) -> dict[str, Any]:
    """What the file says of everybody."""
    rows: list[tuple[Any, ...]] = facts.query(
        "SELECT person, traits, account, account_traits, lists, consent, coalesce(zone, '') FROM people"
    )
    return {
        str(person): {
            "traits": msgspec.json.decode(str(traits)),
            "account": account,
            "account_traits": msgspec.json.decode(str(account_traits)),
            "lists": sorted(lists),
            "consent": msgspec.json.decode(str(consent)),
            "zone": zone,
        }
        for person, traits, account, account_traits, lists, consent, zone in rows
    }


def as_before(facts: Sequence[Fact], upgraded: int) -> list[Fact]:
    """The same facts, of which the first were written by a version that stated people whole every time."""
    known: dict[str, Any] = {}
    found = []
    for number, fact in enumerate(facts):
        if fact.kind == "person" and fact.data is not None:
            known[fact.person] = fold_person(known.get(fact.person, {}), msgspec.json.decode(fact.data))
            if number < upgraded:
                fact = msgspec.structs.replace(fact, data=raw(known[fact.person]))
        found.append(fact)
    return found


def exported(facts: Sequence[Fact], at: Sequence[int], aside: frozenset[int]) -> DuckFacts:
    """The facts in chunks that begin at these places; those set aside come at the end, in any case in their order.

    What is set aside is what was committed together: a place of the log is not torn apart.
    """
    torn = {
        place for place in at if aside and 0 < place < len(facts) and facts[place - 1].position == facts[place].position
    }
    borders = sorted({0, len(facts), *at} - torn)
    chunks = [lines_of(facts[a:b]) for a, b in pairwise(borders)]
    kept = [chunk for number, chunk in enumerate(chunks) if number not in aside]
    later = [chunk for number, chunk in enumerate(chunks) if number in aside]
    file = DuckFacts(threads=1)
    for number, chunk in enumerate((*kept, *later), 1):
        file.append(number, chunk)
    return file


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_they_add_up_to_what_the_engine_knows(seed: int) -> None:
    numbers = Random(seed)
    signals = [signal(number, numbers) for number in range(numbers.randrange(1, 40))]
    people, facts = lived(signals, numbers.choice((1, 3, 100)))
    known: dict[str, Any] = {}
    for fact in facts:
        if fact.kind == "person":
            said = msgspec.json.decode(fact.data) if fact.data else {}
            known[fact.person] = fold_person(known.get(fact.person, {}), said)
    blank = whole(Person(key="", traits={}))  # somebody may have heard of another id, and of nothing else
    expected = {key: one for key, person in people.items() if (one := whole(person)) != blank or key in known}
    for key, one in expected.items():
        folded = {**known[key], "lists": sorted(known[key]["lists"])}
        folded.pop("first_seen_at", None)
        assert typed(folded) == typed(one)
    at = sorted(numbers.randrange(len(facts) + 1) for _ in range(numbers.randrange(8)))
    aside = frozenset(numbers.sample(range(8), numbers.choice((0, 0, 1, 3))))
    once, cut = exported(facts, (), frozenset()), exported(facts, at, frozenset())
    everybody = "SELECT * FROM people ORDER BY person"
    assert once.query(everybody) == cut.query(everybody), "to the letter, however they are cut"
    once.close()
    cut.close()
    file = exported(as_before(facts, numbers.choice((0, len(facts) // 2, len(facts)))), at, aside)
    try:
        assert typed(in_the_file(file)) == typed(expected)
    finally:
        file.close()
