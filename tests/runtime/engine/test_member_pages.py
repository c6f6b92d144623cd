"""A change of an account is told in pages: each member once, as of one moment, whatever happens between the pages."""

from collections import Counter

import msgspec
import pytest

from loopline.model.accounts.account import Account
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.records import Record, Transaction
from loopline.model.signal import AccountChanged, AccountJoined, EventReceived, PersonLinked, Signal
from loopline.pipeline.advance import advance
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine import decider as module
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.people import People
from loopline.signals.people import account as account_module
from loopline.storage.memory import MemoryLog, MemoryState

NOW = 1_700_000_000_000
PAGE = 16
MEMBERS = 50


class Stage:
    """A loop over memory that tells its faults to somebody, with an account of fifty."""

    def __init__(self) -> None:
        self.log, self.state, self.clock = MemoryLog(), MemoryState(), VirtualClock(NOW)
        self.facts: list[Fact] = []
        self.faults: list[Exception] = []
        self.transactions: list[Transaction] = []
        self.open()
        self.play(*(group(f"p{n:02}", number=n) for n in range(MEMBERS)))
        self.facts.clear()
        self.transactions.clear()

    def open(self) -> None:
        """Open the stores, as after a crash."""
        self.loop = Loop(
            self.log,
            self.state,
            self.clock,
            members_at_once=PAGE,
            on_commit=self._on_commit,
            on_error=self.faults.append,
        )

    def _on_commit(self, transaction: Transaction) -> None:
        self.transactions.append(transaction)
        self.facts += transaction.facts

    def accept(self, *signals: Signal) -> None:
        """Write signals that are not decided yet."""
        self.log.append([signals])

    def play(self, *signals: Signal) -> None:
        """Decide all of it; a loop that spins fails the test."""
        if signals:
            self.accept(*signals)
        for _ in range(1_000):
            if not self.loop.run_once():
                assert not self.loop.behind()
                return
        raise AssertionError("the loop does not come to rest")

    def plans(self) -> Counter[object]:
        """How many people hold which value of the account."""
        people = People(self.loop.people, self.state).get([f"p{n:02}" for n in range(MEMBERS)])
        return Counter((one.account_traits or {}).get("plan") for one in people.values())

    def told(self) -> list[str]:
        """Who learned of a change of the account, in order."""
        return [fact.person for fact in self.facts if fact.kind == "person" and fact.reason == "account"]


def group(person: str, plan: str = "free", number: int = 0) -> AccountJoined:
    """Somebody states the account and its plan."""
    at = NOW + number
    return AccountJoined(
        key=person, id=f"{person}/{plan}", at=at, received_at=at, account="@acme", traits={"plan": plan}
    )


def event(person: str, number: int) -> EventReceived:
    """Something that happens to somebody."""
    return EventReceived(key=person, id=f"{person}/{number}", name="seen", at=NOW + number, received_at=NOW + number)


def test_a_change_reaches_so_many_in_a_pass_and_everybody_before_anything_else() -> None:
    stage = Stage()
    stage.play(group("p07", "pro", 60), event("p49", 61), event("p00", 62))
    pages = [
        sum(fact.kind == "person" and fact.reason == "account" for fact in one.facts) for one in stage.transactions
    ]
    assert max(pages) == PAGE and sum(pages) == MEMBERS == len(set(stage.told())) and stage.told()[-1] == "p07"
    assert stage.plans() == {"pro": MEMBERS}
    events = [number for number, fact in enumerate(stage.facts) if fact.kind == "event"]
    changes = [number for number, fact in enumerate(stage.facts) if fact.reason == "account"]
    assert min(events) > max(changes), "what came behind the change finds everybody changed"
    assert {(fact.position, fact.decided_at) for fact in stage.facts if fact.reason == "account"} == {
        (MEMBERS + 1, NOW + 60)
    }
    assert [one.position for one in stage.transactions] == [51, 51, 51, 51, 53]


@pytest.mark.parametrize("after", range(6))
def test_a_crash_between_any_two_pages_loses_and_doubles_none(after: int) -> None:
    stage = Stage()
    stage.accept(group("p07", "pro", 60), group("p08", "max", 61))
    for _ in range(after):
        stage.loop.run_once()
    stage.open()
    assert stage.loop.behind()
    stage.play()
    assert stage.plans() == {"max": MEMBERS}
    assert Counter(stage.told()) == dict.fromkeys([f"p{n:02}" for n in range(MEMBERS)], 2), "once of each change"


@pytest.mark.parametrize("hidden", [False, True])
def test_a_page_whose_commit_fails_is_told_again_and_one_that_only_seemed_to_is_not(
    hidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage()
    stage.accept(group("p07", "pro", 60))
    stage.loop.run_once()
    real = stage.state.commit

    def commit(transaction: Transaction) -> None:
        monkeypatch.setattr(stage.state, "commit", real)
        if hidden:
            real(transaction)
            stage.facts.extend(transaction.facts)
        raise OSError("the disk is gone")

    monkeypatch.setattr(stage.state, "commit", commit)
    with pytest.raises(OSError, match="disk"):
        stage.loop.run_once()
    stage.play()
    assert stage.plans() == {"pro": MEMBERS} and len(stage.told()) == len(set(stage.told())) == MEMBERS


@pytest.mark.parametrize("odd", ["p00", "p20", "p49", "p07"])
def test_a_member_whose_change_cannot_be_stored_costs_nobody_else_theirs(
    odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage()

    def stumble(person: Person, signal: Signal, published: object, now: int) -> object:
        after, effects = advance(person, signal, published, now)  # type: ignore[arg-type]
        if isinstance(signal, AccountChanged) and signal.key == odd and signal.traits["plan"] == "pro":
            after = msgspec.structs.replace(after, traits={"x": 2**70})
        return after, effects

    with monkeypatch.context() as patched:
        patched.setattr(module, "advance", stumble)
        stage.play(group("p07", "pro", 60), event("p01", 61))
    assert stage.plans() == {"pro": MEMBERS - 1, "free": 1}
    items = stage.state.quarantine.items(0, 10)
    assert [(one.item.kind, one.item.person) for one in items] == [("signal", odd)]
    assert any(fact.kind == "quality" and fact.reason == "signal_failed" for fact in stage.facts)
    assert [fact.person for fact in stage.facts if fact.kind == "event"] == ["p01"]
    stage.state.quarantine.ask(items[0].id, "retry")
    stage.play()
    assert stage.plans() == {"pro": MEMBERS}


def test_an_account_that_cannot_be_read_in_the_midst_holds_up_nobody_and_goes_on_when_put_back() -> None:
    stage = Stage()
    stage.accept(group("p07", "pro", 60), event("p01", 61), group("p08", "max", 62))
    stage.loop.run_once()
    whole = stage.state.load(["@acme"])["@acme"]
    stage.state.commit(
        Transaction(
            position=stage.loop.position,
            records=[Record("@acme", b"\xc1", whole.seen, whole.wake_at)],
            outbox=[],
            marks=[],
            facts=[],
            epoch=stage.state.take_ownership(),
        )
    )
    stage.open()
    stage.play()
    (item,) = stage.state.quarantine.items(0, 10)
    assert (item.item.kind, item.item.person) == ("record", "@acme")
    assert [fact.person for fact in stage.facts if fact.kind == "event"] == ["p01"]
    stage.state.quarantine.ask(item.id, "drop")
    stage.play()
    account = stage.loop.people.get("@acme").state
    assert isinstance(account, Account) and account.traits == {"plan": "max"} and account.telling is None


@pytest.fixture
def all_big(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account of fifty counts as a big one, and is quiet for a second after each change."""
    monkeypatch.setattr(account_module, "MEMBERS_AT_ONCE", 1)
    monkeypatch.setattr(account_module, "MEMBER_MS", 20)


@pytest.mark.usefixtures("all_big")
@pytest.mark.parametrize("batch_max", [1, 3, 5_000])
def test_a_change_that_was_put_off_comes_at_its_time_before_what_came_later(batch_max: int) -> None:
    """Whether the loop keeps up or decides all of it an hour late, by whatever batches."""
    stage = Stage()
    stage.loop = Loop(
        stage.log,
        stage.state,
        stage.clock,
        batch_max=batch_max,
        members_at_once=PAGE,
        on_commit=stage._on_commit,
        on_error=stage.faults.append,
    )
    stage.clock.move_to(NOW + 3_600_000)
    changes: tuple[AccountJoined | EventReceived, ...] = (
        group("p07", "pro", 10_000),
        group("p08", "max", 10_400),
        group("p09", "team", 10_900),
    )
    events = (event("p01", 10_500), event("p02", 10_999), event("p03", 11_000))
    for signal in sorted((*changes, *events), key=lambda one: one.received_at):
        stage.accept(signal)
    stage.play()
    assert stage.plans() == {"team": MEMBERS}
    told = [(fact.position, fact.decided_at) for fact in stage.facts if fact.reason == "account"]
    first, last = MEMBERS + 1, MEMBERS + 6
    assert Counter(told) == {
        (first, NOW + 10_000): MEMBERS,
        (first + 1, NOW + 10_400): 1,
        (first + 3, NOW + 10_900): 1,
        (last - 1, NOW + 11_000): MEMBERS - 1,
    }, "who brought the newest change about knew of it already"
    order = [fact.decided_at for fact in stage.facts if fact.kind == "event" or fact.reason == "account"]
    assert order == sorted(order)


@pytest.mark.usefixtures("all_big")
def test_a_restart_forgets_no_change_that_was_put_off() -> None:
    stage = Stage()
    stage.clock.move_to(NOW + 10_500)
    stage.play(group("p07", "pro", 10_000), group("p08", "max", 10_400))
    assert stage.plans() == {"pro": MEMBERS - 1, "max": 1}
    assert stage.state.next_wake_at() == NOW + 11_000
    stage.open()
    stage.clock.move_to(NOW + 11_000)
    stage.play()
    assert stage.plans() == {"max": MEMBERS}


@pytest.mark.usefixtures("all_big")
def test_a_member_at_fault_costs_a_change_that_was_put_off_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()

    def stumble(person: Person, signal: Signal, published: object, now: int) -> object:
        after, effects = advance(person, signal, published, now)  # type: ignore[arg-type]
        if isinstance(signal, AccountChanged) and signal.key == "p00" and signal.traits["plan"] == "max":
            after = msgspec.structs.replace(after, traits={"x": 2**70})
        return after, effects

    stage.play(group("p07", "pro", 10_000), group("p08", "max", 10_400))
    monkeypatch.setattr(module, "advance", stumble)
    stage.clock.move_to(NOW + 11_000)
    stage.play()
    assert stage.plans() == {"max": MEMBERS - 1, "pro": 1}
    assert [one.item.person for one in stage.state.quarantine.items(0, 10)] == ["p00"]


def test_members_merge_and_leave_right_behind_the_change() -> None:
    stage = Stage()
    leaves = AccountJoined(key="p49", id="moves", at=NOW + 61, received_at=NOW + 61, account="@other", traits={})
    merges = PersonLinked(key="p01", id="merges", at=NOW + 62, received_at=NOW + 62, other="p48")
    stage.play(group("p07", "pro", 60), leaves, merges, group("p02", "max", 63))
    people = People(stage.loop.people, stage.state).get(["p49", "p48", "p01", "p02"])
    assert {key: (one.key, one.account, one.account_traits) for key, one in people.items()} == {
        "p49": ("p49", "@other", {}),
        "p48": ("p01", "@acme", {"plan": "max"}),
        "p01": ("p01", "@acme", {"plan": "max"}),
        "p02": ("p02", "@acme", {"plan": "max"}),
    }
    account = stage.loop.people.get("@acme").state
    assert isinstance(account, Account) and {"p48", "p49"}.isdisjoint(account.members)
