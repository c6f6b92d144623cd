"""The tables of what waits for a second person, and of what operators are told."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table


def declare_team_tables(studio: MetaData) -> None:
    """`author` is the e-mail address of whoever asked ("" for a key), `request` what is to be done, packed. A note
    stands once for each operator; `read_at` is 0 while it is not read."""
    Table(
        "publish_requests",
        studio,
        Column("id", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("name", String, nullable=False),
        Column("digest", String, nullable=False),
        Column("request", LargeBinary, nullable=False),
        Column("by", String, nullable=False),
        Column("author", String, nullable=False),
        Column("asked_at", BigInteger, nullable=False),
        Column("state", String, nullable=False),
        Column("decided_by", String, nullable=False),
        Column("decided_at", BigInteger, nullable=False),
        Column("words", String, nullable=False),
        Index("publish_requests_state_asked_at", "state", "asked_at"),
    )
    Table(
        "notes",
        studio,
        Column("id", String, primary_key=True),
        Column("operator", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("text", String, nullable=False),
        Column("link", String, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("read_at", BigInteger, nullable=False),
        Index("notes_operator_at", "operator", "at"),
    )
    Table(
        "secret_marks",
        studio,
        Column("name", String, primary_key=True),
        Column("mark", String, nullable=False),
    )
