"""Messages that were asked for by themselves: each once by its id, until it is in the log; and the files of them."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, convert

from loopline.model.errors import Unavailable
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, changed_rows
from loopline.storage.sql.messages.kept_files import FOR_EVER

RequestStatus = Literal["scheduled", "leaving", "accepted", "cancelled"]
"""It waits for its time; it is on its way into the log; it is in the log; it was taken back before."""

DAY_MS: Final = 86_400_000
KEPT_DAYS: Final = 31
"""So long behind its time a request is known by its id, and its files are kept: whatever is tried again by then."""

SCHEDULED_MAX: Final = 100_000
FILES_BYTES_MAX: Final = 2 << 30
TRIMMED_AT_ONCE: Final = 500


class StoredRequest(Struct, frozen=True, kw_only=True):
    """A request. `digest` is that of its body, `signal` the bytes that go into the log: none once they are there."""

    id: str
    digest: bytes
    status: RequestStatus
    due_at: int
    created_at: int
    person: str
    channel: str
    signal: bytes


class SendRequests:
    """Safe from any thread. Whatever is answered is durable."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def put(self, request: StoredRequest, files: Mapping[str, bytes]) -> StoredRequest:
        """Keep a request and its files, by digest; the one with this id that was there before wins.

        Raises Unavailable `sends_full` and `attachments_full`.
        """
        with self._database.write() as connection:
            row = connection.exec_driver_sql(f"{_REQUEST} WHERE id = ?", (request.id,)).one_or_none()
            if row is not None:
                return _request(row)
            if request.status == "scheduled":
                waiting = connection.exec_driver_sql(_WAITING).scalar_one()
                if int(waiting) >= SCHEDULED_MAX:
                    raise Unavailable("sends_full", "Too many messages wait for their time; schedule it later.")
            _keep_files(connection, files, request.due_at + KEPT_DAYS * DAY_MS)
            connection.exec_driver_sql(_ADD, tuple(getattr(request, name) for name in _FIELDS))
        return request

    def get(self, request_id: str) -> StoredRequest | None:
        """The request with this id, for as long as it is kept."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_REQUEST} WHERE id = ?", (request_id,)).one_or_none()
        return None if row is None else _request(row)

    def move(self, request_id: str, before: RequestStatus, after: RequestStatus) -> bool:
        """Whether it stood there, and stands here now."""
        is_over = after in ("accepted", "cancelled")
        asked = (after, b"", request_id, before) if is_over else (after, request_id, before)
        with self._database.write() as connection:
            return changed_rows(connection, _MOVE_OUT if is_over else _MOVE, asked) > 0

    def due(self, now: int, limit: int) -> list[StoredRequest]:
        """Those that are to go into the log by now (ms), those first that were on their way when we were stopped."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_REQUEST} {_DUE}", (now, limit)).all()
        return [_request(row) for row in rows]

    def files(self, digests: Sequence[str]) -> dict[str, bytes]:
        """The bytes of these files; without those that are not kept any more."""
        found: dict[str, bytes] = {}
        with self._database.read() as connection:
            for digest in digests:
                row = connection.exec_driver_sql(
                    "SELECT content FROM send_files WHERE digest = ?", (digest,)
                ).one_or_none()
                if row is not None:
                    found[digest] = bytes(row[0])
        return found

    def trim(self, now: int) -> int:
        """Drop a batch of what is too old; how much that was."""
        with self._database.write() as connection:
            gone = changed_rows(connection, _TRIM_FILES, (now, TRIMMED_AT_ONCE))
            return gone + changed_rows(connection, _TRIM, (now - KEPT_DAYS * DAY_MS, TRIMMED_AT_ONCE))


def _keep_files(connection: SqlConnection, files: Mapping[str, bytes], until: int) -> None:
    """A file that several messages have is kept once, until the last of them needs it no more."""
    for digest, content in files.items():
        if changed_rows(connection, _KEEP_LONGER, (until, until, digest)):
            continue
        total = connection.exec_driver_sql(
            "SELECT coalesce(sum(size), 0) FROM send_files WHERE until <> ?", (FOR_EVER,)
        ).scalar_one()
        if int(total) + len(content) > FILES_BYTES_MAX:
            raise Unavailable("attachments_full", "The room for attachments is full; send it without, or later.")
        connection.exec_driver_sql(_KEEP, (digest, len(content), until, content))


def _request(row: Sequence[object]) -> StoredRequest:
    return convert(dict(zip(_FIELDS, row, strict=True)), StoredRequest)


_FIELDS: Final = StoredRequest.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_REQUEST: Final = f"SELECT {_COLUMNS} FROM send_requests"
_ADD: Final = f"INSERT INTO send_requests ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))})"
_OPEN: Final = "status IN ('scheduled', 'leaving')"
_WAITING: Final = f"SELECT count(*) FROM send_requests WHERE {_OPEN}"
_DUE: Final = f"WHERE {_OPEN} AND due_at <= ? ORDER BY due_at, id LIMIT ?"
_MOVE: Final = "UPDATE send_requests SET status = ? WHERE id = ? AND status = ?"
_MOVE_OUT: Final = "UPDATE send_requests SET status = ?, signal = ? WHERE id = ? AND status = ?"
_FILE: Final = "SELECT content FROM send_files WHERE digest = ?"
_KEEP: Final = "INSERT INTO send_files (digest, size, until, content) VALUES (?, ?, ?, ?)"
_KEEP_LONGER: Final = "UPDATE send_files SET until = CASE WHEN until < ? THEN ? ELSE until END WHERE digest = ?"
_TRIM: Final = (
    "DELETE FROM send_requests WHERE id IN (SELECT id FROM send_requests "
    "WHERE status IN ('accepted', 'cancelled') AND due_at < ? LIMIT ?)"
)
_TRIM_FILES: Final = (
    "DELETE FROM send_files WHERE digest IN (SELECT digest FROM send_files WHERE until < ? ORDER BY until LIMIT ?)"
)
