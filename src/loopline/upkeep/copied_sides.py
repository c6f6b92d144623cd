"""The two sides of a copy: where each family of tables of each shard is read, and where its copy is made."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from loopline.storage.private_folder import make_private
from loopline.storage.sql.copies.table_parts import TablePart, parts_of_shard
from loopline.storage.sql.copies.waiting_schemas import META, schema_of, waiting_schema
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import Row, SqlConnection, Tuning
from loopline.storage.sql.drivers.postgresql import lock_number
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.places import LOG, STATE, Places, of_shard
from loopline.storage.sql.schema import FAMILIES

TUNING: Final = Tuning(cache=8 << 20, mapped=0, readers=2)


class ShardHome(Struct, frozen=True):
    """A family of tables of one shard; the desk is that of all."""

    family: str
    shard: int = 0

    @property
    def name(self) -> str:
        """As its file has it, without the ending."""
        return f"{self.family}-{self.shard}" if self.shard else self.family

    @property
    def schema(self) -> str:
        """The schema in which a start looks for it."""
        return schema_of(self.family, self.shard)

    def tables(self) -> list[TablePart]:
        """What is copied, those first that others point to."""
        return parts_of_shard(FAMILIES[self.family].sorted_tables, self.shard)


def homes_of(shards: int) -> list[ShardHome]:
    """Every family of every shard."""
    return [ShardHome(family, shard) for family in FAMILIES for shard in range(1 if family == "desk" else shards)]


def home_place(places: Places, home: ShardHome) -> Place:
    """The file or the database in which it stands."""
    if home.family == "desk":
        return places.studio()
    return places.state(home.shard) if home.family == "state" else places.log(home.shard)


def open_home(places: Places, home: ShardHome, *, waiting: bool = False) -> Database:
    """Its database; `waiting`, the one in which its copy is made. The caller closes it."""
    if not waiting:
        return Database(home_place(places, home), TUNING, home.schema)
    if places.url:
        return Database(places.url, TUNING, waiting_schema(home.schema))
    return Database(home_place(Places(waiting_folder(places.folder)), home), TUNING, home.schema)


def waiting_folder(folder: Path) -> Path:
    """Where the copy of a folder is made: no start looks there."""
    return folder.with_name(f"{folder.name}.copying")


def make_waiting(target: Places, shards: int) -> None:
    """Make this version's tables where the copy is made, of this many shards; what else waits there goes."""
    if not target.url:
        fresh = waiting_folder(target.folder)
        make_private(fresh)
        ours = {of_shard(name, shard) for name in (LOG, STATE) for shard in range(shards)}
        for path in (one for ending in ("log*.db*", "state*.db*") for one in fresh.glob(ending)):
            if path.name.partition(".")[0] + ".db" not in ours:
                path.unlink()
    for home in homes_of(shards):
        with closing(open_home(target, home, waiting=True)) as database:
            bring_up(database, home.family)


class StandingStill:
    """A record that nobody writes as long as this is held: those who write beside a server, as some commands do, wait.

    A connection to PostgreSQL is for all schemas, and looks into one of them at a time.
    """

    def __init__(self, connections: Mapping[ShardHome, SqlConnection], *, by_schema: bool) -> None:
        self._connections, self._by_schema = connections, by_schema

    def at(self, home: ShardHome) -> SqlConnection:
        """The connection that finds the tables of this home, until another one is asked for."""
        connection = self._connections[home]
        if self._by_schema:
            connection.exec_driver_sql(f"SET search_path TO {home.schema}")
        return connection

    def metas(self, shards: int) -> list[Row]:
        """By shard, how far the record is."""
        found = []
        for home in (ShardHome("state", shard) for shard in range(shards)):
            schema = home.schema if self._by_schema else "main"
            found.append(self.at(home).exec_driver_sql(META.format(schema=schema)).one())
        return found


@contextmanager
def standing_still(source: Places, shards: int) -> Iterator[StandingStill]:
    """Hold the write locks of all stores of a record."""
    with ExitStack() as stack:
        if source.url:  # no transaction: PostgreSQL ends one that rests, and it would keep dead rows
            database = stack.enter_context(closing(Database(source.url, TUNING)))
            connection = stack.enter_context(database.writer())
            for schema in dict.fromkeys(home.schema for home in homes_of(shards)):
                connection.exec_driver_sql(f"SELECT pg_advisory_lock({lock_number('write', schema)})")
            yield StandingStill(dict.fromkeys(homes_of(shards), connection), by_schema=True)
            return
        here = {}
        for home in homes_of(shards):
            database = open_home(source, home)
            stack.callback(database.close)
            here[home] = stack.enter_context(database.write())
        yield StandingStill(here, by_schema=False)
