"""A ClickHouse server by its URL: statements, rows, and tables in and out as Parquet; its errors are ours."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast
from urllib.parse import unquote, urlsplit

from loopline.model.errors import Invalid, Unavailable

PLAIN: Final = "clickhouse"
SECURE: Final = "clickhouses"
PORTS: Final = {PLAIN: 8123, SECURE: 8443}
NOISY: Final = ("urllib3.connectionpool", "clickhouse_connect")
CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 300
PIECE_BYTES: Final = 1 << 20
TOO_MUCH: Final = 396
"""ClickHouse's code for an answer beyond `max_result_rows` or `max_result_bytes`."""

QUERY_BYTES: Final = 64 << 20
SETTINGS: Final[Mapping[str, object]] = {
    # An answer is whole before its first byte leaves, so that a fault in its midst is no short answer.
    "wait_end_of_query": 1,
    "max_query_size": QUERY_BYTES,
    "max_ast_elements": 10_000_000,
    "max_expanded_ast_elements": 10_000_000,
    "join_use_nulls": 1,
    # A delete is over when it answers.
    "mutations_sync": 2,
    "lightweight_deletes_sync": 2,
}


def missing_driver() -> Invalid:
    """The answer where the extra is not installed."""
    text = "facts in ClickHouse need the extra `clickhouse`: pip install 'loopline[clickhouse]'"
    return Invalid("clickhouse_missing", text)


class ClickHouseServer:
    """One database. Any thread may ask. Raises Unavailable `facts_unreachable`, `facts_failed`."""

    def __init__(self, url: str) -> None:
        """Connects. Raises Invalid `facts_url_invalid`, and `clickhouse_missing` without the driver."""
        address = _address(url)
        try:
            import clickhouse_connect
        except ImportError:
            raise missing_driver() from None
        for name in NOISY:  # what they warn of is raised as well
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with driver_errors():
            self._client: Final = clickhouse_connect.get_client(
                **address,
                connect_timeout=CONNECT_SECONDS,
                send_receive_timeout=ANSWER_SECONDS,
                autogenerate_session_id=False,  # one session cannot answer two threads at once
                compress=False,
                settings=dict(SETTINGS),
            )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def run(self, sql: str) -> None:
        """A statement that answers nothing."""
        with driver_errors():
            self._client.command(sql)

    def rows(self, sql: str, settings: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        """The rows of a SELECT."""
        with driver_errors():
            found = self._client.query(sql, settings=_given(settings)).result_rows
            return [tuple(row) for row in found]

    def fetch(self, sql: str, path: Path, settings: Mapping[str, object] | None = None) -> None:
        """The rows of a SELECT as a Parquet file."""
        with driver_errors(), path.open("wb") as file:
            stream = cast(IO[bytes], self._client.raw_stream(sql, settings=_given(settings), fmt="Parquet"))
            with stream:
                while piece := stream.read(PIECE_BYTES):
                    file.write(piece)

    def put(self, table: str, columns: Sequence[str], path: Path, token: str) -> None:
        """Append the rows of a Parquet file; a request that the driver repeats by itself counts once."""
        with driver_errors(), path.open("rb") as file:
            settings = {"insert_deduplication_token": token}
            self._client.raw_insert(
                table, list(columns), insert_block=cast(Any, file), fmt="Parquet", settings=settings
            )


def _address(url: str) -> dict[str, Any]:
    """What the driver is called with. Raises Invalid, whose text repeats nothing of the URL."""
    try:
        parts = urlsplit(url)
        port, database = parts.port, parts.path.removeprefix("/").removesuffix("/")
    except ValueError:
        raise _wrong() from None
    if parts.scheme not in PORTS or parts.query or parts.fragment or set(database) & {"/", "@"}:
        raise _wrong()  # of a password that is not encoded, its rest would be taken for something that may be shown
    return {
        "host": parts.hostname or "127.0.0.1",
        "port": port or PORTS[parts.scheme],
        "username": unquote(parts.username or "default"),
        "password": unquote(parts.password or ""),
        "database": unquote(database) or "default",
        "secure": parts.scheme == SECURE,
    }


def _wrong() -> Invalid:
    text = (
        "Write it as clickhouse://user:password@host:8123/database, or clickhouses:// with TLS; in a password "
        "/ is %2F, # is %23 and ? is %3F."
    )
    return Invalid("facts_url_invalid", text, at="LOOPLINE_FACTS")


def _given(settings: Mapping[str, object] | None) -> dict[str, Any]:
    return dict(settings or {})


@contextmanager
def driver_errors() -> Iterator[None]:
    """The driver's errors as ours; none repeats the password."""
    from clickhouse_connect.driver.exceptions import DatabaseError, Error, OperationalError

    try:
        yield
    except DatabaseError as fault:
        if not isinstance(fault, OperationalError) and f"code: {TOO_MUCH}" in str(fault):
            raise Invalid("facts_question_unsupported", _too_much()) from fault
        code = "facts_unreachable" if isinstance(fault, OperationalError) else "facts_failed"
        raise Unavailable(code, f"ClickHouse did not do it: {_short(fault)}") from fault
    except (Error, OSError) as fault:
        raise Unavailable("facts_unreachable", f"ClickHouse cannot be reached: {_short(fault)}") from fault


def _too_much() -> str:
    return (
        "This question is answered from ClickHouse's rows, and it asks for more of them than one answer may read: "
        "narrow it down, as to a time or a journey."
    )


def _short(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:500]
