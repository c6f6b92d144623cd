"""Brings a file up to this version's tables when it is opened, one process at a time."""

from pathlib import Path
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sqlite.database import Database, SqliteConnection, translated_errors

FOLDER: Final = Path(__file__).parent / "migrations"

# The newest revision of each family; a file that stands there already is opened without loading Alembic.
HEADS: Final = {"state": "state_0006", "log": "log_0004", "desk": "desk_0003"}


def bring_up(database: Database, family: str) -> None:
    """Run the missing migrations under the write lock. Conflict `schema_newer`: the file is from a later version."""
    with database.read() as connection:
        if stands_at(connection, family) == HEADS[family]:
            return
    _upgrade(database, family)


def stands_at(connection: SqliteConnection, family: str) -> str | None:
    """The revision that a file is at; None when it has no tables yet."""
    table = f"{family}_version"
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if connection.exec_driver_sql(named, (table,)).one_or_none() is None:
        return None
    stands: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalar_one_or_none()
    return stands


def _upgrade(database: Database, family: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    from loopline.storage.sqlite.schema import FAMILIES

    script = ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER / family)])
    known = {revision.revision for revision in script.walk_revisions()}

    def steps(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)

    with translated_errors(), database.writer() as connection:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None)
        # The lock comes first, and all is one transaction: what fails in the midst leaves nothing.
        event.listen(engine, "begin", lambda through: connection.execute("BEGIN IMMEDIATE"))
        with engine.begin() as through, EnvironmentContext(Config(), script, fn=steps) as environment:
            stands = stands_at(connection, family)
            if stands == HEADS[family]:  # two processes may come here; the second finds nothing left to do
                return
            if stands is not None and stands not in known:
                text = f"the {family} file is from a newer Loopline ({stands}): start that version, or restore a backup"
                raise Conflict("schema_newer", text)
            environment.configure(
                connection=through,
                target_metadata=FAMILIES[family],
                version_table=f"{family}_version",
                render_as_batch=True,
                transactional_ddl=True,
            )
            environment.run_migrations()
