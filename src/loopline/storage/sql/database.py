"""A database, whatever its dialect: one connection that writes, a few that read, and errors that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from loopline.model.errors import Invalid
from loopline.storage.sql.dialect import SqlDialect, Tuning
from loopline.storage.sql.postgresql import Postgresql, is_postgresql_url
from loopline.storage.sql.sqlite import Sqlite

Place = str | Path
"""A path means an SQLite file; a text may also be a URL, sqlite:///... or postgresql://..., which may hold a secret."""


class Database:
    """One file, or one schema of a PostgreSQL database: a single writing connection, and a few that only read."""

    def __init__(self, place: Place, tuning: Tuning = Tuning(), schema: str = "public") -> None:  # noqa: B008  (frozen)
        self.dialect: Final = dialect_of(place, tuning, schema)
        self.writer: Final = self.dialect.engine(writes=True)
        self.reader: Final = self.dialect.engine(writes=False)
        self._watcher: Connection | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its beginning; durable on disk once the block is left."""
        with self.translated_errors(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees what was committed; each statement stands for itself."""
        with self.translated_errors(), self.reader.connect() as connection:
            yield connection

    @contextmanager
    def watch(self) -> Iterator[Connection]:
        """A connection whose `version` can be compared with that of the last look. One thread at a time."""
        if self.dialect.name == "postgresql":
            with self.read() as connection:
                yield connection
            return
        with self.translated_errors():
            self._watcher = self._watcher or self.reader.connect()
            yield self._watcher

    def copy_to(self, path: Path) -> None:
        """Write a copy, as of one moment, to a file that is not there yet; readers and the writer go on meanwhile."""
        with self.read() as connection:
            self.dialect.copy_to(connection, path)

    def compact(self, most_bytes: int) -> None:
        """Shrink the file when half of it is free and what is left is not more than this; else do nothing."""
        with self.translated_errors():
            self.dialect.compact(self.writer, most_bytes)

    def close(self) -> None:
        """Give all connections back; the last one to go checkpoints the write-ahead file into the database."""
        if self._watcher is not None:
            self._watcher.close()
        self.reader.dispose()
        self.writer.dispose()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """The driver's errors as Unavailable, with what to look at."""
        try:
            yield
        except DBAPIError as fault:
            told = self.dialect.told(fault)
            if told is None:
                raise
            raise told from fault


def dialect_of(place: Place, tuning: Tuning, schema: str) -> SqlDialect:
    """The dialect that a place is in. Raises Invalid `store_unknown`, whose text repeats nothing of a URL."""
    if isinstance(place, str) and is_postgresql_url(place):
        return Postgresql(place, schema, tuning)
    return Sqlite(_file(place), tuning)


def _file(place: Place) -> URL:
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    with suppress(ArgumentError, ValueError):
        url = make_url(place)
        if url.get_backend_name() == "sqlite":
            return url
    raise Invalid("store_unknown", "A store is a path, sqlite:///path or postgresql://user:password@host/database.")
