"""Copies a record from files into a PostgreSQL database: whole or not at all, and compared with what it was."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict, Missing
from loopline.storage.sql.copies.table_pages import copy_table
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import SqlConnection
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import FILES, Places
from loopline.storage.sql.schema import FAMILIES
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore

KEPT_IN: Final = "before-postgresql"
"""The folder, in the data folder, to which the files are moved once their record stands elsewhere."""

SCHEMAS: Final = {"state": "shard_0", "log": "log", "desk": "desk"}


class Copied(Struct, frozen=True):
    """A table that was copied and compared."""

    table: str
    rows: int


def copy_record(source: Places, url: str, tell: Callable[[Copied], None]) -> list[Copied]:
    """Copy everything in one transaction, and compare each page of a thousand rows by its digest before it counts.

    The caller owns both. Nobody may write meanwhile; a kill leaves the files as they were and the database empty.
    Raises Missing `folder_missing`, Conflict `store_in_use`, Unavailable `copy_differs`, and what the stores raise.
    """
    if not source.hold_a_record():
        raise Missing("folder_missing", f"{source.folder} is no data folder: it has no log.db.")
    places = {"log": source.log(), "state": source.state(), "desk": source.studio()}
    _bring_up(places["log"], places["state"], places["desk"])
    _bring_up(url, url, url)
    target = Database(url, schema="public")
    done: list[Copied] = []
    with ExitStack() as stack:
        stack.callback(target.close)
        there = stack.enter_context(target.write())
        here = {}
        for family, place in places.items():
            database = Database(place)
            stack.callback(database.close)
            here[family] = stack.enter_context(database.write())  # the commands write beside a server: not now
        is_there = _is_there_already(here["state"], there)
        for family, connection in here.items():
            for table in FAMILIES[family].sorted_tables:
                schema = SCHEMAS[family]
                rows = copy_table(connection, there, table, schemas=("", schema), only_compare=is_there)
                done.append(Copied(f"{schema}.{table.name}", rows))
                tell(done[-1])
    return done


def set_files_aside(source: Places) -> None:
    """Move the files of a record that was copied where no start finds them."""
    kept = source.folder / KEPT_IN
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in FILES:
        for path in source.folder.glob(f"{name}*"):
            shutil.move(path, kept / path.name)


def _bring_up(log: Place, state: Place, studio: Place) -> None:
    for store in (SqlLog(log, tail_signals=1), SqlState(state), StudioStore(studio)):
        with closing(store):
            pass


def _is_there_already(here: SqlConnection, there: SqlConnection) -> bool:
    """Whether an earlier copy was completed, and only its files were not set aside."""
    ours, theirs = here.exec_driver_sql(_BIRTH).scalar_one(), there.exec_driver_sql(_BIRTH_THERE).scalar_one()
    if ours == theirs:
        return True
    for family, tables in FAMILIES.items():
        for table in tables.sorted_tables:
            some = f"SELECT 1 FROM {SCHEMAS[family]}.{table.name} LIMIT 1"
            if table.name != "meta" and there.exec_driver_sql(some).one_or_none() is not None:
                text = "The database has a record of another history: name one that is empty."
                raise Conflict("store_in_use", text)
    there.exec_driver_sql(f"DELETE FROM {SCHEMAS['state']}.meta")
    return False


_BIRTH: Final = "SELECT birth FROM meta WHERE id = 1"
_BIRTH_THERE: Final = f"SELECT birth FROM {SCHEMAS['state']}.meta WHERE id = 1"
