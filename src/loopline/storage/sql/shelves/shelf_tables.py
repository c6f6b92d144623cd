"""The tables of what is kept beside journeys: comments, what was read of them, and places in the list."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table


def declare_shelves(studio: MetaData) -> None:
    """The tables, as the newest migration leaves them."""
    _declare_comments(studio)
    _declare_shelf(studio)


def _declare_comments(studio: MetaData) -> None:
    """A thread is about a step ("" for the journey), and perhaps about the path `handle` that leaves it.

    `step_name` is the name at that time: it stays when the step goes. `mentions` is a JSON list of e-mail addresses.
    Times are ms; 0 where it has not happened.
    """
    Table(
        "comment_threads",
        studio,
        Column("id", String, primary_key=True),
        Column("journey", String, nullable=False),
        Column("step", String, nullable=False),
        Column("handle", String, nullable=False),
        Column("step_name", String, nullable=False),
        Column("opened_at", BigInteger, nullable=False),
        Column("resolved_at", BigInteger, nullable=False),
        Column("resolved_by", String, nullable=False),
        Index("comment_threads_journey_opened_at", "journey", "opened_at"),
    )
    Table(
        "comments",
        studio,
        Column("thread", String, primary_key=True),
        Column("place", Integer, primary_key=True, autoincrement=False),
        Column("author", String, nullable=False),
        Column("by", String, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("changed_at", BigInteger, nullable=False),
        Column("text", String, nullable=False),
        Column("mentions", LargeBinary, nullable=False),
    )
    Table(
        "comment_reads",
        studio,
        Column("operator", String, primary_key=True),
        Column("journey", String, primary_key=True),
        Column("at", BigInteger, nullable=False),
    )


def _declare_shelf(studio: MetaData) -> None:
    """The place of a journey in the list; `tags` is a JSON list, `archived_at` is ms and 0 where it is not archived."""
    Table(
        "journey_shelf",
        studio,
        Column("journey", String, primary_key=True),
        Column("folder", String, nullable=False),
        Column("tags", LargeBinary, nullable=False),
        Column("archived_at", BigInteger, nullable=False),
        Column("archived_by", String, nullable=False),
    )
