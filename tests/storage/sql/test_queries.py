"""The hot path's queries keep their indexes: each database's own plan says so."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from loopline.model.records import Record, StoredDocument
from loopline.storage.sql import log, log_trimming, studio
from loopline.storage.sql import queries as q
from loopline.storage.sql.drivers.dialect import Wording
from loopline.storage.sql.shards import tellings
from loopline.storage.sql.state import SqlState
from tests.contracts.made import message, transaction
from tests.storage.postgres import PostgresServer


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


def plan(state: SqlState, sql: str | Wording, *parameters: object) -> str:
    """How SQLite would go about it."""
    with state._database.read() as connection:
        sql = sql if isinstance(sql, str) else sql.on(connection)
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters))


@pytest.mark.parametrize(
    ("sql", "parameters", "wanted"),
    [
        pytest.param(
            q.CLAIM_DUE, (1, 0, "", 1), "USING COVERING INDEX records_wake_at ((wake_at,key)>(?,?)", id="claim"
        ),
        pytest.param(q.TURNS, (1,), "SEARCH turns USING INTEGER PRIMARY KEY (rowid>?)", id="turns"),
        pytest.param(q.FORGET_TURNS, (1,), "SEARCH turns USING INTEGER PRIMARY KEY (rowid=?)", id="forget turns"),
        pytest.param(q.LOAD, ('["p:1"]',), "SEARCH records USING PRIMARY KEY (key=?)", id="load"),
        pytest.param(q.PAGE, ("p:1", 0), "SEARCH seen_pages USING PRIMARY KEY (key=? AND slot=?)", id="page"),
        pytest.param(q.PAGES, ('[["p:1", 0]]',), "SEARCH page USING PRIMARY KEY (key=? AND slot=?)", id="pages"),
        pytest.param(
            tellings.TELLINGS, (1, 1), "SEARCH tellings USING PRIMARY KEY (target=?)", id="what waits for a shard"
        ),
        pytest.param(
            tellings.FORGET_TELLINGS, (1, 1), "SEARCH tellings USING PRIMARY KEY (target=? AND number<?)", id="carried"
        ),
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
        pytest.param(
            q.MARK_OPEN, ('[["sending",1,1,"","m1"]]',), "outbox USING INDEX sqlite_autoindex_outbox_1", id="mark"
        ),
        pytest.param(
            q.MARK_FINAL, ('[["sent",1,1,"","m1"]]',), "outbox USING INDEX sqlite_autoindex_outbox_1", id="settle"
        ),
    ],
)
def test_a_query_walks_its_index_and_sorts_nothing(
    state: SqlState, sql: str | Wording, parameters: tuple[object, ...], wanted: str
) -> None:
    told = plan(state, sql, *parameters)
    assert wanted in told
    assert "TEMP B-TREE" not in told


def test_a_query_without_its_index_is_seen(state: SqlState) -> None:
    with state._database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
        connection.exec_driver_sql("DROP INDEX records_wake_at")
    told = plan(state, q.CLAIM_DUE, 1, 0, "", 1)
    assert "records_wake_at" not in told
    assert "TEMP B-TREE" in told


FILLED = """
SET search_path = shard_0, log, desk;
INSERT INTO records SELECT 'p:' || n, 'x', '', CASE WHEN n % 2 = 0 THEN n END, 0 FROM generate_series(1, 5000) n;
INSERT INTO outbox
    SELECT 'm' || n, 'p:' || n, 'email', CASE WHEN n % 9 = 0 THEN 'pending' ELSE 'sent' END, n, 0, '', 'x', n
    FROM generate_series(1, 5000) n;
INSERT INTO turns SELECT n, repeat('x', 500)::bytea FROM generate_series(1, 2000) n;
INSERT INTO chunks SELECT n, repeat('x', 500)::bytea FROM generate_series(1, 2000) n;
INSERT INTO documents (kind, name, version, document, published_at, reason, by, state)
    SELECT 'journey', 'j' || n, 1, repeat('x', 500)::bytea, n, '', '', 'live' FROM generate_series(1, 2000) n;
INSERT INTO quarantine (kind, name, code, reason, at, person, position, "count", payload, status, act)
    SELECT 'message', 'm' || n, 'unreadable', repeat('x', 90), 1, '', 1, 1, 'x', '', '' FROM generate_series(1, 3000) n;
INSERT INTO pruned SELECT n FROM generate_series(1, 5000) n;
INSERT INTO seen_pages SELECT 'p:' || n, 1, 'x' FROM generate_series(1, 3000) n;
INSERT INTO tellings SELECT n % 4, n, 0, repeat('x', 300)::bytea FROM generate_series(1, 3000) n;
INSERT INTO skipped (key, position, signal) SELECT 'p:' || n, n, 'x' FROM generate_series(1, 3000) n;
INSERT INTO entries (shard, position, count, payload)
    SELECT 0, n, 1, repeat('x', 300)::bytea FROM generate_series(1, 3000) n;
INSERT INTO keys SELECT 'k' || n, 'server', 'h' || n, 'p' || n, n FROM generate_series(1, 3000) n;
ANALYZE
"""
HOT: dict[str, str | Wording] = {
    "claim": q.CLAIM_DUE,
    "turns": q.TURNS,
    "forget turns": q.FORGET_TURNS,
    "load": q.LOAD,
    "scan": q.SCAN,
    "due": q.DUE_OPEN,
    "oldest": q.OLDEST_DUE,
    "messages": q.MESSAGES,
    "page": q.PAGE,
    "pages": q.PAGES,
    "what waits for a shard": tellings.TELLINGS,
    "carried": tellings.FORGET_TELLINGS,
    "known": q.KNOWN_MESSAGES,
    "once known": q.KNOWN_PRUNED,
    "oldest first": q.OUTBOX_FROM,
    "prunable": q.PRUNABLE,
    "trimmable": log_trimming.TRIMMABLE,
    "turn of": q.TURN_OF,
    "chunks": q.CHUNKS,
    "forget": q.FORGET_CHUNKS,
    "document": q.DOCUMENT,
    "mark open": q.MARK_OPEN,
    "mark final": q.MARK_FINAL,
    "skipped": q.SKIPPED,
    "end of the log": log.END,
    "holding": log.HOLDING,
    "read": log.READ,
    "key": f"{studio._KEY} WHERE prefix = ?",
}
IN_TURN = ("due", "claim", "turns", "scan", "chunks", "read", "oldest")


def planned(postgres: PostgresServer, sql: str | Wording) -> str:
    """How PostgreSQL would go about it, whatever the parameters."""
    text = sql if isinstance(sql, str) else sql.postgresql
    for number in range(text.count("?")):
        text = text.replace("?", f"${number + 1}", 1)
    asked = f"SET search_path = shard_0, log, desk; SET jit = off; EXPLAIN (GENERIC_PLAN) {text}"
    with psycopg.connect(postgres.url("filled"), autocommit=True) as connection:
        done = connection.execute(asked.encode())
        while done.nextset():
            pass
        return "\n".join(row[0] for row in done.fetchall())


@pytest.fixture(scope="module")
def filled(postgres: PostgresServer) -> PostgresServer:
    with psycopg.connect(postgres.make("filled"), autocommit=True) as connection:
        connection.execute(FILLED.encode())
    return postgres


@pytest.mark.parametrize("name", HOT)
def test_postgresql_scans_no_table_either(filled: PostgresServer, name: str) -> None:
    told = planned(filled, HOT[name])
    assert "Seq Scan" not in told, told
    assert "Index" in told, told
    assert name not in IN_TURN or "Sort" not in told, told


def test_a_query_without_its_index_is_seen_on_postgresql_too(filled: PostgresServer) -> None:
    filled.ask("DROP INDEX shard_0.records_wake_at", "filled")
    assert "Seq Scan" in planned(filled, q.CLAIM_DUE)
