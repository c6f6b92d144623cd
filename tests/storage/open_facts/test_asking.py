"""Questions to open facts by a process of its own: answers, bounds, and what it must not reach."""

import threading
from pathlib import Path

import pytest

from loopline.model.errors import Invalid, Unavailable
from loopline.storage.open_facts import asking
from loopline.storage.open_facts.asking import Asking
from loopline.storage.open_facts.schema import COLUMNS
from tests.storage.open_facts.facts_on_disk import DAY, MONDAY, OnDisk, event


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """Two thousand facts of twenty days."""
    disk = OnDisk(tmp_path_factory.mktemp("facts"))
    disk.put(*(event(f"p{n}", MONDAY + n % 20 * DAY, n) for n in range(1, 2_001)))
    disk.open.catch_up()
    return Asking(disk.open.folder)


def seven() -> int:
    """As of when the files are."""
    return 7


def ask(asked: Asking, sql: str, rows: int = 10, seconds: float = 20.0) -> tuple[tuple[object, ...], ...]:
    return asked.ask(sql, seven, rows, seconds).rows


def test_rows_columns_and_the_moment(asked: Asking) -> None:
    found = asked.ask("SELECT count(*) AS n, max(happened_at) AS last FROM events", seven, 10, 20.0)
    assert [(one.name, one.type) for one in found.columns] == [("n", "BIGINT"), ("last", "TIMESTAMP")]
    assert (found.rows, found.truncated, found.as_of) == (((2_000, "2024-10-23T00:00:00"),), False, 7)


def test_more_rows_than_asked_for_are_cut_and_said_to_be(asked: Asking) -> None:
    found = asked.ask("SELECT position FROM facts ORDER BY position", seven, 3, 20.0)
    assert (found.rows, found.truncated) == (((1,), (2,), (3,)), True)
    assert not asked.ask("SELECT 1", seven, 1, 20.0).truncated


def test_values_that_json_has_not_are_told_as_text(asked: Asking) -> None:
    ((huge, decimal, listed, struct, blob, nothing, odd),) = ask(
        asked,
        "SELECT 2::HUGEINT << 80, 1.10::DECIMAL(9,2), [1, NULL], {'a': DATE '2026-01-02'}, 'x'::BLOB, NULL, "
        "'nan'::DOUBLE",
    )
    assert (huge, decimal, listed, struct, nothing, odd) == (
        str(2 << 80),
        "1.10",
        [1, None],
        {"a": "2026-01-02"},
        None,
        None,
    )
    assert "x" in str(blob)


ENDLESS = "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x + 1 FROM a) SELECT max(x) FROM a"


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("SELECT count(*) FROM facts a, facts b, facts c, facts d", {"query_too_long"}),
        (ENDLESS, {"query_too_long", "query_memory"}),
        ("SELECT repeat('x', 500000000)", {"query_memory", "query_too_large"}),
        ("SELECT list(a.person || b.person || c.person) FROM facts a, facts b, facts c", {"query_memory"}),
        ("SELECT repeat('x', 9000000) FROM range(3)", {"query_too_large"}),
        ("SELECT missing FROM facts", {"query_failed"}),
        ("COPY facts TO '/tmp/x'", {"query_not_select"}),
        ("SELECT 'a'::INTEGER", {"query_failed"}),
        ("  ", {"query_failed"}),
        ("SELECT '\0'", {"query_failed"}),
    ],
)
def test_a_question_that_is_too_much_or_wrong_ends_in_words(asked: Asking, sql: str, codes: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        ask(asked, sql, seconds=2.0)
    assert refused.value.code in codes
    assert ask(asked, "SELECT 1") == ((1,),), "the next one is answered"


def test_it_leaves_no_spill_behind(asked: Asking) -> None:
    ask(asked, "SELECT count(*) FROM facts a JOIN facts b USING (kind)")
    assert not list(asked._folder.glob("spill-*"))


def test_a_third_question_waits_a_moment_and_is_put_off(asked: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.05)
    ended = threading.Barrier(asking.AT_ONCE + 1)

    def hold() -> None:
        with pytest.raises(Invalid):
            ask(asked, "SELECT count(*) FROM facts a, facts b, facts c, facts d", seconds=3.0)
        ended.wait(60)

    for _ in range(asking.AT_ONCE):
        threading.Thread(target=hold, daemon=True).start()
    while asked._turns._value:
        pass
    with pytest.raises(Unavailable) as refused:
        ask(asked, "SELECT 1")
    assert refused.value.code == "query_busy"
    for _ in range(asking.WAITING):
        assert asked._queue.acquire(blocking=False)
    with pytest.raises(Unavailable):
        ask(asked, "SELECT 1")
    for _ in range(asking.WAITING):
        asked._queue.release()
    ended.wait(60)


def test_the_process_has_no_environment_and_no_file_but_the_open_ones(
    asked: Asking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the look at the statement, the settings of the process alone hold."""
    monkeypatch.setattr(asking, "MODULE", "tests.storage.open_facts.unchecked")
    monkeypatch.setattr(asking, "ISOLATED", "-B")
    (tmp_path / "other.csv").write_text("a\n1\n")
    for sql in (
        f"SELECT * FROM read_csv('{tmp_path}/other.csv')",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/x.db' AS x",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '9GB'",
        "SELECT * FROM 'http://127.0.0.1:1/x.parquet'",
    ):
        with pytest.raises(Invalid) as refused:
            ask(asked, sql)
        assert refused.value.code == "query_failed", sql
    assert [path.name for path in tmp_path.iterdir()] == ["other.csv"]


def test_where_nothing_has_happened_yet_there_is_nothing_and_every_column(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.open.catch_up()
    empty = Asking(disk.open.folder)
    assert ask(empty, "SELECT count(*) FROM facts, events, people") == ((0,),)
    found = empty.ask("FROM facts", seven, 10, 20.0)
    assert [(one.name, one.type) for one in found.columns] == [(one.name, one.type) for one in COLUMNS["facts"]]


def test_a_fault_does_not_say_where_the_files_stand(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("ann", MONDAY, 1))
    disk.open.catch_up()
    (day,) = (disk.open.folder / "days").iterdir()
    day.write_bytes(day.read_bytes()[:100] + b"x" * 100 + day.read_bytes()[200:])
    with pytest.raises(Invalid) as refused:
        ask(Asking(disk.open.folder), "SELECT * FROM facts")
    assert str(tmp_path) not in refused.value.text
