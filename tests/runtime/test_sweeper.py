"""The server's own sweep: goes through all records, tells late wake-ups again, names whoever waits for nothing."""

import asyncio
from collections.abc import Sequence

import pytest

from loopline.decisions.program import Program
from loopline.model.person import Enrollment, Person
from loopline.model.signal import JourneyTold, Signal, TimerDue
from loopline.ports import Record, Step
from loopline.runtime import sweeper as module
from loopline.runtime.clock import VirtualClock
from loopline.runtime.hot import encode
from loopline.runtime.sweep import Stranded
from loopline.runtime.sweeper import Sweeper
from loopline.store.memory import MemoryState
from tests.decisions.test_react import MAIL, program

NOW = 1_700_000_000_000


def record(name: str, wake_at: int | None, kept: int | None = None) -> Record:
    enrollment = Enrollment(f"e-{name}", "gone", 1, "w", 1, NOW, NOW, wake_at=wake_at)
    return Record(name, encode(Person(key=name, traits={}, enrollments=(enrollment,))), b"", kept)


def test_every_record_is_seen_and_a_lost_timer_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    state, told, found = MemoryState(), list[Signal](), list[Stranded]()
    records = [record("ann", NOW + 5, NOW + 5), record("bob", NOW + 5, None), record("cid", None)]
    state.commit(Step(0, records, [], [], [], state.take_ownership()))

    async def accept(signals: Sequence[Signal]) -> int:
        told.extend(signals)
        return 1

    async def round_of_pages() -> Sweeper:
        sweeper = Sweeper(state, VirtualClock(NOW), Program, accept, found.append)
        while not sweeper.rounds:
            await sweeper.page()
        return sweeper

    sweeper = asyncio.run(round_of_pages())
    assert told == [TimerDue("bob", NOW, NOW)]
    assert {(one.person, one.why) for one in sweeper.found} == {
        ("ann", "node_missing"),
        ("bob", "timer_differs"),
        ("bob", "node_missing"),
        ("cid", "node_missing"),
    }
    assert list(sweeper.found) == found


def test_who_was_not_told_of_a_stop_hears_it_from_the_sweeper() -> None:
    state, told = MemoryState(), list[Signal]()
    kept = Enrollment("e", "j", 1, "mail", 1, NOW, NOW, wake_at=NOW + 5)
    ann = Record("ann", encode(Person(key="ann", traits={}, enrollments=(kept,))), b"", NOW + 5)
    state.commit(Step(0, [ann], [], [], [], state.take_ownership()))
    stopped = program({"nodes": {"mail": MAIL}}).set_state("j", "stopped")

    async def accept(signals: Sequence[Signal]) -> int:
        told.extend(signals)
        return 1

    asyncio.run(Sweeper(state, VirtualClock(NOW), lambda: stopped, accept, lambda one: None).page())
    assert [(type(one), one.key) for one in told] == [(JourneyTold, "ann")]
