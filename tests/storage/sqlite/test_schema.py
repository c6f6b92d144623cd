"""What the migrations make is what the metadata says, for each family of tables."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from loopline.storage.sqlite.database import Database
from loopline.storage.sqlite.migrate import bring_up
from loopline.storage.sqlite.schema import FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_alembic_sees_no_difference(family: str, tmp_path: Path) -> None:
    database = Database(tmp_path / "file.db")
    bring_up(database, family)
    database.close()
    engine = create_engine(f"sqlite:///{database.path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": f"{family}_version"})
        assert compare_metadata(context, FAMILIES[family]) == []
    engine.dispose()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_tables_read_the_same_to_the_letter(family: str, tmp_path: Path) -> None:
    """Alembic compares neither partial indexes nor WITHOUT ROWID; the text of the schema has both."""
    database = Database(tmp_path / "migrated.db")
    bring_up(database, family)
    engine = create_engine(f"sqlite:///{tmp_path}/created.db")
    FAMILIES[family].create_all(engine)
    ask = f"SELECT name, replace(sql, '\"', '') FROM sqlite_master WHERE tbl_name <> '{family}_version'"
    with database.read() as migrated, engine.connect() as created:
        assert set(migrated.exec_driver_sql(ask)) == set(created.exec_driver_sql(ask))
    database.close()
    engine.dispose()
