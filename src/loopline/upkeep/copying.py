"""Copies a record from files to PostgreSQL or back, goes on where it was cut short, and compares before it counts."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, count
from pathlib import Path
from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict, LooplineError, Missing
from loopline.storage.private_folder import make_private
from loopline.storage.settled_shards import kept_shards
from loopline.storage.sql.copies.carried_tables import carry_table, compare_table
from loopline.storage.sql.copies.waiting_schemas import (
    META,
    SCHEMAS,
    holds_a_record,
    is_there_already,
    put_in_place,
    set_schemas_aside,
    waiting_schema,
)
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import SqlConnection, Tuning
from loopline.storage.sql.drivers.postgresql import lock_number
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.migrate import HEADS, bring_up, stands_at
from loopline.storage.sql.places import FILES, LOG, STATE, Places
from loopline.storage.sql.schema import FAMILIES
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore

KEPT_IN: Final = "before-postgresql"
"""The folder, in the data folder, to which the files are moved once their record stands elsewhere."""

BESIDE: Final = ("secrets", "snapshots", "facts", "facts.duckdb", "facts.duckdb.wal")
"""What a data folder holds beside the record, and what a new folder needs to go on."""

TUNING: Final = Tuning(cache=8 << 20, mapped=0, readers=2)

Told = Callable[["CopyProgress"], None]


class CopyProgress(Struct, frozen=True):
    """How far a copy is: `carried` while rows are written, `compared` once a table is found to be the same.

    `written` counts the rows that this call has written; `pages` and `digest` are those of the comparison.
    """

    step: str
    table: str
    rows: int
    written: int = 0
    pages: int = 0
    digest: str = ""


def copy_record(source: Places, target: Places, tell: Told) -> list[CopyProgress]:
    """Copy everything to a target that is empty, in bounded memory, and say of each table that it is the same there.

    The caller owns both, and nobody writes meanwhile. A kill at any moment leaves the source as it was and the target
    empty; another call goes on with what had been copied, and doubles nothing. The target counts from one moment on.
    Raises Missing `folder_missing` or `store_empty`, Conflict `copy_log_elsewhere`, `copy_shards`, `store_in_use` or
    `folder_in_use`, Unavailable `copy_differs`, and what the stores raise.
    """
    if not source.hold_a_record():
        raise _no_record(source.folder)
    if kept_shards(source) > 1:
        raise Conflict("copy_shards", "A record of several shards is not copied yet: it would be one of them alone.")
    if source.url:
        _check_record(source.url)
    _bring_up(source)
    with _standing_still(source) as here:
        meta = here["state"].exec_driver_sql(META.format(schema=_home(source, "state"))).one()
        if _is_done(target, meta):
            return _compared(here, _databases(target), tell)
        there = _waiting_databases(target)
        try:
            for family, table in _tables():
                _carry(here[family], there[family], family, table, tell)
        except BaseException:
            _close(there)
            raise
        done = _compared(here, there, tell)
        _take_place(source, target, meta)
        return done


def set_aside(source: Places) -> str:
    """Put a record that was copied where no start finds it; where that is."""
    if source.url:
        with _database(source.url) as database:
            return f"the schemas shard_0{set_schemas_aside(database)} and its like"
    again = (source.folder / f"{KEPT_IN}-{number}" for number in count(2))
    kept = next(
        one for one in chain((source.folder / KEPT_IN,), again) if not any((one / name).exists() for name in FILES)
    )
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in FILES:
        for path in source.folder.glob(f"{name}*"):
            shutil.move(path, kept / path.name)
    return str(kept)


def waiting_folder(folder: Path) -> Path:
    """Where the copy of a folder is made: no start looks there."""
    return folder.with_name(f"{folder.name}.copying")


def _is_done(target: Places, meta: tuple[object, ...]) -> bool:
    """Whether an earlier call has come to its end. Raises Conflict for a target that holds anything else."""
    if target.url:
        with _database(target.url) as database, database.read() as connection:
            return is_there_already(connection, meta)
    if not target.folder.exists() or (target.folder.is_dir() and not any(target.folder.iterdir())):
        return False
    text = f"There is something in {target.folder}: name a folder that is empty or not there."
    if not all((target.folder / name).exists() for name in (LOG, STATE)):
        raise Conflict("folder_in_use", text)
    with closing(Database(target.state(), TUNING)) as database, database.read() as connection:
        is_state = stands_at(connection, "state") == HEADS["state"]
        if not is_state or connection.exec_driver_sql(META.format(schema="main")).one_or_none() != meta:
            raise Conflict("folder_in_use", text)
    return True


def _carry(here: SqlConnection, there: Database, family: str, table: str, tell: Told) -> None:
    found = FAMILIES[family].tables[table]
    name = f"{family}.{table}"
    carried = carry_table(here, there, found, lambda rows: tell(CopyProgress("carrying", name, rows)))
    tell(CopyProgress("carried", name, carried.rows, carried.written))


def _compared(here: Mapping[str, SqlConnection], there: Mapping[str, Database], tell: Told) -> list[CopyProgress]:
    """Each table of both sides, read once more. The databases are closed."""
    done = []
    try:
        for family, table in _tables():
            with there[family].read() as connection:
                same = compare_table(here[family], connection, FAMILIES[family].tables[table])
            done.append(CopyProgress("compared", f"{family}.{table}", same.rows, 0, same.pages, same.digest))
            tell(done[-1])
    finally:
        _close(there)
    return done


def _take_place(source: Places, target: Places, meta: tuple[object, ...]) -> None:
    if target.url:
        with _database(target.url) as database:
            put_in_place(database, meta)
        return
    fresh = waiting_folder(target.folder)
    for name in BESIDE:
        path = source.folder / name
        if path.is_dir():
            shutil.copytree(path, fresh / name, dirs_exist_ok=True)
        elif path.exists():
            shutil.copyfile(path, fresh / name)
    if target.folder.exists():
        target.folder.rmdir()
    fresh.rename(target.folder)


def _tables() -> Iterator[tuple[str, str]]:
    """Every family with each of its tables, those that others point to first."""
    for family, tables in FAMILIES.items():
        for table in tables.sorted_tables:
            yield family, table.name


def _no_record(folder: Path) -> LooplineError:
    """The answer for a folder without a log."""
    if not (folder / STATE).exists():
        return Missing("folder_missing", f"{folder} is no data folder: it has no {LOG}.")
    if kept := next(folder.glob(f"{KEPT_IN}*/{LOG}"), None):  # a kill came amid the moving
        text = f"A copy of {folder} is done, and its {LOG} is in {kept.parent}: move the other files there too."
        return Missing("folder_missing", text)
    return log_elsewhere(f"{folder} has a {STATE} and no {LOG}")


def _check_record(url: str) -> None:
    with _database(url) as database, database.read() as connection:
        if not holds_a_record(connection):
            text = (
                "LOOPLINE_STORE names a database that holds no record, as one has that was copied before: its schemas "
                "are set aside, with _copied_ in their names. Name the database that has it."
            )
            raise Missing("store_empty", text)


def _bring_up(places: Places) -> None:
    """Raises Conflict `copy_log_elsewhere` where more was decided than the log has ever had."""
    with closing(StudioStore(places.studio())):
        pass
    with closing(SqlLog(places.log(), tail_signals=1)) as log, closing(SqlState(places.state())) as state:
        if state.position() > log.end():
            raise log_elsewhere("The log that stands beside this record ends before what was decided")


def log_elsewhere(why: str) -> Conflict:
    """The answer where the signals are in no table."""
    text = (
        f"{why}: signals in Kafka are not copied, and what was decided is worth nothing without them. Leave the record "
        "where it is; `loopline backup` keeps a copy of it."
    )
    return Conflict("copy_log_elsewhere", text)


def _home(places: Places, family: str) -> str:
    return SCHEMAS[family] if places.url else "main"


def _databases(places: Places) -> dict[str, Database]:
    found: Mapping[str, Place] = {"state": places.state(), "log": places.log(), "desk": places.studio()}
    return {family: Database(place, TUNING, SCHEMAS[family]) for family, place in found.items()}


def _waiting_databases(target: Places) -> dict[str, Database]:
    """Where the copy is made, with this version's tables."""
    if target.url:
        made = {family: Database(target.url, TUNING, waiting_schema(schema)) for family, schema in SCHEMAS.items()}
    else:
        make_private(waiting_folder(target.folder))
        made = _databases(Places(waiting_folder(target.folder)))
    try:
        for family, database in made.items():
            bring_up(database, family)
    except BaseException:
        _close(made)
        raise
    return made


@contextmanager
def _standing_still(source: Places) -> Iterator[dict[str, SqlConnection]]:
    """A connection to each family of tables; those who write beside a server, as some commands do, wait."""
    with ExitStack() as stack:
        here = {}
        for family, database in _databases(source).items():
            stack.callback(database.close)
            if source.url:  # no transaction: PostgreSQL ends one that rests, and it would keep dead rows
                connection = stack.enter_context(database.writer())
                lock = f"SELECT pg_advisory_lock({lock_number('write', SCHEMAS[family])})"
                connection.exec_driver_sql(lock)
            else:
                connection = stack.enter_context(database.write())
            here[family] = connection
        yield here


@contextmanager
def _database(url: str) -> Iterator[Database]:
    with closing(Database(url, TUNING)) as database:
        yield database


def _close(databases: Mapping[str, Database]) -> None:
    for database in databases.values():
        database.close()
