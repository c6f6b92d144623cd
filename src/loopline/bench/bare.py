"""The bare limit: the same bytes parsed and inserted into one SQLite table, as durably, and nothing else."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Raw, Struct, field

TABLE: Final = """
CREATE TABLE signals (id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
                      properties BLOB NOT NULL)
"""
INSERT: Final = "INSERT INTO signals VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"


class Track(Struct):
    """One event, its properties left as they came."""

    id: str = field(name="messageId")
    person: str = field(name="userId")
    event: str
    properties: Raw


class Batch(Struct):
    """One request."""

    batch: list[Track]


def bare_events_per_s(folder: Path, bodies: Sequence[bytes], at: int) -> float:
    """Events a second; one durable commit a request, a repeated message refused by its id as ours is."""
    decode = msgspec.json.Decoder(Batch).decode
    count = 0
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as table:
        table.execute("PRAGMA journal_mode = WAL")
        table.execute("PRAGMA synchronous = FULL")
        table.execute(TABLE)
        began = time.monotonic()
        for body in bodies:
            rows = [(t.id, t.person, t.event, at, bytes(t.properties)) for t in decode(body).batch]
            table.execute("BEGIN")
            table.executemany(INSERT, rows)
            table.execute("COMMIT")
            count += len(rows)
        return count / (time.monotonic() - began)
