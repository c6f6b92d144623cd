"""A million events of the mix occupy less than half a gigabyte at rest."""

from pathlib import Path

from tests.bench.at_rest import bytes_at_rest

EVENTS = 20_000
ROOM_AT_START = 4 << 20
"""What the files have before the first event: pages of empty tables, DuckDB's blocks of 256 KB."""


def test_bytes_an_event(tmp_path: Path) -> None:
    found = bytes_at_rest(tmp_path / "data", EVENTS, 1_000)
    assert all(found.values()), found
    assert sum(found.values()) - ROOM_AT_START < EVENTS * 500, found
