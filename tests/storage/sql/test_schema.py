"""What the migrations make is what the metadata says, for each family of tables."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.migrate import _through, bring_up
from loopline.storage.sql.schema import FAMILIES

NUMBERED = (("outbox", "number"), ("outbox", "outbox_number"))
"""PostgreSQL's own column of the outbox: SQLite numbers rows by itself."""


def _is_of_both(thing: Any, name: str, kind: str, *_: object) -> bool:
    return (thing.table.name if kind in ("column", "index") else "", name) not in NUMBERED


@pytest.mark.parametrize("family", FAMILIES)
def test_alembic_sees_no_difference(family: str, place: Place) -> None:
    database = Database(place, schema={"state": "shard_0", "log": "log", "desk": "desk"}[family])
    bring_up(database, family)
    with database.read() as connection, _through(connection) as through:
        options = {"version_table": f"{family}_version", "include_object": _is_of_both}
        context = MigrationContext.configure(through, opts=options)
        assert compare_metadata(context, FAMILIES[family]) == []
    database.close()


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


LOOK = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
UNION ALL
SELECT tablename, indexname, replace(indexdef, current_schema() || '.', ''), true FROM pg_indexes
WHERE schemaname = current_schema()
"""


@pytest.mark.parametrize("family", FAMILIES)
def test_the_tables_of_postgresql_are_the_same_with_their_partial_indexes(family: str, postgres_url: str) -> None:
    migrated = Database(postgres_url, schema={"state": "shard_0", "log": "log", "desk": "desk"}[family])
    created = Database(postgres_url, schema="created")
    with created.write() as connection:
        connection.exec_driver_sql("CREATE SCHEMA created")
        with _through(connection) as through:
            FAMILIES[family].create_all(through)
        made = {tuple(row) for row in connection.exec_driver_sql(LOOK)}
        connection.exec_driver_sql("DROP SCHEMA created CASCADE")
    with migrated.read() as connection:
        found = {tuple(row) for row in connection.exec_driver_sql(LOOK)}
    ours = {row for row in found if not row[0].endswith("_version") and (row[0], row[1]) not in NUMBERED}
    assert ours == made
    migrated.close()
    created.close()
