"""Comments on journeys, in threads: kept beside the drafts, bounded, and each operator's mark of what was read."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, changed_rows

THREADS_MAX: Final = 500
COMMENTS_MAX: Final = 200
TRIES: Final = 20


class CommentThread(Struct, frozen=True, kw_only=True):
    """A thread about a step of a journey ("" for the whole of it), and perhaps about the path `handle` behind it."""

    id: str
    journey: str
    step: str
    handle: str
    step_name: str
    opened_at: int
    resolved_at: int = 0
    resolved_by: str = ""


class Comment(Struct, frozen=True, kw_only=True):
    """A comment; `place` counts from 1 in its thread, `author` is an e-mail address ("" for a key).

    A text of "" was taken back by its author.
    """

    thread: str
    place: int
    author: str
    by: str
    at: int
    text: str
    changed_at: int = 0
    mentions: tuple[str, ...] = ()


class CommentThreads:
    """Safe from any thread of the process."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def begin(self, thread: CommentThread, first: Comment) -> None:
        """A thread with its first comment. Raises Conflict `comments_full`."""
        with self._database.write() as connection:
            values = (*(getattr(thread, name) for name in _THREAD), thread.journey, THREADS_MAX)
            if not changed_rows(connection, _BEGIN, values):
                text = f"This journey has {THREADS_MAX} threads of comments; go on in one of them."
                raise Conflict("comments_full", text)
            _insert(connection, first)

    def answer(self, comment: Comment) -> Comment:
        """The comment at the end of its thread. Raises Conflict `comments_full`."""
        with self._database.write() as connection:
            for _ in range(TRIES):
                [[last]] = connection.exec_driver_sql(_LAST, (comment.thread,))
                if int(last) >= COMMENTS_MAX:
                    text = f"This thread has {COMMENTS_MAX} comments; begin another one."
                    raise Conflict("comments_full", text)
                placed = msgspec.structs.replace(comment, place=int(last) + 1)
                if _insert(connection, placed):
                    return placed
        raise Conflict("comments_busy", "Many people answer at once; say it again.")

    def get(self, journey: str, thread: str) -> CommentThread | None:
        """One thread of a journey."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_THREADS} WHERE journey = ? AND id = ?", (journey, thread))
            return next((_thread(row) for row in rows), None)

    def of(self, journey: str) -> list[tuple[CommentThread, list[Comment]]]:
        """Every thread of a journey with its comments, the oldest first."""
        with self._database.read() as connection:
            threads = [_thread(row) for row in connection.exec_driver_sql(_OF_JOURNEY, (journey,))]
            comments = [_comment(row) for row in connection.exec_driver_sql(_SAID, (journey,))]
        said: dict[str, list[Comment]] = {one.id: [] for one in threads}
        for comment in comments:
            said.setdefault(comment.thread, []).append(comment)
        return [(one, said[one.id]) for one in threads]

    def settle(self, journey: str, thread: str, by: str, at: int) -> bool:
        """Resolve a thread, or reopen it with an `at` of 0; whether that changed anything."""
        sql = "UPDATE comment_threads SET resolved_at = ?, resolved_by = ? WHERE journey = ? AND id = ?"
        asked = f"{sql} AND {'resolved_at = 0' if at else 'resolved_at > 0'}"
        with self._database.write() as connection:
            return changed_rows(connection, asked, (at, by, journey, thread)) > 0

    def reword(self, comment: Comment) -> bool:
        """Another text of a comment by the same author; whether it is there and theirs."""
        values = (comment.text, comment.changed_at, msgspec.json.encode(comment.mentions))
        with self._database.write() as connection:
            return changed_rows(connection, _REWORD, (*values, comment.thread, comment.place, comment.author)) > 0

    def read_at(self, operator: str, journey: str) -> int:
        """When this operator has read the comments of a journey last (ms); 0 for never."""
        sql = "SELECT at FROM comment_reads WHERE operator = ? AND journey = ?"
        with self._database.read() as connection:
            return next((int(row[0]) for row in connection.exec_driver_sql(sql, (operator, journey))), 0)

    def mark_read(self, operator: str, journey: str, at: int) -> None:
        """This operator has read what was said until then (ms)."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_MARK, (operator, journey, at, at, at))

    def forget(self, journey: str) -> None:
        """Nothing more of a journey that is gone."""
        with self._database.write() as connection:
            for sql in _FORGET:
                connection.exec_driver_sql(sql, (journey,))


_THREAD: Final = CommentThread.__struct_fields__
_THREAD_COLUMNS: Final = ", ".join(f'"{name}"' for name in _THREAD)
_THREADS: Final = f"SELECT {_THREAD_COLUMNS} FROM comment_threads"
_OF_JOURNEY: Final = f"{_THREADS} WHERE journey = ? ORDER BY opened_at, id"
_BEGIN: Final = (
    f"INSERT INTO comment_threads ({_THREAD_COLUMNS}) SELECT {', '.join('?' * len(_THREAD))} "
    "WHERE (SELECT count(*) FROM comment_threads WHERE journey = ?) < ? ON CONFLICT DO NOTHING"
)
_COMMENT: Final = ("thread", "place", "author", "by", "at", "changed_at", "text", "mentions")
_COMMENT_COLUMNS: Final = ", ".join(f'"{name}"' for name in _COMMENT)
_INSERT: Final = (
    f"INSERT INTO comments ({_COMMENT_COLUMNS}) VALUES ({', '.join('?' * len(_COMMENT))}) ON CONFLICT DO NOTHING"
)
_LAST: Final = "SELECT coalesce(max(place), 0) FROM comments WHERE thread = ?"
_SAID: Final = (
    f"SELECT {_COMMENT_COLUMNS} FROM comments WHERE thread IN (SELECT id FROM comment_threads WHERE journey = ?) "
    "ORDER BY thread, place"
)
_REWORD: Final = (
    "UPDATE comments SET text = ?, changed_at = ?, mentions = ? WHERE thread = ? AND place = ? AND author = ?"
)
_MARK: Final = (
    "INSERT INTO comment_reads (operator, journey, at) VALUES (?, ?, ?) "
    "ON CONFLICT (operator, journey) DO UPDATE SET at = ? WHERE comment_reads.at < ?"
)
_FORGET: Final = (
    "DELETE FROM comments WHERE thread IN (SELECT id FROM comment_threads WHERE journey = ?)",
    "DELETE FROM comment_threads WHERE journey = ?",
    "DELETE FROM comment_reads WHERE journey = ?",
)


def _insert(connection: SqlConnection, one: Comment) -> bool:
    mentions = msgspec.json.encode(one.mentions)
    values = (one.thread, one.place, one.author, one.by, one.at, one.changed_at, one.text, mentions)
    return changed_rows(connection, _INSERT, values) > 0


def _thread(row: Sequence[Any]) -> CommentThread:
    return CommentThread(**dict(zip(_THREAD, row, strict=True)))


def _comment(row: Sequence[Any]) -> Comment:
    found = dict(zip(_COMMENT, row, strict=True))
    mentions = msgspec.json.decode(bytes(found.pop("mentions")), type=tuple[str, ...])
    return Comment(**found, mentions=mentions)
