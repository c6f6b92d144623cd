"""The tables, one family a file: state (what the loop keeps), log (the signals), desk (the studio's store)."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

from loopline.storage.sql.access.team_tables import declare_team_tables
from loopline.storage.sql.catalogs.catalog_tables import declare_catalog_tables
from loopline.storage.sql.decided.decision_tables import declare_decision_tables
from loopline.storage.sql.drafting.draft_tables import declare_drafts
from loopline.storage.sql.erased.erasure_tables import declare_erasures
from loopline.storage.sql.improvement.improvement_tables import declare_improvement_tables
from loopline.storage.sql.messages.send_tables import declare_send_tables, declare_short_links
from loopline.storage.sql.queries import OPEN_ROWS
from loopline.storage.sql.shards.telling_tables import declare_tellings
from loopline.storage.sql.sources.source_tables import declare_source_tables
from loopline.storage.sql.trained.trained_tables import declare_trained_tables

# Names given to constraints, so that a later migration can name them on every database.
NAMES: Final = {
    "ix": "%(table_name)s_%(column_0_N_name)s",
    "pk": "%(table_name)s_pk",
    "fk": "%(table_name)s_%(column_0_name)s_fk",
}

STATE: Final = MetaData(naming_convention=NAMES)
LOG: Final = MetaData(naming_convention=NAMES)
STUDIO: Final = MetaData(naming_convention=NAMES)
FAMILIES: Final = {"state": STATE, "log": LOG, "desk": STUDIO}

# SQLite numbers the rows of an INTEGER primary key by itself, and of no other.
NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")


def _needed(name: str, kind: type[String | BigInteger | LargeBinary | Integer | Float[float]]) -> Column[object]:
    return Column(name, kind, nullable=False)


def _partial(name: str, rows: str, *columns: str) -> Index:
    """An index of these rows alone."""
    return Index(name, *columns, sqlite_where=text(rows), postgresql_where=text(rows))


# Records not yet flushed to rows of their own, packed, a row (a turn) a transaction: see write_buffer.py.
Table("turns", STATE, Column("number", NUMBER, primary_key=True), _needed("records", LargeBinary))

# No rowid: a record is found by its key alone, so one tree less is written (measured: 15 % of a transaction).
Table(
    "records",
    STATE,
    Column("key", String, primary_key=True),
    _needed("state", LargeBinary),
    _needed("seen", LargeBinary),
    Column("wake_at", BigInteger),
    Column("paged", BigInteger, nullable=False, server_default="0"),
    _partial("records_wake_at", "wake_at IS NOT NULL", "wake_at", "key"),
    sqlite_with_rowid=False,
)

# Ids of signals that were seen before those in the record: signals/people/deduplicate.py.
Table(
    "seen_pages",
    STATE,
    Column("key", String, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    _needed("ids", LargeBinary),
    sqlite_with_rowid=False,
)

Table(
    "outbox",
    STATE,
    Column("key", String, primary_key=True),
    _needed("person", String),
    _needed("channel", String),
    _needed("status", String),
    _needed("due_at", BigInteger),
    _needed("attempt", Integer),
    _needed("reason", String),
    _needed("payload", LargeBinary),
    _needed("created_at", BigInteger),
    Column("provider", String, nullable=False, server_default=""),
    _partial("outbox_due", OPEN_ROWS, "status", "due_at", "key"),
)

# Messages that have left the outbox, by a digest of the key: none of them is ever put there, or sent, again.
Table("pruned", STATE, Column("id", NUMBER, primary_key=True, autoincrement=False))

Table("chunks", STATE, Column("number", NUMBER, primary_key=True), _needed("lines", LargeBinary))

Table(
    "documents",
    STATE,
    Column("number", NUMBER, primary_key=True),
    _needed("kind", String),
    _needed("name", String),
    _needed("version", Integer),
    _needed("document", LargeBinary),
    _needed("published_at", BigInteger),
    _needed("reason", String),
    _needed("by", String),
    _needed("state", String),
    Index("documents_version", "kind", "name", "version", unique=True),
)

# One row. `turn` and `chunk` never go back, so a number is never given twice, even when what had it is forgotten.
# Turns up to `folded` are flushed to rows of `records`. `birth` is random: what was exported from here remembers it.
Table(
    "meta",
    STATE,
    Column("id", Integer, primary_key=True),
    _needed("position", BigInteger),
    _needed("epoch", BigInteger),
    _needed("chunk", BigInteger),
    _needed("digest", LargeBinary),
    _needed("turn", BigInteger),
    _needed("folded", BigInteger),
    Column("birth", String, nullable=False, server_default=""),
)

# What could not be read or decided. `status` is the status that a message had; `act` what an operator asked for.
Table(
    "quarantine",
    STATE,
    Column("id", NUMBER, primary_key=True),
    _needed("kind", String),
    _needed("name", String),
    _needed("code", String),
    _needed("reason", String),
    _needed("at", BigInteger),
    _needed("person", String),
    _needed("position", BigInteger),
    _needed("count", BigInteger),
    _needed("payload", LargeBinary),
    _needed("status", String),
    _needed("act", String),
    Index("quarantine_kind_name", "kind", "name", unique=True),
)

# Signals that wait for a record that is set aside, in the order in which they are to be decided.
Table(
    "skipped",
    STATE,
    Column("number", NUMBER, primary_key=True),
    _needed("key", String),
    _needed("position", BigInteger),
    _needed("signal", LargeBinary),
    Index("skipped_key_number", "key", "number"),
)

Table(
    "entries",
    LOG,
    Column("number", NUMBER, primary_key=True),
    _needed("shard", Integer),
    _needed("position", BigInteger),
    _needed("count", Integer),
    _needed("payload", LargeBinary),
    Index("entries_position", "shard", "position", unique=True),
)

# A row once the log was trimmed: the last position that has left.
Table("horizon", LOG, Column("shard", Integer, primary_key=True, autoincrement=False), _needed("position", BigInteger))

Table(
    "keys",
    STUDIO,
    Column("id", String, primary_key=True),
    _needed("role", String),
    _needed("hash", String),
    _needed("prefix", String),
    _needed("created_at", BigInteger),
    Column("origins", String, nullable=False, server_default=""),
    Index("keys_prefix", "prefix"),
)

Table(
    "operators",
    STUDIO,
    Column("email", String, primary_key=True),
    _needed("name", String),
    _needed("password_hash", String),
    _needed("created_at", BigInteger),
    Column("role", String, nullable=False, server_default="owner"),
    Column("sees_people", Integer, nullable=False, server_default="1"),
)

Table(
    "sessions",
    STUDIO,
    Column("hash", String, primary_key=True),
    Column("operator", String, ForeignKey("operators.email", ondelete="CASCADE"), nullable=False),
    _needed("created_at", BigInteger),
    _needed("expires_at", BigInteger),
    Index("sessions_expires_at", "expires_at"),
)

Table(
    "sandbox",
    STUDIO,
    Column("key", String, primary_key=True),
    _needed("channel", String),
    _needed("person", String),
    _needed("address", String),
    _needed("rendered", LargeBinary),
    _needed("at", BigInteger),
    Index("sandbox_at", "at"),
    Index("sandbox_person", "person", "at"),
)

Table(
    "providers",
    STUDIO,
    Column("name", String, primary_key=True),
    _needed("channel", String),
    _needed("sealed_url", LargeBinary),
    _needed("token", String),
    _needed("weight", Integer),
    _needed("a_second", Float),
    _needed("place", Integer),
    _needed("created_at", BigInteger),
    _needed("by", String),
)

# Of a domain's keys one signs; the others are to come, or still stand in DNS for mail that is on its way.
Table(
    "sender_keys",
    STUDIO,
    Column("domain", String, primary_key=True),
    Column("selector", String, primary_key=True),
    _needed("sealed_key", LargeBinary),
    _needed("public_key", String),
    _needed("signs", Integer),
    _needed("created_at", BigInteger),
    _needed("by", String),
)

# In-app messages by person. A number is never given twice: streams go on behind the last one that they told of. A time
# is 0 while it has not come.
Table(
    "inbox",
    STUDIO,
    Column("number", NUMBER, primary_key=True),
    _needed("key", String),
    _needed("person", String),
    _needed("at", BigInteger),
    _needed("expires_at", BigInteger),
    _needed("waits", Integer),
    _needed("content", LargeBinary),
    _needed("shown_at", BigInteger),
    _needed("read_at", BigInteger),
    _needed("clicked_at", BigInteger),
    _needed("dismissed_at", BigInteger),
    Index("inbox_key", "key", unique=True),
    Index("inbox_person", "person", "number"),
    Index("inbox_at", "at"),
    _partial("inbox_expires_at", "expires_at > 0", "expires_at"),
    sqlite_autoincrement=True,
)

# Copies of what was sent, many in a row. The parts come last, so that who looks for a digest does not read them.
Table(
    "sent",
    STUDIO,
    Column("number", NUMBER, primary_key=True),
    _needed("first_at", BigInteger),
    _needed("last_at", BigInteger),
    _needed("size", Integer),
    _needed("digests", LargeBinary),
    _needed("parts", LargeBinary),
    Index("sent_last_at", "last_at"),
)
declare_tellings(STATE)
for declare in (
    declare_short_links,
    declare_send_tables,
    declare_catalog_tables,
    declare_drafts,
    declare_decision_tables,
    declare_trained_tables,
    declare_improvement_tables,
    declare_erasures,
    declare_team_tables,
    declare_source_tables,
):
    declare(STUDIO)
