"""How a file is opened, tuned and locked, and how its errors are told. All that depends on SQLite itself."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from loopline.model.errors import Unavailable
from loopline.storage.sql.dialect import MEGABYTE, DialectName, Tuning

# A reader forgets its pages whenever the writer has committed, so more would only cost time to let go.
READER_CACHE: Final = 4 * MEGABYTE


class Sqlite:
    """The SqlDialect of one file."""

    name: DialectName = "sqlite"
    snapshot = "BEGIN"
    buffered_records = 65_536
    buffered_bytes = 48 * MEGABYTE

    def __init__(self, url: URL, tuning: Tuning) -> None:
        self.url: Final = url
        self._tuning: Final = tuning

    def engine(self, *, writes: bool) -> Engine:
        """One connection that writes, or a few that read and never wait for it."""
        tuning = self._tuning
        arguments = {"check_same_thread": False, "isolation_level": None, "timeout": tuning.busy_ms / 1000}
        size = 1 if writes else tuning.readers
        engine = create_engine(
            self.url,
            connect_args=arguments,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,
        )
        pragmas = [*_pragmas(tuning, writes=writes), *(() if writes else ("query_only = 1",))]

        @event.listens_for(engine, "connect")
        def tune(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")

        if writes:

            @event.listens_for(engine, "begin")
            def begin(connection: Connection) -> None:
                # The lock comes first: another writer must not come between a transaction's reads and its writes.
                connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine

    def admit(self, connection: Connection) -> None:
        """Any file will do: we make it."""

    def make_room(self, connection: Connection) -> None:
        """The file is there once it is opened."""

    def told(self, fault: DBAPIError) -> Unavailable | None:
        """What to look at."""
        if isinstance(fault, IntegrityError | DataError | InterfaceError | ProgrammingError):
            return None  # a value that is taken, or that no column holds: no weather
        text = str(fault.orig)
        if "locked" in text or "busy" in text:
            return Unavailable("store_busy", "another process has been writing for too long: stop it, or try again")
        if "malformed" in text or "not a database" in text:
            return Unavailable("store_damaged", f"the file is damaged ({text}): restore it from a backup")
        return Unavailable("store_failed", f"the database refused: {text}; look at disk space and file rights")

    def version(self, connection: Connection) -> int:
        """Costs no disk access. Each connection counts for itself."""
        return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def copy_to(self, connection: Connection, path: Path) -> None:
        """Readers and the writer go on meanwhile."""
        connection.exec_driver_sql("PRAGMA query_only = 0")
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        finally:
            connection.exec_driver_sql("PRAGMA query_only = 1")

    def compact(self, writer: Engine, most_bytes: int) -> None:
        """Shrink the file when half of it is free and what is left is not more than this; else do nothing."""
        with writer.connect() as connection:
            page, pages, free = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                for name in ("page_size", "page_count", "freelist_count")
            )
            if free > pages // 2 and (pages - free) * page <= most_bytes:
                raw = connection.connection.dbapi_connection  # a transaction is begun by us for every other statement
                connection.commit()
                with suppress(sqlite3.OperationalError):  # somebody reads, or the disk is full: it keeps its size
                    raw.execute("VACUUM")  # type: ignore[union-attr]  # SQLite's own


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
