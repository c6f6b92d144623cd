"""An import of a file that is killed in the middle, measured and checked."""

from pathlib import Path

import pytest

from loopline.bench.growth.imports import LEAST_ROWS, PeopleFile, check_brought, many_rows, write_people_file
from loopline.model.errors import Unavailable
from loopline.storage.duckdb.facts import DuckFacts
from tests.bench.growth.sane import checked, small_ground


def test_an_import_is_killed_and_resumed_and_everybody_is_there_once(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(many_rows(ground))
    of = {name: one.value for name, one in found.items()}
    assert 0 < of["import_restart_s"] < of["import_accepted_s"] <= of["import_decided_s"] <= of["import_seen_s"]
    assert f"{LEAST_ROWS:,} rows of 12 columns" in found["import_peak_mb"].over


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    written = write_people_file(tmp_path / "people.csv", 300)
    assert 0 < len(written.bad_lines) < 30 and written.good + len(written.bad_lines) == 300
    DuckFacts(tmp_path / "facts.duckdb").close()
    refused = tmp_path / "refused.csv"
    refused.write_text("line,column\n" + "".join(f"{line},x\n" for line in written.bad_lines[1:]))
    with pytest.raises(Unavailable, match=r"people 0, .*refused lines"):
        check_brought(tmp_path, written, refused)
    refused.write_text("line,column\n")
    check_brought(tmp_path, PeopleFile(written.file, 0, []), refused)
