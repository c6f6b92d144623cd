"""The server's own sweep: goes through all records, tells late wake-ups again, names whoever waits for nothing."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from loopline.app import App
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Unavailable
from loopline.model.person import Enrollment, Person
from loopline.model.records import Record, Transaction
from loopline.model.signal import FanOutCompleted, JourneyStateReached, Signal, TimerDue
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import encode
from loopline.runtime.upkeep import sweeper as module
from loopline.runtime.upkeep.stranded import Stranded
from loopline.runtime.upkeep.sweeper import Sweeper
from loopline.settings import Settings
from loopline.storage.memory import MemoryState
from tests.decisions.played import MAIL, published
from tests.runtime.parts import stated

NOW = 1_700_000_000_000


def raised(error: BaseException) -> None:
    raise error


class Decided:
    """The programs of a loop that has committed what it has decided."""

    def __init__(self, decided: PublishedSet) -> None:
        self.decided = decided
        self.committed: PublishedSet | None = decided

    @property
    def published(self) -> PublishedSet:
        return self.decided


def record(name: str, wake_at: int | None, kept: int | None = None) -> Record:
    enrollment = Enrollment(f"e-{name}", "gone", 1, "w", 1, NOW, NOW, wake_at=wake_at)
    return Record(name, encode(Person(key=name, traits={}, enrollments=(enrollment,))), b"", kept)


def test_every_record_is_seen_and_a_lost_timer_is_signalled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    state, told, found = MemoryState(), list[Signal](), list[Stranded]()
    records = [record("ann", NOW + 5, NOW + 5), record("bob", NOW + 5, None), record("cid", None)]
    state.commit(Transaction(position=0, records=records, outbox=[], marks=[], facts=[], epoch=state.take_ownership()))

    async def accept(signals: Sequence[Signal]) -> int:
        told.extend(signals)
        return 1

    async def round_of_pages() -> Sweeper:
        sweeper = Sweeper(state, VirtualClock(NOW), Decided(PublishedSet()), accept, found.append, raised)
        while not sweeper.rounds:
            await sweeper.page()
        return sweeper

    sweeper = asyncio.run(round_of_pages())
    assert told == [TimerDue(key="bob", at=NOW, received_at=NOW)]
    assert {(one.person, one.why) for one in sweeper.found} == {
        ("ann", "node_missing"),
        ("bob", "timer_differs"),
        ("bob", "node_missing"),
        ("cid", "node_missing"),
    }
    assert list(sweeper.found) == found


def test_the_sweeper_completes_a_stop_that_did_not_reach_all() -> None:
    state, told = MemoryState(), list[Signal]()
    kept = Enrollment("e", "j", 1, "mail", 1, NOW, NOW, wake_at=NOW + 5)
    ann = Record("ann", encode(Person(key="ann", traits={}, enrollments=(kept,))), b"", NOW + 5)
    state.commit(Transaction(position=0, records=[ann], outbox=[], marks=[], facts=[], epoch=state.take_ownership()))
    stopped = published({"nodes": {"mail": MAIL}}).set_state("j", "stopped")

    async def accept(signals: Sequence[Signal]) -> int:
        told.extend(signals)
        return 1

    asyncio.run(Sweeper(state, VirtualClock(NOW), Decided(stopped), accept, lambda one: None, raised).page())
    assert [(type(one), one.key) for one in told] == [(JourneyStateReached, "ann")]


class Overtaken(MemoryState):
    """A store in which something happens around each look at it, as while the loop's thread decides and commits."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = list[Callable[[], None]](), list[Callable[[], None]]()

    def scan(self, after: str, limit: int) -> list[Record]:
        """A page, with the next thing that is to happen before it and the next one after it."""
        if self.before:
            self.before.pop(0)()
        page = super().scan(after, limit)
        if self.after:
            self.after.pop(0)()
        return page


@pytest.mark.parametrize("ahead", [True, False], ids=["decided before the look", "decided after the look"])
def test_whoever_is_told_while_the_page_is_looked_at_is_not_stranded(ahead: bool) -> None:
    owing = published({"nodes": {"mail": MAIL}}).set_state("j", "stopped", 1)
    told, loop, state = owing.complete_fan_out("j", 1), Decided(owing), Overtaken()
    epoch = state.take_ownership()
    inside = Enrollment("e", "j", 1, "mail", 1, NOW, NOW, wake_at=NOW + 5)
    person = Person(key="ann", traits={}, enrollments=(inside,))
    state.commit(
        Transaction(
            position=1,
            records=[Record("ann", encode(person), b"", NOW + 5)],
            outbox=[],
            marks=[],
            facts=[],
            epoch=epoch,
        )
    )

    def decide() -> None:
        loop.decided = told

    def commit() -> None:
        state.commit(
            Transaction(
                position=3,
                records=[Record("ann", encode(Person(key="ann", traits={})))],
                outbox=[],
                marks=[],
                facts=[],
                epoch=epoch,
            )
        )
        loop.committed = told

    async def accept(signals: Sequence[Signal]) -> int:
        if isinstance(signals[0], FanOutCompleted):
            if ahead:
                decide()
            state.after = [decide, commit]
        return len(signals)

    found = list[Stranded]()
    sweeper = Sweeper(state, VirtualClock(NOW), loop, accept, found.append, raised)
    asyncio.run(sweeper.page())
    assert (sweeper.found, found, sweeper.rounds) == ((), [], 1)


def test_who_enters_a_version_that_is_published_before_the_page_is_read_is_not_stranded() -> None:
    loop, state = Decided(PublishedSet()), Overtaken()
    epoch = state.take_ownership()
    entered = Enrollment("e", "j", 1, "mail", 1, NOW, NOW, wake_at=NOW + 5)
    person = Person(key="ann", traits={}, enrollments=(entered,))

    def publish() -> None:
        loop.decided = loop.committed = published({"nodes": {"mail": MAIL}})
        state.commit(
            Transaction(
                position=1,
                records=[Record("ann", encode(person), b"", NOW + 5)],
                outbox=[],
                marks=[],
                facts=[],
                epoch=epoch,
            )
        )

    state.before = [publish]
    sweeper = Sweeper(state, VirtualClock(NOW), loop, accept_all, lambda one: None, raised)
    asyncio.run(sweeper.page())
    assert (sweeper.found, sweeper.rounds) == ((), 1)


async def accept_all(signals: Sequence[Signal]) -> int:
    return len(signals)


async def served(sweeper: Sweeper) -> None:
    """Serves until a round is complete."""
    sweeper.task.start()
    async with asyncio.timeout(5):
        while not sweeper.rounds:
            await asyncio.sleep(0)
            assert sweeper.task.report().state in ("starting", "running", "failing"), "it has ended in silence"
    await sweeper.task.stop()


def test_a_fault_is_reported_and_does_not_end_the_sweeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)
    state, faults = MemoryState(), list[BaseException]()
    looks = iter([OSError("the disk went away"), Unavailable("queue_full", "planted")])

    class Ailing(Decided):
        @property
        def published(self) -> PublishedSet:
            if (fault := next(looks, None)) is not None:
                raise fault
            return self.decided

    sweeper = Sweeper(state, VirtualClock(NOW), Ailing(PublishedSet()), accept_all, lambda one: None, faults.append)
    asyncio.run(served(sweeper))
    assert [str(fault) for fault in faults] == ["the disk went away"], "a full queue is no fault"


def test_a_telling_that_fails_does_not_keep_the_pages_from_being_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)
    state, faults = MemoryState(), list[BaseException]()
    state.commit(
        Transaction(
            position=5,
            records=[record("ann", NOW + 5, NOW + 5)],
            outbox=[],
            marks=[],
            facts=[],
            epoch=state.take_ownership(),
        )
    )
    stopped = published({"nodes": {"mail": MAIL}}).set_state("j", "stopped", 1)

    async def accept(signals: Sequence[Signal]) -> int:
        raise OSError("planted")

    sweeper = Sweeper(state, VirtualClock(NOW), Decided(stopped), accept, lambda one: None, faults.append)
    asyncio.run(served(sweeper))
    assert [one.person for one in sweeper.found] == ["ann"]
    assert [str(fault) for fault in faults] == ["planted"]


def test_a_record_that_cannot_be_read_is_named_and_does_not_end_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 1)
    state, told = MemoryState(), list[Signal]()
    records = [Record("ann", b"j \xc1 broken", b"", None), record("bob", NOW + 5, None)]
    state.commit(Transaction(position=5, records=records, outbox=[], marks=[], facts=[], epoch=state.take_ownership()))
    stopped = published({"nodes": {"mail": MAIL}}).set_state("j", "stopped", 1)

    async def accept(signals: Sequence[Signal]) -> int:
        told.extend(signals)
        return 1

    async def round_of_pages() -> Sweeper:
        sweeper = Sweeper(state, VirtualClock(NOW), Decided(stopped), accept, lambda one: None, raised)
        while not sweeper.rounds:
            await sweeper.page()
        return sweeper

    sweeper = asyncio.run(round_of_pages())
    assert [(one.person, one.why) for one in sweeper.found] == [
        ("ann", "unreadable"),
        ("bob", "timer_differs"),
        ("bob", "node_missing"),
    ]
    assert [type(one) for one in told] == [FanOutCompleted, TimerDue], "the telling passes over it as well"


@pytest.mark.anyio
async def test_refusals_of_records_from_before_are_told_to_their_addresses_once(tmp_path: Path) -> None:
    """A store of an earlier version holds them on the person alone; who else has the address hears of them."""
    app = App(tmp_path, Settings(), VirtualClock(NOW))
    await app.start()
    try:
        old = Person(
            key="ann",
            traits={"email": "Same@box.test"},
            first_seen_at=NOW,
            suppressed={"email=Same@box.test": "bounced"},
            consent={"email:news": False},
            consent_at={"email:news": NOW},
        )
        twin = Person(key="bob", traits={"email": "same@box.test"}, first_seen_at=NOW)
        records = [Record(one.key, encode(one), b"") for one in (old, twin)]
        epoch = app.state.take_ownership()
        app.state.commit(Transaction(position=0, records=records, outbox=(), marks=(), facts=(), epoch=epoch))
    finally:
        await app.stop()
    app = App(tmp_path, Settings(), VirtualClock(NOW))
    await app.start()
    try:
        await app.accept([stated("bob", NOW, plan="pro"), stated("cem", NOW, email="same@BOX.test")])
        await app.sweeper.page()
        await app.settle()
        ann, cem = (app.people.get([key])[key] for key in ("ann", "cem"))
        assert ann.suppressed == {"email=Same@box.test": "bounced"}
        (held,) = (cem.addresses or {})["email"]
        assert sorted(held.words or {}) == ["bounced", "unsubscribed:news"]
        end = app.log.end()
        await app.sweeper.page()
        assert app.log.end() == end, "once is enough"
    finally:
        await app.stop()
