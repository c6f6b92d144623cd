"""Open files are as the facts are: days that come, change, end; merges; kills; and no file written for nothing."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.model.fact import Fact
from loopline.ports import SqlParameters
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.duckdb.schema import ROWS_A_GROUP
from loopline.storage.open_facts.folder import OpenFolder
from loopline.storage.open_facts.schema import COLUMNS, SCHEMA
from tests.storage.open_facts.facts_on_disk import DAY, MONDAY, OnDisk, event


def test_a_file_a_day_with_the_columns_as_they_are_told_and_the_schema_in_its_metadata(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("ann", MONDAY + 5_000, 1), event("ben", MONDAY + DAY, 2), event("ann", MONDAY + DAY + 1, 3))
    assert disk.open.catch_up() == MONDAY
    assert [(one.path, one.rows, one.day) for one in disk.open.files() if one.table == "facts"] == [
        ("days/2024-10-04.parquet", 1, "2024-10-04"),
        ("days/2024-10-05.parquet", 2, "2024-10-05"),
    ]
    assert disk.rows("SELECT person, happened_at::VARCHAR FROM FILES ORDER BY happened_at") == [
        ("ann", "2024-10-04 00:00:05"),
        ("ben", "2024-10-05 00:00:00"),
        ("ann", "2024-10-05 00:00:00.001"),
    ]
    told = duckdb.connect().execute(f"DESCRIBE FROM '{disk.open.folder}/days/2024-10-04.parquet'").fetchall()
    assert [(one[0], one[1]) for one in told] == [(one.name, one.type) for one in COLUMNS["facts"]]
    noted = duckdb.connect().execute(
        f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{disk.open.folder}/people.parquet')"
    )
    assert set(noted.fetchall()) == {("loopline_schema", str(SCHEMA)), ("loopline_table", "people")}


def test_a_big_day_is_written_in_small_groups_each_of_which_is_whole_in_memory(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(*(event("ann", MONDAY + number, number + 1) for number in range(3 * ROWS_A_GROUP)))
    disk.open.catch_up()
    written = f"parquet_metadata('{disk.open.folder}/days/2024-10-04.parquet')"
    groups = duckdb.connect().execute(f"SELECT DISTINCT row_group_id, row_group_num_rows FROM {written}").fetchall()
    assert sum(rows for _, rows in groups) == 3 * ROWS_A_GROUP
    assert max(rows for _, rows in groups) <= ROWS_A_GROUP


def test_only_a_day_that_changed_is_written_again(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("ann", MONDAY, 1), event("ben", MONDAY + DAY, 2))
    disk.open.catch_up()
    before = disk.written()
    disk.put(event("cleo", MONDAY + DAY, 3))
    disk.open.catch_up()
    after = disk.written()
    assert [path for path in after if after[path] != before[path]] == ["days/2024-10-05.parquet"]
    disk.open.catch_up()
    assert disk.written() == after


def test_a_merge_reaches_the_days_of_before_and_the_file_of_merges(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("anon", MONDAY, 1))
    disk.open.catch_up()
    disk.put(Fact("merged", "ann", at=MONDAY + DAY, position=2, name="anon"))
    disk.open.catch_up()
    assert disk.rows("SELECT DISTINCT person FROM FILES") == [("ann",)]
    merged = duckdb.connect().execute(f"FROM '{disk.open.folder}/merges.parquet'").fetchall()
    assert merged == [("anon", "ann")]


def test_facts_that_are_gone_are_gone_from_the_files(tmp_path: Path) -> None:
    """As by a rebuild after somebody was forgotten: another facts file without them takes the place of the old one."""
    disk = OnDisk(tmp_path)
    disk.put(event("ann", MONDAY, 1), event("secret", MONDAY, 2), event("secret", MONDAY + DAY, 3))
    disk.open.catch_up()
    fresh = DuckFacts()
    disk_after = OpenFolder(disk.open.folder, _WithoutSecret(disk.facts), lambda: MONDAY)
    disk_after.catch_up()
    assert sorted(path.name for path in (disk.open.folder / "days").iterdir()) == ["2024-10-04.parquet"]
    assert b"secret" not in b"".join(path.read_bytes() for path in disk.open.folder.rglob("*.parquet"))
    fresh.close()


class _WithoutSecret:
    """The same facts, of which those of one person are gone."""

    def __init__(self, facts: DuckFacts) -> None:
        self._facts = facts
        facts._connection.execute("DELETE FROM facts WHERE person = 'secret'")

    def exported(self) -> int:
        return self._facts.exported()

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        return self._facts.query(sql, parameters)

    def write_out(self, sql: str, parameters: SqlParameters, path: Path, notes: Mapping[str, str]) -> None:
        self._facts.write_out(sql, parameters, path, notes)


def test_a_kill_between_file_and_manifest_costs_a_file_written_again(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("ann", MONDAY, 1))
    disk.open.catch_up()
    (disk.open.folder / "manifest.json").write_bytes(b'{"schema": 1, "fil')
    (disk.open.folder / "days" / "2024-10-05.parquet.new").write_bytes(b"PAR1 half")
    (disk.open.folder / "days" / "2024-10-04.parquet").unlink()
    after = OpenFolder(disk.open.folder, disk.facts, lambda: MONDAY)
    after.catch_up()
    assert [path.name for path in (disk.open.folder / "days").iterdir()] == ["2024-10-04.parquet"]
    assert disk.rows("SELECT person FROM FILES") == [("ann",)]


def test_another_schema_writes_all_anew(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("ann", MONDAY, 1))
    disk.open.catch_up()
    manifest = disk.open.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"schema":{SCHEMA}', '"schema":0'))
    before = disk.written()
    OpenFolder(disk.open.folder, disk.facts, lambda: MONDAY).catch_up()
    assert all(disk.written()[path] != at for path, at in before.items())


def test_times_that_no_calendar_has_are_in_the_first_and_the_last_file(tmp_path: Path) -> None:
    disk = OnDisk(tmp_path)
    disk.put(event("old", -(2**61), 1), event("new", 2**61, 2), event("ann", MONDAY, 3))
    disk.open.catch_up()
    days = [one.day for one in disk.open.files() if one.day]
    assert days == ["2000-01-01", "2024-10-04", "2099-12-31"]
    assert set(disk.rows("SELECT person, happened_at IS NULL FROM FILES")) == {
        ("old", True),
        ("new", True),
        ("ann", False),
    }


def test_a_long_round_is_not_begun_again_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = OnDisk(tmp_path)
    now = [0.0]
    monkeypatch.setattr("loopline.storage.open_facts.folder.time.monotonic", lambda: now[0])
    disk.put(event("ann", MONDAY, 1))
    disk.open.catch_up()
    disk.open.seconds = 10.0
    disk.put(event("ben", MONDAY, 2))
    now[0] = 100.0
    disk.open.catch_up(rest=19.0)
    assert disk.rows("SELECT count(*) FROM FILES") == [(1,)]
    now[0] = 191.0
    disk.open.catch_up(rest=19.0)
    assert disk.rows("SELECT count(*) FROM FILES") == [(2,)]


MADE = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(("event", "merge", "look"))), max_size=12
)


@settings(max_examples=25)
@given(MADE)
def test_the_files_hold_what_the_facts_hold(made: list[tuple[str, int, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        disk = OnDisk(Path(folder))
        for position, (person, day, what) in enumerate(made, 1):
            if what == "event":
                disk.put(event(person, MONDAY + day * DAY, position))
            elif what == "merge" and person != "a":
                disk.put(Fact("merged", "a", at=MONDAY + day * DAY, position=position, name=person))
            else:
                disk.open.catch_up()
        disk.open.catch_up()
        if not disk.number:
            return
        own = disk.facts.query('SELECT person, kind, position, "at" FROM facts ORDER BY ALL')
        open_ = disk.rows("SELECT person, kind, position, epoch_ms(happened_at) FROM FILES ORDER BY ALL")
        assert open_ == own
        disk.facts.close()
