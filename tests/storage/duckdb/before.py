"""A facts file as earlier versions left it."""

from pathlib import Path

import duckdb

from loopline.storage.duckdb import journeys


def as_of_schema_6(path: Path) -> None:
    """Take away what came with schema 7; the facts themselves stay."""
    connection = duckdb.connect(str(path))
    for name in journeys.VIEWS:
        connection.execute(f"DROP VIEW journey_{name}; DROP TABLE settled_{name}")
    connection.execute("DROP TABLE settled; ALTER TABLE facts DROP unit; ALTER TABLE facts DROP after_ms")
    connection.execute("UPDATE kept SET schema = 6")
    connection.close()
