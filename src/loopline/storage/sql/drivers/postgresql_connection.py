"""A connection of PostgreSQL's driver, as our stores use one. Imported only where there is such a database."""

import select
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Final

from psycopg import Connection, Cursor, DataError, OperationalError
from psycopg.pq import TransactionStatus

from loopline.storage.sql.drivers.dialect import DialectName, FetchedRows, Row

LOOKS_MAX: Final = 4
"""A connection that nobody uses may hold a few notices; one that is still readable after so many looks has ended."""


class PostgresqlRows(FetchedRows, Cursor[Row]):
    """What a statement answered."""


class PostgresqlConnection(Connection[Row]):
    """Each statement stands for itself until a transaction is begun."""

    dialect: DialectName = "postgresql"

    def exec_driver_sql(self, sql: str, parameters: Sequence[Any] = ()) -> PostgresqlRows:
        """Run a statement with parameters by place; with a list of them, once for each."""
        try:
            return self._run(sql, parameters)
        except DataError as fault:
            if fault.sqlstate is not None:
                raise
        # The driver sent nothing. No id of ours holds a NUL; a text of somebody else's that does is kept without.
        return self._run(
            sql, [*map(_without_nul, parameters)] if isinstance(parameters, list) else _without_nul(parameters)
        )

    def _run(self, sql: str, parameters: Sequence[Any]) -> PostgresqlRows:
        cursor, text = PostgresqlRows(self), _worded(sql)
        if isinstance(parameters, list):
            cursor.executemany(text, parameters)
            return cursor
        several = b";" in text
        cursor.execute(text, parameters or None, binary=not several)
        while several and cursor.nextset():
            pass  # the last one's answer counts
        return cursor

    def together(self) -> AbstractContextManager[object]:
        """In the driver's pipeline mode, which waits for what is fetched and for the end."""
        return self.pipeline()

    @property
    def in_transaction(self) -> bool:
        """Whether one was begun, and not ended by us; a failed one counts."""
        return not self.closed and self.info.transaction_status != TransactionStatus.IDLE

    @property
    def is_lost(self) -> bool:
        """Whether the server has ended it. Looking costs no round trip."""
        if self.closed or self.broken:
            return True
        try:
            for _ in range(LOOKS_MAX):
                look = select.poll()
                look.register(self.fileno(), select.POLLIN)
                if not look.poll(0):
                    return False
                self.pgconn.consume_input()
        except OperationalError:
            return True
        return True

    def commit(self) -> None:
        """Raises when the server has undone the transaction instead, since one of its statements had failed."""
        done = self.execute("COMMIT")
        if done.statusmessage != "COMMIT":
            raise OperationalError(f"the transaction was not committed ({done.statusmessage})")

    def rollback(self) -> None:
        """Undo the transaction."""
        self.execute("ROLLBACK")


def _without_nul(parameters: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        one.replace("\0", "\ufffd") if isinstance(one, str) else [*_without_nul(one)] if isinstance(one, list) else one
        for one in parameters
    )


@lru_cache(maxsize=512)
def _worded(sql: str) -> bytes:
    """Our statements say ? for a parameter, the driver says %s."""
    return sql.replace("%", "%%").replace("?", "%s").encode() if "?" in sql else sql.encode()
