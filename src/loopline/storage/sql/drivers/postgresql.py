"""How a schema of a PostgreSQL database is reached, locked and watched. All that depends on PostgreSQL itself."""

from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loopline.model.errors import Conflict, Invalid, LooplineError, Unavailable
from loopline.storage.sql.drivers.dialect import MEGABYTE, Row, SqlConnection, Tuning
from loopline.storage.sql.drivers.sqlite import busy

if TYPE_CHECKING:
    from loopline.storage.sql.drivers.postgresql_connection import PostgresqlConnection

SCHEMES: Final = ("postgresql://", "postgres://")
OLDEST_VERSION: Final = 160_000
CONNECT: Final[dict[str, str]] = {
    "application_name": "loopline",
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
"""A server that is gone without a word is known as gone after half a minute. The URL may say otherwise."""

SESSION: Final[dict[str, str]] = {
    # The other way round: a process of ours that stands still or is gone must not keep its locks from its successor.
    "idle_in_transaction_session_timeout": "5s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": "5s",
    # A COMMIT that gives up waiting for a synchronous standby is answered as done, with a warning.
    "statement_timeout": "0",
    "jit": "off",  # it would cost more than any of our statements
}

ADMITTED: Final = (
    "SELECT datlocprovider::text, datcollate, pg_encoding_to_char(encoding), current_setting('synchronous_commit'), "
    "current_setting('fsync'), pg_is_in_recovery() FROM pg_database WHERE datname = current_database()"
)

SIZE: Final = (
    "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class "
    "WHERE relnamespace = to_regnamespace(?) AND relkind = 'r'"
)


class Postgresql:
    """The SqlDialect of one schema."""

    path = ""
    keeps_watch = False
    # A successor reads them before it goes on, so there are fewer than in a file that one process owns.
    buffered_records = 8_192
    buffered_bytes = 8 * MEGABYTE

    def __init__(self, url: str, schema: str, tuning: Tuning) -> None:
        """Raises Invalid `store_url_invalid`, Unavailable `driver_missing`."""
        self._arguments: Final = connect_arguments(url)
        from psycopg import Error

        self.errors: tuple[type[Exception], ...] = (Error,)
        self.schema: Final = schema
        self._tuning: Final = tuning
        self._versions: Final = count(1)
        # As SQLite's BEGIN IMMEDIATE.
        self._begin: Final = f"BEGIN; SELECT pg_advisory_xact_lock({lock_number('write', schema)})"

    def open(self, *, writes: bool) -> "PostgresqlConnection":
        """A connection that finds our tables without a prefix. Raises Conflict `store_version`."""
        session = {
            **SESSION,
            "search_path": self.schema,
            "lock_timeout": f"{self._tuning.busy_ms}ms",
        }
        connection = open_connection(self._arguments, session)
        if not writes:  # not as an option of the session: with target_session_attrs the driver would look elsewhere
            try:
                connection.execute("SET default_transaction_read_only = on")
            except BaseException:
                connection.close()
                raise
        return connection

    def begin_reading(self, connection: SqlConnection, first: str) -> Row:
        """Both in one round trip."""
        return connection.exec_driver_sql(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {first}").one()

    def begin(self, connection: SqlConnection) -> None:
        """The lock comes first."""
        connection.exec_driver_sql(self._begin)

    def admit(self, connection: SqlConnection) -> None:
        """Refuses a database whose keys sort otherwise than as bytes, or that may forget what it has acknowledged."""
        provider, collation, encoding, commit, fsync, follows = connection.exec_driver_sql(ADMITTED).one()
        if encoding != "UTF8" or not (provider == "b" or collation in ("C", "POSIX")):
            text = (
                f"The database has the collation {collation} and the encoding {encoding}, but keys have to sort as "
                "bytes: make one by CREATE DATABASE loopline TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' "
                "LC_CTYPE 'C'."
            )
            raise Conflict("store_collation", text)
        if fsync == "off" or commit == "off":
            text = f"PostgreSQL may forget what it has acknowledged (fsync {fsync}, synchronous_commit {commit}): "
            raise Conflict("store_not_durable", f"{text}set both to on.")
        if follows:
            raise _read_only()

    def make_room(self, connection: SqlConnection) -> None:
        """The schema, unless somebody has made it for us: that takes a right of its own."""
        if connection.exec_driver_sql("SELECT to_regnamespace(?)::text", (self.schema,)).scalar_one() is None:
            connection.exec_driver_sql(f"CREATE SCHEMA {self.schema}")

    def told(self, fault: Exception, *, lost: bool) -> LooplineError | None:
        """What to look at. The driver's own words stay in the log: they name hosts and people."""
        from psycopg import InternalError, OperationalError

        state = str(getattr(fault, "sqlstate", None) or "")
        if state == "55P03":
            return busy()
        if state == "25006":
            return _read_only()
        if state == "42501":
            text = "PostgreSQL forbids this to our role: let it own the database (ALTER DATABASE ... OWNER TO ...)."
            return Unavailable("store_forbidden", text)
        if lost or (isinstance(fault, OperationalError) and state[:2] in ("", "08", "57")):
            return unreachable()
        if isinstance(fault, OperationalError | InternalError):
            return Unavailable("store_failed", f"PostgreSQL refused (SQLSTATE {state}): look at its log and its disk.")
        return None

    def version(self, connection: SqlConnection) -> int:
        """PostgreSQL has no number that costs nothing, so somebody may always have written."""
        return next(self._versions)

    def copies_itself(self, connection: SqlConnection, path: Path) -> bool:
        """Its tables have to be read."""
        return False

    def size(self, connection: SqlConnection) -> int:
        """Every table of the schema, with its indexes and its long values."""
        return int(connection.exec_driver_sql(SIZE, (self.schema,)).scalar_one())

    def compact(self, connection: SqlConnection, most_bytes: int) -> None:
        """Autovacuum does it."""

    def overwrite_freed(self, connection: SqlConnection) -> None:
        """VACUUM frees dead rows, which are overwritten in time; whoever owns the database may run VACUUM FULL."""
        connection.exec_driver_sql("VACUUM")


def is_postgresql_url(text: str) -> bool:
    """Whether a text names a PostgreSQL database."""
    return text.startswith(SCHEMES)


def lock_number(purpose: str, schema: str) -> int:
    """The number of an advisory lock, stable for ever."""
    digest = blake2b(f"loopline {purpose} {schema}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def connect_arguments(url: str) -> dict[str, Any]:
    """What the driver is called with. Nothing of the URL is repeated in an error."""
    try:
        from psycopg import ProgrammingError as Unreadable
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise Unavailable("driver_missing", "PostgreSQL needs a driver: pip install 'loopline[postgres]'.") from None
    try:
        said = conninfo_to_dict(url)
    except Unreadable:
        raise _unreadable() from None
    if not _is_plain(url, str(said.get("host") or ""), str(said.get("port") or "")):
        raise _unreadable()
    return {**CONNECT, **{name: value for name, value in said.items() if value is not None}}


def _is_plain(url: str, host: str, port: str) -> bool:
    """Whether no rest of a password that is not encoded stands in the host or the port, which errors tell."""
    return url.partition("?")[0].count("@") < 2 and "@" not in host and not port.strip("0123456789,")


def _unreadable() -> Invalid:
    text = (
        "It cannot be read: write it as postgresql://user:password@host:5432/database; in a password @ is %40, / is "
        "%2F and : is %3A."
    )
    return Invalid("store_url_invalid", text, at="LOOPLINE_STORE")


def open_connection(arguments: dict[str, Any], session: dict[str, str]) -> "PostgresqlConnection":
    """A connection in which each statement stands for itself. Raises Conflict `store_version`."""
    from loopline.storage.sql.drivers.postgresql_connection import PostgresqlConnection

    options = " ".join([str(arguments.get("options", "")), *(f"-c {name}={value}" for name, value in session.items())])
    connection = PostgresqlConnection.connect("", **{**arguments, "options": options.strip()}, autocommit=True)
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        connection.close()
        text = f"PostgreSQL {version // 10_000} is too old: Loopline needs 16 or later. Upgrade it."
        raise Conflict("store_version", text)
    return connection


def unreachable(why: str = "") -> Unavailable:
    """What is told while nobody can ask PostgreSQL; `why` holds hosts and people, and is for operators."""
    text = "PostgreSQL cannot be reached, or refuses us: look at it and at LOOPLINE_STORE. Nothing was lost."
    return Unavailable("store_unreachable", f"{text} {why}".rstrip())


def _read_only() -> Unavailable:
    text = "This PostgreSQL follows another one and takes no writes: let LOOPLINE_STORE name the primary."
    return Unavailable("store_read_only", text)
