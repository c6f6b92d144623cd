"""The number of shards of a data folder: written into each shard's state when it is made, and no start changes it."""

from contextlib import closing
from pathlib import Path
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, Tuning, Wording
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.places import Places

REALM: Final = "SELECT shard, shards FROM realm WHERE id = 1"
PUT_REALM: Final = (
    "INSERT INTO realm (id, shard, shards) VALUES (1, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET shard = excluded.shard, shards = excluded.shards"
)
EPOCH: Final = "SELECT epoch FROM meta WHERE id = 1"
NAMED: Final = Wording(
    sqlite="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
    postgresql="SELECT 1 WHERE to_regclass(?) IS NOT NULL",
)
TUNING: Final = Tuning(cache=1 << 20, mapped=0, readers=1)


def kept_shards(places: Places) -> int:
    """Of how many shards the record of these places is; 0 when nothing is there yet. Writes nothing.

    Raises Conflict `store_undecided`, and Unavailable when the store cannot be asked.
    """
    place = places.state()
    if isinstance(place, Path) and not place.exists():
        return 0
    with closing(Database(place, TUNING, "shard_0")) as database, database.read() as connection:
        if not _has(connection, "meta"):
            return 0
        row = connection.exec_driver_sql(REALM).one_or_none() if _has(connection, "realm") else None
        if row is not None:
            return int(row[1])
        return 1 if connection.exec_driver_sql(EPOCH).scalar_one() else 0


def check_shards(places: Places, shards: int) -> None:
    """Raises Conflict `shards_differ` for a record that was made with another number of shards; a new one has none."""
    kept = kept_shards(places)
    if kept not in (0, shards):
        raise _differ(kept, shards)


def settle_shards(places: Places, shards: int) -> None:
    """Make the states of all shards, with their number in each; where they are made, see that all of them are there.

    Its caller owns the record. The first shard is made last, so that its number stands for all. Raises as
    `check_shards`, and Conflict `shards_differ` when the state of a shard is missing or is that of another one.
    """
    check_shards(places, shards)
    if shards == 1:
        return
    is_made = bool(kept_shards(places))
    for shard in reversed(range(shards)):
        place = places.state(shard)
        if is_made and isinstance(place, Path) and not place.exists():
            raise _misses(shard, f"{place.name} is missing")
        with closing(Database(place, TUNING, f"shard_{shard}")) as database:
            _settle(database, shard, shards, is_made=is_made)


def _settle(database: Database, shard: int, shards: int, *, is_made: bool) -> None:
    bring_up(database, "state")
    with database.write() as connection:
        row = connection.exec_driver_sql(REALM).one_or_none()
        if not is_made and not connection.exec_driver_sql(EPOCH).scalar_one():
            connection.exec_driver_sql(PUT_REALM, (shard, shards))
        elif row is None:
            raise _misses(shard, "its state has nothing of the record")
        elif tuple(row) != (shard, shards):
            raise _misses(shard, f"its state is that of shard {row[0]} of {row[1]}")


def _has(connection: SqlConnection, table: str) -> bool:
    return connection.exec_driver_sql(NAMED.on(connection), (table,)).scalar_one_or_none() is not None


def _differ(kept: int, shards: int) -> Conflict:
    text = (
        f"LOOPLINE_SHARDS says {shards}, and this record was made with {kept}: set it to {kept}. `loopline reshard` "
        "makes a record of more shards out of it, since nearly everybody belongs to another one then."
    )
    return Conflict("shards_differ", text)


def _misses(shard: int, why: str) -> Conflict:
    text = (
        f"Shard {shard} is not whole: {why}. Restore all shards from one backup, since they tell each other by numbers."
    )
    return Conflict("shards_differ", text)
