"""Copies a record from files to PostgreSQL or back, goes on where it was cut short, and compares before it counts."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import chain, count
from pathlib import Path
from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict, LooplineError, Missing
from loopline.storage.settled_shards import kept_shards, settle_shards
from loopline.storage.sql.copies.carried_tables import carry_table, compare_table, forget_other_shards
from loopline.storage.sql.copies.waiting_schemas import (
    META,
    holds_a_record,
    is_there_already,
    put_in_place,
    set_schemas_aside,
)
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Row
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.migrate import HEADS, stands_at
from loopline.storage.sql.places import FILES, LOG, STATE, Places, of_shard
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore
from loopline.upkeep.copied_sides import (
    TUNING,
    ShardHome,
    StandingStill,
    homes_of,
    make_waiting,
    open_home,
    standing_still,
    waiting_folder,
)

KEPT_IN: Final = "before-postgresql"
"""The folder, in the data folder, to which the files are moved once their record stands elsewhere."""

BESIDE: Final = ("secrets", "snapshots", "sources", "facts", "facts.duckdb", "facts.duckdb.wal")
"""What a data folder holds beside the record, and what a new folder needs to go on."""

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

    The caller owns both, all shards of them, and nobody writes meanwhile. A kill at any moment leaves the source as it
    was and the target empty; another call goes on with what had been copied, and doubles nothing. The target counts
    from one moment on. Raises Missing `folder_missing` or `store_empty`, Conflict `copy_log_elsewhere`,
    `shards_differ`, `store_in_use` or `folder_in_use`, Unavailable `copy_differs`, and what the stores raise.
    """
    if not source.hold_a_record():
        raise _no_record(source.folder)
    if source.url:
        _check_record(source.url)
    shards = shards_in(source)
    _bring_up(source, shards)
    with standing_still(source, shards) as here:
        metas = here.metas(shards)
        if _is_done(target, metas):
            return _compared(here, target, shards, tell, waiting=False)
        make_waiting(target, shards)
        for home in homes_of(shards):
            with closing(open_home(target, home, waiting=True)) as there:
                _carry(here, there, home, tell)
                if target.url and home == ShardHome("log", shards - 1):
                    forget_other_shards(there, shards)
        done = _compared(here, target, shards, tell, waiting=True)
        _take_place(source, target, metas)
        return done


def shards_in(places: Places) -> int:
    """Of how many shards a record is that is there."""
    return max(1, kept_shards(places))


def set_aside(source: Places, shards: int = 1, kept_in: str = KEPT_IN) -> str:
    """Put a record that was copied where no start finds it; where that is."""
    if source.url:
        with closing(Database(source.url, TUNING)) as database:
            return f"the schemas shard_0{set_schemas_aside(database, shards)} and its like"
    again = (source.folder / f"{kept_in}-{number}" for number in count(2))
    names = [*FILES, *(of_shard(name, shard) for name in (LOG, STATE) for shard in range(1, shards))]
    kept = next(
        one for one in chain((source.folder / kept_in,), again) if not any((one / name).exists() for name in names)
    )
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in names:
        for path in source.folder.glob(f"{name}*"):
            shutil.move(path, kept / path.name)
    return str(kept)


def _is_done(target: Places, metas: Sequence[Row]) -> bool:
    """Whether an earlier call has come to its end. Raises Conflict for a target that holds anything else."""
    if target.url:
        with closing(Database(target.url, TUNING)) as database, database.read() as connection:
            return is_there_already(connection, metas)
    if not target.folder.exists() or (target.folder.is_dir() and not any(target.folder.iterdir())):
        return False
    text = f"There is something in {target.folder}: name a folder that is empty or not there."
    for shard, meta in enumerate(metas):
        if not all((target.folder / of_shard(name, shard)).exists() for name in (LOG, STATE)):
            raise Conflict("folder_in_use", text)
        with closing(open_home(target, ShardHome("state", shard))) as database, database.read() as connection:
            is_state = stands_at(connection, "state") == HEADS["state"]
            if not is_state or connection.exec_driver_sql(META.format(schema="main")).one_or_none() != meta:
                raise Conflict("folder_in_use", text)
    return True


def _carry(here: StandingStill, there: Database, home: ShardHome, tell: Told) -> None:
    for part in home.tables():
        name = f"{home.name}.{part.name}"
        carried = carry_table(here.at(home), there, part, lambda rows: tell(CopyProgress("carrying", name, rows)))  # noqa: B023  (called at once)
        tell(CopyProgress("carried", name, carried.rows, carried.written))


def _compared(here: StandingStill, target: Places, shards: int, tell: Told, *, waiting: bool) -> list[CopyProgress]:
    """Each table of both sides, read once more."""
    done = []
    for home in homes_of(shards):
        with closing(open_home(target, home, waiting=waiting)) as database, database.read() as there:
            for part in home.tables():
                same = compare_table(here.at(home), there, part)
                done.append(CopyProgress("compared", f"{home.name}.{part.name}", same.rows, 0, same.pages, same.digest))
                tell(done[-1])
    return done


def _take_place(source: Places, target: Places, metas: Sequence[Row]) -> None:
    if target.url:
        with closing(Database(target.url, TUNING)) as database:
            put_in_place(database, metas)
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


def _no_record(folder: Path) -> LooplineError:
    """The answer for a folder without a log."""
    if not (folder / STATE).exists():
        return Missing("folder_missing", f"{folder} is no data folder: it has no {LOG}.")
    if kept := next(folder.glob(f"{KEPT_IN}*/{LOG}"), None):  # a kill came amid the moving
        text = f"A copy of {folder} is done, and its {LOG} is in {kept.parent}: move the other files there too."
        return Missing("folder_missing", text)
    return log_elsewhere(f"{folder} has a {STATE} and no {LOG}")


def _check_record(url: str) -> None:
    with closing(Database(url, TUNING)) as database, database.read() as connection:
        if not holds_a_record(connection):
            text = (
                "LOOPLINE_STORE names a database that holds no record, as one has that was copied before: its schemas "
                "are set aside, with _copied_ in their names. Name the database that has it."
            )
            raise Missing("store_empty", text)


def _bring_up(places: Places, shards: int) -> None:
    """Raises Conflict `shards_differ` where a shard is missing, `copy_log_elsewhere` where more was decided than the
    log has ever had."""
    if shards > 1:
        settle_shards(places, shards)
    with closing(StudioStore(places.studio())):
        pass
    for shard in range(shards):
        with (
            closing(SqlLog(places.log(shard), shard, tail_signals=1)) as log,
            closing(SqlState(places.state(shard), shard=shard)) as state,
        ):
            if state.position() > log.end():
                raise log_elsewhere("The log that stands beside this record ends before what was decided")


def log_elsewhere(why: str) -> Conflict:
    """The answer where the signals are in no table."""
    text = (
        f"{why}: signals in Kafka are not copied, and what was decided is worth nothing without them. Leave the record "
        "where it is; `loopline backup` keeps a copy of it."
    )
    return Conflict("copy_log_elsewhere", text)
