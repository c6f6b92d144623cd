"""The table of people who are to be forgotten, in the studio's store."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table


def declare_erasures(studio: MetaData) -> None:
    """`people` and `addresses` are empty once all is done: what is left of a line names nobody."""
    Table(
        "erasures",
        studio,
        Column("alias", String, primary_key=True),
        Column("people", LargeBinary, nullable=False),
        Column("addresses", LargeBinary, nullable=False),
        Column("by", String, nullable=False),
        Column("reason", String, nullable=False),
        Column("asked_at", BigInteger, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("done_at", BigInteger, nullable=False),
        Index("erasures_asked_at", "asked_at"),
    )
