"""What operators are told, a line for each of them, until it is too old."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

KEPT_MAX: Final = 500
"""NoteTable of one operator; beyond, the oldest leave."""


class Note(Struct, frozen=True, kw_only=True):
    """One note: `text` is a sentence, `link` the address of the page where it is dealt with."""

    id: str
    operator: str
    kind: str
    text: str
    link: str
    at: int
    read_at: int = 0


class NoteTable:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, notes: Sequence[Note]) -> None:
        """Durable when this returns; a note that an operator has already changes nothing."""
        if not notes:
            return
        with self._database.write() as connection:
            connection.exec_driver_sql(_ADD, [tuple(getattr(one, name) for name in _FIELDS) for one in notes])
            for operator in sorted({one.operator for one in notes}):
                connection.exec_driver_sql(_BEYOND, (operator, operator, KEPT_MAX))

    def of(self, operator: str, limit: int) -> list[Note]:
        """The newest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                f"{_NOTE} WHERE operator = ? ORDER BY at DESC, id LIMIT ?", (operator, limit)
            ).all()
        return [_note(row) for row in rows]

    def unread(self, operator: str) -> int:
        """How many are not read."""
        sql = "SELECT count(*) FROM notes WHERE operator = ? AND read_at = 0"
        with self._database.read() as connection:
            return int(connection.exec_driver_sql(sql, (operator,)).scalar_one())

    def read(self, operator: str, identity: str, now: int) -> int:
        """Mark one as read, or all of them where none is named; how many that changed."""
        of_one, asked = (" AND id = ?", (identity,)) if identity else ("", ())
        sql = f"UPDATE notes SET read_at = ? WHERE operator = ? AND read_at = 0{of_one}"
        with self._database.write() as connection:
            return changed_rows(connection, sql, (now, operator, *asked))


_FIELDS: Final = Note.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_NOTE: Final = f"SELECT {_COLUMNS} FROM notes"
_ADD: Final = (
    f"INSERT INTO notes ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))}) ON CONFLICT (id, operator) DO NOTHING"
)
_BEYOND: Final = """
DELETE FROM notes WHERE operator = ? AND id NOT IN (
    SELECT id FROM notes WHERE operator = ? ORDER BY at DESC, id LIMIT ?
)
"""


def _note(row: Sequence[Any]) -> Note:
    return Note(**dict(zip(_FIELDS, row, strict=True)))
