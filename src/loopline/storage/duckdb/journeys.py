"""What reports ask of journeys, beside `facts`: few narrow rows in the place of all facts of all kinds.

Each view is a query over facts. What it says of older facts stands in a table of its own, and is written when enough
has come to fill whole groups of rows; the rest is asked of the facts themselves. So an answer never depends on how far
that has come. Enrollments and messages are known by 128 bits of their ids: a million of them join in half the time.
"""

from typing import Final

# The newest fact of an enrollment says where it stands. Time, chunk, position and order make one number (43, 28, 36 and
# 20 bits), since the greatest number is found in a third of the time that sorting takes. A fact that has no such number
# stands nowhere, rather than keeping all others out.
_PLACE: Final = """
    TRY((CAST("at" AS HUGEINT) << 84) + (CAST(number AS HUGEINT) << 56) + (CAST(position AS HUGEINT) << 20) + seq)
"""
_COUNTED: Final = ("exited", "refused", "deferred", "withheld", "not_entered")

# Of each view what its rows are made of; the person is whom a merge gives its facts to.
ENTRIES: Final = """
SELECT journey, md5_number(enrollment) AS enrollment, person, {unit} AS unit, "at", shard, position, seq, held, version
FROM facts WHERE {some} AND kind = 'entered'
"""
EXPOSURES: Final = """
SELECT journey, md5_number(enrollment) AS enrollment, person, "at", kind = 'message' AS is_message
FROM facts WHERE {some} AND kind IN ('message', 'withheld', 'called') AND NOT (kind = 'called' AND name = 'look_up')
"""
ARMS: Final = """
SELECT journey, md5_number(enrollment) AS enrollment, node, arm, version, "at"
FROM facts WHERE {some} AND kind = 'assigned'
"""
GOALS: Final = """
SELECT journey, md5_number(enrollment) AS enrollment, person, shard, position, "at", value, {after_ms} AS after_ms
FROM facts WHERE {some} AND kind = 'goal' AND name <> 'node'
"""
PLACES: Final = f"""
SELECT journey, md5_number(enrollment) AS enrollment, node, max(place) AS place,
    arg_max(kind = 'exited', place) AS ended, bool_or(kind <> 'entered') AS reached
FROM (
    SELECT journey, enrollment, node, kind, {_PLACE} AS place FROM facts
    WHERE {{some}} AND enrollment <> '' AND node <> '' AND kind NOT IN ('receipt', 'attempt')
)
GROUP BY journey, enrollment, node
"""
OUTCOMES: Final = """
SELECT DISTINCT journey, node, channel, name, md5_number(key) AS key
FROM facts WHERE {some} AND kind IN ('attempt', 'receipt') AND NOT (kind = 'receipt' AND reason IN ('machine', 'proxy'))
"""
COUNTS: Final = f"""
SELECT journey, kind, node, reason, count(*) AS n
FROM facts WHERE {{some}} AND kind IN {_COUNTED} GROUP BY ALL
"""
VIEWS: Final = {
    "entries": ENTRIES,
    "exposures": EXPOSURES,
    "arms": ARMS,
    "goals": GOALS,
    "places": PLACES,
    "outcomes": OUTCOMES,
    "counts": COUNTS,
}
ROWS_TO_SETTLE: Final = 1 << 20
"""About so many facts are asked for themselves at most; what they say of a busy journey fills groups of rows."""

_READY: Final = {"unit": "facts.unit", "after_ms": "facts.after_ms"}
# How facts are read that were written before they had these columns.
_FROM_DATA: Final = {
    "unit": "json_extract_string(data, '$.unit')",
    "after_ms": "TRY_CAST(json_extract(data, '$.after_ms') AS BIGINT)",
}
DERIVED: Final = ", ".join(
    f"CASE WHEN kind = '{kind}' THEN {_FROM_DATA[name]} END"
    for name, kind in (("unit", "entered"), ("after_ms", "goal"))
)
"""The columns `unit` and `after_ms` of a fact: `data` is most of the bytes, and costs as much to read as all else."""

_NEWER: Final = 'facts.rowid > (SELECT "row" FROM settled)'


def _tables(name: str, rows: str) -> str:
    none, newer = rows.format(some="FALSE", **_READY), rows.format(some=_NEWER, **_READY)
    return f"""
CREATE OR REPLACE TABLE settled_{name} AS {none};
CREATE OR REPLACE VIEW journey_{name} AS SELECT * FROM settled_{name} UNION ALL {newer};
"""


def _settle(written: dict[str, str]) -> str:
    statements = [f"INSERT INTO settled_{name} {rows.format(some=_NEWER, **written)}" for name, rows in VIEWS.items()]
    return ";".join([*statements, 'UPDATE settled SET "row" = (SELECT coalesce(max(rowid), -1) FROM facts)'])


TABLES: Final = 'CREATE OR REPLACE TABLE settled AS SELECT CAST(-1 AS BIGINT) AS "row";' + "".join(
    _tables(name, rows) for name, rows in VIEWS.items()
)
SETTLE: Final = _settle(_READY)
_BEGIN: Final = f"""
ALTER TABLE facts ADD COLUMN IF NOT EXISTS unit VARCHAR;
ALTER TABLE facts ADD COLUMN IF NOT EXISTS after_ms BIGINT;
{TABLES}
"""
MIGRATE: Final = (_BEGIN, _settle(_FROM_DATA))
"""Two transactions: DuckDB 2.0 shows nothing of a big INSERT into a table of the same one until a checkpoint."""
UNSETTLED: Final = f"SELECT count(*) FROM facts WHERE {_NEWER}"
MOVE_ALL: Final = ";".join(
    f'UPDATE {table} SET person = merges."into" FROM merges WHERE {table}.person = merges.other'
    for table in ("settled_entries", "settled_exposures", "settled_goals")
)
"""Gives the rows of people who were merged to those whom they were merged into."""
