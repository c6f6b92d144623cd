"""Takes people out of a facts file that nobody has open, and writes it anew, so that no freed block holds them."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb
import msgspec

from loopline.storage.duckdb import journeys
from loopline.storage.duckdb import schema as q
from loopline.storage.duckdb.erased.scrub import scrubbed
from loopline.storage.duckdb.faults import translated_errors

FRESH: Final = ".erased"
AT_ONCE: Final = 5_000
NEEDLES_AT_ONCE: Final = 50
BEGIN: Final = """
CREATE OR REPLACE TEMP TABLE gone (person VARCHAR, alias VARCHAR);
CREATE OR REPLACE TEMP TABLE scrubbed ("row" BIGINT, data VARCHAR);
"""
GONE: Final = "INSERT INTO gone SELECT unnest($people), unnest($aliases)"
# Of facts that say who somebody is, nothing is counted.
DROP: Final = """
DELETE FROM facts WHERE kind IN ('person', 'merged') AND (
    person IN (SELECT person FROM gone) OR key IN (SELECT person FROM gone) OR name IN (SELECT person FROM gone)
);
DELETE FROM people WHERE person IN (SELECT person FROM gone);
DELETE FROM merges WHERE other IN (SELECT person FROM gone) OR "into" IN (SELECT person FROM gone);
"""
DROP_ADDRESSES: Final = """
DELETE FROM facts WHERE kind = 'address' AND list_contains($texts, json_extract_string(data, '$.address'))
"""
OWN: Final = """
SELECT rowid, kind, CAST(data AS VARCHAR) FROM facts
WHERE data IS NOT NULL AND person IN (SELECT person FROM gone) AND rowid > ? ORDER BY rowid LIMIT ?
"""
WITHOUT: Final = "INSERT INTO scrubbed SELECT unnest($rows), unnest($texts)"
SCRUB: Final = """
UPDATE facts SET data = scrubbed.data FROM scrubbed WHERE facts.rowid = scrubbed."row";
DELETE FROM scrubbed;
"""
RENAME: Final = """
UPDATE facts SET person = alias FROM gone WHERE facts.person = gone.person;
UPDATE facts SET unit = alias FROM gone WHERE facts.unit = gone.person;
UPDATE facts SET key = alias FROM gone WHERE facts.key = gone.person;
UPDATE settled_entries SET person = alias FROM gone WHERE settled_entries.person = gone.person;
UPDATE settled_entries SET unit = alias FROM gone WHERE settled_entries.unit = gone.person;
UPDATE settled_exposures SET person = alias FROM gone WHERE settled_exposures.person = gone.person;
UPDATE settled_goals SET person = alias FROM gone WHERE settled_goals.person = gone.person;
"""
# Rows leave, so those behind them get other numbers in the new file; all of them are settled by then.
SETTLED: Final = """
UPDATE fresh.settled SET "row" = (SELECT coalesce(max(rowid), -1) FROM fresh.facts)
"""


def erase_people(path: Path, memory: str, people: Mapping[str, str], addresses: Sequence[str]) -> None:
    """Take these people out, each under its alias, and these addresses, in the place where the file stands.

    Done again after a kill it changes nothing more. Raises Unavailable as the facts file does.
    """
    fresh = path.with_name(path.name + FRESH)
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    with translated_errors():
        connection = duckdb.connect(config={"memory_limit": memory, "threads": 1, "temp_directory": f"{path}.spill"})
        try:
            connection.execute(q.attach(str(path)))
            connection.execute(q.USE)
            connection.execute(journeys.SETTLE)
            connection.execute("BEGIN")
            _take_out(connection, people, addresses)
            connection.execute("COMMIT")
            _copy(connection, fresh)
        finally:
            connection.close()
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    fresh.replace(path)


def _take_out(connection: duckdb.DuckDBPyConnection, people: Mapping[str, str], addresses: Sequence[str]) -> None:
    connection.execute(BEGIN)
    connection.execute(GONE, {"people": list(people), "aliases": list(people.values())})
    connection.execute(DROP)
    connection.execute(DROP_ADDRESSES, {"texts": list(addresses) or [""]})
    last = -1
    while rows := connection.execute(OWN, [last, AT_ONCE]).fetchall():
        last = rows[-1][0]
        texts = [scrubbed(kind, data) for _, kind, data in rows]
        connection.execute(WITHOUT, {"rows": [row for row, _, _ in rows], "texts": texts})
        if len(rows) < AT_ONCE:
            break
    connection.execute(SCRUB)
    names = {**people, **dict.fromkeys(addresses, "")}
    rest = iter(names.items())
    while some := dict(islice(rest, NEEDLES_AT_ONCE)):
        _unname(connection, some)
    connection.execute(RENAME)


def _unname(connection: duckdb.DuckDBPyConnection, names: Mapping[str, str]) -> None:
    """Facts about others in which one of these stands as a text: the account that chose her, who was told by whom."""
    quoted = {msgspec.json.encode(name).decode(): msgspec.json.encode(alias).decode() for name, alias in names.items()}
    found = " OR ".join("contains(CAST(data AS VARCHAR), ?)" for _ in quoted)
    rows = connection.execute(f"SELECT rowid, CAST(data AS VARCHAR) FROM facts WHERE {found}", list(quoted)).fetchall()
    texts = []
    for _, text in rows:
        for name, alias in quoted.items():
            text = text.replace(name, alias)
        texts.append(text)
    if rows:
        connection.execute(WITHOUT, {"rows": [row for row, _ in rows], "texts": texts})
        connection.execute(SCRUB)


def _copy(connection: duckdb.DuckDBPyConnection, fresh: Path) -> None:
    quoted = str(fresh).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS fresh (ROW_GROUP_SIZE {q.ROWS_A_GROUP})")
    connection.execute(f"COPY FROM DATABASE {q.STORE} TO fresh")
    connection.execute(SETTLED)
    connection.execute("CHECKPOINT fresh")
    connection.execute("USE memory")
    connection.execute("DETACH fresh")
