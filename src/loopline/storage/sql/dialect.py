"""The two dialects of SQL: what the stores say differently in each, and what each promises to do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, Protocol

from msgspec import Struct, json
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from loopline.model.errors import LooplineError

DialectName = Literal["sqlite", "postgresql"]
MEGABYTE: Final = 1 << 20


class Tuning(Struct, frozen=True):
    """How a store is opened. Sizes in bytes; `busy_ms` is how long a writer waits for another process's write.

    A `durable` file survives a power cut; one that is not is faster, and may be spoilt by it. PostgreSQL looks after
    its own memory and is always durable: there `busy_ms` and `readers` count.
    """

    page_size: int = 4096
    cache: int = 64 * MEGABYTE
    mapped: int = 256 * MEGABYTE
    checkpoint_pages: int = 4000
    busy_ms: int = 30_000
    readers: int = 4
    durable: bool = True


class SqlDialect(Protocol):
    """One database: how it is opened and locked, and how its errors are told."""

    name: DialectName
    snapshot: str
    """Begins a transaction in which everything is read as of one moment."""
    buffered_records: int
    buffered_bytes: int
    """How much gathers, packed, before it is written to rows: it is read again at each start."""

    def engine(self, *, writes: bool) -> Engine:
        """Its connections. One that writes holds the write lock from the beginning of each transaction."""
        ...

    def admit(self, connection: Connection) -> None:
        """Raises Conflict or Unavailable for a database on which we could not keep our promises."""
        ...

    def make_room(self, connection: Connection) -> None:
        """Make what our tables stand in, where it is not there yet."""
        ...

    def told(self, fault: DBAPIError) -> LooplineError | None:
        """A fault as Unavailable, with what to look at; None for one that its caller knows the name of."""
        ...

    def version(self, connection: Connection) -> int:
        """A number that differs from the one before when another connection may have written."""
        ...

    def copy_to(self, connection: Connection, path: Path) -> None:
        """Write a copy, as of one moment, to a file that is not there yet."""
        ...

    def compact(self, writer: Engine, most_bytes: int) -> None:
        """Give room back that is not used, where that is ours to do."""
        ...


class Wording(Struct, frozen=True):
    """One statement in both dialects; an empty one has nothing to do there."""

    sqlite: str
    postgresql: str

    def on(self, connection: Connection) -> str:
        """As this connection's database understands it."""
        return self.postgresql if is_postgresql(connection) else self.sqlite


def is_postgresql(connection: Connection) -> bool:
    """The dialect of a connection."""
    return connection.dialect.name == "postgresql"


def listed(connection: Connection, values: Sequence[str]) -> object:
    """Any number of values as one parameter, so that the statement is the same whatever their number."""
    return list(values) if is_postgresql(connection) else json.encode(values).decode()


def run_many(connection: Connection, statement: Wording, rows: Sequence[Sequence[object]]) -> None:
    """A statement for many rows: SQLite steps through them, PostgreSQL takes each column as an array, in one go."""
    sql = statement.on(connection)
    if not rows or not sql:
        return
    if is_postgresql(connection):
        connection.exec_driver_sql(sql, tuple(list(column) for column in zip(*rows, strict=True)))
    else:
        connection.exec_driver_sql(sql, [tuple(row) for row in rows])


def changed_rows(connection: Connection, sql: str, parameters: tuple[object, ...]) -> int:
    """Run it; how many rows it changed."""
    done = connection.exec_driver_sql(sql, parameters)
    if is_postgresql(connection):
        return int(done.rowcount)
    # Python's driver counts rows only of what it takes for a write, and in a Turkish locale "INSERT" is none: it
    # compares the word without regard to case, and the small letter of I is another one there.
    return int(connection.exec_driver_sql("SELECT changes()").scalar_one())
