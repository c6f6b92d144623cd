"""One world on one shard, and the same on several: the same messages, the same records, the same facts of everybody."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.narration.account import BY_ACCOUNT
from loopline.lab.simulator.differential import excused_people, facts_by_teller, is_excused, with_colleagues
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.runner import ALL, PlayedWorld, run_world
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner, ShardedWorld
from loopline.lab.simulator.worlds import MOVES, Batch, World, world_of
from loopline.lab.virtual_time import Stores
from loopline.model.accounts.account import Account
from loopline.model.ids import shard_of
from loopline.model.person import Person
from loopline.model.signal import AccountJoined
from loopline.model.signals.shards import ShardTold
from loopline.runtime.engine.account_versions import with_traits
from loopline.runtime.engine.cache import decode, new_state

CRASH_RATE: Final = 0.004
DOUBLE_RATE: Final = 0.1
SHARDS: Final = (2, 5)


class ShardedResult(msgspec.Struct, frozen=True):
    """A world on one shard and on several."""

    shards: int
    signals: int
    facts: int
    messages: int
    tellings: int
    crashes: int
    faults: tuple[str, ...]


def one_sharded_world(
    seed: int, stores: Stores, shards: int = 0, moves: int = MOVES, doubles: float = DOUBLE_RATE
) -> ShardedResult:
    """One world on one shard without bad luck, and on several with it; `shards` 0: 2 or 5, by the seed.

    An exception counts as a fault.
    """
    shards = shards or SHARDS[seed % len(SHARDS)]
    try:
        world = one_at_a_time(world_of(seed, moves))
        lucky = run_world(world, FaultPlan(f"luck/{seed}", 0, 0), stores)
        unlucky = seed // len(SHARDS) % 2 == 0  # with crashes people may be excused, so half of the worlds have none
        chances = Chances(f"shards/{seed}", CRASH_RATE if unlucky else 0, doubles)
        runner = ShardedRunner(world, shards, chances, stores)
        runner.live()
        sharded = runner.played()
        faults = tuple(shard_differences(sharded, lucky))
        counts = len(sharded.signals), sum(map(len, sharded.facts)), len(sharded.books.taken)
        return ShardedResult(shards, *counts, sharded.tellings, sharded.crashes, faults)
    except Exception as error:
        return ShardedResult(shards, 0, 0, 0, 0, 0, (f"raised {type(error).__name__}: {error}",))


def one_at_a_time(world: World) -> World:
    """The same, in which no two signals come in the same millisecond: on several shards the order of what comes at one
    moment for different people is anybody's."""
    batches, free = list[Batch](), 0
    for at, batch in world.batches:
        for signal in batch:
            moment = max(at, free)
            free = moment + 1
            batches.append((moment, (replace(signal, received_at=moment),)))
    return replace(world, batches=tuple(batches))


def shard_differences(sharded: ShardedWorld, lucky: PlayedWorld) -> Iterator[str]:
    """What several shards made otherwise than one. Of each person all facts count, but for their place; their order
    counts where one shard told them."""
    unlucky = as_played(sharded, lucky)
    excused = _contenders(unlucky, lucky)
    if sharded.crashes or lucky.world.carriers:  # each shard's delivery finds out by itself which provider is away
        excused |= excused_people(unlucky, lucky)
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
        times, lucky_times = (len(one.taken.get(key, ())) for one in (unlucky, lucky))
        if times != lucky_times:
            yield f"{key} was sent {times} times instead of {lucky_times}"
    yield from _records_differ(sharded, lucky, excused)
    yield from misplaced(sharded)
    yield from unheard(sharded)


def _contenders(unlucky: PlayedWorld, lucky: PlayedWorld) -> set[str]:
    """The members of accounts that several of them, or one and an event of the account itself, asked or answered in
    one millisecond: whom such an account chooses is a matter of who came first."""
    asked: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for fact in (*unlucky.facts, *lucky.facts):
        if fact.kind == "chosen":
            asked[fact.account, fact.at].add(fact.data["asker"])
        elif fact.kind == "returned" or (fact.name == BY_ACCOUNT and fact.reason != "nobody_reached"):
            asked[fact.account, fact.at].add(fact.person)
    contested = {account for (account, _), people in asked.items() if len(people) > 1}
    joined = (one for one in lucky.signals if isinstance(one, AccountJoined) and one.account in contested)
    return with_colleagues(lucky, {lucky.oracle.root(one.key) for one in joined})


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


def misplaced(sharded: ShardedWorld) -> Iterator[str]:
    """Every record stands in the shard of its key; beside it only what members' records name of an account."""
    for number, records in enumerate(sharded.records):
        for state in map(decode, records):
            home = shard_of(state.key, len(sharded.records))
            if home != number and state != Account(key=state.key, traits={}, versions=getattr(state, "versions", None)):
                yield f"{state.key} of shard {home} stands in shard {number}"


def unheard(sharded: ShardedWorld) -> Iterator[str]:
    """Whatever was told came, in its order, and was heard once; and it is written down that it was."""
    for target, shard in enumerate(sharded.cluster.shards):
        came: defaultdict[int, list[int]] = defaultdict(list)
        for entry in shard.log.read(0, ALL):
            for one in entry.signals:
                if isinstance(one, ShardTold) and one.number not in came[one.source]:
                    came[one.source].append(one.number)
        heard = shard.state.heard()
        for source, numbers in came.items():
            if numbers != list(range(1, len(numbers) + 1)) or heard.get(source) != len(numbers):
                yield f"of shard {source} came {numbers} to shard {target}, which has heard {heard.get(source)}"
    for way, number in sharded.cluster.waiting():
        yield f"shard {way.number} has told shard {number} what never came"


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
            sorted_ones = {
                rule: replace(one, people=tuple(sorted(one.people))) for rule, one in (state.candidates or {}).items()
            }
            state = replace(state, versions=None, candidates=sorted_ones or None)
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
