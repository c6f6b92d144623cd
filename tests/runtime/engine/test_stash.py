"""What comes for a person who rests is kept, and decided when the answer is there; or set aside when it is too much."""

import pytest

from loopline.model.person import Await, Person
from loopline.model.records import Record
from loopline.model.signal import (
    AttemptAnswered,
    AttemptsStarted,
    AttemptStarted,
    EventReceived,
    PersonLinked,
    PersonReleased,
    ReleaseAnswered,
    Signal,
)
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import SET_ASIDE, decode, encode
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.signals.people import resting
from loopline.storage.memory import MemoryLog, MemoryState
from tests.contracts.made import message, transaction

NOW = 1_700_000_000_000
ASKED = Await(asked="~a", link="l", other="~a", at=NOW, received_at=NOW)
ANN = Person(key="ann", traits={}, first_seen_at=NOW, awaits=(ASKED,))
OLD = Person(key="old", traits={}, merged_into="ann")
TOLD = ReleaseAnswered(key="ann", id="told", at=NOW, received_at=NOW, other="~a", request=ASKED.request, link="l")


class Stage:
    """A loop whose Ann waits for an answer that another shard has to give."""

    def __init__(self, *people: Person) -> None:
        self.log, self.state = MemoryLog(), MemoryState()
        self.events: list[str] = []
        records = [Record(person.key, encode(person)) for person in people]
        self.epoch = self.state.take_ownership() + 1
        self.state.commit(transaction(self.epoch - 1, 0, records=records, outbox=[message("m")]))
        self.loop = Loop(self.log, self.state, VirtualClock(NOW), on_error=self._fail, on_commit=self._note)

    def _fail(self, error: Exception) -> None:
        raise error

    def _note(self, done: object) -> None:
        self.events += [fact.key for fact in getattr(done, "facts", ()) if fact.kind == "event"]

    def play(self, *signals: Signal) -> None:
        """Decide all of it."""
        self.log.append([signals])
        while self.loop.run_once():
            pass

    def ann(self) -> Person:
        """Ann as she is stored."""
        person = decode(self.state.load(["ann"])["ann"])
        assert isinstance(person, Person)
        return person


def event(number: int, key: str = "ann") -> EventReceived:
    return EventReceived(key=key, id=f"e{number}", name="go", at=NOW, received_at=NOW)


def answered(result: str = "sent") -> AttemptAnswered:
    return AttemptAnswered(
        key="ann",
        id=f"m/{result}",
        at=NOW,
        received_at=NOW,
        message="m",
        attempt=1,
        result=result,  # type: ignore[arg-type]
        channel="email",
        topic="",
        next_at=NOW,
    )


def test_events_wait_for_the_answer_and_doubles_are_dropped_under_either_id() -> None:
    stage = Stage(ANN, OLD)
    stage.play(event(1), event(2, "old"), event(1), event(2, "old"))
    assert not stage.events and len(stage.ann().stash) == 3
    stage.play(event(2, "old"), TOLD, event(3), event(2), event(2, "old"))
    assert stage.events == ["e1", "e2", "e3"]
    assert (stage.ann().awaits, stage.ann().stash, stage.ann().links) == ((), (), ("~a",))


def test_what_an_attempt_says_of_its_message_holds_at_once_and_once() -> None:
    stage = Stage(ANN)
    stage.play(AttemptStarted(key="ann", id="s", at=NOW, received_at=NOW, message="m", attempt=1), answered("retry"))
    assert stage.state.messages(["m"])["m"].status == "pending"
    stage.play(AttemptStarted(key="ann", id="s2", at=NOW, received_at=NOW, message="m", attempt=2))
    stage.play(TOLD)
    row = stage.state.messages(["m"])["m"]
    assert (row.status, row.attempt) == ("sending", 2)


@pytest.mark.parametrize("is_old", [False, True], ids=["of many", "of one, as before"])
def test_an_announcement_holds_although_its_person_is_set_aside_and_is_not_said_again_when_she_is_back(
    monkeypatch: pytest.MonkeyPatch, is_old: bool
) -> None:
    started: Signal = AttemptsStarted(key="ann", id="s", at=NOW, received_at=NOW, attempts=(("m", 1),))
    if is_old:
        started = AttemptStarted(key="ann", id="s", at=NOW, received_at=NOW, message="m", attempt=1)
    ann = Person(key="ann", traits={}, first_seen_at=NOW)
    stage = Stage(ann)
    stage.state.commit(transaction(stage.loop._epoch, 0, records=[Record("ann", b"damaged")]))
    stage.play(started)
    assert stage.state.messages(["m"])["m"].status == "sending"
    stage.play(answered("retry"))
    monkeypatch.setattr("loopline.runtime.engine.mend.unpacked", lambda _: Record("ann", encode(ann)))
    (item,) = stage.state.quarantine.items(0, 9)
    stage.state.quarantine.ask(item.id, "retry")
    stage.play(event(1))
    assert stage.events == ["e1"] and stage.state.messages(["m"])["m"].status == "pending"


@pytest.mark.parametrize("bound", ["STASH_SIGNALS", "STASH_BYTES"])
def test_a_full_stash_sets_the_person_aside_and_nothing_is_lost(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, bound, 3 if bound == "STASH_SIGNALS" else 100)
    stage = Stage(ANN)
    stage.play(*map(event, range(9)), TOLD)
    assert stage.state.load(["ann"])["ann"].state == SET_ASIDE and not stage.events
    (item,) = stage.state.quarantine.items(0, 9)
    assert (item.item.code, item.item.person) == ("stash_full", "ann")
    stage.state.quarantine.ask(item.id, "retry")
    stage.play(event(9))
    assert stage.events == [f"e{number}" for number in range(10)]
    assert not stage.state.quarantine.items(0, 9) and not stage.ann().awaits


def test_nobody_rests_for_a_person_who_is_set_aside() -> None:
    stage = Stage(Person(key="ann", traits={}, first_seen_at=NOW), Person(key="~a", traits={}))
    stage.state.commit(transaction(stage.epoch, 0, records=[Record("~a", b"damaged")]))
    stage.play(PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="~a"), event(1))
    assert stage.events == ["e1"] and not stage.ann().awaits


def test_two_who_asked_one_who_was_set_aside_are_one_person_once_she_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    people = {key: Person(key=key, traits={key: 1}, first_seen_at=NOW) for key in ("ann", "bob", "cee")}
    stage = Stage(*people.values())
    stage.state.commit(transaction(stage.epoch, 0, records=[Record("ann", b"damaged")]))
    links = [PersonLinked(key=key, id=f"l-{key}", at=NOW, received_at=NOW, other="ann") for key in ("bob", "cee")]
    stage.play(*links)
    monkeypatch.setattr("loopline.runtime.engine.mend.unpacked", lambda _: Record("ann", encode(people["ann"])))
    (item,) = stage.state.quarantine.items(0, 9)
    stage.state.quarantine.ask(item.id, "retry")
    stage.play()
    found = People(stage.loop.people, stage.state).get(["ann", "bob", "cee"])
    assert {(one.key, *sorted(one.traits)) for one in found.values()} == {("cee", "ann", "bob", "cee")}


def test_a_poisoned_word_of_a_merge_lets_nobody_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    import loopline.pipeline.advance as advance

    stage = Stage(Person(key="ann", traits={}, first_seen_at=NOW), Person(key="~a", traits={}))
    monkeypatch.setattr(stage.loop._poison, "_on_error", lambda error: None)

    def fail(person: Person, signal: PersonReleased, effects: object) -> Person:
        raise ValueError("of the test")

    monkeypatch.setattr(advance, "fold_release", fail)
    stage.play(PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="~a"), event(1))
    assert stage.events == ["e1"] and not stage.ann().awaits
