"""The table of verdicts that stand, in the studio's store."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table


def declare_decision_tables(studio: MetaData) -> None:
    """A comparison is decided once; `as_of` and `made_at` are ms, `record` is packed."""
    Table(
        "lift_decisions",
        studio,
        Column("id", String, primary_key=True),
        Column("journey", String, nullable=False),
        Column("comparison", String, nullable=False),
        Column("as_of", BigInteger, nullable=False),
        Column("made_at", BigInteger, nullable=False),
        Column("record", LargeBinary, nullable=False),
        Index("lift_decisions_journey", "journey", "comparison", unique=True),
    )
