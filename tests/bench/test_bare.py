"""The bare limit stores what it was given, once."""

import sqlite3
from contextlib import closing
from pathlib import Path

from loopline.bench.bare import bare_events_per_s
from loopline.bench.workload import stream, track_bodies


def test_every_event_is_in_the_table_once(tmp_path: Path) -> None:
    bodies = track_bodies(stream(60, 10, "mix"), 25)
    assert bare_events_per_s(tmp_path, bodies + bodies[:1], at=0) > 0
    with closing(sqlite3.connect(tmp_path / "bare.db")) as table:
        assert table.execute("SELECT count(*), count(DISTINCT id) FROM signals").fetchone() == (60, 60)
