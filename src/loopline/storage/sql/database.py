"""How a file is opened, tuned and locked, and how its errors are translated. All that depends on SQLite itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from loopline.model.errors import Invalid, Unavailable

MEGABYTE: Final = 1 << 20
# A reader forgets its pages whenever the writer has committed, so more would only cost time to let go.
READER_CACHE: Final = 4 * MEGABYTE


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


class Database:
    """One file (or URL): a single writing connection, and a few that only read and never wait for it."""

    def __init__(self, place: str | Path, tuning: Tuning = Tuning()) -> None:  # noqa: B008  (frozen)
        self.url: Final = url_of(place)
        self.writer: Final = _engine(self.url, tuning, writes=True)
        self.reader: Final = _engine(self.url, tuning, writes=False)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its beginning; durable on disk once the block is left."""
        with translated_errors(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees what was committed; each statement stands for itself."""
        with translated_errors(), self.reader.connect() as connection:
            yield connection

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
        with translated_errors(), self.writer.connect() as connection:
            page, pages, free = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                for name in ("page_size", "page_count", "freelist_count")
            )
            if free > pages // 2 and (pages - free) * page <= most_bytes:
                raw = connection.connection.dbapi_connection  # a transaction is begun by us for every other statement
                connection.commit()
                with suppress(sqlite3.OperationalError):  # somebody reads, or the disk is full: it keeps its size
                    raw.execute("VACUUM")  # type: ignore[union-attr]  # SQLite's own

    def close(self) -> None:
        """Give all connections back; the last one to go checkpoints the write-ahead file into the database."""
        self.reader.dispose()
        self.writer.dispose()


def url_of(place: str | Path) -> URL:
    """A path means an SQLite file."""
    if isinstance(place, str) and "://" in place:
        url = make_url(place)
        if url.get_backend_name() != "sqlite":
            raise Invalid(
                "store_unknown", f"{url.get_backend_name()} is not supported yet: use a path or sqlite:///path"
            )
        return url
    return URL.create("sqlite", database=str(place))


def _engine(url: URL, tuning: Tuning, *, writes: bool) -> Engine:
    arguments = {"check_same_thread": False, "isolation_level": None, "timeout": tuning.busy_ms / 1000}
    size = 1 if writes else tuning.readers
    engine = create_engine(url, connect_args=arguments, poolclass=QueuePool, pool_size=size, max_overflow=0)
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
    except (IntegrityError, DataError, InterfaceError, ProgrammingError):
        raise  # a value that is taken, which the caller knows the name of, or that no column holds: no weather
    except DBAPIError as fault:
        text = str(fault.orig)
        if "locked" in text or "busy" in text:
            raise Unavailable(
                "store_busy", "another process has been writing for too long: stop it, or try again"
            ) from fault
        if "malformed" in text or "not a database" in text:
            raise Unavailable("store_damaged", f"the file is damaged ({text}): restore it from a backup") from fault
        raise Unavailable(
            "store_failed", f"the database refused: {text}; look at disk space and file rights"
        ) from fault
