"""A record is copied from files to PostgreSQL whole and equal, or not at all."""

import signal
from pathlib import Path

import pytest

from loopline.model.effect import MarkMessage
from loopline.model.errors import Conflict, Missing, Unavailable
from loopline.model.records import Record, SetAside, StoredDocument
from loopline.storage.sql.access.operators import Operator, Session
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import Key, StudioStore
from loopline.upkeep.copying import KEPT_IN, Copied, copy_record, set_files_aside
from tests.contracts.made import events, fact, message, read_ids, transaction
from tests.storage import other
from tests.storage.postgres import PostgresServer, told

PEOPLE = 3_500

DIES = """
import os, signal, sys
from pathlib import Path
from loopline.upkeep.copying import copy_record
from loopline.storage.sql.places import Places

tables = 0

def tell(copied):
    global tables
    tables += 1
    if tables == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

copy_record(Places(Path(sys.argv[1])), sys.argv[2], tell)
"""


@pytest.fixture
def source(tmp_path: Path) -> Places:
    """A folder with something in every table."""
    places = Places(tmp_path)
    log, state, studio = (
        SqlLog(places.log()),
        SqlState(places.state(), buffered_records=2_000),
        StudioStore(places.studio()),
    )
    log.append([events(1, 500), events(501, 3)])
    epoch = state.take_ownership()
    for turn in range(1, 6):
        first = turn * 700
        records = [Record(f"p:é{n:05}", b"\x00%d" % n, b"s", n if n % 3 else None) for n in range(first, first + 700)]
        state.commit(
            transaction(
                epoch,
                turn,
                records=records,
                outbox=[message(f"m{turn}"), message(f"n{turn}")],
                marks=[MarkMessage(key=f"m{turn}", status="sent", attempt=1)],
                facts=[fact(position=turn)],
                documents=[StoredDocument(kind="journey", name="j", version=turn, document=b"{}", published_at=turn)],
            )
        )
    state.quarantine.report(SetAside(kind="message", name="n1", code="unreadable", reason="so", payload=b"\xff"))
    state.quarantine.flush()
    studio.keys.add(Key("k1", "write", "h", "lw_ab", 1, ("https://a.example",)))
    studio.drafts.save("j", b"draft", 0, 5)
    studio.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    studio.operators.sign_in(Session("t", "ann@example.com", 1, 99))
    for store in (log, state, studio):
        store._database.close()  # as a kill leaves them: what is buffered is packed
    return places


def seen(log: SqlLog, state: SqlState, studio: StudioStore) -> list[object]:
    """Everything, as it is answered."""
    found: list[object] = [
        read_ids(log, 0, 10_000),
        state.position(),
        state.scan("", 10_000),
        state.claim_due(1 << 60, 9_999),
    ]
    found += [state.messages([f"{c}{n}" for c in "mn" for n in range(9)]), state.chunks(0, 99), state.documents()]
    found += [state.birth(), state.quarantine.items(0, 99), state.last_chunk(), state.oldest_due(1 << 60)]
    found += [studio.keys.all(), studio.drafts.all(), studio.operators.all(), studio.operators.session("t", 5)]
    for store in (log, state, studio):
        store.close()
    return found


def opened(places: Places) -> tuple[SqlLog, SqlState, StudioStore]:
    return SqlLog(places.log()), SqlState(places.state()), StudioStore(places.studio())


def test_everything_is_there_as_it_was_and_goes_on(source: Places, postgres_url: str, tmp_path: Path) -> None:
    told_of: list[Copied] = []
    done = {copied.table: copied.rows for copied in copy_record(source, postgres_url, told_of.append)}
    assert [copied.table for copied in told_of] == list(done)
    assert done["log.entries"] == 2 and done["shard_0.outbox"] == 10 and done["desk.keys"] == 1
    assert done["shard_0.records"] + 700 >= PEOPLE - 2_000
    there = Places(tmp_path / "elsewhere", postgres_url)
    assert seen(*opened(there)) == seen(*opened(source))
    log, state, studio = opened(there)
    assert log.append([events(504, 2)]) == [504]
    more = [StoredDocument(kind="journey", name="j", version=9, document=b"{}", published_at=9)]
    state.commit(transaction(state.take_ownership(), 6, facts=[fact(position=6)], documents=more))
    assert [chunk for chunk, _ in state.chunks(0, 99)] == [1, 2, 3, 4, 5, 6]
    assert state.documents()[-1].version == 9
    for store in (log, state, studio):
        store.close()


def test_files_that_were_copied_are_found_by_no_start(source: Places, postgres_url: str) -> None:
    copy_record(source, postgres_url, lambda copied: None)
    again = copy_record(source, postgres_url, lambda copied: None)  # it was killed before it set them aside
    assert {copied.table: copied.rows for copied in again}["log.entries"] == 2
    set_files_aside(source)
    assert not source.hold_a_record()
    assert {"log.db", "state.db", "studio.db"} <= {path.name for path in (source.folder / KEPT_IN).iterdir()}
    Places(source.folder, postgres_url).log()
    with pytest.raises(Missing, match="folder_missing"):
        copy_record(source, postgres_url, lambda copied: None)


@pytest.mark.parametrize("tables", [1, 5, 12])
def test_a_kill_leaves_the_files_as_they_were_and_the_database_empty(
    source: Places, postgres_url: str, tables: int, tmp_path: Path
) -> None:
    process = other.start(DIES, source.folder, postgres_url, tables)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    log, state, studio = opened(Places(tmp_path / "elsewhere", postgres_url))
    assert (log.end(), state.position(), state.scan("", 9), studio.keys.all()) == (0, 0, [], [])
    for store in (log, state, studio):
        store.close()
    before = seen(*opened(source))
    copy_record(source, postgres_url, lambda copied: None)
    assert seen(*opened(Places(tmp_path / "elsewhere", postgres_url))) == before


def test_a_database_that_is_in_use_is_left_alone(source: Places, postgres_url: str) -> None:
    theirs = SqlLog(postgres_url)
    theirs.append([events(1, 3)])
    with told(Conflict, "store_in_use"):
        copy_record(source, postgres_url, lambda copied: None)
    assert theirs.end() == 3
    theirs.close()


def test_what_differs_is_not_copied(postgres: PostgresServer, source: Places, postgres_url: str) -> None:
    """Somebody has put a trigger there that changes what is written."""
    with postgres.changed(postgres_url, "shard_0.records", "NEW.seen = 'other'"), told(Unavailable, "copy_differs"):
        copy_record(source, postgres_url, lambda copied: None)
    log = SqlLog(postgres_url)
    assert log.end() == 0
    log.close()
