"""While facts come in and nobody asks, the facts file takes little memory; whoever asks has all that was set."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from loopline.model.errors import Invalid
from loopline.storage.duckdb import lean
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.duckdb.lean import LEAN_MB, LeanWork

ALLOWED = "SELECT current_setting('memory_limit')"
LINE = b'{"kind": "event", "person": "ann", "at": %d, "position": %d, "name": "seen"}\n'


def allowed(base: duckdb.DuckDBPyConnection) -> str:
    row = base.execute(ALLOWED).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"memory_limit": "512MB"}) as base:
        yield base


def test_an_append_is_lean_until_somebody_asks(base: duckdb.DuckDBPyConnection) -> None:
    work, whole = LeanWork(base, "512MB"), allowed(base)
    with work.working():
        little = allowed(base)
        assert little != whole
        with work.asking(), work.asking():
            assert allowed(base) == whole
        assert allowed(base) == whole, "for the rest of this append"
    with work.working():
        assert allowed(base) == little
        work.release()
        assert allowed(base) == whole
    with work.asking(), work.working():
        assert allowed(base) == whole
    with work.working():
        with work.working():
            assert allowed(base) == little
        assert allowed(base) == little, "one of two has ended"
    assert allowed(base) == whole
    with pytest.raises(KeyError), work.working():
        raise KeyError
    assert allowed(base) == whole


def test_an_append_that_needs_more_ends_it_for_good(base: duckdb.DuckDBPyConnection) -> None:
    work, whole = LeanWork(base, "512MB"), allowed(base)
    with pytest.raises(duckdb.OutOfMemoryException), work.working():
        raise duckdb.OutOfMemoryException
    with work.working():
        assert allowed(base) == whole


def test_a_bound_that_is_small_anyway_is_left_alone() -> None:
    with duckdb.connect(config={"memory_limit": f"{LEAN_MB}MB"}) as base:
        whole, work = allowed(base), LeanWork(base, f"{LEAN_MB}MB")
        with work.working():
            assert allowed(base) == whole


def test_an_append_that_is_too_much_for_little_memory_is_made_with_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lean, "LEAN_MB", 24)
    facts = DuckFacts(tmp_path / "facts.duckdb", "1GB")
    line = b'{"kind": "event", "person": "ann", "at": 1, "position": 1, "name": "seen", "data": {"t": "%s"}}\n'
    long = line % (b"x" * 900_000)
    facts.append_many([(number, long * 12) for number in range(1, 3)])
    assert facts.query("SELECT count(*) FROM facts") == [(24,)]
    facts.append(3, LINE % (1, 1))
    assert facts.query("SELECT count(*) FROM facts") == [(25,)]
    facts.close()


def test_a_question_in_the_middle_of_an_append_has_all_the_memory_and_nobody_can_change_it(tmp_path: Path) -> None:
    facts, seen = DuckFacts(tmp_path / "facts.duckdb", "1GB"), list[object]()
    whole = facts.query(ALLOWED)

    def chunks() -> Iterator[tuple[int, bytes]]:
        for number in range(1, 4):
            seen.append(facts.query(ALLOWED))
            yield number, LINE % (number, number)

    facts.append_many(chunks())
    assert seen == [whole] * 3 and facts.query(ALLOWED) == whole
    assert facts.query("SELECT count(*) FROM facts") == [(3,)]
    for written in ("SET memory_limit = '64MB'", "SET threads = 1"):
        with pytest.raises(Invalid):
            facts.query(written)
    facts.close()
    DuckFacts(tmp_path / "facts.duckdb").close()  # nobody holds the file
