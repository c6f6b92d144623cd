"""The bytes of published files: kept by digest for as long as documents are, which is for ever."""

from hashlib import sha256
from typing import Final

from loopline.model.errors import Unavailable
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

FOR_EVER: Final = 1 << 62
"""The end of the time of a file that a version may pin, in ms; those of single messages have an end (send_requests)."""

KEPT_BYTES_MAX: Final = 1 << 30


class KeptFiles:
    """Safe from any thread. They stand in the table of the files of single messages, each once, whoever has it."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def keep(self, content: bytes) -> str:
        """The digest (SHA-256, hex) of a file that is kept from now on; durable. Raises Unavailable `files_full`."""
        digest = sha256(content).hexdigest()
        with self._database.write() as connection:
            if connection.exec_driver_sql(_SIZE, (digest, FOR_EVER)).one_or_none() is not None:
                return digest
            total = connection.exec_driver_sql(_TOTAL, (FOR_EVER,)).scalar_one()
            if int(total) + len(content) > KEPT_BYTES_MAX:
                text = f"The files that are published have {KEPT_BYTES_MAX >> 20} MB at most; link to this one."
                raise Unavailable("files_full", text)
            if not changed_rows(connection, _KEEP_ON, (FOR_EVER, digest)):
                connection.exec_driver_sql(_KEEP, (digest, len(content), FOR_EVER, content))
        return digest

    def size(self, digest: str) -> int | None:
        """How many bytes the file with this digest has; None when it is not kept for ever."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(_SIZE, (digest, FOR_EVER)).one_or_none()
        return None if row is None else int(row[0])


_SIZE: Final = "SELECT size FROM send_files WHERE digest = ? AND until = ?"
_TOTAL: Final = "SELECT coalesce(sum(size), 0) FROM send_files WHERE until = ?"
_KEEP_ON: Final = "UPDATE send_files SET until = ? WHERE digest = ?"
_KEEP: Final = "INSERT INTO send_files (digest, size, until, content) VALUES (?, ?, ?, ?)"
