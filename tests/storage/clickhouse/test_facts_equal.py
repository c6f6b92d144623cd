"""Every report, segment and metric gives the same answer, through the API, from DuckDB and from ClickHouse.

A small demo here; `python -m tests.storage.clickhouse.equal` compares the whole one.
"""

from pathlib import Path

from loopline.cli.demo import Size
from tests.storage.clickhouse.equal import compare


def test_all_answers_over_a_small_demo_are_equal(tmp_path: Path) -> None:
    count, differ = compare(tmp_path, Size(every=400, people=120))
    assert (differ, count >= 110) == ([], True)
