"""The bare limit: the same bytes parsed and inserted into one SQLite table, as durably, and nothing else.

`parsed` means all of it: properties that were not looked into may be broken, and a route has to refuse those. The
faster limit, which leaves properties as the raw bytes that came, is measured and reported beside it.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct, field

TABLE: Final = """
CREATE TABLE signals (id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
                      properties BLOB NOT NULL)
"""
INSERT: Final = "INSERT INTO signals VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"

Limit = Callable[[Path, Sequence[bytes], int], float]


class Track(Struct):
    """One event."""

    id: str = field(name="messageId")
    person: str = field(name="userId")
    event: str
    properties: dict[str, Any]  # JSON of any shape


class RawTrack(Struct):
    """One event, its properties left as they came."""

    id: str = field(name="messageId")
    person: str = field(name="userId")
    event: str
    properties: Raw


class Batch(Struct):
    """One request."""

    batch: list[Track]


class RawBatch(Struct):
    """One request, half parsed."""

    batch: list[RawTrack]


def bare_events_per_s(folder: Path, bodies: Sequence[bytes], at: int) -> float:
    """Events a second; one durable commit a request, a repeated message refused by its id as ours is."""
    decode, encode = msgspec.json.Decoder(Batch).decode, msgspec.json.Encoder().encode
    return _per_s(
        folder / "parsed.db",
        bodies,
        lambda body: [(t.id, t.person, t.event, at, encode(t.properties)) for t in decode(body).batch],
    )


def raw_events_per_s(folder: Path, bodies: Sequence[bytes], at: int) -> float:
    """The same with properties left unparsed."""
    decode = msgspec.json.Decoder(RawBatch).decode
    return _per_s(
        folder / "raw.db",
        bodies,
        lambda body: [(t.id, t.person, t.event, at, bytes(t.properties)) for t in decode(body).batch],
    )


def _per_s(place: Path, bodies: Sequence[bytes], rows_of: Callable[[bytes], list[tuple[object, ...]]]) -> float:
    count = 0
    with closing(sqlite3.connect(place, isolation_level=None)) as table:
        table.execute("PRAGMA journal_mode = WAL")
        table.execute("PRAGMA synchronous = FULL")
        table.execute(TABLE)
        began = time.monotonic()
        for body in bodies:
            rows = rows_of(body)
            table.execute("BEGIN")
            table.executemany(INSERT, rows)
            table.execute("COMMIT")
            count += len(rows)
        return count / (time.monotonic() - began)
