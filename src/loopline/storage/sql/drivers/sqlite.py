"""How a file is opened, tuned and locked, and how its errors are told. All that depends on SQLite itself.

Straight on the driver: in a small transaction a layer above it costs as much as SQLite does.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from pathlib import Path
from typing import Any, Final

from loopline.model.errors import Unavailable
from loopline.storage.sql.drivers.dialect import MEGABYTE, DialectName, FetchedRows, Row, SqlConnection, Tuning

# A reader forgets its pages whenever the writer has committed, so more would only cost time to let go.
READER_CACHE: Final = 4 * MEGABYTE
STATEMENTS: Final = 256
"""So many prepared statements a connection keeps; more than we have."""


class SqliteRows(FetchedRows, sqlite3.Cursor):
    """What a statement answered."""


class SqliteConnection(sqlite3.Connection):
    """A connection to a file."""

    dialect: DialectName = "sqlite"
    is_lost = False

    def exec_driver_sql(self, sql: str, parameters: Sequence[Any] = ()) -> SqliteRows:
        """Run a statement with parameters by place; with a list of them, once for each."""
        cursor = self.cursor(SqliteRows)
        return cursor.executemany(sql, parameters) if isinstance(parameters, list) else cursor.execute(sql, parameters)

    def commit(self) -> None:
        """Raises when there is no transaction: somebody has ended it behind our back."""
        self.execute("COMMIT")

    def together(self) -> AbstractContextManager[object]:
        """Nothing travels."""
        return nullcontext()


class Sqlite:
    """The SqlDialect of one file."""

    buffered_records = 196_608
    buffered_bytes = 48 * MEGABYTE
    keeps_watch = True
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: str, tuning: Tuning) -> None:
        self.path = path
        self._tuning: Final = tuning

    def open(self, *, writes: bool) -> SqliteConnection:
        """A connection, tuned."""
        tuning = self._tuning
        connection = sqlite3.connect(
            self.path,
            timeout=tuning.busy_ms / 1000,
            isolation_level=None,
            check_same_thread=False,
            factory=SqliteConnection,
            cached_statements=STATEMENTS,
        )
        try:
            for pragma in [*pragmas(tuning, writes=writes), *(() if writes else ("query_only = 1",))]:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def begin_reading(self, connection: SqlConnection, first: str) -> Row:
        """Two statements."""
        connection.exec_driver_sql("BEGIN")
        return connection.exec_driver_sql(first).one()

    def begin(self, connection: SqlConnection) -> None:
        """The lock comes first."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def admit(self, connection: SqlConnection) -> None:
        """Any file will do: we make it."""

    def make_room(self, connection: SqlConnection) -> None:
        """The file is there once it is opened."""

    def told(self, fault: Exception, *, lost: bool) -> Unavailable | None:
        """What to look at."""
        if isinstance(
            fault, sqlite3.IntegrityError | sqlite3.DataError | sqlite3.InterfaceError | sqlite3.ProgrammingError
        ):
            return None  # a value that is taken, which the caller knows, or that no column holds: no weather
        text = str(fault)
        if "locked" in text or "busy" in text:
            return busy()
        if "malformed" in text or "not a database" in text:
            return Unavailable("store_damaged", f"the file is damaged ({text}): restore it from a backup")
        return Unavailable("store_failed", f"the database refused: {text}; look at disk space and file rights")

    def version(self, connection: SqlConnection) -> int:
        """Costs no disk access. Each connection counts for itself."""
        return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def copies_itself(self, connection: SqlConnection, path: Path) -> bool:
        """Readers and the writer go on meanwhile. In a transaction every page is copied as it is seen there, also those
        that are free."""
        if connection.in_transaction:
            assert isinstance(connection, SqliteConnection)
            with closing(sqlite3.connect(path)) as file:
                connection.backup(file)
            return True
        connection.exec_driver_sql("PRAGMA query_only = 0")
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        finally:
            connection.exec_driver_sql("PRAGMA query_only = 1")
        return True

    def size(self, connection: SqlConnection) -> int:
        """The file, and what has not been written into it yet."""
        return sum(path.stat().st_size for path in (Path(self.path), Path(f"{self.path}-wal")) if path.exists())

    def compact(self, connection: SqlConnection, most_bytes: int) -> None:
        """Shrink the file when half of it is free and what is left is not more than this; else do nothing."""
        page, pages, free = (
            int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
            for name in ("page_size", "page_count", "freelist_count")
        )
        if free > pages // 2 and (pages - free) * page <= most_bytes:
            with suppress(sqlite3.OperationalError):  # somebody reads, or the disk is full: it keeps its size
                connection.exec_driver_sql("VACUUM")

    def overwrite_freed(self, connection: SqlConnection) -> None:
        """Write the file anew and empty the write-ahead file, which would hold old pages else."""
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def pragmas(tuning: Tuning, *, writes: bool) -> tuple[str, ...]:
    """What a connection is told before anything else."""
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


def busy() -> Unavailable:
    """Somebody else has been writing, or reading, for too long."""
    return Unavailable("store_busy", "another process has been writing for too long: stop it, or try again")
