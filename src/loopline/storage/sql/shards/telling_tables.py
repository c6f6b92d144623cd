"""The tables of tellings, in the loop's record."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table


def declare_tellings(state: MetaData) -> None:
    """A telling stands in its table until it stands in the log of its target.

    Of each neighbour it is kept how many tellings it was told, so that no number is given twice, and how many of its
    own were heard. With one shard both tables are empty.
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
