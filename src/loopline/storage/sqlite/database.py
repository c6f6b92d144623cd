"""How a file is opened, tuned and locked, and how its errors are translated. All that depends on SQLite itself.

Straight on the driver: in a small transaction a layer above it costs as much as SQLite does.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from loopline.model.errors import Invalid, Unavailable

MEGABYTE: Final = 1 << 20
# A reader forgets its pages whenever the writer has committed, so more would only cost time to let go.
READER_CACHE: Final = 4 * MEGABYTE
STATEMENTS: Final = 256
"""So many prepared statements a connection keeps; more than we have."""

TURN_SECONDS: Final = 30.0
"""How long a thread waits for another one of this process to be done with the connection it needs."""

SCHEME: Final = "sqlite:///"


class Tuning(Struct, frozen=True):
    """How a file is opened. Sizes in bytes; `busy_ms` is how long a writer waits for another process's write.

    A `durable` file survives a power cut; one that is not is faster, and may be spoilt by it.
    """

    page_size: int = 4096
    cache: int = 64 * MEGABYTE
    mapped: int = 256 * MEGABYTE
    checkpoint_pages: int = 4000
    busy_ms: int = 30_000
    readers: int = 4
    durable: bool = True


class Rows(sqlite3.Cursor):
    """What a statement answered."""

    def all(self) -> list[tuple[Any, ...]]:
        """Every row that is left."""
        return self.fetchall()

    def one_or_none(self) -> tuple[Any, ...] | None:
        """The only row; None when there is none."""
        rows = self.fetchmany(2)
        if len(rows) > 1:
            raise ValueError("the statement answered more than one row")
        return rows[0] if rows else None

    def one(self) -> tuple[Any, ...]:
        """The only row."""
        row = self.one_or_none()
        if row is None:
            raise ValueError("the statement answered no row")
        return row

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The first value of the only row; None when there is none."""
        row = self.one_or_none()
        return row[0] if row else None


class SqliteConnection(sqlite3.Connection):
    """A connection that one thread has for itself as long as it uses it."""

    def exec_driver_sql(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """Run a statement with parameters by place; with a list of them, once for each."""
        cursor = self.cursor(Rows)
        return cursor.executemany(sql, parameters) if isinstance(parameters, list) else cursor.execute(sql, parameters)


class Database:
    """One file: a single writing connection, and a few that only read and never wait for it."""

    def __init__(self, place: str | Path, tuning: Tuning = Tuning()) -> None:  # noqa: B008  (frozen)
        self.path: Final = path_of(place)
        self._tuning: Final = tuning
        self._writing: Final = threading.Lock()
        self._writer: SqliteConnection | None = None
        self._reading: Final = threading.Semaphore(tuning.readers)
        self._readers: Final[list[SqliteConnection]] = []
        self._is_closed = False

    @contextmanager
    def write(self) -> Iterator[SqliteConnection]:
        """One transaction that holds the write lock from its beginning; durable on disk once the block is left."""
        with translated_errors(), self.writer() as connection:
            # The lock comes first: another writer must not come between a transaction's reads and its writes.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    @contextmanager
    def read(self) -> Iterator[SqliteConnection]:
        """A connection that sees what was committed; each statement stands for itself."""
        with translated_errors():
            if not self._reading.acquire(timeout=TURN_SECONDS):
                raise _busy()
            connection = None
            try:
                connection = self._readers.pop() if self._readers else self.open_reader()
                yield connection
            finally:
                if connection is not None:
                    self._give_back(connection)
                self._reading.release()

    def open_reader(self) -> SqliteConnection:
        """A reading connection of the caller's own, to be closed by the caller."""
        return _opened(self.path, self._tuning, writes=False)

    def copy_to(self, path: Path) -> None:
        """Write a copy, as of one moment, to a file that is not there yet; readers and the writer go on meanwhile."""
        with self.read() as connection:
            connection.exec_driver_sql("PRAGMA query_only = 0")
            try:
                connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
            finally:
                connection.exec_driver_sql("PRAGMA query_only = 1")

    def compact(self, most_bytes: int) -> None:
        """Shrink the file when half of it is free and what is left is not more than this; else do nothing."""
        with translated_errors(), self.writer() as connection:
            page, pages, free = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                for name in ("page_size", "page_count", "freelist_count")
            )
            if free > pages // 2 and (pages - free) * page <= most_bytes:
                with suppress(sqlite3.OperationalError):  # somebody reads, or the disk is full: it keeps its size
                    connection.exec_driver_sql("VACUUM")

    def close(self) -> None:
        """Give all connections back; the last one to go checkpoints the write-ahead file into the database.

        A reader that is at work ends its work first; whoever comes later opens the file for that once.
        """
        self._is_closed = True
        while self._readers:
            self._readers.pop().close()
        with self._writing:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    @contextmanager
    def writer(self) -> Iterator[SqliteConnection]:
        """The writing connection, for this thread alone, outside of any transaction."""
        if not self._writing.acquire(timeout=TURN_SECONDS):
            raise _busy()
        try:
            if self._writer is None:
                self._writer = _opened(self.path, self._tuning, writes=True)
            yield self._writer
        finally:
            if self._is_closed and self._writer is not None:
                self._writer.close()
                self._writer = None
            self._writing.release()

    def _give_back(self, connection: SqliteConnection) -> None:
        if connection.in_transaction:
            _roll_back(connection)
        if self._is_closed:
            connection.close()
        else:
            self._readers.append(connection)


def path_of(place: str | Path) -> str:
    """The file at a path, or at an address such as sqlite:///path."""
    place = str(place)
    if place.startswith(SCHEME):
        return place.removeprefix(SCHEME)
    if "://" in place:
        raise Invalid("store_unknown", f"{place.split('://')[0]} is not supported yet: use a path or sqlite:///path")
    return place


def _opened(path: str, tuning: Tuning, *, writes: bool) -> SqliteConnection:
    connection = sqlite3.connect(
        path,
        timeout=tuning.busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
        factory=SqliteConnection,
        cached_statements=STATEMENTS,
    )
    try:
        for pragma in [*_pragmas(tuning, writes=writes), *(() if writes else ("query_only = 1",))]:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _roll_back(connection: SqliteConnection) -> None:
    """Undo what was begun; after some faults SQLite has done so itself."""
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _pragmas(tuning: Tuning, *, writes: bool) -> tuple[str, ...]:
    return (
        f"page_size = {tuning.page_size}",  # counts only for a new file
        "journal_mode = WAL",
        f"synchronous = {'FULL' if tuning.durable else 'OFF'}",
        f"cache_size = -{(tuning.cache if writes else READER_CACHE) // 1024}",
        f"mmap_size = {tuning.mapped}",
        f"wal_autocheckpoint = {tuning.checkpoint_pages}",
        f"journal_size_limit = {tuning.checkpoint_pages * tuning.page_size * 2}",
        "temp_store = MEMORY",
        # Some builds overwrite deleted pages; most that is deleted here is chunks and turns, which exist elsewhere.
        "secure_delete = FAST",
        "foreign_keys = 1",
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """The driver's errors as Unavailable, with what to look at."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError):
        raise  # a value that is taken, which the caller knows the name of, or that no column holds: no weather
    except sqlite3.Error as fault:
        text = str(fault)
        if "locked" in text or "busy" in text:
            raise _busy() from fault
        if "malformed" in text or "not a database" in text:
            raise Unavailable("store_damaged", f"the file is damaged ({text}): restore it from a backup") from fault
        raise Unavailable(
            "store_failed", f"the database refused: {text}; look at disk space and file rights"
        ) from fault


def _busy() -> Unavailable:
    return Unavailable("store_busy", "another process has been writing for too long: stop it, or try again")
