"""The hot path's queries keep their indexes: SQLite's own plan says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.records import Record, StoredDocument
from loopline.storage.sqlite import queries as q
from loopline.storage.sqlite.state import SqlState
from tests.contracts.made import message, transaction


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlState]:
    folder: Path = tmp_path_factory.mktemp("plans")
    state = SqlState(folder / "state.db")
    records = [Record(f"p:{number}", b"x", b"", number if number % 2 else None) for number in range(500)]
    documents = [
        StoredDocument(kind="journey", name="paywall", version=version, document=b"{}", published_at=1)
        for version in range(5)
    ]
    state.commit(
        transaction(
            state.take_ownership(), records=records, outbox=[message(f"m{n}") for n in range(99)], documents=documents
        )
    )
    yield state
    state.close()


def plan(state: SqlState, sql: str, *parameters: object) -> str:
    """How SQLite would go about it."""
    with state._database.read() as connection:
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters))


@pytest.mark.parametrize(
    ("sql", "parameters", "wanted"),
    [
        pytest.param(q.CLAIM_DUE, (1, 0, ""), "USING COVERING INDEX records_wake_at ((wake_at,key)>(?,?)", id="claim"),
        pytest.param(q.TURNS, (1,), "SEARCH turns USING INTEGER PRIMARY KEY (rowid>?)", id="turns"),
        pytest.param(q.FORGET_TURNS, (1,), "SEARCH turns USING INTEGER PRIMARY KEY (rowid=?)", id="forget turns"),
        pytest.param(q.LOAD, ('["p:1"]',), "SEARCH records USING PRIMARY KEY (key=?)", id="load"),
        pytest.param(q.PAGES, ('["p:1"]',), "SEARCH seen_pages USING PRIMARY KEY (key=?)", id="pages"),
        pytest.param(q.SCAN, ("", 1), "SEARCH records USING PRIMARY KEY (key>?)", id="scan"),
        pytest.param(
            q.DUE_OPEN,
            ("pending", 1, 0, "", 1),
            "SEARCH outbox USING INDEX outbox_due (status=? AND (due_at,key)>(?,?) AND due_at<?)",
            id="due",
        ),
        pytest.param(q.OLDEST_DUE, (1,), "outbox USING COVERING INDEX outbox_due (status=? AND due_at<?)", id="oldest"),
        pytest.param(q.MESSAGES, ('["m1"]',), "outbox USING INDEX sqlite_autoindex_outbox_1 (key=?)", id="messages"),
        pytest.param(
            q.KNOWN_MESSAGES, ('["m1"]',), "outbox USING COVERING INDEX sqlite_autoindex_outbox_1 (key=?)", id="known"
        ),
        pytest.param(q.KNOWN_PRUNED, ("[1]",), "SEARCH pruned USING INTEGER PRIMARY KEY (rowid=?)", id="once known"),
        pytest.param(q.OUTBOX_FROM, (1, 1), "SEARCH outbox USING INTEGER PRIMARY KEY (rowid>?)", id="oldest first"),
        pytest.param(q.PRUNABLE, ("[1]", 1, 1), "SEARCH outbox USING INTEGER PRIMARY KEY (rowid=?)", id="prunable"),
        pytest.param(q.CHUNKS, (1, 1), "SEARCH chunks USING INTEGER PRIMARY KEY (rowid>?)", id="chunks"),
        pytest.param(q.FORGET_CHUNKS, (1,), "SEARCH chunks USING INTEGER PRIMARY KEY (rowid<?)", id="forget"),
        pytest.param(q.DOCUMENT, ("journey", "a", 1), "USING INDEX documents_version (kind=? AND", id="document"),
        pytest.param(q.DOCUMENTS, (), "SCAN documents", id="documents"),
        pytest.param(q.MARK_OPEN, ("sent", 1, 1, "", "m1"), "outbox USING INDEX sqlite_autoindex_outbox_1", id="mark"),
    ],
)
def test_a_query_walks_its_index_and_sorts_nothing(
    state: SqlState, sql: str, parameters: tuple[object, ...], wanted: str
) -> None:
    told = plan(state, sql, *parameters)
    assert wanted in told
    assert "TEMP B-TREE" not in told


def test_a_query_without_its_index_is_seen(state: SqlState) -> None:
    with state._database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
        connection.exec_driver_sql("DROP INDEX records_wake_at")
    told = plan(state, q.CLAIM_DUE, 1, 0, "")
    assert "records_wake_at" not in told
    assert "TEMP B-TREE" in told
