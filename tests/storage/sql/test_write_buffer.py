"""Fresh records agree with a state in memory, whatever is asked, folded, crashed or opened beside in between."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from loopline.model.records import Record, Transaction
from loopline.storage.memory import MemoryState
from loopline.storage.sql.database import Place
from loopline.storage.sql.state import SqlState
from tests.storage.postgres import PostgresServer

KEYS = [f"p:{letter}" for letter in "abcdefghij"]
writes = st.dictionaries(st.sampled_from(KEYS), st.none() | st.integers(0, 5), max_size=6)


class Lockstep(RuleBasedStateMachine):
    """The same steps go into SqlState and MemoryState; both have to answer alike."""

    @initialize(bound=st.integers(1, 12))
    def begin(self, bound: int) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.place = self.somewhere()
        self.bound, self.turns = bound, 0
        self.twin = MemoryState()
        self.twin_epoch = self.twin.take_ownership()
        self.state = self.opened()
        self.beside = self.opened()
        self.epoch = self.state.take_ownership()

    def somewhere(self) -> Place:
        return self.folder / "state.db"

    def opened(self) -> SqlState:
        return SqlState(self.place, buffered_records=self.bound)

    @rule(written=writes)
    def transaction(self, written: dict[str, int | None]) -> None:
        self.turns += 1
        records = [Record(key, b"%d" % self.turns, b"", at) for key, at in written.items()]
        self.state.commit(
            Transaction(position=self.turns, records=records, outbox=(), marks=(), facts=(), epoch=self.epoch)
        )
        self.twin.commit(
            Transaction(position=self.turns, records=records, outbox=(), marks=(), facts=(), epoch=self.twin_epoch)
        )

    @rule()
    def flush(self) -> None:
        self.state.flush()
        assert not self.state._buffer.records

    @rule()
    def crash(self) -> None:
        self.state._database.close()  # without folding, as a kill would leave it
        self.state = self.opened()
        self.epoch = self.state.take_ownership()

    @rule()
    def restart(self) -> None:
        self.state.close()
        self.state = self.opened()
        self.epoch = self.state.take_ownership()

    @rule()
    def somebody_else_takes_over(self) -> None:
        self.state, self.beside = self.beside, self.state
        self.epoch = self.state.take_ownership()
        self.beside.flush()  # an owner no more: this has to do nothing

    @rule(now=st.integers(-1, 6), limit=st.integers(1, 12))
    def due(self, now: int, limit: int) -> None:
        wanted = self.twin.claim_due(now, limit)
        assert self.state.claim_due(now, limit) == wanted
        assert self.beside.claim_due(now, limit) == wanted

    @rule(after=st.sampled_from(["", *KEYS]), limit=st.integers(1, 12))
    def page(self, after: str, limit: int) -> None:
        assert self.state.scan(after, limit) == self.beside.scan(after, limit) == self.twin.scan(after, limit)

    @invariant()
    def the_same_is_there(self) -> None:
        wanted = self.twin.load(KEYS)
        assert self.state.load(KEYS) == wanted
        assert self.state.next_wake_at() == self.twin.next_wake_at()

    @rule()
    def the_same_is_there_from_beside(self) -> None:
        assert self.beside.load(KEYS) == self.twin.load(KEYS)
        assert self.beside.next_wake_at() == self.twin.next_wake_at()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.state.close()
            self.beside.close()
            shutil.rmtree(self.folder)


TestLockstep = Lockstep.TestCase
TestLockstep.settings = settings(settings.default, max_examples=60, stateful_step_count=40)


def test_lockstep_on_postgresql(postgres: PostgresServer, postgres_url: str) -> None:
    class There(Lockstep):
        def somewhere(self) -> Place:
            postgres.empty(postgres_url)
            return postgres_url

    run_state_machine_as_test(There, settings=settings(settings.default, max_examples=8, stateful_step_count=40))


def test_turns_do_not_pile_up(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db", buffered_records=100)
    epoch = state.take_ownership()
    for number in range(600):
        records = [Record(f"p:{(number * 7 + n) % 60}", b"x") for n in range(5)]
        state.commit(Transaction(position=number, records=records, outbox=(), marks=(), facts=(), epoch=epoch))
        assert len(state._buffer.records) <= 100
    with state._database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM turns").scalar_one() <= 100
    state.close()


def test_a_turn_of_the_pass_in_hand_outlives_it(tmp_path: Path) -> None:
    """What comes while others are written to rows is not forgotten with them."""
    state = SqlState(tmp_path / "state.db", buffered_records=2)
    epoch = state.take_ownership()
    for number, keys in enumerate(("ab", "c", "d"), start=1):  # the pass of a and b ends with the step of d
        state.commit(
            Transaction(
                position=number, records=[Record(key, b"x") for key in keys], outbox=(), marks=(), facts=(), epoch=epoch
            )
        )
    assert set(state._buffer.records) == {"c", "d"}
    state._database.close()  # a crash
    state = SqlState(tmp_path / "state.db", buffered_records=2)
    assert set(state.load(["a", "b", "c", "d"])) == {"a", "b", "c", "d"}
    state.close()


def test_a_record_that_was_written_again_is_left_to_its_newer_turn(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db", buffered_records=10)
    epoch = state.take_ownership()
    for number, keys in enumerate(("abcdefghij", "cdxyz", "aghvw"), start=1):  # the pass ends with the third
        records = [Record(key, b"%d" % number) for key in keys]
        state.commit(Transaction(position=number, records=records, outbox=(), marks=(), facts=(), epoch=epoch))
    with state._database.read() as connection:
        rows = {key for (key,) in connection.exec_driver_sql("SELECT key FROM records")}
        turns = connection.exec_driver_sql("SELECT folded FROM meta").scalar_one()
    assert (rows, turns) == (set("abefij"), 1), "a was written before it came again, c, d, g and h were not"
    state._database.close()  # a crash
    state = SqlState(tmp_path / "state.db")
    found = {key: record.state for key, record in state.load(list("abcdefghij")).items()}
    assert found == {key: b"3" if key in "agh" else b"2" if key in "cd" else b"1" for key in "abcdefghij"}
    state.close()


def test_a_pass_ends_before_the_next_one_begins(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db", buffered_records=100)
    epoch, begun = state.take_ownership(), 0
    for number in range(1, 400):
        records = [Record(f"p{(number * 37 + n) % 977}", b"x" * (number % 50)) for n in range(number % 11)]
        left, gathered = len(state._buffer._pass), state._buffer._gathered
        state.commit(Transaction(position=number, records=records, outbox=(), marks=(), facts=(), epoch=epoch))
        if len(state._buffer._pass) > left:
            begun += 1
            assert left == 0
        assert state._buffer._gathered < 100 + 2 * 11, gathered
    assert begun > 10
    state.close()


def test_a_wake_up_that_is_written_before_the_first_known_one_is_found(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    epoch = state.take_ownership()
    for at in (5, 1):
        state.commit(
            Transaction(
                position=0, records=[Record(f"p:{at}", b"x", b"", at)], outbox=(), marks=(), facts=(), epoch=epoch
            )
        )
        state.flush()
        assert state.next_wake_at() == at
    assert state.claim_due(9, 9) == [("p:1", 1), ("p:5", 5)]
    state.close()


def test_long_records_leave_their_turns_by_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few people may be long ones: what was written of them again and again does not gather in the file."""
    monkeypatch.setattr("loopline.storage.sql.drivers.sqlite.Sqlite.buffered_bytes", 100_000)
    state = SqlState(tmp_path / "state.db", buffered_records=100_000)
    epoch, most = state.take_ownership(), 0
    for turn in range(1, 200):
        records = [Record(f"p{turn % 7}{n}", b"%03d" % turn * 1_000, b"", None) for n in range(5)]
        state.commit(Transaction(position=turn, records=records, outbox=(), marks=(), facts=(), epoch=epoch))
        with state._database.read() as connection:
            held = connection.exec_driver_sql("SELECT coalesce(sum(length(records)), 0) FROM turns").scalar_one()
        most = max(most, int(held))
    assert 100_000 < most < 600_000
    assert state.load(["p33"])["p33"].state[:3] == b"199"
    state.close()
