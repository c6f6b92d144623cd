"""The tables of tellings, and which shard this one is, in the loop's record."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table


def declare_tellings(state: MetaData) -> None:
    """A telling stands in its table until it stands in the log of its target.

    Of each neighbour it is kept how many tellings it was told, so that no number is given twice, and how many of its
    own were heard. The one row of the realm says which shard of how many this is. With one shard all three are empty.
    """
    Table(
        "tellings",
        state,
        Column("target", Integer, primary_key=True, autoincrement=False),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("knows", BigInteger, nullable=False),
        Column("words", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    Table(
        "neighbours",
        state,
        Column("shard", Integer, primary_key=True, autoincrement=False),
        Column("told", BigInteger, nullable=False),
        Column("heard", BigInteger, nullable=False),
    )
    Table(
        "realm",
        state,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("shard", Integer, nullable=False),
        Column("shards", Integer, nullable=False),
    )
