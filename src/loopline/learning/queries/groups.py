"""Units by group: each stands where its person stood when the enrollment began that opened its window.

A person's traits of today may be an effect of the messages (an upgrade changes the plan), so groups never use them.
`$pointer` is a JSON pointer into what was known at entry, or into the entry event's properties.
"""

from typing import Final

from loopline.learning.queries.units import UNITS

KNOWN: Final = """
units AS MATERIALIZED (
    SELECT d.held, d.version, d.pending, d.goals, d.value, d."at", e.person, e.position, e.place
    FROM done d JOIN entered e USING (enrollment) WHERE d.basis = 'exposed' AND d.held IN ('', 'journey')
),
stated AS (
    SELECT person, position * 1048576 + seq AS place, data FROM facts
    WHERE kind = 'person' AND data IS NOT NULL AND person IN (SELECT person FROM units)
),
latest AS (
    SELECT u.person, u.place, arg_max(t.data, t.place) AS data
    FROM units u JOIN stated t ON t.person = u.person AND t.place <= u.place GROUP BY u.person, u.place
),
snapshot AS (SELECT u.*, l.data FROM units u LEFT JOIN latest l USING (person, place))
"""
_SHOWN: Final = """
SELECT * EXCLUDE (v),
    CASE WHEN json_type(v) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN TRY_CAST(v AS DOUBLE) END AS number,
    CASE WHEN json_type(v) = 'VARCHAR' THEN v ->> '$'
        WHEN json_type(v) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN') THEN CAST(v AS VARCHAR) END AS shown
"""
OF_PERSON: Final = f"""
{KNOWN}, valued AS (
    {_SHOWN} FROM (SELECT * EXCLUDE (data), json_extract(data, CAST($pointer AS VARCHAR)) AS v FROM snapshot)
)
"""
OF_ENTRY: Final = f"""
{KNOWN}, began AS (
    SELECT person, position, any_value(data) AS data FROM facts
    WHERE kind = 'event' AND (person, position) IN (SELECT (person, position) FROM units) GROUP BY person, position
),
valued AS (
    {_SHOWN} FROM (
        SELECT u.*, json_extract(b.data, CAST($pointer AS VARCHAR)) AS v
        FROM units u LEFT JOIN began b USING (person, position)
    )
)
"""
# {when}: a condition over `p`, with its own parameters.
OF_SEGMENT: Final = f"""
{KNOWN}, p AS (
    SELECT * EXCLUDE (data), data -> 'traits' AS traits, coalesce(data ->> 'account', '') AS account,
        data -> 'account_traits' AS account_traits, coalesce(CAST(data -> 'lists' AS VARCHAR[]), []) AS lists,
        data -> 'consent' AS consent,
        CASE WHEN data ->> 'zone' IN (SELECT name FROM pg_timezone_names()) THEN data ->> 'zone' END AS zone
    FROM snapshot
),
valued AS (
    SELECT p.* EXCLUDE (traits, account, account_traits, lists, consent, zone), CAST(NULL AS DOUBLE) AS number,
        CASE {{when}} WHEN TRUE THEN 'in' WHEN FALSE THEN 'out' END AS shown
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
