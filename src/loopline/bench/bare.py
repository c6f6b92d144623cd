"""The bare limit: the same bytes parsed and inserted into one SQLite table, as durably, and nothing else.

`parsed` means all of it: properties that were not looked into may be broken, and a route has to refuse those. The
faster limit, which leaves properties as the raw bytes that came, is measured and reported beside it.

It is tuned as we are: the file is opened as our own, and it commits two requests at once, as our intake does with two
connections. Each core has a process, a file and its share of the requests.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct, field

from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.drivers.sqlite import pragmas

TABLE: Final = """
CREATE TABLE signals (id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL,
                      properties BLOB NOT NULL)
"""
INSERT: Final = "INSERT INTO signals VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
GROUPED: Final = 2
"""So many requests a commit."""

START_SECONDS: Final = 600.0

Row = tuple[str, str, str, int, bytes]
RowsOf = Callable[[bytes, int], list[Row]]


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


class BareLimit(Struct, frozen=True):
    """Events a second by the wall, and the processor time that each has cost, in ms."""

    per_s: float
    cpu_ms: float


class _Share(Struct, frozen=True):
    """What one process has done, between these moments of the clock that all processes share."""

    count: int
    began: float
    ended: float
    cpu_seconds: float


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Batch).decode
_decode_raw: Final = msgspec.json.Decoder(RawBatch).decode


def parsed(body: bytes, at: int) -> list[Row]:
    """A request's rows; every property has been read."""
    return [(one.id, one.person, one.event, at, _encode(one.properties)) for one in _decode(body).batch]


def half_parsed(body: bytes, at: int) -> list[Row]:
    """A request's rows with properties as they came."""
    return [(one.id, one.person, one.event, at, bytes(one.properties)) for one in _decode_raw(body).batch]


def bare_limit(
    folder: Path, bodies: Sequence[bytes], at: int, rows_of: RowsOf = parsed, cores: Sequence[int] = (0,)
) -> BareLimit:
    """What a process on each of these cores stores together; a repeated message is refused by its id as ours is.

    Only those that come to the same process are seen to repeat. Leaves a file a core in the folder.
    """
    spawning = get_context("spawn")
    barrier = spawning.Barrier(len(cores))
    with ProcessPoolExecutor(len(cores), spawning, _meet, (barrier,)) as pool:
        begun = [
            pool.submit(_store, folder / f"{rows_of.__name__}-{core}.db", core, part, at, rows_of)
            for core, part in zip(cores, (bodies[number :: len(cores)] for number in range(len(cores))), strict=True)
        ]
        shares = [one.result() for one in begun]
    count = sum(share.count for share in shares)
    seconds = max(share.ended for share in shares) - min(share.began for share in shares)
    return BareLimit(count / seconds, sum(share.cpu_seconds for share in shares) * 1_000 / count)


def _meet(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


_barrier: Barrier


def _store(place: Path, core: int, bodies: Sequence[bytes], at: int, rows_of: RowsOf) -> _Share:
    os.sched_setaffinity(0, {core})
    count = 0
    with closing(sqlite3.connect(place, isolation_level=None)) as table:
        for pragma in pragmas(Tuning(), writes=True):
            table.execute(f"PRAGMA {pragma}")
        table.execute(TABLE)
        _barrier.wait(START_SECONDS)
        began, cpu = time.monotonic(), time.process_time()
        for first in range(0, len(bodies), GROUPED):
            table.execute("BEGIN")
            for body in bodies[first : first + GROUPED]:
                rows = rows_of(body, at)
                table.executemany(INSERT, rows)
                count += len(rows)
            table.execute("COMMIT")
        return _Share(count, began, time.monotonic(), time.process_time() - cpu)
