"""The tables of the backlog and of weekly reviews, in the studio's store."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table


def declare_improvement_tables(studio: MetaData) -> None:
    """`origin` names what an item was born from, so that it is born once; of one made by hand it is its own id.

    `week` is the Monday of a review, as a date; of a reader the last one that was mailed. Times are ms, `record` is
    packed.
    """
    Table(
        "backlog_items",
        studio,
        Column("id", String, primary_key=True),
        Column("origin", String, nullable=False),
        Column("state", String, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("record", LargeBinary, nullable=False),
        Index("backlog_items_origin", "origin", unique=True),
    )
    Table(
        "weekly_reviews",
        studio,
        Column("week", String, primary_key=True),
        Column("finished_at", BigInteger, nullable=False),
        Column("by", String, nullable=False),
        Column("record", LargeBinary, nullable=False),
    )
    Table(
        "review_readers",
        studio,
        Column("email", String, primary_key=True),
        Column("asked_at", BigInteger, nullable=False),
        Column("week", String, nullable=False),
        Column("tried_at", BigInteger, nullable=False),
        Column("fault", String, nullable=False),
    )
