"""A database of others: a table for each of ours, and one that says what stands there, in one transaction a piece."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from loopline.model.errors import Invalid, Unavailable
from loopline.providers.sources.engines import engine_for, url_of
from loopline.providers.sources.reach import SourceReach
from loopline.studio.destinations.schemas import SentTable
from loopline.studio.destinations.target import TYPES, Piece

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

PREFIX: Final = "loopline_"
FILES: Final = "loopline_files"
PATH_CHARACTERS_MAX: Final = 200
DAY_CHARACTERS: Final = 10


class SqlTarget:
    """Of facts the rows of a day are replaced together, of the other tables all rows."""

    def __init__(self, url: str, reach: SourceReach) -> None:
        """Raises Invalid `source_url`, and as `engine_for`."""
        self._engine = engine_for(url_of(url), reach, writes=True)
        self._known: MetaData | None = None

    def marks(self) -> dict[str, str]:
        """Makes the tables where they are not there."""
        with self._writing() as connection:
            rows = connection.execute(self._tables().tables[FILES].select())
            return {str(path): str(mark) for path, mark in rows}

    def put(self, piece: Piece) -> None:
        """In one transaction with the mark, so that a kill leaves both or neither."""
        names = [name for name, _ in TYPES[piece.table]]
        files, table = self._tables().tables[FILES], self._tables().tables[PREFIX + piece.table]
        day = {"day": piece.day} if piece.table == "facts" else {}
        with self._writing() as connection:
            self._clear(connection, piece.table, piece.path, piece.day)
            for rows in piece.read():
                connection.execute(table.insert(), [{**dict(zip(names, row, strict=True)), **day} for row in rows])
            connection.execute(files.insert(), [{"path": piece.path, "mark": piece.mark}])

    def drop(self, table: SentTable, path: str, day: str) -> None:
        """Its rows, and its mark."""
        with self._writing() as connection:
            self._clear(connection, table, path, day)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _clear(self, connection: "Connection", name: SentTable, path: str, day: str) -> None:
        table, files = self._tables().tables[PREFIX + name], self._tables().tables[FILES]
        gone = table.delete()
        connection.execute(gone.where(table.c.day == day) if name == "facts" else gone)
        connection.execute(files.delete().where(files.c.path == path))

    @contextmanager
    def _writing(self) -> "Iterator[Connection]":
        from sqlalchemy.exc import OperationalError, SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                if self._known is None:
                    self._tables().create_all(connection)
                yield connection
        except OperationalError as fault:
            raise Unavailable("destination_unreachable", f"The database does not take it: {_words(fault)}") from None
        except SQLAlchemyError as fault:
            raise Invalid("destination_refused", f"The database refused: {_words(fault)}") from None

    def _tables(self) -> "MetaData":
        from sqlalchemy import BigInteger, Column, DateTime, Double, Integer, MetaData, String, Table, Text

        if self._known is not None:
            return self._known
        kinds: dict[str, Any] = {
            "VARCHAR": Text,
            "TIMESTAMP": DateTime,
            "BIGINT": BigInteger,
            "INTEGER": Integer,
            "DOUBLE": Double,
        }
        made = MetaData()
        for name, columns in TYPES.items():
            own = [Column(column, kinds[kind]) for column, kind in columns]
            day = [Column("day", String(DAY_CHARACTERS), index=True)] if name == "facts" else []
            Table(PREFIX + name, made, *day, *own)
        Table(FILES, made, Column("path", String(PATH_CHARACTERS_MAX), primary_key=True), Column("mark", String(100)))
        self._known = made
        return made


def _words(fault: Exception) -> str:
    return " ".join(str(getattr(fault, "orig", None) or fault).split())[:300]
