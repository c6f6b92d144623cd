"""The tables of the facts file, and the SQL that inserts facts and merges people."""

from typing import Final

from loopline.storage.duckdb import journeys
from loopline.storage.duckdb.people import FRESH

VERSION: Final = 8

# Fact's fields, in its order: (name, type, what an omitted field means). `value` and `data` may be unknown.
COLUMNS: Final = (
    ("kind", "VARCHAR", "''"),
    ("person", "VARCHAR", "''"),
    ("at", "BIGINT", "0"),
    ("position", "BIGINT", "0"),
    ("seq", "BIGINT", "0"),
    ("decided_at", "BIGINT", "0"),
    ("name", "VARCHAR", "''"),
    ("journey", "VARCHAR", "''"),
    ("version", "BIGINT", "0"),
    ("enrollment", "VARCHAR", "''"),
    ("node", "VARCHAR", "''"),
    ("channel", "VARCHAR", "''"),
    ("topic", "VARCHAR", "''"),
    ("key", "VARCHAR", "''"),
    ("arm", "VARCHAR", "''"),
    ("held", "VARCHAR", "''"),
    ("reason", "VARCHAR", "''"),
    ("value", "DOUBLE", ""),
    ("account", "VARCHAR", "''"),
    ("data", "JSON", ""),
    ("provider", "VARCHAR", "''"),
)

# What is not packed as DuckDB would choose: `data` is most of the bytes, and zstd packs it smaller with less work.
PACKED: Final = {"data": "zstd"}

_typed: Final = ", ".join(
    f'"{name}" {kind}' + (f" USING COMPRESSION {PACKED[name]}" if name in PACKED else "") for name, kind, _ in COLUMNS
)
_shape: Final = ", ".join(f"'{name}': '{kind}'" for name, kind, _ in COLUMNS)
_named: Final = ", ".join(f'"{name}"' for name, _, _ in COLUMNS)
_given: Final = ", ".join(f'coalesce("{name}", {default})' if default else f'"{name}"' for name, _, default in COLUMNS)

# Rows of one append that fill a group are packed and written once, and never go through the write-ahead log. Smaller
# appends are logged, and then each checkpoint packs the last group again. So groups are small: a busy engine fills
# several an append. (Two or three full ones an append would be worse than four: a checkpoint joins such neighbours.)
ROWS_A_GROUP: Final = 16_384
STORE: Final = "store"
USE: Final = f"USE {STORE}"


def attach(path: str) -> str:
    """The statement that opens the file; only so, and not at `connect`, can the size of its groups be said."""
    quoted = path.replace("'", "''")
    return f"ATTACH '{quoted}' AS {STORE} (ROW_GROUP_SIZE {ROWS_A_GROUP})"


# `number`: the last chunk of those that were appended together with the fact, moved by `shift`: facts that were rebuilt
# came in other chunks than the state counted, and those that follow have to be numbered above them. Each shard counts
# its chunks and positions by itself, and has a row in `kept`. People have no index: a plain table that is replaced in
# bulk is faster to write and as fast to scan.
TABLES: Final = f"""
CREATE TABLE kept (
    schema INTEGER, carried BIGINT DEFAULT 0, birth VARCHAR DEFAULT '', shift BIGINT DEFAULT 0, shard INTEGER DEFAULT 0
);
INSERT INTO kept (schema) VALUES ({VERSION});
CREATE TABLE facts ({_typed}, number BIGINT, shard INTEGER DEFAULT 0, unit VARCHAR, after_ms BIGINT);
CREATE TABLE people (
    person VARCHAR, traits JSON, account VARCHAR, account_traits JSON, lists VARCHAR[], consent JSON,
    email VARCHAR, name VARCHAR, first_seen_at BIGINT, updated_at BIGINT, position BIGINT, seq BIGINT,
    zone VARCHAR
);
CREATE TABLE merges (other VARCHAR, "into" VARCHAR);
CREATE VIEW events AS
    SELECT person, name, "at", data, account, position, seq FROM facts WHERE kind = 'event';
{journeys.TABLES}
"""

KNOWN_TABLES: Final = f"SELECT 1 FROM duckdb_tables() WHERE database_name = '{STORE}' AND table_name = 'kept'"
SCHEMA: Final = "SELECT max(schema) FROM kept"
SET_SCHEMA: Final = "UPDATE kept SET schema = ?"
EXPORTED: Final = "SELECT coalesce(max(carried), 0) FROM kept WHERE shard = ?"
BEGIN_SHARD: Final = """
INSERT INTO kept (schema, shard)
SELECT max(schema), $shard FROM kept WHERE NOT EXISTS (SELECT 1 FROM kept WHERE shard = $shard) HAVING count(*) > 0
"""
KEEP: Final = "UPDATE kept SET carried = ? WHERE shard = ?"
BIRTH: Final = "SELECT coalesce(max(birth), '') FROM kept WHERE shard = ?"
ADOPT: Final = """
UPDATE kept SET birth = $birth, carried = $exported,
    shift = greatest(0, (SELECT coalesce(max(number), 0) FROM facts WHERE shard = $shard) - $exported)
WHERE shard = $shard
"""
SHIFT: Final = "SELECT coalesce(max(shift), 0) FROM kept WHERE shard = ?"

# Until schema 2 the fact that a message was put off was called `shifted`.
OLD_KIND: Final = "shifted"
RENAME_OLD_KIND: Final = f"UPDATE facts SET kind = 'deferred' WHERE kind = '{OLD_KIND}'"
RENAME_OLD_KIND_IN_CHUNK: Final = f"{RENAME_OLD_KIND} AND {FRESH}"
# Until schema 3 people had no zone here; they get theirs with the next fact about them.
ZONES: Final = "ALTER TABLE people ADD COLUMN IF NOT EXISTS zone VARCHAR"
# Until schema 4 facts did not know of which state they are.
BEAR: Final = """
ALTER TABLE kept ADD COLUMN IF NOT EXISTS birth VARCHAR DEFAULT '';
ALTER TABLE kept ADD COLUMN IF NOT EXISTS shift BIGINT DEFAULT 0;
"""
# Until schema 5 each fact of a person stated them whole. Such facts stay and mean the same; the number keeps versions
# out that would take a change for all that is known.
NOTHING: Final = "SELECT 1"
# Until schema 6 there was one shard, and nothing said which.
SHARDS: Final = """
ALTER TABLE kept ADD COLUMN IF NOT EXISTS shard INTEGER DEFAULT 0;
ALTER TABLE facts ADD COLUMN IF NOT EXISTS shard INTEGER DEFAULT 0;
"""
# Until schema 8 an attempt did not say whose it was.
PROVIDERS: Final = "ALTER TABLE facts ADD COLUMN IF NOT EXISTS provider VARCHAR DEFAULT ''"
# Until schema 7 reports read all facts, which had no columns for what they ask of `data`.
MIGRATIONS: Final = {
    1: (RENAME_OLD_KIND,),
    2: (ZONES,),
    3: (BEAR,),
    4: (NOTHING,),
    5: (SHARDS,),
    6: journeys.MIGRATE,
    7: (PROVIDERS,),
}
"""What brings a file of this schema to the next one, a transaction each; after a kill it is all done once more."""

# A path cannot be a parameter inside a table function's file list on every version, so it is quoted in. The limit is
# never reached: below one, rows come in a single stream. Two threads would hardly be sooner done on a busy machine and
# take a tenth more processor time; questions keep all threads.
INSERT: Final = (
    "INSERT INTO facts ({named}, number, shard, unit, after_ms) SELECT {given}, {number}, {shard}, {derived} "
    "FROM read_json('{path}', format = 'newline_delimited', "
    "columns = {{{shape}}}, maximum_object_size = {largest}) LIMIT 1000000000000"
)


def insert(path: str, shard: int, number: int, largest: int) -> str:
    """The statement that takes an NDJSON file in; `largest` is the longest line in bytes."""
    quoted = path.replace("'", "''")
    derived = journeys.DERIVED
    return INSERT.format(
        named=_named,
        given=_given,
        number=number,
        shard=shard,
        derived=derived,
        path=quoted,
        shape=_shape,
        largest=largest,
    )


KINDS: Final = f"SELECT DISTINCT kind FROM facts WHERE {FRESH}"
LAST_ROW: Final = "SELECT coalesce(max(rowid), -1) FROM facts WHERE shard = ? AND number = ?"

# Merges: `other` is `into` from now on, and so is everyone who was merged into `other` before.
NEW_MERGES: Final = f"""
SELECT name, person FROM facts WHERE {FRESH} AND kind = 'merged' AND name <> '' AND name <> person
ORDER BY rowid
"""
REMERGE: Final = 'UPDATE merges SET "into" = ? WHERE "into" = ?'
UNMERGE: Final = "DELETE FROM merges WHERE other = ?"
MERGE: Final = "INSERT INTO merges VALUES (?, ?)"
MERGES: Final = 'SELECT other, "into" FROM merges'
# Old facts of a person merged just now, and new facts that still came under an old name.
MOVE_ALL: Final = 'UPDATE facts SET person = merges."into" FROM merges WHERE facts.person = merges.other'
MOVE_NEW: Final = f"{MOVE_ALL} AND {FRESH}"
