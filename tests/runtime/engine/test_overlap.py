"""While one transaction is brought to its end the next pass is decided, and nothing else is different by that."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.lab.simulator.faults import LateFuture, LateWriter
from loopline.model.fact import Fact
from loopline.model.records import OutboxRow, Record, Transaction
from loopline.model.signal import PersonLinked, Signal, TraitsChanged
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.loop import Loop
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.storage.sql.state import SqlState
from tests.decisions.played import MAIL, START
from tests.runtime.engine.signals_made import publish_signal, seen

PEOPLE = ("ann", "bob", "~phone", "cyd")
Outcome = tuple[list[Fact], list[Record], list[OutboxRow], int]


class Stage:
    """A loop over a log in memory; `steps` holds what it told of."""

    def __init__(self, state: MemoryState | SqlState, writer: Executor | None, **bounds: Any) -> None:
        self.log, self.state, self.steps = MemoryLog(), state, list[Transaction]()
        self.loop = Loop(self.log, state, VirtualClock(START), writer=writer, on_commit=self.steps.append, **bounds)

    def play(self) -> None:
        """Decide all there is."""
        while self.loop.run_once():
            pass

    def outcome(self) -> Outcome:
        """All that it has decided, and how it stands in the store."""
        facts = [fact for step in self.steps for fact in step.facts]
        messages = self.state.messages(sorted(row.key for step in self.steps for row in step.outbox))
        return facts, self.state.scan("", 99), list(messages.values()), self.state.position()


def mixed_signals(chance: Random, count: int) -> list[Signal]:
    """Events, doubles of them, traits and merges of a few people, some of which send."""
    found: list[Signal] = []
    for number in range(count):
        key, what = chance.choice(PEOPLE), chance.random()
        if what < 0.1:
            found.append(TraitsChanged(key=key, id=f"t{number}", at=START, received_at=START, traits={"n": number}))
        elif what < 0.14 and key != "~phone":
            found.append(PersonLinked(key=key, id=f"l{number}", at=START, received_at=START, other="~phone"))
        else:
            again = chance.randrange(max(1, number - 5), number + 1) if number else 0
            found.append(seen(key, again, name=chance.choice(("go", "seen"))))
    return found


def decided(signals: Sequence[Signal], writer: Executor | None, batch: int, people: int) -> Outcome:
    """What becomes of these signals, so many of them a pass, so many people in memory."""
    stage = Stage(MemoryState(), writer, batch_max=batch, hot_people=people)
    stage.log.append([[publish_signal({"mail": MAIL})], signals])
    stage.play()
    assert not any(one.position > two.position for one, two in pairwise(stage.steps)), "told of in order"
    return stage.outcome()


@given(st.integers(0, 1 << 30), st.integers(2, 9), st.integers(1, 5))
def test_the_same_is_decided_whenever_a_transaction_comes_to_its_end(seed: int, batch: int, people: int) -> None:
    signals = mixed_signals(Random(seed), 60)
    assert decided(signals, LateWriter(Random(seed)), batch, people) == decided(signals, None, batch, people)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_past_is_known_while_its_pages_are_under_way(seed: int) -> None:
    chance = Random(seed)
    numbers = [number for number in range(3_000) for _ in range(1 + (chance.random() < 0.1))]
    signals = [seen("ann", chance.randrange(number + 1) if chance.random() < 0.2 else number) for number in numbers]
    assert decided(signals, LateWriter(chance), 90, 5) == decided(signals, None, 90, 5)


def test_passes_overlap_and_what_is_told_of_is_on_disk(tmp_path: Path) -> None:
    state, under_way = SqlState(tmp_path / "state.db"), 0
    with ThreadPoolExecutor(1) as writer:
        stage = Stage(state, writer, batch_max=50)
        stage.log.append([[publish_signal({"mail": MAIL})], [seen("ann", n, name="go") for n in range(1_000)]])
        while stage.loop.run_once():
            under_way += stage.loop.position < stage.log.end() and stage.loop.behind()
            assert stage.loop.position <= state.position(), "what counts as decided is on disk"
            assert sum(len(step.facts) for step in stage.steps) == 0 or stage.steps[-1].position <= state.position()
        assert stage.loop.position == stage.log.end() == state.position()
    events = [fact.key for step in stage.steps for fact in step.facts if fact.kind == "event"]
    assert events == [f"m{n}" for n in range(1_000)] and under_way > 5
    state.close()


class Ending(Executor):
    """Has `fail` called around the end of the transaction with this number; the work is done when it is waited for."""

    def __init__(self, number: int, fail: Callable[[Callable[[], object]], None]) -> None:
        self._left, self._fail = number, fail

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        self._left -= 1
        try:
            future.set_result(self._fail(function) if self._left == 0 else function())
        except (OSError, ValueError) as error:
            future.set_exception(error)
        return future


def before(end: Callable[[], object]) -> None:
    """Fail, with nothing written."""
    raise OSError("the disk is full")


def wrong(end: Callable[[], object]) -> None:
    """Fail by a fault of ours, with nothing written."""
    raise ValueError("what was written contradicts itself")


def after(end: Callable[[], object]) -> None:
    """Fail, with everything written."""
    end()
    raise OSError("the answer is lost")


@pytest.mark.parametrize("fail", [before, after])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_an_end_that_fails_loses_and_doubles_nothing(number: int, fail: Callable[[Callable[[], object]], None]) -> None:
    signals = [seen(PEOPLE[n % 2], n, name=("go", "seen")[n % 3 == 0]) for n in range(40)]
    stage, failed = Stage(MemoryState(), Ending(number, fail), batch_max=4), 0
    stage.log.append([[publish_signal({"mail": MAIL})], signals])
    while True:
        try:
            if not stage.loop.run_once():
                break
        except OSError:
            failed += 1
            assert stage.loop.committed is None, "nobody knows what is in the store"
    calm = Stage(MemoryState(), None, batch_max=4)
    calm.log.append([[publish_signal({"mail": MAIL})], signals])
    calm.play()
    assert failed == 1
    assert stage.outcome()[1:] == calm.outcome()[1:]
    lines = [b"".join(chunk for _, chunk in one.state.chunks(0, 999)) for one in (stage, calm)]
    assert lines[0] == lines[1], "facts stand once in the store, at the same places"


@pytest.mark.parametrize("batch", [1, 2, 8])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_an_end_that_fails_by_a_fault_of_ours_costs_no_other_signal(number: int, batch: int) -> None:
    """With one signal a pass, the one that is decided beside it must not be taken for what failed."""
    faults = list[Exception]()
    stage = Stage(MemoryState(), Ending(number, wrong), batch_max=batch, on_error=faults.append)
    stage.log.append([[seen("ann", n) for n in range(40)]])
    stage.play()
    events = [fact.key for step in stage.steps for fact in step.facts if fact.kind == "event"]
    assert events == [f"m{n}" for n in range(40)] and not stage.state.quarantine.counts()


class Unseen(LateFuture):
    """Has not ended, whoever looks; only waiting for it shows its end."""

    def done(self) -> bool:
        return False


class Hidden(Executor):
    """Ends a transaction when somebody waits for it, or when `go_on` is called, as a thread does by itself."""

    def __init__(self) -> None:
        self._left: list[LateFuture] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        self._left.append(Unseen(Random(0), 0.0, function))
        return self._left[-1]

    def go_on(self) -> None:
        """What nobody has waited for comes to its end all the same."""
        for future in self._left:
            future.result()


@pytest.mark.parametrize("number", [2, 3, 6])
def test_a_pass_that_fails_beside_a_transaction_waits_for_its_end(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the store would be believed to be without what comes to its end a moment later."""
    people = [f"p{n}" for n in range(40)]
    signals = [seen(key, n, name="go") for n, key in enumerate(people)]
    writer, state = Hidden(), MemoryState()
    stage, load, left = Stage(state, writer, batch_max=4), state.load, [number]

    def failing(keys: Sequence[str]) -> dict[str, Record]:
        left[0] -= 1
        if left[0] == 0:
            raise OSError("the disk does not answer")
        return load(keys)

    stage.log.append([[publish_signal({"mail": MAIL})], signals])
    stage.loop.run_once()
    monkeypatch.setattr(state, "load", failing)
    failed = 0
    while True:
        try:
            if not stage.loop.run_once():
                break
        except OSError:
            failed += 1
            writer.go_on()
    calm = Stage(MemoryState(), None, batch_max=4)
    calm.log.append([[publish_signal({"mail": MAIL})], signals])
    calm.play()
    assert failed == 1 and stage.outcome() == calm.outcome()


def test_a_program_is_never_left_under_way(tmp_path: Path) -> None:
    stage = Stage(MemoryState(), Never(), batch_max=1_000)
    stage.log.append([[publish_signal({"mail": MAIL})], [seen("ann", 1)]])
    stage.loop.run_once()
    assert stage.loop.committed is stage.loop.published and stage.loop.published.live


class Never(Executor):
    """Nothing may be left to it."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        raise AssertionError("this transaction has to be on disk before anything else is decided")


def test_what_comes_alone_is_on_disk_at_once() -> None:
    stage = Stage(MemoryState(), Never())
    for number in range(3):
        stage.log.append([[seen("ann", number)]])
        stage.play()
    assert [step.position for step in stage.steps] == [1, 2, 3]


class Exhausted(Executor):
    """No thread can be started."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        raise RuntimeError("can't start new thread")


def test_without_a_thread_a_transaction_comes_to_its_end_all_the_same(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    stage = Stage(state, Exhausted(), batch_max=4)
    stage.log.append([[seen("ann", n) for n in range(20)]])
    stage.play()
    assert stage.loop.position == state.position() == 20
    state.close()
