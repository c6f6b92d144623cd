"""The two dialects of SQL: what the stores say differently in each, and what each promises to do."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from msgspec import Struct, json

from loopline.model.errors import LooplineError

DialectName = Literal["sqlite", "postgresql"]
MEGABYTE: Final = 1 << 20
Row = tuple[Any, ...]


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


class Rows(Protocol):
    """What a statement answered."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed, where the driver can tell."""
        ...

    def __iter__(self) -> Iterator[Row]: ...

    def all(self) -> list[Row]:
        """Every row that is left."""
        ...

    def one(self) -> Row:
        """The only row."""
        ...

    def one_or_none(self) -> Row | None:
        """The only row; None when there is none."""
        ...

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        ...

    def scalar_one_or_none(self) -> Any:
        """The first value of the only row; None when there is none."""
        ...


class SqlConnection(Protocol):
    """A connection that one thread has for itself as long as it uses it. Each driver's own, with these beside."""

    @property
    def dialect(self) -> DialectName: ...

    @property
    def in_transaction(self) -> bool: ...

    @property
    def is_lost(self) -> bool:
        """Whether the other end is gone; found out without asking it."""
        ...

    def exec_driver_sql(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """Run a statement with parameters by place, ? each; with a list of them, once for each."""
        ...

    def together(self) -> AbstractContextManager[object]:
        """Statements of this block that are asked for no answer may travel together; one that fails may raise later,
        at the end of the block at the latest.
        """
        ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...


class SqlDialect(Protocol):
    """One database: how it is opened and locked, and how its errors are told."""

    path: str
    """The file; "" where there is none."""
    buffered_records: int
    buffered_bytes: int
    """How much gathers, packed, before it is written to rows: it is read again at each start."""
    keeps_watch: bool
    """Whether one connection of its own says what has changed since it looked last."""
    errors: tuple[type[Exception], ...]

    def open(self, *, writes: bool) -> SqlConnection:
        """A connection; one that does not write cannot."""
        ...

    def begin_reading(self, connection: SqlConnection, first: str) -> Row:
        """Begin a transaction in which everything is read as of one moment; the row that `first` answers in it."""
        ...

    def begin(self, connection: SqlConnection) -> None:
        """Begin a transaction that holds the write lock: another writer must not come between its reads and writes."""
        ...

    def admit(self, connection: SqlConnection) -> None:
        """Raises Conflict or Unavailable for a database on which we could not keep our promises."""
        ...

    def make_room(self, connection: SqlConnection) -> None:
        """Make what our tables stand in, where it is not there yet."""
        ...

    def told(self, fault: Exception, *, lost: bool) -> LooplineError | None:
        """A fault as Unavailable, with what to look at; None for one that its caller knows the name of."""
        ...

    def version(self, connection: SqlConnection) -> int:
        """A number that differs from the one before when another connection may have written."""
        ...

    def copies_itself(self, connection: SqlConnection, path: Path) -> bool:
        """Write a copy, as of one moment, that of a transaction if there is one, to a file that is not there yet; False
        where there is no file to copy."""
        ...

    def size(self, connection: SqlConnection) -> int:
        """What is on disk, in bytes."""
        ...

    def compact(self, connection: SqlConnection, most_bytes: int) -> None:
        """Give room back that is not used, where that is ours to do."""
        ...

    def overwrite_freed(self, connection: SqlConnection) -> None:
        """Leave nothing of what was deleted, where that is ours to do."""
        ...


class FetchedRows:
    """Mixed into each driver's cursor, which fetches."""

    fetchall: Any
    fetchmany: Any

    def all(self) -> list[Row]:
        """Every row that is left."""
        return list(self.fetchall())

    def one_or_none(self) -> Row | None:
        """The only row; None when there is none."""
        rows: list[Row] = self.fetchmany(2)
        if len(rows) > 1:
            raise ValueError("the statement answered more than one row")
        return rows[0] if rows else None

    def one(self) -> Row:
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


class Wording(Struct, frozen=True):
    """One statement in both dialects; an empty one has nothing to do there."""

    sqlite: str
    postgresql: str

    def on(self, connection: SqlConnection) -> str:
        """As this connection's database understands it."""
        return self.postgresql if connection.dialect == "postgresql" else self.sqlite


def listed(connection: SqlConnection, values: Sequence[object]) -> object:
    """Any number of values as one parameter, so that the statement is the same whatever their number."""
    return list(values) if connection.dialect == "postgresql" else json.encode(values).decode()


def listed_rows(connection: SqlConnection, rows: Sequence[Sequence[object]]) -> tuple[object, ...]:
    """Any number of rows, at least one, as parameters of one statement: PostgreSQL takes each column as an array."""
    if connection.dialect == "postgresql":
        return tuple(list(column) for column in zip(*rows, strict=True))
    return (listed(connection, rows),)


def run_many(connection: SqlConnection, statement: Wording, rows: Sequence[Sequence[object]]) -> None:
    """A statement for many rows: SQLite steps through them, PostgreSQL takes each column as an array, in one go."""
    sql = statement.on(connection)
    if not rows or not sql:
        return
    if connection.dialect == "postgresql":
        connection.exec_driver_sql(sql, listed_rows(connection, rows))
    else:
        connection.exec_driver_sql(sql, list(rows))


def run_at_once(connection: SqlConnection, statement: Wording, rows: Sequence[Sequence[object]]) -> None:
    """A statement that takes all rows itself, from JSON in SQLite: each step of a driver gives other threads the
    interpreter, and waits until it has it again. For rows of numbers and of text without a NUL.
    """
    if rows:
        connection.exec_driver_sql(statement.on(connection), listed_rows(connection, rows))


def changed_rows(connection: SqlConnection, sql: str, parameters: tuple[object, ...]) -> int:
    """Run it; how many rows it changed."""
    done = connection.exec_driver_sql(sql, parameters)
    if connection.dialect == "postgresql":
        return done.rowcount
    # Python's driver counts rows only of what it takes for a write, and in a Turkish locale "INSERT" is none: it
    # compares the word without regard to case, and the small letter of I is another one there.
    return int(connection.exec_driver_sql("SELECT changes()").scalar_one())
