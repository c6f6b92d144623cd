"""Units by group: each stands where its person stood when the enrollment began that opened its window.

A person's traits of today may be an effect of the messages (an upgrade changes the plan), so groups never use them.
`$pointer` is a JSON pointer into what was known at entry, or into the entry event's properties.
"""

from typing import Final

from loopline.learning.queries.people import IS_CHANGE, folded
from loopline.learning.queries.units import UNITS

KNOWN: Final = f"""
units AS MATERIALIZED (
    SELECT d.held, d.version, d.pending, d.goals, d.value, d."at", e.person, e.shard, e.position, e.place
    FROM done d JOIN entered e USING (enrollment) WHERE d.basis = 'exposed' AND d.held IN ('', 'journey')
),
stated AS (
    SELECT person, CASE key WHEN '' THEN person ELSE key END AS who, shard, position * 1048576 + seq AS place, data,
        {IS_CHANGE} AS is_change
    FROM facts WHERE kind = 'person' AND data IS NOT NULL AND person IN (SELECT person FROM units)
),
asked AS (
    SELECT u.person, u.shard, u.place, arg_max(t.who, t.place) AS who
    FROM units u JOIN stated t ON t.person = u.person AND t.shard = u.shard AND t.place <= u.place
    GROUP BY u.person, u.shard, u.place
),
spots AS MATERIALIZED (
    SELECT row_number() OVER () AS spot, * FROM (
        SELECT a.person, a.shard, a.place, a.who, coalesce(max(t.place) FILTER (NOT t.is_change), 0) AS since
        FROM asked a JOIN stated t
            ON t.person = a.person AND t.shard = a.shard AND t.who = a.who AND t.place <= a.place GROUP BY ALL
    )
),
said AS (
    SELECT s.spot, t.place AS step, t.is_change, t.data
    FROM spots s JOIN stated t ON t.person = s.person AND t.shard = s.shard AND t.who = s.who
        AND t.place BETWEEN s.since AND s.place
)
"""
_SHOWN: Final = """
SELECT * EXCLUDE (v),
    CASE WHEN json_type(v) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN TRY_CAST(v AS DOUBLE) END AS number,
    CASE WHEN json_type(v) = 'VARCHAR' THEN v ->> '$'
        WHEN json_type(v) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN') THEN CAST(v AS VARCHAR) END AS shown
"""
OF_PERSON: Final = f"""
{KNOWN}, latest AS (
    SELECT spot, arg_max_null(
        json_extract(data, CASE WHEN is_change THEN '/now' ELSE '' END || CAST($pointer AS VARCHAR)), step
    ) AS v
    FROM said WHERE NOT is_change OR
        json_type(data, '/now' || regexp_extract(CAST($pointer AS VARCHAR), '^/[^/]*/[^/]*')) IS NOT NULL
    GROUP BY spot
),
valued AS (
    {_SHOWN} FROM (
        SELECT u.*, l.v FROM units u LEFT JOIN spots USING (person, shard, place) LEFT JOIN latest l USING (spot)
    )
)
"""
OF_ENTRY: Final = f"""
{KNOWN}, began AS (
    SELECT person, shard, position, any_value(data) AS data FROM facts
    WHERE kind = 'event' AND (person, shard, position) IN (SELECT (person, shard, position) FROM units)
    GROUP BY person, shard, position
),
valued AS (
    {_SHOWN} FROM (
        SELECT u.*, json_extract(b.data, CAST($pointer AS VARCHAR)) AS v
        FROM units u LEFT JOIN began b USING (person, shard, position)
    )
)
"""
# Stands for a condition over `p`, with its own parameters.
WHEN: Final = "<when>"
OF_SEGMENT: Final = f"""
{KNOWN}, whole AS (
    SELECT spot, data->'traits' AS traits, data->'account_traits' AS account_traits, data->'consent' AS consent,
        CAST(data->'lists' AS VARCHAR[]) AS lists, data->>'account' AS account, data->>'zone' AS zone
    FROM said WHERE NOT is_change
),
changed AS MATERIALIZED (SELECT spot, step, data->'now' AS now FROM said WHERE is_change),
folded AS ({folded("whole", "changed", "spot")}),
moved AS (
    SELECT spot, arg_max(now->>'account', step) AS account, arg_max(now->>'zone', step) AS zone
    FROM changed GROUP BY spot
),
p AS (
    SELECT u.*, CASE WHEN m.spot IS NULL THEN w.traits ELSE coalesce(f.traits, '{{}}') END AS traits,
        coalesce(m.account, w.account, '') AS account,
        CASE WHEN m.spot IS NULL THEN w.account_traits ELSE coalesce(f.account_traits, '{{}}') END AS account_traits,
        coalesce(CASE WHEN m.spot IS NULL THEN w.lists ELSE f.lists END, []) AS lists,
        CASE WHEN m.spot IS NULL THEN w.consent ELSE coalesce(f.consent, '{{}}') END AS consent,
        CASE WHEN coalesce(m.zone, w.zone) IN (SELECT name FROM pg_timezone_names()) THEN coalesce(m.zone, w.zone) END
            AS zone
    FROM units u LEFT JOIN spots USING (person, shard, place) LEFT JOIN whole w USING (spot)
        LEFT JOIN folded f USING (spot) LEFT JOIN moved m USING (spot)
),
valued AS (
    SELECT p.* EXCLUDE (traits, account, account_traits, lists, consent, zone), CAST(NULL AS DOUBLE) AS number,
        CASE {WHEN} WHEN TRUE THEN 'in' WHEN FALSE THEN 'out' END AS shown
    FROM p
)
"""

# The commonest values first; beside each how many values there are, whether all are numbers, and their quarters.
VALUES: Final = """
SELECT shown, count(*) AS units, count(*) OVER () AS kinds,
    (SELECT bool_and(number IS NOT NULL) FROM valued WHERE shown IS NOT NULL) AS numbers,
    (SELECT quantile_disc(number, [0.25, 0.5, 0.75]) FROM valued) AS quarters
FROM valued WHERE shown IS NOT NULL GROUP BY shown ORDER BY units DESC, shown LIMIT $most
"""
_COUNTS: Final = """
    held, version, pending, count(*), count(*) FILTER (goals > 0), sum(value), sum(value * value), min("at")
FROM valued GROUP BY ALL
"""
# 0 is everything else, -1 not known.
BY_NAME: Final = f"SELECT CASE WHEN shown IS NULL THEN -1 ELSE coalesce(list_position($names, shown), 0) END, {_COUNTS}"
BY_BAND: Final = f"""
SELECT CASE WHEN number IS NULL THEN -1 ELSE 1 + len(list_filter($cuts, lambda cut: number >= cut)) END, {_COUNTS}
"""


def group_query(source: str, answer: str) -> str:
    """One whole query: where the values come from, and what is wanted of them."""
    return f"WITH {UNITS}, {source} {answer}"
