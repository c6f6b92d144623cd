"""The bare limit stores what it was given, once, whether it looks into it or not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from loopline.bench import bare
from loopline.bench.bare import bare_events_per_s, raw_events_per_s
from loopline.bench.workload import stream, track_bodies


@pytest.mark.parametrize("per_s", [bare_events_per_s, raw_events_per_s])
def test_every_event_is_in_the_table_once(tmp_path: Path, per_s: bare.Limit) -> None:
    events = list(stream(60, 10, "mix"))
    bodies = track_bodies(events, 25)
    assert per_s(tmp_path, bodies + bodies[:1], 0) > 0
    (place,) = tmp_path.glob("*.db")
    with closing(sqlite3.connect(place)) as table:
        rows = table.execute("SELECT person, name, properties FROM signals ORDER BY rowid").fetchall()
    found = [(person, name, msgspec.json.decode(properties)) for person, name, properties in rows]
    assert found == [(event.person, event.name, event.properties) for event in events]
