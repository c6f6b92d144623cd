"""The table of drafts, and with it those of what stands beside journeys, in the desk's family."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

from loopline.storage.sql.shelves.shelf_tables import declare_shelves


def declare_drafts(family: MetaData) -> None:
    """The tables, as the newest migration leaves them."""
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
    declare_shelves(family)
