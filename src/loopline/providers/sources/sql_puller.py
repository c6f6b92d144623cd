"""Rows of a database, by any URL of SQLAlchemy: one SELECT, read-only, in the order of its cursor."""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from loopline.model.errors import Invalid, Unavailable
from loopline.providers.sources.engines import engine_for, url_of
from loopline.providers.sources.pulled import (
    BATCH_ROWS,
    TURN_ROWS,
    Ordered,
    Pulled,
    PulledRow,
    Row,
    SourcePlace,
    parameter_of,
    pulled_row,
)
from loopline.providers.sources.reach import SourceReach

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

STATEMENT_SECONDS: Final = 120
SNAPSHOT_ROWS_MAX: Final = 5_000_000
QUERY_CHARACTERS_MAX: Final = 20_000
BEGINS: Final = re.compile(r"\s*(select|with)\b", re.IGNORECASE)


def check_query(query: str) -> None:
    """Raises Invalid `source_query` for what is no single SELECT."""
    if not BEGINS.match(query) or ";" in query.strip().removesuffix(";") or len(query) > QUERY_CHARACTERS_MAX:
        text = f"Write one SELECT, without a semicolon and of at most {QUERY_CHARACTERS_MAX:,} characters."
        raise Invalid("source_query", text, at="query")


class SqlPuller:
    """Pulls the rows of a query. With a cursor a turn has at most 20,000 rows; without one it has all of them."""

    def __init__(self, url: str, query: str, cursor: str, reach: SourceReach) -> None:
        """Raises Invalid `source_query`, `source_url`."""
        check_query(query)
        self._url, self._cursor, self._reach = url_of(url), cursor, reach
        self._query = query.strip().removesuffix(";").rstrip()

    def pull(self, place: SourcePlace) -> Generator[Pulled]:
        """Raises Invalid `source_question` for what the database refuses, Unavailable `source_unreachable`."""
        with self._connected() as connection:
            yield from paged(self._rows(connection, place), place, self._cursor)

    def _rows(self, connection: "Connection", place: SourcePlace) -> Iterator[Row]:
        from sqlalchemy.exc import OperationalError, SQLAlchemyError

        try:
            asked = self._asked(connection, place)
            found = connection.execution_options(stream_results=True, max_row_buffer=BATCH_ROWS).execute(asked)
            for row in found.mappings():
                yield dict(row)
        except OperationalError as fault:
            raise _unreachable(fault) if _is_away(fault) else _refused(fault) from None
        except SQLAlchemyError as fault:
            raise _refused(fault) from None

    def _asked(self, connection: "Connection", place: SourcePlace) -> "Select[Any]":
        from sqlalchemy import column, literal_column, select, text

        # A name of its own for the query, and colons that are no parameters.
        inner = text("(" + self._query.replace(":", "\\:") + "\n) AS pulled")
        asked: Select[Any] = select(literal_column("*")).select_from(inner)
        if not self._cursor:
            return asked
        cursor: Any = column(self._cursor)
        asked = asked.where(cursor.is_not(None))
        if place.after is not None:
            asked = asked.where(cursor >= parameter_of(place.after))
        return asked.order_by(cursor).limit(TURN_ROWS)

    @contextmanager
    def _connected(self) -> "Iterator[Connection]":
        from sqlalchemy.exc import OperationalError, SQLAlchemyError

        engine = engine_for(self._url, self._reach)
        try:
            try:
                connection = engine.connect()
            except OperationalError as fault:
                raise _unreachable(fault) from None
            except (SQLAlchemyError, OSError) as fault:
                raise _refused(fault) from None
            with connection:
                _read_only(connection)
                yield connection
                connection.rollback()
        finally:
            engine.dispose()


def paged(rows: Iterator[Row], place: SourcePlace, cursor: str, turn: int = TURN_ROWS) -> Generator[Pulled]:
    """The rows in batches, each with the place behind it. With a cursor fewer than a turn are the last ones.

    Raises Invalid as `Ordered` does, `source_cursor_missing`, `source_rows_many`.
    """
    batch, count, ordered = list[PulledRow](), 0, Ordered(place, cursor)
    for cells in rows:
        if cursor and cursor not in cells:
            text = f"The rows have no column {cursor!r}; they have {', '.join(map(str, cells))}."[:500]
            raise Invalid("source_cursor_missing", text, at="cursor")
        row, count = pulled_row(cells), count + 1
        if not cursor or ordered.fresh(row):
            batch.append(row)
        if len(batch) == BATCH_ROWS:
            yield Pulled(batch, ordered.place if cursor else SourcePlace())
            batch = []
        if not cursor and count > SNAPSHOT_ROWS_MAX:
            text = f"Over {SNAPSHOT_ROWS_MAX:,} rows without a cursor; name one."
            raise Invalid("source_rows_many", text, at="cursor")
    yield Pulled(batch, ordered.place if cursor else SourcePlace(), not cursor or count < turn)


def _read_only(connection: "Connection") -> None:
    """Where the database knows it, nothing is written whatever the query calls, and no question lasts for ever."""
    name = connection.dialect.name
    if name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'")
    elif name in ("mysql", "mariadb"):
        connection.exec_driver_sql("START TRANSACTION READ ONLY")


def _is_away(fault: Exception) -> bool:
    """Whether a question that failed may pass later: the connection is gone."""
    return bool(getattr(fault, "connection_invalidated", False))


def _unreachable(fault: Exception) -> Unavailable:
    return Unavailable("source_unreachable", f"The database cannot be reached: {_words(fault)}")


def _refused(fault: Exception) -> Invalid:
    return Invalid("source_question", f"The database refused: {_words(fault)}", at="query")


def _words(fault: Exception) -> str:
    """What the driver said, on one line; SQLAlchemy adds the statement and its parameters behind."""
    said = str(getattr(fault, "orig", None) or fault)
    return " ".join(said.split())[:300]
