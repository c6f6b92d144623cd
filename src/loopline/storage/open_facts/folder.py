"""Brings the open files up to what the facts are: only what differs is written, each file whole or not at all.

What a file was made of is kept as a mark beside it: how many rows, and a digest of what makes each of them another. A
day whose mark is another one than that of the facts is written anew, be it for facts that came, for a merge or for a
person who was forgotten. So nothing has to be told to this place, and a crash at any point costs a file written again.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from loopline.ports import SqlParameters
from loopline.storage.open_facts import schema as q

MANIFEST: Final = "manifest.json"
DAYS: Final = "days"
FRESH: Final = ".new"
EPOCH: Final = date(1970, 1, 1).toordinal()
SAVE_EVERY: Final = 50
"""After so many files the manifest is written: so many are written again at most after a kill."""

Mark = tuple[int, int]


class WrittenFrom(Protocol):
    """The facts file, as it is written out."""

    def exported(self) -> int: ...

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]: ...

    def write_out(self, sql: str, parameters: SqlParameters, path: Path, notes: Mapping[str, str]) -> None: ...


class OpenFactsFile(Struct, frozen=True):
    """A file: of which table, its path in the folder, its rows and its bytes; `day` (UTC) of facts alone."""

    table: q.TableName
    path: str
    rows: int
    bytes: int
    day: str = ""


class _Kept(Struct, frozen=True):
    rows: int
    mark: int
    written: int
    """The mark with which it was written, and the bytes."""


class OpenManifest(Struct):
    """What is written. `as_of` is when it was last compared with the facts (ms); another `schema` is written anew."""

    schema: int = q.SCHEMA
    as_of: int = 0
    files: dict[str, _Kept] = {}


class OpenFolder:
    """The open files of one facts file. Safe from any thread; one of them writes."""

    def __init__(self, folder: Path, facts: WrittenFrom, now: Callable[[], int]) -> None:
        self.folder, self._facts, self._now = folder, facts, now
        self._lock = threading.Lock()
        self._manifest: OpenManifest | None = None
        self._exported = -1
        self.seconds = 0.0
        self._ended = -1e9

    def catch_up(self, rest: float = 0.0) -> int:
        """Write what is not as the facts are; the answer is as of when they are (ms).

        Nothing is done where no chunk came since, or less than `rest` times as long ago as the last time took.
        """
        with self._lock:
            began, exported = time.monotonic(), self._facts.exported()
            manifest = self._known()
            if exported != self._exported and began - self._ended >= rest * self.seconds:
                self._write(manifest)
                self._exported, self._ended = exported, time.monotonic()
                self.seconds = self._ended - began
            return manifest.as_of

    def write_anew(self) -> None:
        """Write every file anew: what somebody forgotten left in the facts of others changes no mark."""
        with self._lock:
            self._manifest, self._exported = OpenManifest(), -1
        self.catch_up()

    def files(self) -> list[OpenFactsFile]:
        """All files as they were last written, by path."""
        kept = sorted(dict(self._known().files).items())  # a copy, without waiting for a round that may be long
        return [OpenFactsFile(table_of(path), path, one.rows, one.written, day_of_file(path)) for path, one in kept]

    def _known(self) -> OpenManifest:
        if self._manifest is None:
            found = OpenManifest()
            with suppress(OSError, msgspec.DecodeError):
                found = msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=OpenManifest)
            self._manifest = found if found.schema == q.SCHEMA else OpenManifest()
        return self._manifest

    def _write(self, manifest: OpenManifest) -> None:
        (self.folder / DAYS).mkdir(mode=0o700, parents=True, exist_ok=True)
        as_of = self._now()
        wanted = dict(self._marks())
        fresh = 0
        for path, mark in wanted.items():
            kept = manifest.files.get(path)
            if kept is None or (kept.rows, kept.mark) != mark or not (self.folder / path).exists():
                size = self._write_file(path)
                manifest.files[path] = _Kept(mark[0], mark[1], size)
                fresh += 1
                if fresh % SAVE_EVERY == 0:
                    self._save(manifest)
        self._drop_others(manifest, wanted)
        manifest.as_of = as_of
        self._save(manifest)

    def _marks(self) -> Iterator[tuple[str, Mark]]:
        for day, rows, mark in self._facts.query(q.MARKS):
            yield f"{DAYS}/{date.fromordinal(EPOCH + int(str(day)))}.parquet", (int(str(rows)), int(str(mark)))
        others = self._facts.query(q.MARKS_OF_PEOPLE)
        marks = {str(name): (int(str(rows)), int(str(mark or 0))) for name, rows, mark in others}
        for name, mark in marks.items():
            yield f"{name}.parquet", mark

    def _write_file(self, path: str) -> int:
        whole = self.folder / path
        table, fresh = table_of(path), whole.with_name(whole.name + FRESH)
        begin, end = q.bounds(_day_number(day_of_file(path))) if table == "facts" else (0, 0)
        asked = {"begin": begin, "end": end} if table == "facts" else {}
        self._facts.write_out(
            q.select_of(table), asked, fresh, {"loopline_schema": str(q.SCHEMA), "loopline_table": table}
        )
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
            size = os.fstat(file.fileno()).st_size
        fresh.replace(whole)
        return size

    def _drop_others(self, manifest: OpenManifest, wanted: Mapping[str, Mark]) -> None:
        """Days of which no fact is left, and what a kill left behind."""
        for path in [path for path in manifest.files if path not in wanted]:
            del manifest.files[path]
        for file in (self.folder / DAYS).iterdir():
            if f"{DAYS}/{file.name}" not in wanted:
                file.unlink(missing_ok=True)

    def _save(self, manifest: OpenManifest) -> None:
        fresh = self.folder / (MANIFEST + FRESH)
        fresh.write_bytes(msgspec.json.encode(manifest))
        fresh.replace(self.folder / MANIFEST)


def table_of(path: str) -> q.TableName:
    """The table that a file of the folder belongs to."""
    name = path.removesuffix(".parquet")
    return next((table for table in q.TABLE_NAMES if table == name), "facts")


def day_of_file(path: str) -> str:
    """The day (UTC) of a file of facts, "" of another one."""
    return Path(path).stem if path.startswith(f"{DAYS}/") else ""


def _day_number(day: str) -> int:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).toordinal() - EPOCH
