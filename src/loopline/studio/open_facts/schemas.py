"""Open facts as the API takes and answers them. Times are ms since the epoch, UTC."""

from typing import Annotated

from msgspec import Meta, Struct

from loopline.storage.open_facts.folder import OpenFactsFile


class QueryBody(Struct, frozen=True):
    """One SELECT over `facts`, `events`, `people`, `lists`, `merges`: so many rows and so many seconds at most."""

    sql: Annotated[str, Meta(min_length=1, max_length=20_000)]
    limit: Annotated[int, Meta(ge=1, le=100_000)] = 1_000
    seconds: Annotated[float, Meta(ge=0.1, le=60)] = 10.0


class OpenFiles(Struct, frozen=True):
    """The open files: the number of their schema, as of when they are the facts, and each file."""

    schema: int
    as_of: int
    files: tuple[OpenFactsFile, ...]
