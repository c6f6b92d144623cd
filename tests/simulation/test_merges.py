"""People who turn out to be one while they live on different shards: as on one shard, whatever way the words take."""

from random import Random

import pytest
from msgspec.structs import replace

from loopline.model.ids import shard_of
from loopline.model.person import Person
from loopline.model.signal import (
    EventReceived,
    PersonAbsorbed,
    PersonLinked,
    PersonReleased,
    ReleaseAnswered,
    Signal,
    TraitsChanged,
)
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine import stash
from loopline.signals.people import resting
from tests.simulation.merge_worlds import failures, published_set
from tests.simulation.shards import Cluster, person_behind

CHUNK, CHUNKS = 250, 8
NOW = 1_774_310_400_000
SHARDS = 4
RULE = resting.rests
ANSWERS = (PersonAbsorbed, ReleaseAnswered)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whatever_way_the_words_of_merges_take_all_is_as_on_one_shard(chunk: int) -> None:
    found = list(failures(chunk * CHUNK, CHUNK))
    assert not found, "\n" + "\n".join(found)


def hand_over_at_once(person: Person, signal: Signal) -> bool:
    return not isinstance(signal, PersonReleased) and RULE(person, signal)


def decide_at_once(person: Person, signal: Signal) -> bool:
    return isinstance(signal, PersonReleased) and RULE(person, signal)


def forget_the_way(person: Person, signal: Signal) -> bool:
    return RULE(person, replace(signal, via=()) if isinstance(signal, PersonReleased) else signal)


def hold_everybody_back(person: Person, signal: Signal) -> bool:
    return not isinstance(signal, ANSWERS)


@pytest.mark.parametrize(
    ("fault", "seed"),
    [(hand_over_at_once, 0), (decide_at_once, 0), (hold_everybody_back, 0), (forget_the_way, 4_000)],
)
def test_a_planted_fault_is_seen(fault: object, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "rests", fault)
    monkeypatch.setattr(stash, "rests", fault)
    assert next(failures(seed, CHUNK), None) is not None


def cluster(shards: int) -> Cluster:
    return Cluster(shards, published_set(0), VirtualClock(NOW))


def apart(number: int) -> tuple[str, str]:
    """A person and a visitor who live on different shards."""
    known = f"k{number}"
    names = (f"~v{number}.{n}" for n in range(100))
    return known, next(name for name in names if shard_of(name, SHARDS) != shard_of(known, SHARDS))


def event(key: str, name: str, identity: str, link: str = "") -> EventReceived:
    return EventReceived(key=key, id=identity, name=name, at=NOW, received_at=NOW, link=link)


def entered(shards: int, signals: list[Signal]) -> list[str]:
    """The people who entered the journey that asks for their past; all is decided that can be before a word arrives."""
    played = cluster(shards)
    played.accept(signals)
    for number in range(shards):
        while played.run(number):
            pass
    played.settle(Random(1))
    return sorted(f.person for f in played.decisions.facts if f.kind == "entered" and f.journey == "past")


def test_a_trigger_right_after_identify_finds_the_past() -> None:
    signals: list[Signal] = []
    pairs = [apart(number) for number in range(400)]
    for known, visitor in pairs:
        signals += [event(visitor, "alpha", f"{known}/{n}") for n in range(2)]
        named = f"{known}/identify"
        signals += [TraitsChanged(key=known, id=named, at=NOW, received_at=NOW, traits={"a": 1}, link=visitor)]
        signals += [event(known, "beta", f"{known}/go")]
    assert entered(SHARDS, signals) == entered(1, signals) == sorted(known for known, _ in pairs)


def test_of_aliases_that_cross_the_older_one_wins_and_nothing_is_lost() -> None:
    one, other = "k1", next(f"k{n}" for n in range(2, 99) if shard_of(f"k{n}", SHARDS) != shard_of("k1", SHARDS))
    for older, younger in ((one, other), (other, one)):
        played = cluster(SHARDS)
        for number, key in enumerate((one, other)):
            traits = {key: number}
            played.accept([TraitsChanged(key=key, id=f"t{key}", at=NOW, received_at=NOW, traits=traits)])
        for at, (key, to) in enumerate(((older, younger), (younger, older))):
            played.accept([PersonLinked(key=key, id=f"l{key}", at=NOW, received_at=NOW + at, other=to)])
        for number in range(SHARDS):
            while played.run(number):
                pass
        resting_now = {person.key for person in played.people().values() if person.awaits}
        played.settle(Random(1))
        people = played.people()
        assert resting_now == {one, other}
        assert {person_behind(key, people) for key in (one, other)} == {older}
        assert people[older].traits == {one: 0, other: 1}


def test_a_chain_of_aliases_that_comes_back_to_its_begin_leaves_one_person() -> None:
    keys = [f"k{n}" for n in range(12)]
    for seed in range(20):
        played, rng = cluster(SHARDS), Random(seed)
        links = list(zip(keys, (*keys[1:], keys[0]), strict=True))
        rng.shuffle(links)
        for at, (key, other) in enumerate(links):
            played.accept([PersonLinked(key=key, id=f"l{key}", at=NOW, received_at=NOW + at, other=other)])
        for number in range(SHARDS):
            while played.run(number):
                pass
        played.settle(rng)
        people = played.people()
        assert len({person_behind(key, people) for key in keys}) == 1
        assert not any(one.awaits or one.stash for one in people.values())


def test_whatever_way_merges_take_a_person_has_the_address_that_her_traits_name() -> None:
    keys = [f"k{n}" for n in range(6)]
    for seed in range(60):
        played, rng = cluster(SHARDS), Random(seed)
        for key in keys:
            at, traits = NOW + rng.randrange(1_000), {"email": f"{key}@example.test"}
            played.accept([TraitsChanged(key=key, id=f"t{key}", at=at, received_at=at, traits=traits)])
        for at in range(NOW + 1_000, NOW + 1_008):
            key, other = rng.sample(keys, 2)
            played.accept([PersonLinked(key=key, id=f"l{at}", at=at, received_at=at, other=other)])
        played.settle(rng)
        for person in played.people().values():
            if not person.merged_into:
                assert person.addresses is not None
                assert person.addresses["email"][0].key == f"!at/email/{person.traits['email']}"
