"""Brings a store up to this version's tables when it is opened, one process at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import DialectName, SqlConnection, Wording

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER: Final = Path(__file__).parent / "migrations"

ENGINES: Final[Mapping[DialectName, tuple[str, Mapping[str, Any]]]] = {
    "sqlite": ("sqlite://", {}),
    "postgresql": ("postgresql+psycopg://", {"use_native_hstore": False}),
}

# The newest revision of each family; a store that stands there already is opened without loading Alembic.
HEADS: Final = {"state": "state_0010", "log": "log_0006", "desk": "desk_0029"}


NAMED: Final = Wording(
    sqlite="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
    postgresql="SELECT 1 WHERE to_regclass(?) IS NOT NULL",
)


def bring_up(database: Database, family: str) -> None:
    """Run the missing migrations under the write lock. Conflict `schema_newer`: the store is from a later version.

    A database that is refused is closed.
    """
    try:
        _bring_up(database, family)
    except BaseException:
        database.close()
        raise


def _bring_up(database: Database, family: str) -> None:
    with database.read() as connection:
        database.dialect.admit(connection)
        if stands_at(connection, family) == HEADS[family]:
            return
    _upgrade(database, family)


def stands_at(connection: SqlConnection, family: str) -> str | None:
    """The revision that a store is at; None when it has no tables yet."""
    table = f"{family}_version"
    if connection.exec_driver_sql(NAMED.on(connection), (table,)).scalar_one_or_none() is None:
        return None
    stands: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {table}").scalar_one_or_none()
    return stands


def _upgrade(database: Database, family: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

    from loopline.storage.sql.schema import FAMILIES

    script = ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER / family)])
    known = {revision.revision for revision in script.walk_revisions()}

    def steps(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)

    # Alembic works inside our own transaction, on our own connection: what fails in the midst leaves nothing.
    with database.write() as connection:
        stands = stands_at(connection, family)
        if stands == HEADS[family]:  # two processes may come here; the second finds nothing left to do
            return
        if stands is not None and stands not in known:
            text = f"the {family} store is from a newer Loopline ({stands}): start that version, or restore a backup"
            raise Conflict("schema_newer", text)
        database.dialect.make_room(connection)
        with _through(connection) as engine, EnvironmentContext(Config(), script, fn=steps) as environment:
            environment.configure(
                connection=engine,
                target_metadata=FAMILIES[family],
                version_table=f"{family}_version",
                render_as_batch=True,
                transactional_ddl=True,
            )
            environment.run_migrations()


@contextmanager
def _through(connection: SqlConnection) -> "Iterator[Connection]":
    """Our connection as SQLAlchemy sees one; it may neither begin, commit nor roll back: we do."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    url, options = ENGINES[connection.dialect]
    engine = create_engine(url, creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None, **options)
    for ending in ("do_begin", "do_commit", "do_rollback"):
        setattr(engine.dialect, ending, lambda *_: None)
    with engine.connect() as through:
        yield through
