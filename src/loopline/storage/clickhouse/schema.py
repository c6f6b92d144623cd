"""The tables in ClickHouse, and the SQL that reads them as of one commit.

Nothing is ever changed in place. Each append, `load` and `adopt` writes rows with a number of their own (`batch`), and
then one row in `commits`: only what a commit names is there for a reader, from its `base` on. So a reader that begins
with the newest commit sees all of one moment, and an append that was cut short has left nothing that anybody sees.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from loopline.storage.duckdb.schema import COLUMNS as FACT_FIELDS

_TYPES: Final = {"VARCHAR": "String", "BIGINT": "Int64", "DOUBLE": "Nullable(Float64)", "JSON": "Nullable(String)"}
_FEW: Final = frozenset({"kind", "name", "journey", "node", "channel", "topic", "arm", "held", "reason", "provider"})
"""Columns with few different values: each value stands once in a part."""

FACTS: Final[Mapping[str, str]] = {
    **{name: "LowCardinality(String)" if name in _FEW else _TYPES[kind] for name, kind, _ in FACT_FIELDS},
    "number": "Int64",
    "shard": "Int32",
    "unit": "Nullable(String)",
    "after_ms": "Nullable(Int64)",
}
PEOPLE: Final[Mapping[str, str]] = {
    "person": "String",
    "traits": "Nullable(String)",
    "account": "Nullable(String)",
    "account_traits": "Nullable(String)",
    "lists": "Array(String)",
    "consent": "Nullable(String)",
    "email": "Nullable(String)",
    "name": "Nullable(String)",
    "first_seen_at": "Nullable(Int64)",
    "updated_at": "Nullable(Int64)",
    "position": "Nullable(Int64)",
    "seq": "Nullable(Int64)",
    "zone": "Nullable(String)",
}
MERGES: Final[Mapping[str, str]] = {"other": "String", "into": "String"}
MOVES: Final[Mapping[str, str]] = {"raw": "String", "until": "UInt64", "person": "String"}
"""Facts stored as `raw` before the batch `until` are `person`'s now: the nearest `until` counts."""

OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "facts": {"batch": "UInt64", "place": "UInt64"},
    "people": {"batch": "UInt64", "gone": "UInt8"},
    "merges": {"batch": "UInt64", "gone": "UInt8"},
    "moves": {"batch": "UInt64"},
}
"""What each row has beside its fields: its batch, its place among all, and whether nobody is there."""

COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    name: {**fields, **OWN[name]}
    for name, fields in (("facts", FACTS), ("people", PEOPLE), ("merges", MERGES), ("moves", MOVES))
}
_ORDER: Final = {
    "facts": "kind, journey, name, at",
    "people": "person, batch",
    "merges": "other, batch",
    "moves": "raw, until, batch",
}
# The rows of one append are found without looking at older partitions.
_PARTS: Final = {"facts": "PARTITION BY intDiv(batch, 100000)"}
DEDUPE_WINDOW: Final = 1_000
COMMITS: Final = f"""
CREATE TABLE IF NOT EXISTS commits (batch UInt64, base UInt64, kept String, at DateTime64(3) DEFAULT now64(3))
ENGINE = MergeTree ORDER BY batch SETTINGS non_replicated_deduplication_window = {DEDUPE_WINDOW}
"""
SCHEMA: Final = 1


def _table(name: str) -> str:
    columns = ", ".join(f"`{column}` {kind}" for column, kind in COLUMNS[name].items())
    parts = _PARTS.get(name, "")
    return (
        f"CREATE TABLE IF NOT EXISTS {name} ({columns}) ENGINE = MergeTree {parts} "
        f"ORDER BY ({_ORDER[name]}) SETTINGS non_replicated_deduplication_window = {DEDUPE_WINDOW}"
    )


TABLES: Final = (*(_table(name) for name in COLUMNS), COMMITS)
NEWEST: Final = """
SELECT batch, base, kept, (SELECT count() > 0 FROM (SELECT 1 FROM moves LIMIT 1)) FROM commits
ORDER BY batch DESC LIMIT 1
"""
IS_THERE: Final = (
    "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'commits' AND total_rows > 0"
)
BYTES: Final = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()"


class Kept(Struct, frozen=True):
    """What is kept of a shard: its last chunk, the mark of its state, and by how much its chunks are moved up."""

    carried: int = 0
    birth: str = ""
    shift: int = 0


class Commit(Struct, frozen=True):
    """The newest commit: what may be read, what is kept of each shard, and who wrote it in which schema.

    `rows` is the place of the last fact; `are_moved` says whether any facts have come to other people since they came.
    """

    batch: int = 0
    base: int = 0
    shards: dict[int, Kept] = {}
    rows: int = 0
    writer: str = ""
    schema: int = SCHEMA
    are_moved: bool = False

    def of(self, shard: int) -> Kept:
        """What is kept of a shard."""
        return self.shards.get(shard, Kept())

    def kept(self) -> str:
        """All of it but the numbers, as JSON."""
        return msgspec.json.encode(_Told(self.shards, self.rows, self.writer, self.schema)).decode()


class _Told(Struct, frozen=True):
    shards: dict[int, Kept]
    rows: int
    writer: str
    schema: int


def commit_of(batch: int, base: int, kept: str, are_moved: bool) -> Commit:
    """A commit as it stands in its row."""
    told = msgspec.json.decode(kept, type=_Told)
    return Commit(batch, base, told.shards, told.rows, told.writer, told.schema, are_moved)


def quoted(value: object) -> str:
    """A value as a literal."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0")
            return f"'{escaped}'"
        case list() | tuple():
            return f"[{', '.join(map(quoted, value))}]"
        case _:
            raise TypeError(type(value).__name__)


def _seen(commit: Commit) -> str:
    return f"batch >= {commit.base} AND batch <= {commit.batch}"


def _newest(table: str, key: str, fields: Mapping[str, str], commit: Commit, gone: bool) -> str:
    names = ", ".join(f"`{name}`" for name in fields)
    kept = "WHERE NOT gone" if gone else ""
    more = ", gone" if gone else ""
    return (
        f"SELECT {names} FROM (SELECT {names}{more} FROM {table} WHERE {_seen(commit)} "
        f"ORDER BY batch DESC LIMIT 1 BY {key}) {kept}"
    )


def left(last: int) -> str:
    """How many rows each table has of appends after the last commit: those were cut short."""
    return f"SELECT {', '.join(f'(SELECT count() FROM {table} WHERE batch > {last})' for table in COLUMNS)}"


def people(commit: Commit) -> str:
    """Everybody, as of a commit."""
    return _newest("people", "person", PEOPLE, commit, gone=True)


def merges(commit: Commit) -> str:
    """The merges, as of a commit."""
    return _newest("merges", "other", MERGES, commit, gone=True)


def moves(commit: Commit) -> str:
    """The moves, as of a commit."""
    return _newest("moves", "raw, until", MOVES, commit, gone=False)


def facts(commit: Commit) -> str:
    """All facts as of a commit, each under the name of the person whose it is now."""
    if not commit.are_moved:
        return f"SELECT * FROM facts WHERE {_seen(commit)}"
    return (
        "SELECT f.* EXCEPT person, coalesce(m.person, f.person) AS person "
        f"FROM (SELECT * FROM facts WHERE {_seen(commit)}) f ASOF LEFT JOIN ({moves(commit)}) m "
        "ON f.person = m.raw AND f.batch < m.until"
    )
