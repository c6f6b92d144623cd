"""The process that answers one question to open facts: `python -m loopline.storage.open_facts.reading`.

It is given a question on its standard input, and ends with the answer. It has no environment, no connection and no file
but the open ones; the kernel bounds what it may use, and who started it ends it when its time is over.
"""

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec

from loopline.model.errors import Invalid, LooplineError
from loopline.storage.open_facts.figures import QueryAnswer, QueryAsked, QueryColumn, QueryRefused
from loopline.storage.open_facts.schema import COLUMNS
from loopline.storage.open_facts.statement import check_statement

ROWS_AT_ONCE: Final = 512
BEYOND_MEMORY: Final = 768 << 20
"""What the process itself takes, above the memory that DuckDB may use."""

DAYS: Final = "FROM read_parquet('{folder}/days/*.parquet', union_by_name = true)"
NO_DAYS: Final = f"SELECT {', '.join(f'NULL::{one.type} AS {one.name}' for one in COLUMNS['facts'])} WHERE false"
"""Where nothing has happened yet, there is no file."""

VIEWS: Final = """
CREATE VIEW facts AS {facts};
CREATE VIEW people AS FROM read_parquet('{folder}/people.parquet');
CREATE VIEW lists AS FROM read_parquet('{folder}/lists.parquet');
CREATE VIEW merges AS FROM read_parquet('{folder}/merges.parquet');
CREATE VIEW events AS SELECT person, name, happened_at, account, data FROM facts WHERE kind = 'event';
"""


def answer(asked: QueryAsked) -> QueryAnswer:
    """The rows of a question. Raises Invalid `query_failed` and those of `check_statement`."""
    settings: dict[str, Any] = {
        "threads": asked.threads,
        "memory_limit": f"{asked.memory_mb}MB",
        "temp_directory": asked.spill,
        "max_temp_directory_size": f"{asked.spill_mb}MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(config=settings)
    connection.execute("SET TimeZone = 'UTC'")
    folder = asked.folder.replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{folder}']")
    connection.execute("SET enable_external_access = false")
    facts = DAYS.format(folder=folder) if any(Path(asked.folder, "days").glob("*.parquet")) else NO_DAYS
    connection.execute(VIEWS.format(folder=folder, facts=facts))
    connection.execute("SET lock_configuration = true")
    serialized = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [asked.sql]).fetchone()
    assert serialized is not None
    check_statement(serialized[0])
    try:
        found = connection.execute(asked.sql)
        return _rows(found, asked)
    except duckdb.OutOfMemoryException:
        raise Invalid("query_memory", "The question takes more memory than it may; ask for less at once.") from None
    except duckdb.Error as fault:
        told = str(fault).replace(asked.folder, "")  # where the files stand is nobody's concern
        raise Invalid("query_failed", " ".join(told.split())[:500]) from None


def _rows(found: duckdb.DuckDBPyConnection, asked: QueryAsked) -> QueryAnswer:
    columns = tuple(QueryColumn(str(one[0]), str(one[1])) for one in found.description or ())
    rows: list[list[Any]] = []
    size = 0
    while part := found.fetchmany(min(ROWS_AT_ONCE, asked.rows + 1 - len(rows))):
        plain = [[_plain(cell) for cell in row] for row in part]
        size += len(msgspec.json.encode(plain))
        if size > asked.answer_bytes:
            raise Invalid("query_too_large", f"The answer is larger than {asked.answer_bytes >> 20} MB; ask for less.")
        rows += plain
        if len(rows) > asked.rows:
            break
    return QueryAnswer(columns, tuple(map(tuple, rows[: asked.rows])), len(rows) > asked.rows, asked.as_of)


def _plain(cell: object) -> object:
    if cell is None or isinstance(cell, bool | str | float):
        return cell
    if isinstance(cell, int):
        return cell if -(2**53) <= cell <= 2**53 else str(cell)  # JSON's readers keep no more
    if isinstance(cell, list | tuple):
        return [_plain(one) for one in cell]
    if isinstance(cell, dict):
        return {str(name): _plain(one) for name, one in cell.items()}
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _bound(asked: QueryAsked) -> None:
    """What the kernel holds it to; where the system has no such bound, the one who started it has the time."""
    for kind, most in (
        (resource.RLIMIT_AS, (asked.memory_mb << 20) + BEYOND_MEMORY),
        (resource.RLIMIT_CPU, int(asked.seconds * asked.threads) + 2),
        (resource.RLIMIT_FSIZE, asked.spill_mb << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most + 1))  # at the first it is told, at the second ended


def answer_one() -> None:
    """Answer, or say why not."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=QueryAsked)
    os.nice(5)
    _bound(asked)
    try:
        said = msgspec.json.encode(answer(asked))
    except LooplineError as error:
        said = msgspec.json.encode(QueryRefused(error.code, error.text))
    except MemoryError:
        said = msgspec.json.encode(QueryRefused("query_memory", "The question takes more memory than it may."))
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    answer_one()
