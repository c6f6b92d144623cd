"""The tables of catalogs, in the studio's store."""

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table


def declare_catalog_tables(studio: MetaData) -> None:
    """`indexed` and `building` are names of fields with spaces between; `revision` rises with every change."""
    Table(
        "catalogs",
        studio,
        Column("name", String, primary_key=True),
        Column("items", BigInteger, nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("indexed", String, nullable=False),
        Column("building", String, nullable=False),
        Column("revision", BigInteger, nullable=False),
    )
    Table(
        "catalog_items",
        studio,
        Column("catalog", String, primary_key=True),
        Column("id", String, primary_key=True),
        Column("item", LargeBinary, nullable=False),
    )
    # No rowid: the key is all that is in it. By it the items with a value are found, in the order of values.
    Table(
        "catalog_values",
        studio,
        Column("catalog", String, primary_key=True),
        Column("field", String, primary_key=True),
        Column("value", LargeBinary, primary_key=True),
        Column("id", String, primary_key=True),
        sqlite_with_rowid=False,
    )
