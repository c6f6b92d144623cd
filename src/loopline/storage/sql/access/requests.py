"""Publishes that wait for a second person."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from msgspec import Struct, convert

from loopline.model.errors import Unavailable
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

RequestState = Literal["waiting", "published", "refused", "withdrawn"]
WAITING_MAX: Final = 1_000
DECIDED_MAX: Final = 1_000
"""Of those that are decided the oldest leave beyond this; what was published stays as a version."""


class PublishRequest(Struct, frozen=True, kw_only=True):
    """One of them: what is to be published (`request`, packed), by whom (`author`: the e-mail address), and what came
    of it. `digest` is that of the document: another text needs another request."""

    id: str
    kind: str
    name: str
    digest: str
    request: bytes
    by: str
    author: str
    asked_at: int
    state: RequestState = "waiting"
    decided_by: str = ""
    decided_at: int = 0
    words: str = ""


class PublishRequests:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, one: PublishRequest) -> None:
        """Raises Unavailable `requests_full`. Of those that are decided the oldest leave."""
        with self._database.write() as connection:
            waiting = connection.exec_driver_sql("SELECT count(*) FROM publish_requests WHERE state = 'waiting'")
            if int(waiting.scalar_one()) >= WAITING_MAX:
                raise Unavailable("requests_full", "Too many publishes wait for a second person: settle some first.")
            connection.exec_driver_sql(_ADD, tuple(getattr(one, name) for name in _FIELDS))
            connection.exec_driver_sql(_BEYOND, (DECIDED_MAX,))

    def get(self, identity: str) -> PublishRequest | None:
        """One of them."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_REQUEST} WHERE id = ?", (identity,)).one_or_none()
        return None if row is None else _request(row)

    def all(self, limit: int) -> list[PublishRequest]:
        """Those that wait first, the newest of each first."""
        order = "ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, asked_at DESC, id LIMIT ?"
        with self._database.read() as connection:
            return [_request(row) for row in connection.exec_driver_sql(f"{_REQUEST} {order}", (limit,)).all()]

    def decide(self, identity: str, state: RequestState, by: str, now: int, words: str) -> bool:
        """Whether it waited until now, and is decided: of two who decide at once one is told that it is too late."""
        sql = (
            "UPDATE publish_requests SET state = ?, decided_by = ?, decided_at = ?, words = ? "
            "WHERE id = ? AND state = 'waiting'"
        )
        with self._database.write() as connection:
            return changed_rows(connection, sql, (state, by, now, words, identity)) > 0


_FIELDS: Final = PublishRequest.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_REQUEST: Final = f"SELECT {_COLUMNS} FROM publish_requests"
_ADD: Final = f"INSERT INTO publish_requests ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))})"

_BEYOND: Final = """
DELETE FROM publish_requests WHERE state <> 'waiting' AND id NOT IN (
    SELECT id FROM publish_requests WHERE state <> 'waiting' ORDER BY decided_at DESC, id LIMIT ?
)
"""


def _request(row: Sequence[Any]) -> PublishRequest:
    return convert(dict(zip(_FIELDS, row, strict=True)), PublishRequest)
