"""A database, whatever its dialect: one connection that writes, a few that read, and errors that say what to do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from loopline.model.errors import Invalid
from loopline.storage.sql.drivers.dialect import SqlConnection, SqlDialect, Tuning
from loopline.storage.sql.drivers.postgresql import Postgresql, is_postgresql_url
from loopline.storage.sql.drivers.sqlite import Sqlite, busy

TURN_SECONDS: Final = 30.0
"""How long a thread waits for another one of this process to be done with the connection it needs."""

SCHEME: Final = "sqlite:///"
Place = str | Path
"""A path means an SQLite file; a text may also be a URL, sqlite:///... or postgresql://..., which may hold a secret."""


class Database:
    """One file, or one schema of a PostgreSQL database: a single writing connection, and a few that only read."""

    def __init__(self, place: Place, tuning: Tuning = Tuning(), schema: str = "public") -> None:  # noqa: B008  (frozen)
        self.dialect: Final = dialect_of(place, tuning, schema)
        self.path: Final = self.dialect.path
        self._writing: Final = threading.Lock()
        self._writer: SqlConnection | None = None
        self._reading: Final = threading.Semaphore(tuning.readers)
        self._readers: Final[list[SqlConnection]] = []
        self._watcher: SqlConnection | None = None
        self._is_closed = False

    @contextmanager
    def write(self) -> Iterator[SqlConnection]:
        """One transaction that holds the write lock from its beginning; durable on disk once the block is left."""
        with self.writer() as connection:
            try:
                self.dialect.begin(connection)
                yield connection
                connection.commit()
            except BaseException as fault:
                self._roll_back(connection)
                self._raise_told(fault, connection)
                raise

    @contextmanager
    def writer(self) -> Iterator[SqlConnection]:
        """The writing connection, for this thread alone, outside of any transaction."""
        if not self._writing.acquire(timeout=TURN_SECONDS):
            raise busy()
        try:
            if self._writer is not None and self._writer.is_lost:
                self._writer.close()
                self._writer = None
            if self._writer is None:
                self._writer = self._open(writes=True)
            yield self._writer
        finally:
            if self._is_closed and self._writer is not None:
                self._writer.close()
                self._writer = None
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[SqlConnection]:
        """A connection that sees what was committed; each statement stands for itself."""
        if not self._reading.acquire(timeout=TURN_SECONDS):
            raise busy()
        connection = None
        try:
            connection = self._reader()
            yield connection
        except BaseException as fault:
            self._raise_told(fault, connection)
            raise
        finally:
            if connection is not None:
                self._give_back(connection)
            self._reading.release()

    @contextmanager
    def watch(self) -> Iterator[SqlConnection]:
        """A connection whose `version` can be compared with that of the last look. One thread at a time."""
        if not self.dialect.keeps_watch:
            with self.read() as connection:
                yield connection
            return
        try:
            self._watcher = self._watcher or self._open(writes=False)
            yield self._watcher
        except BaseException as fault:
            self._raise_told(fault, self._watcher)
            raise

    def size(self) -> int:
        """What is on disk, in bytes."""
        with self.read() as connection:
            return self.dialect.size(connection)

    def compact(self, most_bytes: int) -> None:
        """Shrink the file when half of it is free and what is left is not more than this; else do nothing."""
        with self.writer() as connection:
            try:
                self.dialect.compact(connection, most_bytes)
            except self.dialect.errors as fault:
                self._raise_told(fault, connection)
                raise

    def overwrite_freed(self) -> None:
        """Write the file anew, without what was deleted from it. Writers wait meanwhile."""
        with self.writer() as connection:
            try:
                self.dialect.overwrite_freed(connection)
            except self.dialect.errors as fault:
                self._raise_told(fault, connection)
                raise

    def close(self) -> None:
        """Give all connections back; the last one to go checkpoints the write-ahead file into the database.

        A reader that is at work ends its work first; whoever comes later opens the file for that once.
        """
        self._is_closed = True
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
        while self._readers:
            self._readers.pop().close()
        with self._writing:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _open(self, *, writes: bool) -> SqlConnection:
        try:
            return self.dialect.open(writes=writes)
        except self.dialect.errors as fault:
            self._raise_told(fault, None)
            raise

    def _reader(self) -> SqlConnection:
        """One that still stands; what has ended while nobody used it is let go."""
        while self._readers:
            connection = self._readers.pop()
            if not connection.is_lost:
                return connection
            connection.close()
        return self._open(writes=False)

    def _give_back(self, connection: SqlConnection) -> None:
        self._roll_back(connection)
        if self._is_closed or connection.is_lost:
            connection.close()
        else:
            self._readers.append(connection)

    def _roll_back(self, connection: SqlConnection) -> None:
        """Undo what was begun; after some faults the database has done so itself."""
        with suppress(*self.dialect.errors):
            if connection.in_transaction:
                connection.rollback()

    def _raise_told(self, fault: BaseException, connection: SqlConnection | None) -> None:
        """The driver's errors as Unavailable, with what to look at."""
        if isinstance(fault, self.dialect.errors):
            told = self.dialect.told(fault, lost=connection is None or connection.is_lost)
            if told is not None:
                raise told from fault


def dialect_of(place: Place, tuning: Tuning, schema: str) -> SqlDialect:
    """The dialect that a place is in. Raises Invalid `store_unknown`, whose text repeats nothing of a URL."""
    place = str(place)
    if is_postgresql_url(place):
        return Postgresql(place, schema, tuning)
    if "://" in place and not place.startswith(SCHEME):
        raise Invalid("store_unknown", "A store is a path, sqlite:///path or postgresql://user:password@host/database.")
    return Sqlite(place.removeprefix(SCHEME), tuning)
