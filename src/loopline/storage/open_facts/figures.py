"""A question to open facts, its bounds, and its answer."""

from typing import Any

from msgspec import Struct


class QueryColumn(Struct, frozen=True):
    """A column of an answer, with DuckDB's type."""

    name: str
    type: str


class QueryAnswer(Struct, frozen=True, tag="answer", tag_field="kind"):
    """The rows of a question, as of when the open files were compared with the facts (ms).

    `truncated`: there were more rows than were asked for. Times are ISO 8601 in UTC; whole numbers beyond 2^53,
    decimals and intervals are text.
    """

    columns: tuple[QueryColumn, ...]
    rows: tuple[tuple[Any, ...], ...]  # whatever SQL answers
    truncated: bool
    as_of: int


class QueryRefused(Struct, frozen=True, tag="refused", tag_field="kind"):
    """Why there is no answer."""

    code: str
    text: str


class QueryAsked(Struct, frozen=True):
    """A question to the process that reads: the SQL, the folder of open files, and what it may use."""

    sql: str
    folder: str
    spill: str
    as_of: int
    rows: int
    seconds: float
    memory_mb: int = 256
    spill_mb: int = 1_024
    threads: int = 1
    answer_bytes: int = 16 << 20
