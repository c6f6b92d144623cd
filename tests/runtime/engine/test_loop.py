"""The loop: one step or none, each signal once, merges in one turn, and a crash leaves no trace."""

from collections.abc import Sequence

import pytest

from loopline.model.errors import Conflict
from loopline.model.records import Transaction
from loopline.model.signal import EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.storage.memory import MemoryLog, MemoryState
from tests.decisions.played import DAY, MAIL, START
from tests.runtime.engine.signals_made import publish_signal, seen


class Stage:
    def __init__(self) -> None:
        self.log, self.state, self.clock = MemoryLog(), MemoryState(), VirtualClock(START)
        self.steps: list[Transaction] = []
        self.loop = Loop(self.log, self.state, self.clock, on_commit=self.steps.append)

    def tell(self, *signals: Signal) -> None:
        self.log.append([signals])
        while self.loop.turn():
            pass

    def kinds(self) -> list[tuple[str, str]]:
        return [(fact.kind, fact.key) for step in self.steps for fact in step.facts if fact.kind == "event"]


def fail_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, *, after: bool = False) -> None:
    real = stage.state.commit

    def commit(step: Transaction) -> None:
        monkeypatch.setattr(stage.state, "commit", real)
        if after:
            real(step)
        raise OSError("the disk is gone")

    monkeypatch.setattr(stage.state, "commit", commit)


def test_a_batch_is_one_step() -> None:
    stage = Stage()
    stage.tell(seen("ann", 1), seen("bob", 2), seen("ann", 3))
    assert [step.position for step in stage.steps] == [3]
    assert [(fact.position, fact.seq) for fact in stage.steps[0].facts if fact.kind == "event"] == [
        (1, 1),
        (2, 1),
        (3, 1),
    ]


def test_nothing_to_do_is_no_step() -> None:
    stage = Stage()
    assert stage.loop.turn() is False and not stage.loop.behind()


def test_a_signal_that_comes_twice_counts_once() -> None:
    stage = Stage()
    stage.tell(seen("ann", 1), seen("ann", 1))
    stage.tell(seen("ann", 1))
    assert stage.kinds() == [("event", "m1")]


def test_a_double_of_a_visitors_signal_does_not_count_for_the_known_person() -> None:
    stage = Stage()
    stage.tell(seen("~phone", 1), PersonLinked("ann", "l1", START, START, "~phone"), seen("~phone", 1))
    stage.tell(PersonLinked("bob", "l2", START, START, "ann"), seen("~phone", 1), seen("~phone", 2), seen("~phone", 2))
    assert stage.kinds() == [("event", "m1"), ("event", "m2")]


@pytest.mark.parametrize("after", [False, True])
def test_a_step_that_failed_is_taken_again_as_if_nothing_had_been(after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    calm, torn = Stage(), Stage()
    fail_once(torn, monkeypatch, after=after)
    batch: Sequence[Signal] = (publish_signal({"mail": MAIL}), seen("ann", 1, name="go"))
    torn.log.append([batch])
    with pytest.raises(OSError, match="disk"):
        torn.loop.turn()
    assert torn.loop.published.live == {}, "what was not surely committed is not believed"
    assert torn.loop.committed is None, "nobody knows what is in the store"
    torn.tell(seen("ann", 2))
    calm.tell(*batch)
    calm.tell(seen("ann", 2))
    assert decode(torn.state.load(["ann"])["ann"]) == decode(calm.state.load(["ann"])["ann"])
    assert list(torn.loop.published.live) == list(calm.loop.published.live) == ["j"]


def test_the_committed_program_is_never_ahead_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, during = Stage(), list[tuple[bool, bool]]()
    real = stage.state.commit

    def commit(step: Transaction) -> None:
        committed = stage.loop.committed
        during.append((bool(stage.loop.published.live), committed is not None and bool(committed.live)))
        real(step)

    monkeypatch.setattr(stage.state, "commit", commit)
    stage.tell(publish_signal({"mail": MAIL}))
    assert during == [(True, False)]
    assert stage.loop.committed is stage.loop.published


def test_a_new_owner_stops_the_old_one() -> None:
    stage = Stage()
    Loop(stage.log, stage.state, stage.clock)
    stage.log.append([[seen("ann", 1)]])
    with pytest.raises(Conflict) as lost:
        stage.loop.turn()
    assert lost.value.code == "epoch_lost"


def test_a_link_merges_before_the_signal_that_told_it_is_handled() -> None:
    stage = Stage()
    stage.tell(TraitsChanged("~phone", "t1", START, START, {"plan": "free"}))
    stage.tell(EventReceived("ann", "m1", "seen", START, START, link="~phone"))
    order = [fact.kind for fact in stage.steps[-1].facts if fact.kind in ("merged", "event")]
    people = People(stage.loop.people, stage.state).get(["ann", "~phone"])
    assert order == ["merged", "event"]
    assert people["~phone"] == people["ann"] and people["ann"].traits == {"plan": "free"}


def test_timers_are_taken_at_their_time_and_a_restart_forgets_none() -> None:
    stage = Stage()
    stage.tell(publish_signal({"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}))
    stage.tell(TraitsChanged("ann", "t1", START, START, {"email": "a@example.test"}), seen("ann", 1, name="go"))
    stage.clock.move_to(START + DAY + 5)
    stage.loop = Loop(stage.log, stage.state, stage.clock, on_commit=stage.steps.append)
    assert stage.loop.behind()
    stage.tell()
    assert [message.created_at for step in stage.steps for message in step.outbox] == [START + DAY]
    assert not stage.loop.behind()
