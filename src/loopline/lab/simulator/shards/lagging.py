"""Worlds in which what shards tell each other is long on its way: whatever came when, in the end all agrees."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from loopline.lab.simulator.shards.comparison import CRASH_RATE, DOUBLE_RATE, ShardedResult, misplaced, unheard
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner, ShardedWorld
from loopline.lab.simulator.worlds import MOVES, world_of
from loopline.lab.virtual_time import Stores
from loopline.model.accounts.account import Account
from loopline.model.keyed.states import KeyState
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.runtime.engine.account_versions import with_traits
from loopline.runtime.engine.cache import decode
from loopline.runtime.upkeep.stranded import sweep
from loopline.signals.people.aliases import end_of_chain

LAGS: Final = 0.6
LOST: Final = ("version_missing", "node_missing")


def one_lagging_world(seed: int, stores: Stores, shards: int, moves: int = MOVES) -> ShardedResult:
    """One world whose tellings lag behind by moments, hours and days. An exception counts as a fault."""
    try:
        chances = Chances(f"lags/{seed}", CRASH_RATE if seed % 2 else 0, DOUBLE_RATE, LAGS)
        runner = ShardedRunner(world_of(seed, moves), shards, chances, stores)
        runner.live()
        world = runner.played()
        counts = len(world.signals), sum(map(len, world.facts)), len(world.books.taken)
        return ShardedResult(shards, *counts, world.tellings, world.crashes, tuple(_faults(world, runner.clock.now())))
    except Exception as error:
        return ShardedResult(shards, 0, 0, 0, 0, 0, (f"raised {type(error).__name__}: {error}",))


def _faults(world: ShardedWorld, now: int) -> Iterator[str]:
    yield from misplaced(world)
    yield from unheard(world)
    people = _people(world)
    yield from _at_rest(people)
    yield from _counted_once(world)
    yield from _one_end_each(world, people)
    yield from _accounts_agree(world, people)
    for shard in world.cluster.shards:
        published = world.cluster.loops[shard.number].published
        for found in sweep(world.records[shard.number], published, now):
            yield f"{found.why}: {found.person} at {found.journey}.{found.node}"


def _people(world: ShardedWorld) -> dict[str, Person]:
    """Everybody, with the account traits that the records of their shards name."""
    found: dict[str, Person] = {}
    for records in world.records:
        states: Mapping[str, KeyState] = {record.key: decode(record) for record in records}
        for state in states.values():
            if isinstance(state, Person):
                account = states.get(state.account)
                named = with_traits(state, account if isinstance(account, Account) else None)
                found[state.key] = named if state.account_version else state
    return found


def _at_rest(people: Mapping[str, Person]) -> Iterator[str]:
    for key, person in people.items():
        if person.awaits or person.stash:
            yield f"{key} awaits {[one.asked for one in person.awaits]} with {len(person.stash)} signals, for ever"
        end, passed = end_of_chain(key, lambda one: people[one].merged_into if one in people else "")
        if end in passed:
            yield f"{passed} are merged round in a circle"


def _counted_once(world: ShardedWorld) -> Iterator[str]:
    facts = list(chain.from_iterable(world.facts))
    counts = Counter(fact.key for fact in facts if fact.kind == "event")
    for identity in sorted({one.id for one in world.signals if isinstance(one, EventReceived)} | counts.keys()):
        if counts[identity] != 1:
            yield f"{identity} counts {counts[identity]} times"
    merged = Counter((fact.person, fact.name) for fact in facts if fact.kind == "merged")
    yield from (f"{other} merged into {person} {times} times" for (person, other), times in merged.items() if times > 1)
    yield from (f"{fact.person} lost her version: {fact.reason}" for fact in facts if fact.reason in LOST)
    published = Counter((fact.name, fact.journey, fact.version) for fact in facts if fact.kind == "published")
    yield from (f"{name} was published {times} times" for name, times in published.items() if times > 1)


def _one_end_each(world: ShardedWorld, people: Mapping[str, Person]) -> Iterator[str]:
    facts = list(chain.from_iterable(world.facts))
    entered = Counter(fact.enrollment for fact in facts if fact.kind == "entered")
    ended = Counter(fact.enrollment for fact in facts if fact.kind == "exited")
    ended.update(one.id for person in people.values() for one in person.enrollments)
    for identity in entered.keys() | ended.keys():
        if (entered[identity], ended[identity]) != (1, 1):
            yield f"{identity} was entered {entered[identity]} times, and has {ended[identity]} ends"


def _accounts_agree(world: ShardedWorld, people: Mapping[str, Person]) -> Iterator[str]:
    for shard in world.cluster.shards:
        for account in map(decode, world.records[shard.number]):
            if not isinstance(account, Account) or world.cluster.home(account.key) is not shard:
                continue
            members = {key for key, one in people.items() if one.account == account.key and not one.merged_into}
            if members != set(account.members):
                yield f"{account.key} has the members {sorted(account.members)}, and {sorted(members)} say so"
            for key in members & set(account.members):
                if (people[key].account_traits or {}) != account.traits:
                    yield f"{key} knows {people[key].account_traits} of {account.key}, which has {account.traits}"
