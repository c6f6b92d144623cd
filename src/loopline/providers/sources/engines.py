"""Connections to databases of others, by any URL of SQLAlchemy, as far as they may be reached."""

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loopline.model.errors import Invalid
from loopline.providers.sources.reach import ALLOW, SourceReach

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

CONNECT_SECONDS: Final = 10
PSYCOPG: Final = ("postgresql", "postgresql+psycopg", "postgres")
ELSEWHERE: Final = frozenset(
    {"dsn", "host", "hostaddr", "odbc_connect", "read_default_file", "server", "service", "servicefile", "unix_socket"}
)
"""Options by which drivers go to another host, or read a file, whatever host the URL names."""

SQLITE: Final = ("sqlite", "sqlite+pysqlite")
POSTGRES_PORT: Final = 5432
POSTGRES_OPTIONS: Final = frozenset({"host", "sslmode", "application_name"})
SQLITE_READS: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
SQLITE_SECONDS: Final = 300
SQLITE_CELL_BYTES: Final = 16 << 20
STEPS: Final = 100_000
"""A turn is over after so long, which is looked at after so many steps of SQLite's machine."""

LOADS: Final = "load_extension"
ASKED_BY_SQLALCHEMY: Final = "read_uncommitted"


def url_of(text: str) -> "URL":
    """The URL of a database. Raises Invalid `source_url`, and repeats nothing of it."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    is_own = url is not None and url.drivername in PSYCOPG
    if url is None or (is_own and not POSTGRES_OPTIONS.issuperset(url.query)):
        example = "postgresql://reader:password@host/database, or sqlite:////folder/file.db"
        raise Invalid("source_url", f"This is no URL of a database; write it as {example}.", at="url")
    return url


def engine_for(url: "URL", reach: SourceReach, *, writes: bool = False) -> "Engine":
    """What connects to a database that may be reached; SQLite is opened for reading alone unless it `writes`.

    Raises Invalid `source_url`, `source_private`, `source_driver`, and as `SourceReach` does; connecting raises as the
    driver does.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    if url.drivername in SQLITE:
        name = str(url.database or "")
        if writes:
            reach.check(Path(name).resolve().parent)
            return create_engine("sqlite://", creator=lambda: _sqlite_to_write(Path(name)), poolclass=NullPool)
        [path] = reach.files(name)
        return create_engine("sqlite://", creator=lambda: _sqlite(path), poolclass=NullPool)
    if url.drivername in PSYCOPG:
        return create_engine("postgresql+psycopg://", creator=lambda: _psycopg(url, reach), poolclass=NullPool)
    host = url.host or ""
    if not host or not ELSEWHERE.isdisjoint(name.lower() for name in url.query):
        text = f"Write one host before the path; none of {', '.join(sorted(ELSEWHERE))} behind it."
        raise Invalid("source_url", text, at="url")
    if not reach.is_named(host):
        text = f"The host of {url.get_backend_name()} cannot be checked while it is used; {ALLOW}."
        raise Invalid("source_private", text, at="url")
    try:
        return create_engine(url, poolclass=NullPool)
    except (SQLAlchemyError, ImportError, TypeError) as fault:
        text = f"{url.drivername} needs its driver beside SQLAlchemy ({type(fault).__name__}); install it."
        raise Invalid("source_driver", text, at="url") from None


def _psycopg(url: "URL", reach: SourceReach) -> Any:  # a connection of the driver
    try:
        import psycopg
    except ImportError:
        raise Invalid("source_driver", "Install the driver: pip install 'loopline[postgres]'.", at="url") from None
    host = str(url.query.get("host", "")) or url.host or ""
    options: dict[str, Any] = {name: str(value) for name, value in url.query.items() if name != "host"}
    if host.startswith("/"):
        if not any(Path(host).resolve().is_relative_to(known.resolve()) for known in reach.folders):
            raise Invalid("source_folder", f"To pull by a socket in a folder, {ALLOW}.", at="url")
    else:
        options["hostaddr"] = reach.address(host, url.port or POSTGRES_PORT)
    return psycopg.connect(
        host=host,
        port=url.port or POSTGRES_PORT,
        user=url.username,
        password=url.password,
        dbname=url.database,
        connect_timeout=CONNECT_SECONDS,
        client_encoding="utf8",
        **options,
    )


def _sqlite(path: Path) -> sqlite3.Connection:
    """Opened to be read, and held to reading: a SELECT attaches nothing and loads nothing."""
    made = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=CONNECT_SECONDS, check_same_thread=False)
    made.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, SQLITE_CELL_BYTES)
    made.set_authorizer(_sqlite_reads)
    ends = time.monotonic() + SQLITE_SECONDS
    made.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
    return made


def _sqlite_reads(action: int, first: str | None, second: str | None, *rest: object) -> int:
    allowed = action in SQLITE_READS or action == sqlite3.SQLITE_TRANSACTION
    allowed |= action == sqlite3.SQLITE_PRAGMA and first == ASKED_BY_SQLALCHEMY and second is None
    return sqlite3.SQLITE_OK if allowed and second != LOADS else sqlite3.SQLITE_DENY


def _sqlite_to_write(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=CONNECT_SECONDS, check_same_thread=False)
