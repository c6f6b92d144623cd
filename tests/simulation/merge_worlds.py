"""Worlds of people who turn out to be one, on one to five shards, each held to what one shard makes of the same.

`python -m tests.simulation.merge_worlds --seed 7 --worlds 100000` plays many; one that fails says how to repeat it.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import CycleError
from itertools import zip_longest
from random import Random
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.lab.simulator.journeys import CHANNELS, EVENTS, PLANS, journey
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.model.signals.addresses import AddressTold
from loopline.runtime.clock import VirtualClock
from tests.simulation.played import failed_worlds, play_as_asked
from tests.simulation.shards import ADDRESS_WORDS, Cluster, person_behind

START: Final = 1_774_310_400_000
END: Final = START + 60 * DAY
MODULE: Final = "tests.simulation.merge_worlds"
SHARDS_MAX: Final = 5
PROGRAMMES: Final = 24
"""So many published sets are made; each world takes one."""


Kind = Literal["simple", "shared", "wild"]


class World(Struct, frozen=True):
    """What is accepted, in its order.

    `kind`: in a simple world nobody shares a browser, so links alone say who is who; in a shared one several people are
    linked to one visitor; in a wild one visitors take in others too.
    """

    seed: int
    shards: int
    published: PublishedSet
    signals: tuple[Signal, ...]
    kind: Kind


@cache
def published_set(number: int) -> PublishedSet:
    """Three drawn journeys, and one that asks for the past of whoever has just been identified."""
    rng, made = Random(f"programme/{number}"), PublishedSet()
    asking = {
        "kind": "journey",
        "id": "past",
        "entry": {"on": ["beta"], "where": 'count("alpha") >= 2', "reentry": {"policy": "always", "concurrent": True}},
        "start": "mail",
        "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "Hello", "body": "Hello"}}},
    }
    made = publish(made, build_document(asking), 1)
    for one in range(3):
        made = publish(made, journey(rng, one, 1, 3), 1)
    return made


def world_of(seed: int) -> World:
    """The world with this seed."""
    rng = Random(f"merges/{seed}")
    known = [f"k{n}" for n in range(rng.randint(2, 6))]
    visitors = [f"~v{n}" for n in range(rng.randint(0, 3))]
    kind: Kind = rng.choice(("simple", "simple", "shared", "wild"))
    owners = {visitor: rng.choice(known) for visitor in visitors}
    ids, at, made = [*known, *visitors], START, list[Signal]()
    for number in range(rng.randint(8, 28)):
        at += rng.choice((0, 1, MINUTE, 10 * MINUTE, HOUR, 8 * HOUR))
        made.append(_signal(rng, f"m{number}", at, known, ids, owners, kind))
        if rng.random() < 0.08:
            made.append(replace(rng.choice(made), received_at=at))
    published = published_set(rng.randrange(PROGRAMMES))
    return World(seed, rng.randint(1, SHARDS_MAX), published, tuple(made), kind)


def _signal(
    rng: Random, name: str, at: int, known: list[str], ids: list[str], owners: dict[str, str], kind: Kind
) -> Signal:
    head: dict[str, Any] = {"key": rng.choice(ids), "id": name, "at": at, "received_at": at}
    point = rng.random()
    one, other = rng.sample(known, 2)
    if kind == "wild":
        one, other = rng.sample(ids, 2)
    elif owners and rng.random() < 0.4:
        other = rng.choice(list(owners))
        one = owners[other] if kind == "simple" else one
    if point < 0.3:
        return PersonLinked(**{**head, "key": one}, other=other)
    if point < 0.4:
        properties = msgspec.json.encode({"k": rng.randint(1, 3), "amount": rng.randint(1, 90)})
        return EventReceived(**{**head, "key": one}, name=rng.choice(EVENTS), properties=properties, link=other)
    if point < 0.8:
        late = rng.choice((0, 0, 0, rng.randrange(2 * HOUR)))
        return EventReceived(**{**head, "at": at - late}, name=rng.choice((*EVENTS, "paid")))
    if point < 0.92:
        traits = {"plan": rng.choice(PLANS), "score": rng.randint(0, 9), "email": f"{head['key']}@example.test"}
        return TraitsChanged(**head, traits={n: v for n, v in traits.items() if rng.random() < 0.7})
    return ConsentChanged(**head, channel=rng.choice(CHANNELS), topic="", allowed=rng.random() < 0.7)


def play(world: World) -> Cluster:
    """The world on its shards; what is done next is drawn each time."""
    rng, clock = Random(f"luck/{world.seed}"), VirtualClock(START)
    cluster = Cluster(world.shards, world.published, clock)
    waiting, haste = list(reversed(world.signals)), rng.choice((0.15, 0.5, 0.9))
    while waiting:
        if rng.random() < 0.4:
            signal = waiting.pop()
            clock.move_to(max(clock.now(), signal.received_at))
            cluster.accept([signal])
        if rng.random() < haste:
            cluster.carry(rng)
        if rng.random() < 0.6:
            cluster.run(rng.randrange(world.shards))
    cluster.settle(rng)
    clock.move_to(END)
    cluster.settle(rng)
    return cluster


def on_one_shard(world: World, signals: Sequence[Signal]) -> Cluster:
    """The same signals on one shard, in this order; the words of addresses are among them."""
    clock = VirtualClock(START)
    cluster = Cluster(1, world.published, clock)
    cluster.decisions.replays = True
    cluster.accept(signals)
    cluster.settle(Random(0))
    clock.move_to(END)
    cluster.settle(Random(0))
    return cluster


def breaches(world: World) -> list[str]:
    """What is not as it should be in a world; nothing when all is well."""
    cluster = play(world)
    people = cluster.people()
    found = [f"{one.key} still awaits {one.awaits}" for one in people.values() if one.awaits]
    found += [f"{one.key} still keeps {len(one.stash)} signals" for one in people.values() if one.stash]
    found += _counted(world, cluster.decisions.made)
    if cluster.decisions.under_way:
        found.append(f"links without an answer: {list(cluster.decisions.under_way)}")
    if found:
        return found
    found += _components(world, people)
    if world.kind != "wild":
        found += _against_one_shard(world, cluster)
    return found


def _against_one_shard(world: World, cluster: Cluster) -> list[str]:
    try:
        signals = cluster.decisions.in_one_order()
    except CycleError as error:
        # Two people came to one browser at once, became one, and what it sent met them on two ways: no order has both.
        return [] if world.kind == "shared" else [f"no order of one shard: {error.args[1]}"]
    return list(_differences(world, cluster, on_one_shard(world, signals)))


def _counted(world: World, decided: Sequence[Signal]) -> Iterator[str]:
    """Each signal is decided once, and those of one id in the order in which they were accepted."""
    outside = {signal.id: (number, signal.key) for number, signal in reversed(list(enumerate(world.signals)))}
    times = Counter(signal.id for signal in decided)
    yield from (f"{name} was decided {times[name]} times" for name in outside if times[name] != 1)
    last: dict[str, int] = defaultdict(int)
    for signal in decided:
        if (place := outside.get(signal.id)) is None:
            continue
        number, key = place
        if number < last[key] and (world.kind == "simple" or not key.startswith("~")):
            yield f"{signal.id} of {key} was decided too late"
        last[key] = max(last[key], number)


def _components(world: World, people: dict[str, Person]) -> Iterator[str]:
    """Who is one with whom, worked out from the links alone."""
    if world.kind != "simple":
        return
    into: dict[str, str] = {}

    def root(key: str) -> str:
        while key in into:
            key = into[key]
        return key

    for signal in world.signals:
        other = signal.other if isinstance(signal, PersonLinked) else getattr(signal, "link", "")
        if other and root(signal.key) != root(other):
            into[root(other)] = root(signal.key)
    groups: dict[str, set[str]] = defaultdict(set)
    for key in people:
        groups[root(key)].add(person_behind(key, people))
    yield from (f"{name} is more than one person: {ends}" for name, ends in groups.items() if len(ends) != 1)
    if len({end for ends in groups.values() for end in ends}) != len(groups):
        yield "people were merged who were never linked"


def _differences(world: World, shards: Cluster, one: Cluster) -> Iterator[str]:
    """What one shard makes of the same signals, in the order in which they took effect here."""
    ours, theirs = shards.people(), one.people()
    visitors = [key for key in ours if key.startswith("~")] if world.kind == "shared" else []
    if any(person_behind(key, ours) != person_behind(key, theirs) for key in visitors):
        return  # two people came to one browser at once, and who of them was the last one depends on the way
    for key in sorted({*ours, *theirs}):
        end = person_behind(key, ours)
        if end != (other := person_behind(key, theirs)):
            yield f"{key} became {end}, on one shard {other}"
        elif key == end and ours.get(end) != theirs.get(end):
            mine, wanted = (msgspec.structs.asdict(one.get(end, Person(key=end, traits={}))) for one in (ours, theirs))
            fields = {name: (value, wanted[name]) for name, value in mine.items() if value != wanted[name]}
            yield f"{end} differs from one shard's: {fields}"
    told, emitted = _words(shards.decisions.made), _words(one.decisions.withheld)
    if told != emitted:
        yield f"words of addresses differ: {told - emitted}, on one shard {emitted - told}"
    is_shared = world.kind == "shared"
    said, said_there = _facts(shards, is_shared=is_shared), _facts(one, is_shared=is_shared)
    for key in sorted({*said, *said_there}):
        pairs = enumerate(zip_longest(said[key], said_there[key]))
        first = next(((n, pair) for n, pair in pairs if pair[0] != pair[1]), None)
        if first is not None:
            yield f"facts of {key} differ at number {first[0]}: {first[1][0]}, on one shard {first[1][1]}"
    sent, sent_there = _messages(shards), _messages(one)
    if sent != sent_there:
        yield f"messages differ: {sent - sent_there}, on one shard {sent_there - sent}"


def _facts(cluster: Cluster, *, is_shared: bool) -> dict[str, list[Fact]]:
    """What is known of each, as it happened.

    A timer of a shared browser wakes whoever the visitor is by then, and who that is depends on the way: it changes
    nothing of what follows or of its time, only when that was decided.
    """
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in cluster.decisions.facts:
        address = "" if fact.person or fact.kind != "address" else msgspec.json.decode(fact.data or b"")["address"]
        decided_at = 0 if is_shared else fact.decided_at
        found[fact.person or address].append(replace(fact, position=0, seq=0, decided_at=decided_at))
    return found


def _words(signals: Sequence[Signal]) -> Counter[bytes]:
    """What people and addresses said to each other.

    The ids of what a merge says tell the way that it took, and to which key an address answers is a matter of who has
    become whom by then: by whom it was heard is seen in the states.
    """
    said = (one for one in signals if isinstance(one, ADDRESS_WORDS))
    heard = (replace(one, key="") if isinstance(one, AddressTold) else one for one in said)
    return Counter(msgspec.json.encode(replace(one, id="")) for one in heard)


def _messages(cluster: Cluster) -> Counter[tuple[str, str, int, bytes]]:
    return Counter((m.key, m.person, m.due_at, m.context) for m in cluster.decisions.messages)


def _play(number: int) -> list[str]:
    return breaches(world_of(number))


def failures(seed: int, worlds: int) -> Iterator[str]:
    """Play so many worlds, the first with this seed, the next with the seed after it; names each that fails."""
    return failed_worlds(_play, MODULE, seed, worlds)


if __name__ == "__main__":
    sys.exit(play_as_asked(_play, MODULE, __doc__, SHARDS_MAX))
