"""The table of drafts, in the desk's family."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table


def declare_drafts(family: MetaData) -> None:
    """The table, as the newest migration leaves it."""
    Table(
        "drafts",
        family,
        Column("journey", String, primary_key=True),
        Column("revision", Integer, nullable=False),
        Column("document", LargeBinary, nullable=False),
        Column("saved_at", BigInteger, nullable=False),
        Column("saved_by", String, nullable=False, server_default=""),
        Column("saved_in", String, nullable=False, server_default=""),
    )
