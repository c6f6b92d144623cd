"""Tellings in SQL: written in the transaction that tells, deleted once they stand in the log of their target."""

from typing import Final

from loopline.model.records import ShardTelling, Transaction
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection

PUT_TELLING: Final = "INSERT INTO tellings (target, number, knows, words) VALUES (?, ?, ?, ?)"
TELLINGS: Final = "SELECT target, words, knows, number FROM tellings WHERE target = ? ORDER BY number LIMIT ?"
FORGET_TELLINGS: Final = "DELETE FROM tellings WHERE target = ? AND number <= ?"
NEXT_NUMBER: Final = (
    "INSERT INTO neighbours (shard, told, heard) VALUES (?, 1, 0) "
    "ON CONFLICT (shard) DO UPDATE SET told = neighbours.told + 1 RETURNING told"
)
PUT_HEARD: Final = (
    "INSERT INTO neighbours (shard, told, heard) VALUES (?, 0, ?) "
    "ON CONFLICT (shard) DO UPDATE SET heard = excluded.heard"
)
WAITING: Final = "SELECT count(*) FROM tellings"
HEARD: Final = "SELECT shard, heard FROM neighbours WHERE heard > 0"
TOLD: Final = "SELECT shard, told FROM neighbours WHERE told > 0"


def write_tellings(connection: SqlConnection, transaction: Transaction) -> None:
    """What a transaction tells other shards, and has heard of them; one that does neither costs no statement."""
    for one in transaction.tellings:
        number = connection.exec_driver_sql(NEXT_NUMBER, (one.target,)).scalar_one()
        connection.exec_driver_sql(PUT_TELLING, (one.target, number, one.knows, one.words))
    for source, number in transaction.heard.items():
        connection.exec_driver_sql(PUT_HEARD, (source, number))


class SqlTellings:
    """The tellings of a state in SQL."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def tellings(self, target: int, limit: int) -> list[ShardTelling]:
        """What waits for a shard, in its order."""
        with self._database.read() as connection:
            return [ShardTelling(*row) for row in connection.exec_driver_sql(TELLINGS, (target, limit))]

    def waiting_tellings(self) -> int:
        """How many tellings wait, for whatever shard."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql(WAITING).scalar_one())

    def forget_tellings(self, target: int, up_to: int) -> None:
        """Drop what stands in the log of its target."""
        with self._database.write() as connection:
            connection.exec_driver_sql(FORGET_TELLINGS, (target, up_to))

    def heard(self) -> dict[int, int]:
        """By source, the newest telling that is decided."""
        with self._database.read() as connection:
            return dict(connection.exec_driver_sql(HEARD).all())

    def told(self) -> dict[int, int]:
        """By target, the newest telling."""
        with self._database.read() as connection:
            return dict(connection.exec_driver_sql(TOLD).all())
