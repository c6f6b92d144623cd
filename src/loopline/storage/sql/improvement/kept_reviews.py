"""Weekly reviews that were finished, which nothing changes any more, and the operators who get them by mail."""

from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

LISTED_MAX: Final = 520
"""So many finished reviews are listed, the newest: ten years of weeks."""


class StoredReview(Struct, frozen=True, kw_only=True):
    """A finished review of the week that begins on this Monday (a date), packed in `record`. `finished_at` is ms."""

    week: str
    finished_at: int
    by: str
    record: bytes


class StoredReader(Struct, frozen=True, kw_only=True):
    """An operator who gets reviews: `week` is the last that was mailed ("" for none), `fault` why it did not leave."""

    email: str
    asked_at: int
    week: str = ""
    tried_at: int = 0
    fault: str = ""


class KeptReviews:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def finish(self, one: StoredReview) -> None:
        """Keep it for ever. Raises Conflict `review_finished` for a week whose review is kept already."""
        with self._database.write() as connection:
            if changed_rows(connection, _INSERT, tuple(getattr(one, name) for name in _FIELDS)) > 0:
                return
        raise Conflict("review_finished", f"The review of the week of {one.week} is finished; it stays as it is.")

    def get(self, week: str) -> StoredReview | None:
        """The finished review of a week."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_SELECT} WHERE week = ?", (week,))
            return next((StoredReview(**dict(zip(_FIELDS, row, strict=True))) for row in rows), None)

    def finished(self) -> list[tuple[str, int, str]]:
        """Of each finished review the week, when it was finished (ms) and by whom, the newest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_LISTED, (LISTED_MAX,))
            return [(str(week), int(at), str(by)) for week, at, by in rows]

    def readers(self) -> list[StoredReader]:
        """Everybody who asked for the mail and still signs in, by address."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_READERS)
            return [StoredReader(**dict(zip(_READER_FIELDS, row, strict=True))) for row in rows]

    def ask(self, one: StoredReader) -> None:
        """Mail reviews to this operator from now on; one who asked before stays as they are."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_ASK, tuple(getattr(one, name) for name in _READER_FIELDS))

    def unask(self, email: str) -> None:
        """Mail them nothing more."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM review_readers WHERE email = ?", (email,))

    def mailed(self, email: str, week: str, at: int, fault: str) -> None:
        """A review was mailed to an operator at this time (ms), or could not be."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_MAILED, (week, at, fault, email))


_FIELDS: Final = StoredReview.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_SELECT: Final = f"SELECT {_COLUMNS} FROM weekly_reviews"
_INSERT: Final = (
    f"INSERT INTO weekly_reviews ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))}) ON CONFLICT DO NOTHING"
)
_LISTED: Final = 'SELECT week, finished_at, "by" FROM weekly_reviews ORDER BY week DESC LIMIT ?'
_READER_FIELDS: Final = StoredReader.__struct_fields__
_READERS: Final = (
    f"SELECT {', '.join(_READER_FIELDS)} FROM review_readers WHERE email IN (SELECT email FROM operators) "
    "ORDER BY email LIMIT 1000"
)
_ASK: Final = (
    f"INSERT INTO review_readers ({', '.join(_READER_FIELDS)}) VALUES ({', '.join('?' * len(_READER_FIELDS))}) "
    "ON CONFLICT DO NOTHING"
)
_MAILED: Final = "UPDATE review_readers SET week = ?, tried_at = ?, fault = ? WHERE email = ?"
