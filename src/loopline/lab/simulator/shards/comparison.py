"""One world on one shard, and the same on several: the same messages, the same records, the same facts of everybody."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.lab.simulator.differential import excused_people, facts_by_teller, is_excused
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.runner import PlayedWorld, run_world
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner, ShardedWorld
from loopline.lab.simulator.worlds import Batch, World, world_of
from loopline.lab.virtual_time import Stores
from loopline.model.accounts.account import Account
from loopline.model.ids import shard_of
from loopline.model.person import Person
from loopline.runtime.engine.account_versions import with_traits
from loopline.runtime.engine.cache import decode, new_state

CRASH_RATE: Final = 0.008
DOUBLE_RATE: Final = 0.1
SHARDS: Final = (2, 5)


class ShardedResult(msgspec.Struct, frozen=True):
    """A world on one shard and on several."""

    shards: int
    messages: int
    tellings: int
    crashes: int
    faults: tuple[str, ...]


def one_sharded_world(seed: int, stores: Stores, shards: int = 0) -> ShardedResult:
    """One world on one shard without bad luck, and on several with it; `shards` 0: 2 or 5, by the seed.

    An exception counts as a fault.
    """
    shards = shards or SHARDS[seed % len(SHARDS)]
    try:
        world = spread(world_of(seed))
        lucky = run_world(world, FaultPlan(f"luck/{seed}", 0, 0), stores)
        unlucky = seed // len(SHARDS) % 2 == 0  # with crashes people may be excused, so half of the worlds have none
        chances = Chances(f"shards/{seed}", CRASH_RATE if unlucky else 0, DOUBLE_RATE)
        runner = ShardedRunner(world, shards, chances, stores)
        runner.live()
        sharded = runner.played()
        faults = tuple(compared(sharded, lucky))
        return ShardedResult(shards, len(sharded.books.taken), sharded.tellings, sharded.crashes, faults)
    except Exception as error:
        return ShardedResult(shards, 0, 0, 0, (f"raised {type(error).__name__}: {error}",))


def spread(world: World) -> World:
    """The same, in which no two signals come in the same millisecond: on several shards the order of what comes at one
    moment for different people is anybody's."""
    batches, free = list[Batch](), 0
    for at, batch in world.batches:
        for signal in batch:
            moment = max(at, free)
            free = moment + 1
            batches.append((moment, (replace(signal, received_at=moment),)))
    return replace(world, batches=tuple(batches))


def compared(sharded: ShardedWorld, lucky: PlayedWorld) -> Iterator[str]:
    """What several shards made otherwise than one. Of each person all facts count, but for their place; their order
    counts where one shard told them."""
    unlucky = as_played(sharded, lucky)
    excused = excused_people(unlucky, lucky) if sharded.crashes else set[str]()
    mine, theirs = facts_by_teller(unlucky, excused), facts_by_teller(lucky, excused)
    for teller in sorted(mine.keys() | theirs.keys()):
        counts = Counter(mine[teller])
        counts.subtract(theirs[teller])
        for text, count in counts.items():
            if count:
                yield f"shards told of {teller or 'the published'} {count:+}: {text[:400]}"
    for key in sorted({*unlucky.taken, *lucky.taken}):
        if is_excused(key, unlucky, lucky, excused):
            continue
        if (key in unlucky.taken) != (key in lucky.taken):
            yield f"shards decide whether {key} is sent"
    if not sharded.crashes:
        yield from (
            f"{key} was sent {len(times)} times" for key, times in sharded.books.taken.items() if len(times) > 1
        )
    yield from _records_differ(sharded, lucky, excused)
    yield from _misplaced(sharded)


def as_played(sharded: ShardedWorld, lucky: PlayedWorld) -> PlayedWorld:
    """The sharded world as if it were one, for what compares worlds; who is who it takes from the other one."""
    facts = sorted((one for part in sharded.facts for one in part), key=lambda fact: fact.decided_at)
    records = [record for part in sharded.records for record in part]
    return replace(
        lucky,
        facts=facts,
        records=records,
        signals=sharded.signals,
        outbox=sharded.outbox,
        taken=sharded.books.taken,
        books=sharded.books,
        crashes=sharded.crashes,
    )


def _misplaced(sharded: ShardedWorld) -> Iterator[str]:
    """Every record stands in the shard of its key; beside it only what members' records name of an account."""
    for number, records in enumerate(sharded.records):
        for state in map(decode, records):
            home = shard_of(state.key, len(sharded.records))
            if home != number and state != Account(key=state.key, traits={}, versions=getattr(state, "versions", None)):
                yield f"{state.key} of shard {home} stands in shard {number}"
    for number, shard in enumerate(sharded.cluster.shards):
        for target in range(len(sharded.records)):
            if target != number and shard.state.tellings(target, 1):
                yield f"shard {number} has told shard {target} what never came"


def _records_differ(sharded: ShardedWorld, lucky: PlayedWorld, excused: set[str]) -> Iterator[str]:
    mine = dict[str, Any]()
    for number, records in enumerate(sharded.records):
        mine |= _states([one for one in records if shard_of(one.key, len(sharded.records)) == number], records)
    mine, theirs = _pointing(mine), _pointing(_states(lucky.records, lucky.records))
    for key in sorted(mine.keys() | theirs.keys()):
        one, other = mine.get(key), theirs.get(key)
        if one != other and not (excused and _touched(key, one, other, lucky, excused)):
            yield f"the record of {key} differs: {_first_of(one, other)}"


def _touched(key: str, one: Any, other: Any, lucky: PlayedWorld, excused: set[str]) -> bool:
    """Whether a record is of somebody who is excused, or holds what such a one said."""
    if lucky.oracle.root(key) in excused:
        return True
    is_person = key[:1] not in "@!" and not key.startswith("=")
    return not is_person


def _first_of(one: Any, other: Any) -> str:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return f"{one!r:.300} instead of {other!r:.300}"
    return "; ".join(
        f"{name} {one[name]!r:.300} instead of {other[name]!r:.300}" for name in one if one[name] != other[name]
    )


def _states(records: Sequence[Any], all_records: Sequence[Any]) -> dict[str, Any]:
    """Records by key, as far as they say the same whatever the number of shards."""
    beside = {record.key: decode(record) for record in all_records}
    found: dict[str, Any] = {}
    for record in records:
        state = beside[record.key]
        if isinstance(state, Person):
            account = beside.get(state.account)
            if state.account_version:
                state = with_traits(state, account if isinstance(account, Account) else None)
        if isinstance(state, Account):
            state = replace(state, versions=None)
        if state == new_state(state.key):
            continue
        found[record.key] = {name: getattr(state, name) for name in state.__struct_fields__}
    return found


def _pointing(states: dict[str, Any]) -> dict[str, Any]:
    """The same, all tombstones pointing at the end of their chain: one shard shortens those that it meets."""
    for known in states.values():
        while other := states.get(known.get("merged_into", ""), {}).get("merged_into"):
            known["merged_into"] = other
    return states
