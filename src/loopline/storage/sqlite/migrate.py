"""Brings a file up to this version's tables when it is opened, one process at a time."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

from loopline.model.errors import Conflict
from loopline.storage.sqlite.database import Database
from loopline.storage.sqlite.schema import FAMILIES

FOLDER: Final = Path(__file__).parent / "migrations"

# The newest revision of each family; a file that stands there already is opened without loading Alembic.
HEADS: Final = {"state": "state_0005", "log": "log_0004", "desk": "desk_0003"}


def bring_up(database: Database, family: str) -> None:
    """Run the missing migrations under the write lock. Conflict `schema_newer`: the file is from a later version."""
    with database.read() as connection:
        if stands_at(connection, family) == HEADS[family]:
            return
    with database.write() as connection:  # two processes may come here; the second finds nothing left to do
        if stands_at(connection, family) != HEADS[family]:
            _upgrade(connection, family)


def stands_at(connection: Connection, family: str) -> str | None:
    """The revision that a file is at; None when it has no tables yet."""
    table = f"{family}_version"
    if not inspect(connection).has_table(table):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalar_one_or_none()


def _upgrade(connection: Connection, family: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER / family)])
    known = {revision.revision for revision in script.walk_revisions()}
    stands = stands_at(connection, family)
    if stands is not None and stands not in known:
        text = f"the {family} file is from a newer Loopline ({stands}): start that version, or restore a backup"
        raise Conflict("schema_newer", text)

    def steps(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=FAMILIES[family],
            version_table=f"{family}_version",
            render_as_batch=True,
            transactional_ddl=True,
        )
        environment.run_migrations()
