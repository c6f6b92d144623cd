"""A fault of ours costs one signal: whatever raises, wherever in a pass, the others are decided and committed."""

import msgspec
import pytest

from loopline.model.fact import Fact
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.message import AttemptResult
from loopline.model.person import Enrollment, Person
from loopline.model.records import LogEntry, Record, Transaction
from loopline.model.signal import (
    AccountJoined,
    AttemptAnswered,
    AttemptsStarted,
    AttemptStarted,
    DocumentPublished,
    EventReceived,
    Signal,
    TraitsChanged,
)
from loopline.pipeline import advance as advance_module
from loopline.pipeline.accounts.account import decide_account
from loopline.pipeline.advance import advance
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine import decider as module
from loopline.runtime.engine import isolation, member_pages
from loopline.runtime.engine.loop import Loop
from loopline.signals.people.identity import implied_link
from loopline.storage.memory import MemoryLog, MemoryState

NOW = 1_700_000_000_000
BAD = "@bad"


class Stage:
    """A loop over memory that tells its faults to somebody."""

    def __init__(self, *, batch_max: int = 5_000) -> None:
        self.log, self.state = MemoryLog(), MemoryState()
        self.facts: list[Fact] = []
        self.faults: list[Exception] = []
        self.transactions: list[Transaction] = []
        self.loop = Loop(
            self.log,
            self.state,
            VirtualClock(NOW),
            batch_max=batch_max,
            on_commit=self._on_commit,
            on_error=self.faults.append,
        )

    def _on_commit(self, transaction: Transaction) -> None:
        self.transactions.append(transaction)
        self.facts += transaction.facts

    def play(self, *signals: Signal) -> None:
        """Decide all of it; a loop that spins fails the test."""
        if signals:
            self.log.append([signals])
        for _ in range(1_000):
            if not self.loop.run_once():
                return
        raise AssertionError("the loop does not come to rest")

    def events(self) -> list[str]:
        return [fact.person for fact in self.facts if fact.kind == "event"]

    def listed(self) -> list[tuple[str, str]]:
        return [(one.item.kind, one.item.person) for one in self.state.quarantine.items(0, 1_000)]


def event(person: str, name: str = "seen", link: str = "") -> EventReceived:
    return EventReceived(key=person, id=f"{person}/{name}", name=name, at=NOW, received_at=NOW, link=link)


def traits(person: str, **values: object) -> TraitsChanged:
    return TraitsChanged(key=person, id=f"{person}/traits", at=NOW, received_at=NOW, traits=values)


@pytest.mark.parametrize("odd", [2**70, "half a \ud800 character", {"deep": [2**80]}])
def test_what_cannot_be_stored_costs_its_signal_alone(odd: object) -> None:
    stage = Stage()
    people = [f"p{number}" for number in range(100)]
    stage.play(*(traits("odd", x=odd) if number == 50 else event(people[number]) for number in range(100)))
    assert sorted(stage.events()) == sorted(person for person in people if person != "p50")
    assert stage.listed() == [("signal", "odd")]
    assert stage.loop.position == 100
    assert any(fact.reason == "signal_failed" for fact in stage.facts)
    stage.play(event("odd"))
    assert stage.events()[-1] == "odd"


def test_several_bad_ones_among_many_are_all_found() -> None:
    stage = Stage(batch_max=64)
    bad = {0, 7, 8, 63, 64, 199}
    stage.play(*(traits(f"odd{n}", x=2**70) if n in bad else event(f"p{n}") for n in range(200)))
    assert len(stage.events()) == 200 - len(bad)
    assert sorted(person for _, person in stage.listed()) == sorted(f"odd{n}" for n in bad)
    assert len(stage.transactions) < 200


def test_a_timer_whose_decision_cannot_be_stored_sets_its_record_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    stage.play(*(event(f"p{n}") for n in range(20)))
    epoch, states = stage.state.take_ownership(), stage.state.load([f"p{n}" for n in range(20)])
    due = [Record(key, record.state, record.seen, NOW - 5) for key, record in states.items()]
    stage.state.commit(Transaction(position=20, records=due, outbox=[], marks=[], facts=[], epoch=epoch))
    stage.loop = Loop(
        stage.log, stage.state, VirtualClock(NOW), on_commit=stage._on_commit, on_error=stage.faults.append
    )

    def stumble(person: Person, signal: Signal, published: object, now: int) -> object:
        changed = msgspec.structs.replace(person, traits={"x": 2**70}) if person.key == "p9" else person
        return advance(changed, signal, published, now)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "advance", stumble)
    stage.play(event("later"))
    assert stage.listed() == [("record", "p9")]
    assert stage.events()[-1] == "later"
    assert stage.state.next_wake_at() is None


def test_a_document_that_cannot_be_compiled_stops_nobody() -> None:
    stage = Stage()
    broken = DocumentPublished(
        key=PUBLISHED_KEY, id="d", at=NOW, received_at=NOW, kind="journey", name="w", version=1, document=b"{"
    )
    stage.play(event("a"), broken, event("b"))
    assert stage.events() == ["a", "b"]
    assert stage.listed() == [("signal", PUBLISHED_KEY)]
    assert stage.loop.published.live == {}


def test_an_account_and_a_link_that_raise_cost_themselves_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_account(account: object, signal: Signal, published: object, at_once: int) -> object:
        if signal.key == BAD:
            raise ZeroDivisionError
        return decide_account(account, signal, published, at_once)  # type: ignore[arg-type]

    def no_link(person: Person, signal: EventReceived | TraitsChanged) -> object:
        if person.key == "linked":
            raise ZeroDivisionError
        return implied_link(person, signal)

    monkeypatch.setattr(member_pages, "decide_account", no_account)
    monkeypatch.setattr(isolation, "implied_link", no_link)
    stage = Stage()

    def joined(person: str, account: str) -> AccountJoined:
        return AccountJoined(
            key=person, id=f"{person}/{account}", at=NOW, received_at=NOW, account=account, traits={"size": 5}
        )

    stage.play(joined("p1", BAD), joined("p2", "@good"), event("linked", link="anonymous"), event("p3"))
    assert stage.events() == ["linked", "p3"]
    assert sorted(stage.listed()) == [("signal", BAD), ("signal", "linked")]
    good = stage.loop.people.get("p2").state
    assert isinstance(good, Person) and good.account_traits == {"size": 5}


def test_what_an_attempt_says_of_its_message_holds_although_its_decision_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(person: Person, signal: Signal, published: object, now: int) -> object:
        if isinstance(signal, AttemptStarted | AttemptAnswered):
            raise ZeroDivisionError
        return advance(person, signal, published, now)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "advance", stumble)
    stage = Stage()
    stage.play(
        AttemptStarted(key="p1", id="s", at=NOW, received_at=NOW, message="m", attempt=1),
        AttemptAnswered(
            key="p1", id="t", at=NOW, received_at=NOW, message="m", attempt=1, result="sent", channel="email", topic=""
        ),
    )
    assert [(mark.key, mark.status) for one in stage.transactions for mark in one.marks] == [
        ("m", "sending"),
        ("m", "sent"),
    ]


def test_a_signal_whose_decision_raised_is_decided_once_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(person: Person, signal: Signal, published: object, now: int) -> object:
        if isinstance(signal, TraitsChanged):
            raise ZeroDivisionError
        return advance(person, signal, published, now)  # type: ignore[arg-type]

    stage = Stage()
    with monkeypatch.context() as patched:
        patched.setattr(module, "advance", stumble)
        stage.play(traits("p1", plan="pro"), event("p1"))
    (item,) = stage.state.quarantine.items(0, 10)
    stage.state.quarantine.ask(item.id, "retry")
    stage.play()
    assert stage.loop.people.get("p1").state.traits == {"plan": "pro"}  # type: ignore[union-attr]
    assert stage.listed() == []
    assert stage.events() == ["p1"]


def test_what_an_attempt_says_of_its_message_holds_once_though_it_is_decided_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(person: Person, signal: Signal, published: object, now: int) -> object:
        if isinstance(signal, AttemptAnswered | AttemptsStarted) and signal.id == "t":
            raise ZeroDivisionError
        return advance(person, signal, published, now)  # type: ignore[arg-type]

    def answered(number: int, result: AttemptResult) -> AttemptAnswered:
        return AttemptAnswered(
            key="p1",
            id="t" if number == 1 else "u",
            at=NOW,
            received_at=NOW,
            message="m",
            attempt=number,
            result=result,
            channel="email",
            topic="",
            next_at=NOW,
        )

    stage = Stage()
    with monkeypatch.context() as patched:
        patched.setattr(module, "advance", stumble)
        stage.play(answered(1, "retry"), answered(2, "unknown"))
    (item,) = stage.state.quarantine.items(0, 10)
    stage.state.quarantine.ask(item.id, "retry")
    stage.play()
    assert [mark.status for one in stage.transactions for mark in one.marks] == ["pending", "unknown"]
    assert [fact.name for fact in stage.facts if fact.kind == "attempt"] == ["unknown", "retry"]


def test_an_announcement_for_many_depends_on_nothing_of_the_first_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(person: Person, *rest: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(advance_module, "wake", stumble)
    stage = Stage()
    enrollment = Enrollment("e", "j", 1, "n", 1, NOW, NOW, wake_at=NOW)
    stage.loop.people.get("p1").state = Person(key="p1", traits={}, enrollments=(enrollment,))
    stage.play(AttemptsStarted(key="p1", id="s", at=NOW, received_at=NOW, attempts=(("m", 1), ("n", 2))))
    assert [(mark.key, mark.attempt) for one in stage.transactions for mark in one.marks] == [("m", 1), ("n", 2)]
    assert stage.listed() == []


class UnreadableLog(MemoryLog):
    """A log of entries that cannot be read, with a gap between them."""

    def read(self, after: int, limit: int) -> list[LogEntry]:
        entries = (LogEntry(1, (None, None)), LogEntry(10, (None, event("ann"))))
        return [entry for entry in entries if entry.end > after]

    def end(self) -> int:
        return 11


def test_what_cannot_be_read_is_named_by_its_place_behind_a_gap_too() -> None:
    log, state = UnreadableLog(), MemoryState()
    loop = Loop(log, state, VirtualClock(NOW), on_error=lambda error: None)
    while loop.run_once():
        pass
    items = [one.item for one in state.quarantine.items(0, 9)]
    assert [(one.name, one.position, one.count) for one in items] == [("1-2", 1, 2), ("10", 10, 1)]
    assert (state.position(), set(state.load(["ann"]))) == (11, {"ann"})


def test_a_listener_that_raises_costs_the_pass_nothing() -> None:
    stage = Stage()

    def stumble(transaction: Transaction) -> None:
        raise ZeroDivisionError

    stage.loop = Loop(stage.log, stage.state, VirtualClock(NOW), on_commit=stumble, on_error=stage.faults.append)
    stage.play(event("a"), event("b"))
    assert stage.loop.position == 2
    assert stage.listed() == []
