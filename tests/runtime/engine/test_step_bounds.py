"""A pass closes early by the bytes of its effects; what is left is decided next, and nothing overtakes it."""

from collections.abc import Sequence
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.fact import Fact
from loopline.model.person import Enrollment, Person
from loopline.model.records import Record, Transaction
from loopline.model.signal import AccountJoined, Signal, TraitsChanged
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.budget import STEP_EMITTED, Budget
from loopline.runtime.engine.cache import encode
from loopline.runtime.engine.loop import STEP_BYTES, Loop
from loopline.storage.memory import MemoryLog, MemoryState
from tests.contracts.made import transaction
from tests.decisions.played import DAY, MAIL, START
from tests.runtime.engine.signals_made import publish_signal, seen

BIG = 20_000


class Script:
    """A budget that is spent at the places of a script, and then wherever the script says so again."""

    def __init__(self, spent: Sequence[bool]) -> None:
        self._spent = cycle(spent)

    def begin(self) -> None:
        """A pass begins."""

    def is_spent(self, share: float = 1.0) -> bool:
        """What the script says."""
        return next(self._spent)


class Stage:
    """A loop over memory with steps of this size."""

    def __init__(self, step_bytes: int, budget: Budget | None = None) -> None:
        self.log, self.state, self.clock = MemoryLog(), MemoryState(), VirtualClock(START)
        self.steps: list[Transaction] = []
        self._step_bytes, self._budget = step_bytes, budget
        self.open()

    def open(self) -> None:
        """Open the stores: the first time, and after a crash."""
        self.loop = Loop(
            self.log,
            self.state,
            self.clock,
            step_bytes=self._step_bytes,
            budget=self._budget,
            on_commit=self.steps.append,
        )

    def play(self, *signals: Signal) -> None:
        """Decide all of it."""
        if signals:
            self.log.append([signals])
        while self.loop.run_once():
            pass

    def facts(self) -> list[Fact]:
        """Everything that was told."""
        return [fact for step in self.steps for fact in step.facts]


def stated(person: str, number: int, at: int = START) -> TraitsChanged:
    """A person who grows."""
    return TraitsChanged(
        key=person, id=f"t{number}", at=at, received_at=at, traits={f"t{number}": "x" * BIG, "email": "a@example.test"}
    )


def sizes(stage: Stage) -> list[int]:
    """The bytes of facts and records of each step."""
    return [
        sum(len(fact.data or b"") for fact in step.facts) + sum(len(record.state) for record in step.records)
        for step in stage.steps
    ]


@pytest.mark.parametrize("step_bytes", [1, 50_000, 200_000])
def test_a_step_closes_at_so_many_bytes_and_the_rest_is_decided_next(step_bytes: int) -> None:
    whole, cut = Stage(STEP_BYTES), Stage(step_bytes)
    signals = [stated(f"p{n % 7}", n) for n in range(30)]
    for stage in (whole, cut):
        stage.play(*signals)
    assert len(whole.steps) == 1 and len(cut.steps) > 3
    # One signal more than fits; and what a record grows by in its step is no more than was read of the log.
    assert max(sizes(cut)) < 2 * step_bytes + 7 * BIG < sum(sizes(whole))
    assert cut.facts() == whole.facts()
    assert cut.state.scan("", 99) == whole.state.scan("", 99) and cut.loop.position == whole.loop.position == 30


def test_people_who_are_big_when_read_count_too() -> None:
    stage = Stage(100_000)
    big = [Record(f"p{n:03}", encode(Person(f"p{n:03}", {"t": "x" * BIG}, START))) for n in range(600)]
    stage.state.commit(transaction(stage.state.take_ownership(), 0, records=big))
    stage = reopened(stage)
    stage.play(*(seen(f"p{n:03}", n) for n in range(600)))
    assert 3 <= len(stage.steps) <= 4 and stage.steps[-1].position == 600, "so many people at once"


def reopened(stage: Stage) -> Stage:
    """The same stores, opened anew."""
    again = Stage(100_000)
    again.log, again.state, again.steps = stage.log, stage.state, []
    again.open()
    return again


@pytest.mark.parametrize("step_bytes", [1, STEP_BYTES])
def test_no_timer_overtakes_what_a_full_step_left(step_bytes: int) -> None:
    """Ann waits a day, and Bob's signals of before and after that are decided late, all in one go."""
    stage = Stage(step_bytes)
    stage.play(publish_signal({"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}))
    stage.play(stated("ann", 0), seen("ann", 1, name="go"))
    stage.steps.clear()
    stage.clock.move_to(START + 3 * DAY)
    stage.play(stated("bob", 2, START + DAY // 2), stated("ann", 3, START + DAY - 1), stated("bob", 4, START + 2 * DAY))
    sent = [step.position for step in stage.steps for _ in step.outbox]
    created = [message.created_at for step in stage.steps for message in step.outbox]
    moments = [fact.decided_at for fact in stage.facts()]
    assert created == [START + DAY] and sent == [stage.loop.position]
    assert moments == sorted(moments) or step_bytes != 1


def test_a_flood_of_signals_keeps_no_timer_waiting() -> None:
    stage = Stage(1)
    waiting = Enrollment("e", "gone", 1, "n", 1, START, START, wake_at=START + 5)
    record = Record("ann", encode(Person("ann", {}, START, enrollments=(waiting,))), wake_at=START + 5)
    stage.state.commit(transaction(stage.state.take_ownership(), 0, records=[record]))
    stage = reopened(stage)
    stage.clock.move_to(START + DAY)
    stage.log.append([[stated("bob", n, START + n) for n in range(10)]])
    stage.loop = Loop(stage.log, stage.state, stage.clock, step_bytes=1, on_commit=stage.steps.append)
    for _ in range(6):
        stage.loop.run_once()
    assert [fact.person for fact in stage.facts() if fact.kind == "exited"] == ["ann"]
    assert stage.loop.position == 6
    stage.play()
    assert stage.loop.position == 10


def test_an_event_that_changes_nobody_costs_no_step_of_its_own() -> None:
    stage = Stage(100_000)
    stage.play(*(seen("ann", n) for n in range(2_000)))
    assert len(stage.steps) <= 2 and len([fact for fact in stage.facts() if fact.kind == "event"]) == 2_000


def joins(number: int, plan: str) -> AccountJoined:
    """Somebody states an account and its plan."""
    at = START + number
    return AccountJoined(
        key=f"p{number % 5}", id=f"j{number}", at=at, received_at=at, account="@acme", traits={"plan": plan}
    )


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from("stx"), st.integers(0, 3)), min_size=1, max_size=25),
    st.lists(st.booleans(), min_size=1, max_size=8).filter(lambda spent: True in spent),
    st.sets(st.integers(0, 40), max_size=4),
)
def test_wherever_passes_end_and_the_process_dies_the_same_is_decided(
    said: list[tuple[int, str, int]], spent: list[bool], kills: set[int]
) -> None:
    """People state traits, wait, and change their account; timers fall due between any two signals."""
    signals: list[Signal] = []
    for number, (person, kind, days) in enumerate(said):
        at = START + DAY * days + number
        if kind == "s":
            signals.append(seen(f"p{person}", number, name="go"))
        elif kind == "t":
            signals.append(stated(f"p{person}", number))
        else:
            signals.append(joins(5 * number + person, f"plan{days}"))
        signals[-1] = replace(signals[-1], at=at, received_at=at)
    signals.sort(key=lambda one: one.received_at)
    whole, cut = Stage(STEP_BYTES), Stage(STEP_BYTES, Script(spent))
    for stage in (whole, cut):
        stage.play(publish_signal({"rest": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL}))
        stage.clock.move_to(START + 9 * DAY)
        stage.log.append([signals])
        for turn in range(1_000):
            if stage is cut and turn in kills:
                stage.open()
            if not stage.loop.run_once():
                break
    assert told(cut) == told(whole)
    assert cut.state.scan("", 99) == whole.state.scan("", 99) and cut.loop.position == whole.loop.position


def told(stage: Stage) -> dict[str, list[Fact]]:
    """What was told of each person, in order; not when and where the loop looked at a timer."""
    found: dict[str, list[Fact]] = {}
    for fact in stage.facts():
        found.setdefault(fact.person, []).append(replace(fact, position=0, seq=0, decided_at=0))
    return found


def test_a_flood_of_timers_keeps_no_signal_waiting_and_signals_keep_no_timer() -> None:
    stage = Stage(STEP_BYTES, Script([True]))
    people = [f"w{number:03}" for number in range(50)]
    records = []
    for number, key in enumerate(people):
        at = START + number
        waiting = Enrollment("e" + key, "gone", 1, "n", 1, START, START, wake_at=at)
        records.append(Record(key, encode(Person(key, {}, START, enrollments=(waiting,))), wake_at=at))
    stage.state.commit(transaction(stage.state.take_ownership(), 0, records=records))
    stage.open()
    stage.clock.move_to(START + DAY)
    stage.log.append([[stated("bob", number, START + DAY) for number in range(50)]])
    for turn in range(1, 26):
        stage.loop.run_once()
        assert stage.loop.position == turn
        assert len([fact for fact in stage.facts() if fact.kind == "exited"]) == turn
    stage.play()
    assert [fact.person for fact in stage.facts() if fact.kind == "exited"] == people


def test_a_pass_closes_once_its_signals_have_emitted_so_many() -> None:
    stage = Stage(STEP_BYTES)
    count = STEP_EMITTED + 100  # each joins an account, and hears of its traits
    stage.play(*(replace(joins(0, "pro"), key=f"p{n}", id=f"j{n}", account=f"@a{n}") for n in range(count)))
    assert [step.position for step in stage.steps] == [STEP_EMITTED // 2, STEP_EMITTED, count]
