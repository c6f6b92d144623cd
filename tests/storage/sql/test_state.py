"""SqlState under faults: killed anywhere in a transaction, two processes, readers beside a writer, a lost export."""

import signal
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from loopline.model.errors import Conflict, Unavailable
from loopline.model.records import Record
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.sql.database import Place
from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, message, transaction
from tests.storage import other

# Commits step 1, then dies by SIGKILL before the given statement of step 2's transaction.
DIES = """
import os, signal, sys
import pytest
from loopline.model.effect import MarkMessage
from loopline.model.records import Record, StoredDocument
from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, message, transaction
from tests.storage.traced import trace

path, fatal, bound = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
state = SqlState(path, buffered_records=bound)
epoch = state.take_ownership()

def commit(n):
    count = 50 if n == 1 else 25  # the others are written to rows meanwhile
    records = [Record(f"p:{i}", b"%d" % n, b"", n) for i in range(count)]
    documents = [StoredDocument(kind="journey", name="paywall", version=n, document=b"{}", published_at=n)]
    marks = [MarkMessage(key=f"m{n}", status="sending", attempt=1)]
    facts = [fact(position=n)]
    rest = {"marks": marks, "facts": facts, "documents": documents}
    state.commit(transaction(epoch, n, records=records, outbox=[message(f"m{n}")], **rest))

commit(1)
seen = 0

def count():
    global seen
    seen += 1
    if seen == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

trace(state._database, count, pytest.MonkeyPatch())
commit(2)
print(seen)
state.close()
"""

# Commits one step after the other until somebody kills it.
COMMITS = """
import sys
from loopline.ports import Record
from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, message, transaction

state = SqlState(sys.argv[1], buffered_records=300)
epoch = state.take_ownership()
n = first = state.position()
while True:
    n += 1
    records = [Record(f"p:{i}", b"%d" % n, b"", n) for i in range(200)]
    state.commit(transaction(epoch, n, records=records, outbox=[message(f"m{n}")], facts=[fact(position=n)]))
    if n == first + 1:
        print("ready", flush=True)
"""


@pytest.fixture
def places(place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    """One place with nothing in it after the other."""
    return _places(place, request)


def _places(place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    for number in count():
        if isinstance(place, Path):
            yield place.with_name(f"{number}.db")
        else:
            request.getfixturevalue("postgres").empty(place)
            yield place


@pytest.mark.parametrize("bound", [20, 1_000], ids=["folding", "not folding"])
def test_a_kill_before_any_statement_leaves_the_transaction_before_it_whole(
    places: Iterator[Place], bound: int
) -> None:
    points = int(other.told(DIES, next(places), 0, bound))  # the statements of a step, its commit counted
    assert points >= (9 if bound == 20 else 8)
    for fatal in range(1, points + 1):
        path = next(places)
        process = other.start(DIES, path, fatal, bound)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        state = SqlState(path)
        assert state.position() == 1
        assert {record.state for record in state.scan("", 99)} == {b"1"}
        assert len(state.claim_due(1, 99)) == 50
        assert set(state.messages(["m1", "m2"])) == {"m1"}
        assert [document.version for document in state.documents()] == [1]
        assert len(state.chunks(0, 9)) == 1
        state.close()


def test_kills_at_any_moment_leave_whole_transactions(place: Place) -> None:
    for turn in range(4):
        process = other.start(COMMITS, place)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.05 + turn * 0.037)
        process.kill()
        process.communicate(timeout=60)
        state = SqlState(place)
        position = state.position()
        assert {record.state for record in state.scan("", 999)} == {b"%d" % position}
        assert len(state.messages([f"m{n}" for n in range(position + 2)])) == position
        assert len(state.chunks(0, position + 9)) == position
        state.close()


def test_a_timer_that_came_due_while_we_were_down_is_found_at_the_start(place: Place) -> None:
    state = SqlState(place)
    state.commit(transaction(state.take_ownership(), records=[Record("p:ann", b"x", b"", 50)]))
    state.close()
    state = SqlState(place)
    assert state.next_wake_at() == 50
    assert state.claim_due(1_000_000, 9) == [("p:ann", 50)]
    state.close()


def test_the_owner_of_another_process_is_replaced(place: Place) -> None:
    here, there = SqlState(place), SqlState(place)
    old = here.take_ownership()
    here.commit(transaction(old, 1, records=[Record("p:ann", b"1")]))
    new = there.take_ownership()
    there.commit(transaction(new, 2, records=[Record("p:ann", b"2")]))
    with pytest.raises(Conflict, match="epoch_lost"):
        here.commit(transaction(old, 3, records=[Record("p:ann", b"3")]))
    assert here.load(["p:ann"])["p:ann"].state == there.load(["p:ann"])["p:ann"].state == b"2"
    here.close()
    there.close()


def test_a_reader_beside_a_writer_sees_only_whole_transactions(place: Place) -> None:
    state = SqlState(place)
    epoch = state.take_ownership()
    keys = [f"p:{number}" for number in range(300)]
    state.commit(transaction(epoch, 0, records=[Record(key, b"0") for key in keys]))
    torn: list[set[bytes]] = []
    reads: list[int] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            states = {record.state for record in state.load(keys).values()}
            reads.append(int(max(states, key=int)))
            if len(states) != 1:
                torn.append(states)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 60):
        state.commit(transaction(epoch, number, records=[Record(key, b"%d" % number) for key in keys]))
    stop.set()
    reader.join()
    assert not torn
    assert reads == sorted(reads)
    assert reads
    state.close()


def test_a_reader_does_not_wait_for_a_transaction_in_hand(place: Place) -> None:
    state = SqlState(place)
    state.commit(
        transaction(state.take_ownership(), 1, records=[Record("p:ann", b"1", b"", 5)], outbox=[message("m1")])
    )
    with state._database.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET position = 99")
        assert state.position() == 1
        assert state.load(["p:ann"])["p:ann"].state == b"1"
        assert state.next_wake_at() == 5
        assert len(state.outbox(["pending"], 1 << 60, 9)) == 1
    state.close()


def test_a_crash_between_commit_and_export_loses_nothing(tmp_path: Path) -> None:
    state, facts = SqlState(tmp_path / "state.db"), DuckFacts(tmp_path / "facts.duckdb")
    epoch = state.take_ownership()
    for number in range(1, 6):
        state.commit(transaction(epoch, number, facts=[fact(position=number)]))
    exported = state.chunks(0, 3)
    facts.append_many(exported)  # and here it dies: three are carried, none of them forgotten
    state.close()
    facts.close()
    state, facts = SqlState(tmp_path / "state.db"), DuckFacts(tmp_path / "facts.duckdb")
    for number, lines in state.chunks(0, 9):
        facts.append(number, lines)
    state.forget_chunks(facts.exported())
    assert facts.query("SELECT position FROM facts ORDER BY position") == [(n,) for n in range(1, 6)]
    assert state.chunks(0, 9) == []
    state.close()
    facts.close()


def test_a_damaged_file_is_reported_as_such(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 99)
    with pytest.raises(Unavailable) as refused:
        SqlState(path)
    assert refused.value.code == "store_damaged"
