"""The tables of messages that were asked for by themselves, and of short links, in the studio's store."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table


def declare_send_tables(studio: MetaData) -> None:
    """`signal` is empty once it is in the log; a file is kept once, whoever sends it; a ledger of a bound is packed."""
    Table(
        "send_requests",
        studio,
        Column("id", String, primary_key=True),
        Column("digest", LargeBinary, nullable=False),
        Column("status", String, nullable=False),
        Column("due_at", BigInteger, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("person", String, nullable=False),
        Column("channel", String, nullable=False),
        Column("signal", LargeBinary, nullable=False),
        Index("send_requests_due_at", "due_at"),
    )
    Table(
        "send_files",
        studio,
        Column("digest", String, primary_key=True),
        Column("size", BigInteger, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Index("send_files_until", "until"),
    )
    Table(
        "provider_shares",
        studio,
        Column("name", String, primary_key=True),
        Column("kept", LargeBinary, nullable=False),
    )


def declare_short_links(studio: MetaData) -> None:
    """Numbers rise with time; what is trimmed is found by them."""
    Table(
        "short_links",
        studio,
        Column("number", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
        Column("token", String, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("claim", LargeBinary, nullable=False),
        Index("short_links_token", "token", unique=True),
    )
