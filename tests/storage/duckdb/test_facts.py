"""DuckFacts' own promises: one process, restarts, newer files, copies, and questions beside a carry."""

import threading
from pathlib import Path

import duckdb
import pytest

from loopline.model.errors import Conflict, Unavailable
from loopline.model.records import Record
from loopline.storage.duckdb import schema as q
from loopline.storage.duckdb.facts import USUAL_LINE, DuckFacts
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from loopline.storage.transaction_rules import lines_of
from tests.contracts.made import events, fact, transaction
from tests.storage import other

OPENS = """
import sys
from loopline.model.errors import Unavailable
from loopline.storage.duckdb.facts import DuckFacts
try:
    DuckFacts(sys.argv[1])
except Unavailable as refused:
    print(refused.code)
"""


def test_facts_are_there_after_a_restart(tmp_path: Path) -> None:
    for number in (1, 2):
        facts = DuckFacts(tmp_path / "facts.duckdb")
        assert facts.exported() == number - 1
        facts.append(number, lines_of([fact(position=number)]))
        facts.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.duckdb"]


@pytest.mark.parametrize("torn", [b"\x00", b"x", b"{", b'{"kind": "event", "pers'])
def test_a_last_line_that_is_cut_short_is_refused_and_not_passed_over(torn: bytes) -> None:
    facts, good = DuckFacts(), lines_of([fact(position=1)])
    for chunk in (torn, good + torn):
        with pytest.raises(Unavailable) as refused:
            facts.append_many([(1, chunk), (2, good)])
        assert refused.value.code == "chunk_unreadable"
    assert facts.exported() == 0
    facts.append_many([(1, good.rstrip(b"\n")), (2, lines_of([fact(position=2)]))])
    assert facts.query("SELECT count(*) FROM facts") == [(2,)]
    facts.close()


def test_a_second_process_is_told_who_holds_the_file(tmp_path: Path) -> None:
    facts = DuckFacts(tmp_path / "facts.duckdb")
    assert other.told(OPENS, tmp_path / "facts.duckdb") == "facts_unavailable\n"
    facts.close()


def test_a_file_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    DuckFacts(tmp_path / "facts.duckdb").close()
    connection = duckdb.connect(str(tmp_path / "facts.duckdb"))
    connection.execute("UPDATE kept SET schema = 99")
    connection.close()
    with pytest.raises(Conflict, match="schema_newer"):
        DuckFacts(tmp_path / "facts.duckdb")


def test_a_file_with_the_old_word_for_deferred_is_read(tmp_path: Path) -> None:
    """Before, the fact that a message was put off was `shifted`: in the file, and in chunks on their way to it."""
    path = tmp_path / "facts.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(q.TABLES)
    connection.execute("INSERT INTO facts (kind, number) VALUES ('shifted', 7), ('refused', 7)")
    connection.execute("UPDATE kept SET carried = 7, schema = 1")
    connection.close()
    for number in (8, 9):  # the second opening finds nothing to do
        facts = DuckFacts(path)
        facts.append(number, lines_of([fact(kind="waited")]).replace(b'"waited"', b'"shifted"'))
        kinds = facts.query("SELECT kind, count(*) FROM facts GROUP BY kind ORDER BY kind")
        assert kinds == [("deferred", number - 6), ("refused", 1)]
        assert facts.query(q.SCHEMA) == [(q.VERSION,)]
        facts.close()


@pytest.mark.parametrize("schema", [2, 3])
def test_a_file_that_knew_of_no_state_is_read_and_adopted(tmp_path: Path, schema: int) -> None:
    """Before schema 4 there was no mark of the state; before 3 people had no zone either."""
    path = tmp_path / "facts.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(q.TABLES)
    connection.execute("ALTER TABLE kept DROP COLUMN birth; ALTER TABLE kept DROP COLUMN shift")
    if schema == 2:
        connection.execute("ALTER TABLE people DROP COLUMN zone")
    connection.execute("INSERT INTO facts (kind, person, number) VALUES ('event', 'p:old', 7)")
    connection.execute("UPDATE kept SET carried = 7, schema = ?", [schema])
    connection.close()
    facts = DuckFacts(path)
    assert (facts.birth(), facts.exported(), facts.query(q.SCHEMA)) == ("", 7, [(q.VERSION,)])
    facts.adopt("mark", 7)
    facts.append(8, lines_of([fact("p:ann", "person", data='{"zone":"Europe/Berlin"}')]))
    facts.close()
    facts = DuckFacts(path)
    assert (facts.birth(), facts.exported()) == ("mark", 8)
    assert facts.query("SELECT person, zone FROM people") == [("p:ann", "Europe/Berlin")]
    facts.close()


TABLES_OF_5 = """
CREATE TABLE kept (schema INTEGER, carried BIGINT, birth VARCHAR DEFAULT '', shift BIGINT DEFAULT 0);
INSERT INTO kept VALUES (5, 7, 'mark', 2);
CREATE TABLE facts (
    kind VARCHAR, person VARCHAR, "at" BIGINT, position BIGINT, seq BIGINT, decided_at BIGINT, name VARCHAR,
    journey VARCHAR, version BIGINT, enrollment VARCHAR, node VARCHAR, channel VARCHAR, topic VARCHAR, key VARCHAR,
    arm VARCHAR, held VARCHAR, reason VARCHAR, value DOUBLE, account VARCHAR, data JSON, number BIGINT
);
CREATE TABLE people (
    person VARCHAR, traits JSON, account VARCHAR, account_traits JSON, lists VARCHAR[], consent JSON, email VARCHAR,
    name VARCHAR, first_seen_at BIGINT, updated_at BIGINT, position BIGINT, seq BIGINT, zone VARCHAR
);
CREATE TABLE merges (other VARCHAR, "into" VARCHAR);
CREATE VIEW events AS
    SELECT person, name, "at", data, account, position, seq FROM facts WHERE kind = 'event';
INSERT INTO facts (kind, person, position, number) VALUES ('event', 'p:old', 3, 9);
"""


def test_a_file_from_before_there_were_shards_is_of_the_first_one(tmp_path: Path) -> None:
    connection = duckdb.connect(str(tmp_path / "facts.duckdb"))
    connection.execute(TABLES_OF_5)
    connection.close()
    for number in (8, 9):  # the second opening finds nothing to do
        facts = DuckFacts(tmp_path / "facts.duckdb")
        assert (facts.birth(), facts.exported(), facts.query(q.SCHEMA)) == ("mark", number - 1, [(q.VERSION,)])
        facts.append(number, lines_of([fact("p:new", position=number)]))
        facts.append(number, lines_of([fact("p:there", position=number)]), 1)
        facts.close()
    facts = DuckFacts(tmp_path / "facts.duckdb")
    assert (facts.birth(1), facts.exported(1), facts.query(q.SCHEMA)) == ("", 9, [(q.VERSION,)])
    found = facts.query("SELECT shard, person, position, number FROM facts ORDER BY ALL")
    assert found == [
        *((0, "p:new", number, number + 2) for number in (8, 9)),
        (0, "p:old", 3, 9),
        *((1, "p:there", number, number) for number in (8, 9)),
    ]
    facts.close()


def test_a_file_in_which_every_fact_states_somebody_whole_is_read_and_goes_on(tmp_path: Path) -> None:
    """Before schema 5 there were no others, in the file and in chunks on their way to it."""
    whole = (
        '{"traits":{"plan":"%s","seats":1},"account":"@a","account_traits":{},"lists":["vip"],"consent":{},"zone":""}'
    )
    facts = DuckFacts(tmp_path / "facts.duckdb")
    facts.append(7, lines_of([fact("p:ann", "person", 7, data=whole % "free", key="p:ann")]))
    facts.close()
    connection = duckdb.connect(str(tmp_path / "facts.duckdb"))
    connection.execute("UPDATE kept SET schema = 4")
    connection.close()
    facts = DuckFacts(tmp_path / "facts.duckdb")
    assert facts.query(q.SCHEMA) == [(q.VERSION,)]
    change = '{"now":{"account":"@b","zone":"Asia/Tokyo","traits":{"seats":2},"lists":{"vip":null}},"was":{}}'
    facts.append_many(
        [
            (8, lines_of([fact("p:ann", "person", 8, data=whole % "pro", key="p:ann")])),
            (9, lines_of([fact("p:ann", "person", 9, data=change, key="p:ann")])),
        ]
    )
    asked = "SELECT CAST(traits AS VARCHAR), account, lists, zone FROM people"
    assert facts.query(asked) == [('{"plan":"pro","seats":2}', "@b", [], "Asia/Tokyo")]
    facts.close()


def test_a_file_of_an_earlier_release_takes_facts_on(tmp_path: Path) -> None:
    """Before, files were opened with DuckDB's own row groups and its own choice of packing."""
    connection = duckdb.connect(str(tmp_path / "facts.duckdb"))
    connection.execute(q.TABLES.replace("USING COMPRESSION zstd", ""))
    connection.execute("INSERT INTO facts (kind, person, number) SELECT 'event', 'p:old', 7 FROM range(200000)")
    connection.execute("UPDATE kept SET carried = 7")
    connection.close()
    facts = DuckFacts(tmp_path / "facts.duckdb")
    facts.append_many([(7, lines_of([fact()])), (8, lines_of([fact(seq=seq) for seq in range(40_000)]))])
    counts = {"p:old": 200_000, "p:ann": 40_000}
    ask = "SELECT person, count(*) FROM facts GROUP BY person"
    assert (facts.exported(), dict(facts.query(ask))) == (8, counts)  # type: ignore[arg-type]  # pairs
    facts.close()
    facts = DuckFacts(tmp_path / "facts.duckdb")
    assert (facts.exported(), dict(facts.query(ask))) == (8, counts)  # type: ignore[arg-type]  # pairs
    facts.close()


def test_a_large_append_is_written_once(tmp_path: Path) -> None:
    """Rows that fill a group go into the file as they will stay; the write-ahead log says only where they are."""
    facts = DuckFacts(tmp_path / "facts.duckdb")
    facts.append(1, lines_of([fact(key=f"key-{seq}-{seq * 7919}", seq=seq) for seq in range(2 * q.ROWS_A_GROUP)]))
    logged = tmp_path / "facts.duckdb.wal"
    assert not logged.exists() or logged.stat().st_size < 100_000
    facts.close()


def test_what_a_large_append_wrote_outlives_a_kill(tmp_path: Path) -> None:
    published = f"""
import os, sys
from loopline.model.fact import Fact
from loopline.storage.duckdb import schema as q
from loopline.storage.duckdb.facts import USUAL_LINE, DuckFacts
from loopline.storage.transaction_rules import lines_of
facts = DuckFacts(sys.argv[1])
for number in (1, 2):
    facts.append(number, lines_of([Fact("event", "p:ann", at) for at in range(number * {q.ROWS_A_GROUP} - 3)]))
os._exit(0)
"""
    other.told(published, tmp_path / "facts.duckdb")
    facts = DuckFacts(tmp_path / "facts.duckdb")
    assert facts.exported() == 2
    assert facts.query('SELECT count(*), max("at") FROM facts') == [(3 * q.ROWS_A_GROUP - 6, 2 * q.ROWS_A_GROUP - 4)]
    facts.close()


@pytest.mark.parametrize("sizes", [[USUAL_LINE * 3], [5, USUAL_LINE - 60, 5, USUAL_LINE + 1, 9, USUAL_LINE * 4, 7]])
def test_long_lines_among_short_ones_are_taken(tmp_path: Path, sizes: list[int]) -> None:
    facts = DuckFacts(tmp_path / "facts.duckdb")
    given = [fact(seq=seq, name="x" * size) for seq, size in enumerate([1, *sizes, *[300] * 9_000, *sizes])]
    facts.append_many([(1, lines_of([fact(name="first")])), (2, lines_of(given)), (3, lines_of(given[::-1]))])
    (found,) = facts.query("SELECT count(*), sum(length(name)), count(DISTINCT seq) FROM facts")
    assert found == (2 * len(given) + 1, 2 * sum(len(one.name) for one in given) + 5, len(given))
    facts.close()


def test_queries_beside_an_append_see_whole_chunks(tmp_path: Path) -> None:
    facts = DuckFacts(tmp_path / "facts.duckdb")
    chunk = [fact(seq=seq) for seq in range(50)]
    counts: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            counts.append(int(str(facts.query("SELECT count(*) FROM facts")[0][0])))

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for number in range(1, 21):
        facts.append(number, lines_of(chunk))
    stop.set()
    for asker in askers:
        asker.join()
    assert {count % 50 for count in counts} == {0}
    assert facts.query("SELECT count(*) FROM facts") == [(1_000,)]
    facts.close()


def test_copies_of_all_files_fit_together(tmp_path: Path) -> None:
    """In the order of the operations guide: facts, state, log; then what the copies say goes on from there."""
    log, state = SqlLog(tmp_path / "log.db"), SqlState(tmp_path / "state.db")
    facts = DuckFacts(tmp_path / "facts.duckdb")
    epoch = state.take_ownership()
    for number in (1, 2, 3):
        log.append([events(number, 1)])
        state.commit(
            transaction(epoch, number, records=[Record("p:ann", b"%d" % number)], facts=[fact(position=number)])
        )
    facts.append_many(state.chunks(0, 2))
    copies = tmp_path / "copies"
    copies.mkdir()
    facts.copy_to(copies / "facts.duckdb")
    state.copy_to(copies / "state.db")
    log.copy_to(copies / "log.db")
    for kept in (log, state, facts):
        kept.close()
    log, state = SqlLog(copies / "log.db"), SqlState(copies / "state.db")
    facts = DuckFacts(copies / "facts.duckdb")
    assert (log.end(), state.position(), facts.exported()) == (3, 3, 2)
    assert state.load(["p:ann"])["p:ann"].state == b"3"
    facts.append_many(state.chunks(0, 9))
    assert facts.query("SELECT count(*) FROM facts") == [(3,)]
    for kept in (log, state, facts):
        kept.close()


def test_a_copy_is_never_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    state, facts = SqlState(tmp_path / "state.db"), DuckFacts(tmp_path / "facts.duckdb")
    with pytest.raises(Conflict):
        state.copy_to(tmp_path / "there")
    with pytest.raises(Conflict):
        facts.copy_to(tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"
    state.close()
    facts.close()
