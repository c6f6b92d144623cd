"""The table of trained models, in the studio's store."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table


def declare_trained_tables(studio: MetaData) -> None:
    """A training of a model; `trained_at` and `scored_at` (0: never) are ms, `record` and `run` are packed."""
    Table(
        "trained_models",
        studio,
        Column("model", String, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("trained_at", BigInteger, nullable=False),
        Column("scored_at", BigInteger, nullable=False),
        Column("record", LargeBinary, nullable=False),
        Column("run", LargeBinary, nullable=False),
        Index("trained_models_newest", "model", "version", unique=True),
    )
