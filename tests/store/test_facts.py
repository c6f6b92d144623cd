"""DuckFacts' own promises: one process, restarts, newer files, copies, and questions beside a carry."""

import threading
from pathlib import Path

import duckdb
import pytest

from loopline.model.errors import Conflict, Unavailable
from loopline.ports import Record
from loopline.store.facts import DuckFacts
from loopline.store.log import SqlLog
from loopline.store.sql import SqlState
from loopline.store.step import lines_of
from tests.contracts.made import events, fact, step
from tests.store import other

OPENS = """
import sys
from loopline.model.errors import Unavailable
from loopline.store.facts import DuckFacts
try:
    DuckFacts(sys.argv[1])
except Unavailable as refused:
    print(refused.code)
"""


def test_facts_are_there_after_a_restart(tmp_path: Path) -> None:
    for number in (1, 2):
        facts = DuckFacts(tmp_path / "facts.duckdb")
        assert facts.carried() == number - 1
        facts.carry(number, lines_of([fact(position=number)]))
        facts.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.duckdb"]


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


def test_questions_beside_a_carry_see_whole_chunks(tmp_path: Path) -> None:
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
        facts.carry(number, lines_of(chunk))
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
        state.commit(step(epoch, number, records=[Record("p:ann", b"%d" % number)], facts=[fact(position=number)]))
    facts.carry_many(state.chunks(0, 2))
    copies = tmp_path / "copies"
    copies.mkdir()
    facts.copy_to(copies / "facts.duckdb")
    state.copy_to(copies / "state.db")
    log.copy_to(copies / "log.db")
    for kept in (log, state, facts):
        kept.close()
    log, state = SqlLog(copies / "log.db"), SqlState(copies / "state.db")
    facts = DuckFacts(copies / "facts.duckdb")
    assert (log.end(), state.position(), facts.carried()) == (3, 3, 2)
    assert state.load(["p:ann"])["p:ann"].state == b"3"
    facts.carry_many(state.chunks(0, 9))
    assert facts.query("SELECT count(*) FROM facts") == [(3,)]
    for kept in (log, state, facts):
        kept.close()


def test_a_copy_is_never_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    state, facts = SqlState(tmp_path / "state.db"), DuckFacts(tmp_path / "facts.duckdb")
    with pytest.raises(Unavailable):
        state.copy_to(tmp_path / "there")
    with pytest.raises(Conflict):
        facts.copy_to(tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"
    state.close()
    facts.close()
