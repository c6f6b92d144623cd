"""The loop: one transaction or none, each signal once, merges in one pass, and a crash leaves no trace."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.model.errors import Conflict
from loopline.model.records import Record, Transaction
from loopline.model.signal import EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.storage.sql.state import SqlState
from tests.decisions.played import DAY, MAIL, START
from tests.runtime.engine.signals_made import publish_signal, seen


class Stage:
    def __init__(self) -> None:
        self.log, self.state, self.clock = MemoryLog(), MemoryState(), VirtualClock(START)
        self.steps: list[Transaction] = []
        self.loop = Loop(self.log, self.state, self.clock, on_commit=self.steps.append)

    def accept(self, *signals: Signal) -> None:
        self.log.append([signals])
        while self.loop.run_once():
            pass

    def kinds(self) -> list[tuple[str, str]]:
        return [
            (fact.kind, fact.key) for transaction in self.steps for fact in transaction.facts if fact.kind == "event"
        ]


def fail_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, *, after: bool = False) -> None:
    real = stage.state.commit

    def commit(transaction: Transaction) -> None:
        monkeypatch.setattr(stage.state, "commit", real)
        if after:
            real(transaction)
        raise OSError("the disk is gone")

    monkeypatch.setattr(stage.state, "commit", commit)


def test_a_batch_is_one_transaction() -> None:
    stage = Stage()
    stage.accept(seen("ann", 1), seen("bob", 2), seen("ann", 3))
    assert [transaction.position for transaction in stage.steps] == [3]
    assert [(fact.position, fact.seq) for fact in stage.steps[0].facts if fact.kind == "event"] == [
        (1, 1),
        (2, 1),
        (3, 1),
    ]


def test_nothing_to_do_is_no_transaction() -> None:
    stage = Stage()
    assert stage.loop.run_once() is False and not stage.loop.behind()


def test_a_signal_that_comes_twice_counts_once() -> None:
    stage = Stage()
    stage.accept(seen("ann", 1), seen("ann", 1))
    stage.accept(seen("ann", 1))
    assert stage.kinds() == [("event", "m1")]


def test_a_double_is_known_behind_a_long_past_and_over_restarts(tmp_path: Path) -> None:
    """5,000 events of one person in four lives of the process: none of the last 4,096 counts twice, on disk either."""
    log, clock = MemoryLog(), VirtualClock(START)

    def live(*numbers: int) -> list[str]:
        state, steps = SqlState(tmp_path / "state.db"), list[Transaction]()
        loop = Loop(log, state, clock, batch_max=700, on_commit=steps.append)
        log.append([[seen("ann", number) for number in numbers]])
        while loop.run_once():
            pass
        (record,) = state.scan("", 2)
        assert len(record.seen) < 64 * 8, "what is written with each change stays small"
        state.close()
        return [fact.key for step in steps for fact in step.facts if fact.kind == "event"]

    assert live(*range(2_500)) == [f"m{number}" for number in range(2_500)]
    assert live(*range(2_000, 5_000)) == [f"m{number}" for number in range(2_500, 5_000)]
    assert live(*range(5_000 - 4_096, 5_000)) == []
    assert live(4_999, 5_000, 904) == ["m5000"]


def test_a_merge_brings_the_ids_of_a_long_past_along(tmp_path: Path) -> None:
    log, clock, state, steps = MemoryLog(), VirtualClock(START), SqlState(tmp_path / "state.db"), list[Transaction]()
    loop = Loop(log, state, clock, on_commit=steps.append)
    log.append([[seen("~anon", number) for number in range(1_500)], [seen("ann", 9_000)]])
    link = PersonLinked(key="ann", id="link", at=START, received_at=START, other="~anon")
    log.append([[link], [seen("ann", number) for number in (0, 700, 1_499, 9_000, 1_500)]])
    while loop.run_once():
        pass
    state.close()
    told = [fact.key for step in steps for fact in step.facts if fact.kind == "event"]
    assert told == [*(f"m{number}" for number in range(1_500)), "m9000", "m1500"]


def test_a_double_of_a_visitors_signal_does_not_count_for_the_known_person() -> None:
    stage = Stage()
    stage.accept(
        seen("~phone", 1),
        PersonLinked(key="ann", id="l1", at=START, received_at=START, other="~phone"),
        seen("~phone", 1),
    )
    stage.accept(
        PersonLinked(key="bob", id="l2", at=START, received_at=START, other="ann"),
        seen("~phone", 1),
        seen("~phone", 2),
        seen("~phone", 2),
    )
    assert stage.kinds() == [("event", "m1"), ("event", "m2")]


@pytest.mark.parametrize("after", [False, True])
def test_a_transaction_that_failed_is_decided_again_from_the_start(
    after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm, torn = Stage(), Stage()
    fail_once(torn, monkeypatch, after=after)
    batch: Sequence[Signal] = (publish_signal({"mail": MAIL}), seen("ann", 1, name="go"))
    torn.log.append([batch])
    with pytest.raises(OSError, match="disk"):
        torn.loop.run_once()
    assert torn.loop.published.live == {}, "what was not surely committed is not believed"
    assert torn.loop.committed is None, "nobody knows what is in the store"
    torn.accept(seen("ann", 2))
    calm.accept(*batch)
    calm.accept(seen("ann", 2))
    assert decode(torn.state.load(["ann"])["ann"]) == decode(calm.state.load(["ann"])["ann"])
    assert list(torn.loop.published.live) == list(calm.loop.published.live) == ["j"]


def test_the_committed_program_is_never_ahead_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, during = Stage(), list[tuple[bool, bool]]()
    real = stage.state.commit

    def commit(transaction: Transaction) -> None:
        committed = stage.loop.committed
        during.append((bool(stage.loop.published.live), committed is not None and bool(committed.live)))
        real(transaction)

    monkeypatch.setattr(stage.state, "commit", commit)
    stage.accept(publish_signal({"mail": MAIL}))
    assert during == [(True, False)]
    assert stage.loop.committed is stage.loop.published


def test_a_new_owner_stops_the_old_one() -> None:
    stage = Stage()
    Loop(stage.log, stage.state, stage.clock)
    stage.log.append([[seen("ann", 1)]])
    with pytest.raises(Conflict) as lost:
        stage.loop.run_once()
    assert lost.value.code == "epoch_lost"


def test_a_link_merges_before_its_own_signal_is_handled() -> None:
    stage = Stage()
    stage.accept(TraitsChanged(key="~phone", id="t1", at=START, received_at=START, traits={"plan": "free"}))
    stage.accept(EventReceived(key="ann", id="m1", name="seen", at=START, received_at=START, link="~phone"))
    order = [fact.kind for fact in stage.steps[-1].facts if fact.kind in ("merged", "event")]
    people = People(stage.loop.people, stage.state).get(["ann", "~phone"])
    assert order == ["merged", "event"]
    assert people["~phone"] == people["ann"] and people["ann"].traits == {"plan": "free"}


def test_timers_are_taken_at_their_time_and_a_restart_forgets_none() -> None:
    stage = Stage()
    stage.accept(publish_signal({"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}))
    stage.accept(
        TraitsChanged(key="ann", id="t1", at=START, received_at=START, traits={"email": "a@example.test"}),
        seen("ann", 1, name="go"),
    )
    stage.clock.move_to(START + DAY + 5)
    stage.loop = Loop(stage.log, stage.state, stage.clock, on_commit=stage.steps.append)
    assert stage.loop.behind()
    stage.accept()
    assert [message.created_at for transaction in stage.steps for message in transaction.outbox] == [START + DAY]
    assert not stage.loop.behind()


def test_new_people_are_read_together_with_the_addresses_that_they_state(tmp_path: Path) -> None:
    log, state = MemoryLog(), SqlState(tmp_path / "state.db")
    asked: list[list[str]] = []
    read = state.load

    def load(keys: Sequence[str]) -> dict[str, Record]:
        asked.append(list(keys))
        return read(keys)

    state.load = load  # type: ignore[method-assign]
    people: list[Signal] = [
        TraitsChanged(key=f"p{n}", id=f"m{n}", at=START, received_at=START, traits={"email": f"P{n}@Box.test", "n": n})
        for n in range(100)
    ]
    log.append([people])
    loop = Loop(log, state, VirtualClock(START))
    while loop.run_once():
        pass
    assert [len(keys) for keys in asked] == [200]
    assert {"p7", "!at/email/p7@box.test"} <= {*asked[0]}
    state.close()
