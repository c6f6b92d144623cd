"""A copy of a store is a file as of one moment, wherever the store stands, and is opened as any other."""

from pathlib import Path

import pytest

from loopline.model.errors import Conflict, Unavailable
from loopline.model.records import Record
from loopline.storage.sql.access.operators import Operator, Session
from loopline.storage.sql.copies import table_pages
from loopline.storage.sql.database import Place
from loopline.storage.sql.drivers.dialect import SqlConnection
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import Key, StudioStore
from tests.contracts.made import events, fact, message, read_ids, transaction
from tests.storage.postgres import PostgresServer, told

PEOPLE = 700


def people(turn: int) -> list[Record]:
    first = turn * 400  # some of those of the turn before come again
    return [Record(f"p:é{n:05}", b"\x00%d" % turn, b"s", n if n % 3 else None, n) for n in range(first, first + PEOPLE)]


def committed(state: SqlState, epoch: int, turn: int) -> None:
    mails = [message(f"m{turn}"), message(f"n{turn}")]
    state.commit(transaction(epoch, turn, records=people(turn), outbox=mails, facts=[fact(position=turn)]))


def seen(state: SqlState) -> list[object]:
    """Everything, as it is answered."""
    return [
        (state.position(), state.birth(), state.last_chunk()),
        state.scan("", 9_999),
        state.claim_due(1 << 60, 9_999),
        state.messages([f"{kind}{n}" for kind in "mn" for n in range(9)]),
        state.chunks(0, 99),
    ]


def test_a_state_is_copied_with_what_is_buffered(place: Place, tmp_path: Path) -> None:
    state = SqlState(place, buffered_records=1_000)
    epoch = state.take_ownership()
    for turn in range(1, 6):
        committed(state, epoch, turn)
    state.copy_to(tmp_path / "copy.db")
    assert [path.name for path in tmp_path.glob("copy.db*")] == ["copy.db"]
    copy = SqlState(tmp_path / "copy.db")
    assert seen(copy) == seen(state)
    committed(copy, copy.take_ownership(), 6)
    committed(state, epoch, 6)
    assert seen(copy) == seen(state), "it goes on as the other one does"
    with pytest.raises(Conflict, match="is there already"):
        state.copy_to(tmp_path / "copy.db")
    copy.close()
    state.close()


def test_a_log_and_a_studio_are_copied(place: Place, tmp_path: Path) -> None:
    log, studio = SqlLog(place), StudioStore(place if isinstance(place, str) else tmp_path / "studio")
    log.append([events(first, 3) for first in range(1, 300, 3)])
    log.trim(150, 20)
    studio.keys.add(Key("k1", "write", "h", "lw_ab", 1, ("https://a.example",)))
    studio.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    studio.operators.sign_in(Session("t", "ann@example.com", 1, 99))
    log.copy_to(tmp_path / "log.db")
    studio.copy_to(tmp_path / "studio.db")
    copy, desk = SqlLog(tmp_path / "log.db"), StudioStore(tmp_path / "studio.db")
    assert (copy.horizon(), copy.end(), read_ids(copy, 60, 999)) == (60, 300, read_ids(log, 60, 999))
    assert copy.append([events(301, 1)]) == [301]
    assert [desk.keys.all(), desk.operators.session("t", 5)] == [studio.keys.all(), studio.operators.session("t", 5)]
    for store in (log, studio, copy, desk):
        store.close()


def test_what_is_written_meanwhile_is_not_in_it(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = SqlState(postgres_url, buffered_records=0)
    epoch = state.take_ownership()
    committed(state, epoch, 1)
    before, later, whole = seen(state), iter(range(2, 200)), table_pages.page_after

    def page(connection: SqlConnection, *rest: object) -> object:
        found = whole(connection, *rest)  # type: ignore[arg-type]  # as they came
        if connection.dialect == "postgresql":
            committed(state, epoch, next(later))
        return found

    monkeypatch.setattr(table_pages, "page_after", page)
    state.copy_to(tmp_path / "copy.db")
    assert state.position() > 5
    copy = SqlState(tmp_path / "copy.db")
    assert seen(copy) == before
    copy.close()
    state.close()


def test_a_copy_that_is_cut_short_is_said_to_be(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.make("cut")
    state = SqlState(url)
    committed(state, state.take_ownership(), 1)

    def die(*_: object) -> None:
        postgres.kill_backends("cut")

    with pytest.MonkeyPatch.context() as patch, told(Unavailable, "store_unreachable"):
        patch.setattr(table_pages, "page_digest", die)
        state.copy_to(tmp_path / "copy.db")
    state.copy_to(tmp_path / "again.db")
    copy = SqlState(tmp_path / "again.db")
    assert seen(copy) == seen(state)
    copy.close()
    state.close()


def test_a_size_is_told(place: Place) -> None:
    log = SqlLog(place)
    empty = log.size()
    log.append([events(first, 500) for first in range(1, 20_001, 500)])
    assert log.size() > empty > 0
    log.close()
