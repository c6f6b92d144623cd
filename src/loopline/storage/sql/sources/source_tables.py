"""The tables of sources and destinations, of their last runs, and of the rows that sources refused."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table


def declare_source_tables(studio: MetaData) -> None:
    """`spec`, `state` and `record` are JSON; `sealed` holds the secrets, unreadable. Times are ms; `next_at` is 0 where
    nothing is planned, and `wanted` 1 once somebody asked for a run."""
    for table in ("sources", "destinations"):
        _declare_asked(studio, table)
    for table in ("source_runs", "destination_runs"):
        Table(
            table,
            studio,
            Column(table.removesuffix("_runs"), String, primary_key=True),
            Column("run", Integer, primary_key=True, autoincrement=False),
            Column("record", LargeBinary, nullable=False),
        )
    Table(
        "source_refusals",
        studio,
        Column("source", String, primary_key=True),
        Column("run", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("record", LargeBinary, nullable=False),
    )


def _declare_asked(studio: MetaData, table: str) -> None:
    Table(
        table,
        studio,
        Column("name", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("spec", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("state", LargeBinary, nullable=False),
        Column("paused", Integer, nullable=False),
        Column("wanted", Integer, nullable=False),
        Column("next_at", BigInteger, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("by", String, nullable=False),
    )
