"""Facts in ClickHouse: counted once whatever is killed, moved as a whole, and the same of everybody as in a file."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from loopline.model.errors import Conflict, Invalid, Unavailable
from loopline.model.fact import Fact
from loopline.storage.clickhouse import facts as module
from loopline.storage.clickhouse import schema as c
from loopline.storage.clickhouse.facts import ClickFacts, load_file
from loopline.storage.clickhouse.server import ClickHouseServer
from loopline.storage.duckdb.erased.people import erase_people
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.contracts.made import fact, person
from tests.storage.clickhouse.server import ClickHouse, clickhouse

EVERYTHING = (
    "SELECT * FROM facts ORDER BY ALL",
    "SELECT * EXCLUDE (traits, consent, lists), json_keys(traits).list_sort(), traits->>'plan', traits->>'seats', "
    "list_sort(lists), consent->>'email' FROM people ORDER BY person",
    'SELECT other, "into" FROM merges ORDER BY other',
    "SELECT * FROM journey_entries ORDER BY ALL",
    "SELECT * FROM journey_goals ORDER BY ALL",
    "SELECT * FROM journey_places ORDER BY ALL",
    "SELECT * FROM journey_counts ORDER BY ALL",
)
STAGES = ("facts", "people", "merges", "moves", "commit")
# Appends one chunk and is killed just before one of its statements.
KILLED = """
import os, signal, sys
from loopline.storage.clickhouse.facts import ClickFacts
url, lines, stage = sys.argv[1], sys.argv[2].encode(), sys.argv[3]
class Torn(ClickFacts):
    def _put(self, bench, table, sql, batch):
        rows = super()._put(bench, table, sql, batch)
        if table == stage:
            os.kill(os.getpid(), signal.SIGKILL)
        return rows
    def _commit(self, commit):
        if stage == "commit":
            os.kill(os.getpid(), signal.SIGKILL)
        super()._commit(commit)
Torn(url).append(2, lines)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        yield running


def everything(facts: DuckFacts | ClickFacts) -> list[list[tuple[object, ...]]]:
    return facts.query_all([(sql, ()) for sql in EVERYTHING])


def lived(seed: int, count: int) -> list[list[Fact]]:
    """Chunks of a small world in which people are stated, change, are joined with others, and come back late."""
    numbers, names, chunks = Random(seed), [f"p{n}" for n in range(5)], list[list[Fact]]()
    for position in range(1, count + 1):
        name, other = numbers.sample(names, 2)
        match numbers.randrange(7):
            case 0:
                told = [person(name, position, traits={"plan": numbers.choice(("free", "pro"))}, lists=["vip"])]
            case 1:
                seats = numbers.choice((None, position))
                told = [person(name, position, now={"traits": {"seats": seats}, "lists": {"eu": True}})]
            case 2:
                gone = Fact(
                    "person", other, position * 10, position, 2, position, reason="merged", data=None, key=other
                )
                told = [fact(name, "merged", position, name=other), gone]
            case 3:
                held = numbers.choice(("", "journey"))
                told = [fact(name, "entered", position, journey="j", enrollment=f"e{position}", node="a", held=held)]
            case 4:
                told = [
                    fact(name, "goal", position, journey="j", enrollment=f"e{position - 1}", data='{"after_ms": 5}')
                ]
            case _:
                told = [fact(name, "event", position, name="seen")]
        chunks.append(told)
    if numbers.random() < 0.5:
        chunks.append(chunks.pop(numbers.randrange(len(chunks))))  # it was set aside, and comes back
    return chunks


@pytest.mark.parametrize("seed", range(4))
def test_the_same_is_said_of_everybody_as_in_a_file(server: ClickHouse, seed: int) -> None:
    """Chunks alone and several in one append."""
    numbers, chunks = Random(seed), lived(seed, 16)
    there, here = ClickFacts(server.fresh()), DuckFacts(threads=1)
    given = [(number, lines_of(chunk)) for number, chunk in enumerate(chunks, 1)]
    while given:
        some = numbers.choice((1, 1, 4))
        for facts in (there, here):
            facts.append_many(given[:some])
        given = given[some:]
    assert everything(there) == everything(here)
    there.close()
    here.close()


def test_a_chunk_that_comes_three_times_counts_once(server: ClickHouse) -> None:
    """Also where ClickHouse itself remembers no inserts: nothing of it rests on the window."""
    url = server.fresh()
    facts, admin = ClickFacts(url), ClickHouseServer(url)
    admin.run("ALTER TABLE facts MODIFY SETTING non_replicated_deduplication_window = 0")
    for _ in range(3):
        facts.append_many([(number, lines_of([fact(position=number)])) for number in range(1, 4)])
        facts.close()
        facts = ClickFacts(url)
    assert (facts.query("SELECT count(*) FROM facts"), facts.exported()) == ([(3,)], 3)
    facts.close()
    admin.close()


@pytest.mark.parametrize("stage", STAGES)
def test_an_append_that_is_killed_leaves_nothing(server: ClickHouse, stage: str) -> None:
    """At each of its statements; then it is done again, and all counts once."""
    url = server.fresh()
    first = [fact("p:anon"), person("p:anon", 1, 2, traits={"plan": "free"})]
    gone = Fact("person", "p:anon", 20, 2, 2, reason="merged", data=None, key="p:anon")
    second = [fact("p:ann", "merged", 2, name="p:anon"), gone, person("p:ann", 2, 3, traits={}), fact("p:ann", seq=9)]
    facts, file = ClickFacts(url), DuckFacts(threads=1)
    for one in (facts, file):
        one.append(1, lines_of(first))
    before = everything(facts)
    command = [sys.executable, "-c", KILLED, url, lines_of(second).decode(), stage]
    assert subprocess.run(command, timeout=60, check=False).returncode == -signal.SIGKILL
    assert (everything(facts), facts.exported()) == (before, 1)
    for one in (facts, file):
        one.append(2, lines_of(second))
    assert everything(facts) == everything(file)
    facts.close()
    file.close()


def test_a_server_that_is_killed_keeps_what_it_answered_for(tmp_path: Path) -> None:
    folder, number = tmp_path / "clickhouse", 0
    with clickhouse(folder) as running:
        url, port = running.fresh(), running.port
        facts = ClickFacts(url)
        for number in range(1, 6):
            facts.append(number, lines_of([fact(position=number)]))
        running.process.kill()
        running.process.wait()
        with pytest.raises(Unavailable) as unreachable:
            facts.append(6, lines_of([fact(position=6)]))
        assert unreachable.value.code == "facts_unreachable" and "word" not in str(unreachable.value)
    with clickhouse(folder, port):
        facts.append_many([(6, lines_of([fact(position=6)]))])
        assert facts.query("SELECT position FROM facts ORDER BY 1") == [(n,) for n in range(1, 7)]
        facts.close()


def test_a_second_one_that_appends_is_noticed(server: ClickHouse) -> None:
    url = server.fresh()
    one, two = ClickFacts(url), ClickFacts(url)
    two.append(1, lines_of([fact()]))
    with pytest.raises(Conflict) as taken:
        one.append(1, lines_of([fact()]))
    assert taken.value.code == "facts_taken"
    assert one.query("SELECT count(*) FROM facts") == [(1,)], "it may still be asked"
    one.close()
    two.close()


def test_facts_go_out_to_a_file_and_come_in_from_one(server: ClickHouse, tmp_path: Path) -> None:
    url, chunks = server.fresh(), lived(3, 30)
    facts, file = ClickFacts(url), DuckFacts(threads=1)
    for number, chunk in enumerate(chunks, 1):
        for one in (facts, file):
            one.append(number, lines_of(chunk), 2)
    facts.adopt("birth", 40, 2)
    file.adopt("birth", 40, 2)
    facts.copy_to(tmp_path / "copy.duckdb")
    with pytest.raises(Conflict, match="copy_exists"):
        facts.copy_to(tmp_path / "copy.duckdb")
    copy = DuckFacts(tmp_path / "copy.duckdb")
    assert everything(copy) == everything(facts) == everything(file)
    assert (copy.birth(2), copy.exported(2)) == ("birth", 40)
    copy.close()
    erase_people(tmp_path / "copy.duckdb", "256MB", {"p1": "nobody"}, [])
    load_file(url, tmp_path / "copy.duckdb", 256)
    again = ClickFacts(url)
    assert (again.birth(2), again.exported(2)) == ("birth", 40)
    for table in c.COLUMNS:
        found = ClickHouseServer(url).rows(f"SELECT count() FROM {table} WHERE toString(tuple(*)) LIKE '%\\'p1\\'%'")
        assert found == [(0,)], "nothing of her stays in the tables"
    for one in (facts, file, again):
        one.close()


def test_a_page_goes_on_behind_the_place_of_a_row(server: ClickHouse) -> None:
    """Also where older facts of somebody else came between, and whatever else the question reads."""
    facts, file = ClickFacts(server.fresh()), DuckFacts(threads=1)
    chunks = [
        [fact("ann"), fact("bob", position=2)],
        [fact("bob", position=3), fact("ann", position=4)],
        [fact("ann", "merged", 5, name="bob")],
        [fact("cid", position=6), fact("bob", position=7)],
    ]
    for number, chunk in enumerate(chunks, 1):
        for one in (facts, file):
            one.append(number, lines_of(chunk))
    page = "SELECT rowid, position FROM facts WHERE person = $p AND rowid < $row ORDER BY rowid DESC LIMIT 2"
    for one in (facts, file):
        found, row = list[object](), 1 << 60
        while rows := one.query(page, {"p": "ann", "row": row}):
            found += [position for _, position in rows]
            row = int(str(rows[-1][0]))
        assert found == [7, 5, 4, 3, 2, 1]
        one.close()


HOSTILE = ("'", "\\", "\\'", "\0001", "a\\0b", "' OR 1=1 --", "\\' OR 1=1 /*", "{x:String}", "%s$1?;", '\r\n`"', "😀")


def test_names_are_values_whatever_stands_in_them(server: ClickHouse) -> None:
    facts, file = ClickFacts(server.fresh()), DuckFacts(threads=1)
    told = [fact(name, position=number, name=name) for number, name in enumerate(HOSTILE, 1)]
    told += [person(name, 100 + number, traits={"told": name}) for number, name in enumerate(HOSTILE, 1)]
    linked = [fact(one, "merged", 200, name=other) for one, other in pairwise(HOSTILE[:4])]
    for one in (facts, file):
        one.append_many([(1, lines_of(told)), (2, lines_of(linked))])
    asked = (
        ("SELECT position FROM facts WHERE name = $n ORDER BY ALL", lambda name: {"n": name}),
        ("SELECT position FROM facts WHERE list_contains($n, name) ORDER BY ALL", lambda name: {"n": [name, "'"]}),
        ("SELECT position FROM facts WHERE name >= ? ORDER BY ALL", lambda name: [name]),
        ("SELECT person, traits->>'told' FROM people WHERE person = ?", lambda name: [name]),
    )
    for sql, given in asked:
        for name in HOSTILE:
            assert facts.query(sql, given(name)) == file.query(sql, given(name)), (sql, name)
    many = {"n": [f"{HOSTILE[2]}{number}" for number in range(20_000)] + [HOSTILE[2]]}
    assert facts.query(asked[1][0], many) == file.query(asked[1][0], many)
    for one in (facts, file):
        one.close()


def test_an_answer_that_reads_too_much_is_refused(server: ClickHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = ClickFacts(server.fresh())
    facts.append(1, lines_of([fact(position=n) for n in range(1, 31)]))
    monkeypatch.setattr(module, "ROWS_READ_MAX", 10)
    with pytest.raises(Invalid) as refused:
        facts.query("SELECT count(*) FROM facts")
    assert refused.value.code == "facts_question_unsupported"
    assert facts.query("SELECT count(*) FROM facts WHERE kind = 'goal'") == [(0,)]
    facts.close()


def test_what_was_said_before_is_pruned(server: ClickHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PRUNE_EVERY", 10)
    monkeypatch.setattr(module, "VERSIONS_KEPT", 2)
    url = server.fresh()
    facts, file, admin = ClickFacts(url), DuckFacts(threads=1), ClickHouseServer(url)
    for number in range(1, 11):
        for one in (facts, file):
            one.append(number, lines_of([person("p:ann", number, now={"traits": {"seats": number}})]))
    assert admin.rows("SELECT count() FROM people") == [(3,)]
    assert everything(facts) == everything(file)
    admin.close()
    for one in (facts, file):
        one.close()


def test_rows_written_out_are_those_of_the_question(server: ClickHouse, tmp_path: Path) -> None:
    facts = ClickFacts(server.fresh())
    facts.append(1, lines_of([fact(position=n) for n in (1, 2)]))
    facts.write_out("SELECT position FROM facts WHERE position > ?", [1], tmp_path / "a.parquet", {"day": "2026-11-30"})
    facts.close()
    assert _read(tmp_path / "a.parquet") == [(2,)]


def _read(path: Path) -> Sequence[object]:
    import duckdb

    return duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
