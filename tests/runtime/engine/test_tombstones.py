"""Whatever way merges took, a signal reaches its person: over long chains, and out of circles of earlier versions."""

import pytest

from loopline.model.person import Person
from loopline.model.records import Record
from loopline.model.signal import EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import decode, encode
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.storage.memory import MemoryLog, MemoryState
from tests.contracts.made import transaction

NOW = 1_700_000_000_000


class Stage:
    """A loop over records of before."""

    def __init__(self, *people: Person) -> None:
        self.log, self.state = MemoryLog(), MemoryState()
        records = [Record(person.key, encode(person)) for person in people]
        self.state.commit(transaction(self.state.take_ownership(), 0, records=records))
        self.events: list[str] = []
        self.open()

    def open(self) -> None:
        """Open the stores, as after a restart."""
        self.loop = Loop(
            self.log,
            self.state,
            VirtualClock(NOW),
            on_commit=lambda one: self.events.extend(fact.person for fact in one.facts if fact.kind == "event"),
        )

    def play(self, *signals: Signal) -> None:
        """Decide all of it."""
        self.log.append([signals])
        while self.loop.run_once():
            pass

    def people(self) -> People:
        """The people as of now."""
        return People(self.loop.people, self.state)

    def stored(self, key: str) -> Person:
        """Somebody as they are stored."""
        state = decode(self.state.load([key])[key])
        assert isinstance(state, Person)
        return state


def tombstone(key: str, to: str) -> Person:
    """Somebody who went over to another id."""
    return Person(key=key, traits={}, merged_into=to)


def event(key: str, number: int = 1) -> EventReceived:
    """Something that happens to somebody."""
    return EventReceived(key=key, id=f"m{number}", name="seen", at=NOW, received_at=NOW)


@pytest.mark.parametrize("length", [2, 64, 65, 400])
def test_a_chain_is_walked_to_its_end_and_only_once(length: int) -> None:
    chain = [tombstone(f"c{n}", f"c{n + 1}") for n in range(length)]
    stage = Stage(*chain, Person(key=f"c{length}", traits={"plan": "pro"}, first_seen_at=NOW))
    assert stage.people().get(["c0"])["c0"].traits == {"plan": "pro"}
    stage.play(event("c0"))
    assert stage.events == [f"c{length}"]
    assert {stage.stored(f"c{n}").merged_into for n in range(length)} == {f"c{length}"}
    stage.open()
    stage.play(event("c0"), event(f"c{length // 2}", 2))
    assert stage.events == [f"c{length}"] * 2, "what came before the chain was cut short still counts once"


@pytest.mark.parametrize("length", [1, 2, 65, 130])
def test_people_who_were_merged_round_are_one_person_again(length: int) -> None:
    names = [f"c{n:03}" for n in range(length)]
    stage = Stage(*(tombstone(name, names[(n + 1) % length]) for n, name in enumerate(names)))
    assert {one.key for one in stage.people().get(names).values()} == {"c000"}
    assert not stage.people().is_set_aside(names[-1])
    said = TraitsChanged(key=names[length // 2], id="t", at=NOW, received_at=NOW, traits={"plan": "pro"})
    stage.play(event(names[-1]), said)
    assert stage.events == ["c000"] and stage.stored("c000").traits == {"plan": "pro"}
    assert {stage.stored(name).merged_into for name in names} <= {"", "c000"} and not stage.stored("c000").merged_into
    stage.open()
    assert {(one.key, one.merged_into) for one in stage.people().get(names).values()} == {("c000", "")}


def test_whoever_is_merged_with_a_circle_takes_it_along() -> None:
    stage = Stage(tombstone("a", "b"), tombstone("b", "c"), tombstone("c", "a"), Person(key="ann", traits={"plan": 1}))
    stage.play(PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="b"), event("c"), event("a", 2))
    assert {one.key for one in stage.people().get(["a", "b", "c", "ann"]).values()} == {"ann"}
    assert stage.events == ["ann", "ann"]
