"""The bare limit stores what it was given, once, whether it looks into it or not, on one core or on several."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from loopline.bench.bare import RowsOf, bare_limit, half_parsed, parsed
from loopline.bench.workload import stream, track_bodies


@pytest.mark.parametrize("rows_of", [parsed, half_parsed])
@pytest.mark.parametrize("processes", [1, 2])
def test_every_event_is_in_a_table_once(tmp_path: Path, rows_of: RowsOf, processes: int) -> None:
    events = list(stream(100, 10, "mix"))
    bodies = track_bodies(events, 25)
    cores = sorted(os.sched_getaffinity(0))[:processes]
    limit = bare_limit(tmp_path, bodies + bodies, 0, rows_of, cores)
    assert limit.per_s > 0
    assert limit.cpu_ms > 0
    found = []
    for place in tmp_path.glob("*.db"):
        with closing(sqlite3.connect(place)) as table:
            rows = table.execute("SELECT person, name, properties FROM signals").fetchall()
        found += [(person, name, msgspec.json.decode(properties)) for person, name, properties in rows]
    assert sorted(found, key=repr) == sorted(((e.person, e.name, e.properties) for e in events), key=repr)
