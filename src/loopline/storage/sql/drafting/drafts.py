"""The drafts of journeys: one each, saved over the revision that its author saw."""

from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows


class Saved(Struct, frozen=True):
    """A draft of a journey; `revision` counts its savings from 1, `by` saved it last, in the window `window`."""

    journey: str
    revision: int
    document: bytes
    saved_at: int
    by: str = ""
    window: str = ""


class Drafts:
    """Journeys that are being drawn."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def get(self, journey: str) -> Saved | None:
        """The draft of a journey."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_DRAFT} WHERE journey = ?", (journey,)).one_or_none()
            return Saved(*row) if row else None

    def all(self) -> list[Saved]:
        """Every draft, last saved first."""
        with self._database.read() as connection:
            return [Saved(*row) for row in connection.exec_driver_sql(f"{_DRAFT} ORDER BY saved_at DESC, journey")]

    def save(self, journey: str, document: bytes, over: int, now: int, by: str = "", window: str = "") -> Saved:
        """Save over revision `over` (0: there is none yet). Conflict `draft_moved` when another saved in between."""
        saved = Saved(journey, over + 1, document, now, by, window)
        sql = (
            "UPDATE drafts SET revision = ?, document = ?, saved_at = ?, saved_by = ?, saved_in = ? "
            "WHERE journey = ? AND revision = ?"
            if over
            else "INSERT INTO drafts (revision, document, saved_at, saved_by, saved_in, journey) "
            "SELECT ?, ?, ?, ?, ?, ? WHERE ? = 0 ON CONFLICT (journey) DO NOTHING"
        )
        with self._database.write() as connection:
            if not changed_rows(connection, sql, (saved.revision, document, now, by, window, journey, over)):
                raise Conflict(
                    "draft_moved", f"{journey} was saved by somebody else meanwhile: load it again and merge"
                )
        return saved

    def drop(self, journey: str) -> bool:
        """Whether there was one."""
        with self._database.write() as connection:
            return changed_rows(connection, "DELETE FROM drafts WHERE journey = ?", (journey,)) > 0


_DRAFT: Final = "SELECT journey, revision, document, saved_at, saved_by, saved_in FROM drafts"
