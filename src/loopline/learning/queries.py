"""What learning asks of the facts, as SQL. Every number of a report comes from these and from nothing else.

Units, not enrollments, are compared: a unit's first exposure (its first message, or the first that was withheld from
it) opens its window, in both arms alike, and what it did before the window closes counts: of an account, what any of
its people did; of an event that several open enrollments wrote down, one. A merge of identities makes one unit of two,
and a unit that was once treated and once held out belongs to neither arm. The same as learning/conversion.py, which a
property test holds it to. Parameters are named with a dollar sign.
"""

from typing import Final

UNITS: Final = """
entered AS (
    SELECT enrollment, person, "at", held, version, coalesce(m."into", said.unit) AS unit
    FROM (
        SELECT *, coalesce(json_extract_string(data, '$.unit'), person) AS unit
        FROM facts WHERE kind = 'entered' AND journey = $journey
    ) said LEFT JOIN merges m ON m.other = said.unit
),
exposed AS (
    SELECT enrollment, min("at") AS "at" FROM facts
    WHERE journey = $journey AND kind IN ('message', 'withheld') GROUP BY enrollment
),
goals AS (
    SELECT e.unit, g."at", any_value(coalesce(g.value, 0)) AS value FROM facts g JOIN entered e USING (enrollment)
    WHERE g.kind = 'goal' AND g.journey = $journey AND g.name <> 'node' GROUP BY e.unit, g.person, g.position, g."at"
),
torn AS (SELECT unit FROM entered GROUP BY unit HAVING count(DISTINCT held) > 1),
opened AS (
    SELECT unit, min(moment) AS "at", arg_min(enrollment, moment) AS enrollment, any_value(held) AS held
    FROM (
        SELECT e.unit, e.enrollment, e.held, CASE WHEN $exposed THEN x."at" ELSE e."at" END AS moment
        FROM entered e LEFT JOIN exposed x USING (enrollment)
    ) WHERE moment IS NOT NULL AND unit NOT IN (SELECT unit FROM torn) GROUP BY unit
),
done AS (
    SELECT o.unit, o.held, o."at", count(g."at") AS goals, coalesce(sum(g.value), 0) AS value,
        min(g."at") - o."at" AS took_ms, o."at" + $within > $now AS pending
    FROM opened o LEFT JOIN goals g
        ON g.unit = o.unit AND g."at" >= o."at" AND g."at" < o."at" + $within AND g."at" <= $now
    GROUP BY o.unit, o.held, o."at"
)
"""

ARMS: Final = f"""
WITH {UNITS}
SELECT held, count(*) FILTER (NOT pending), count(*) FILTER (NOT pending AND goals > 0),
    coalesce(sum(value) FILTER (NOT pending), 0), coalesce(sum(value * value) FILTER (NOT pending), 0),
    count(*) FILTER (pending), min("at")
FROM done GROUP BY held
"""

# These two describe everybody who has converted so far, windows still open or not; no verdict is read from them.
TOOK: Final = f"""
WITH {UNITS}
SELECT quantile_disc(took_ms, 0.5), quantile_disc(took_ms, 0.9), count(*)
FROM done WHERE goals > 0 AND held = ''
"""

TOOK_DAYS: Final = f"""
WITH {UNITS}
SELECT took_ms // 86400000 AS day, count(*) FROM done WHERE goals > 0 AND held = '' GROUP BY day ORDER BY day LIMIT 400
"""

BY_DAY: Final = f"""
WITH {UNITS}
SELECT ("at" + $within) // 86400000 AS day, held <> '' AS out, count(*), count(*) FILTER (goals > 0),
    sum(value), sum(value * value)
FROM done WHERE NOT pending AND held IN ('', 'journey') GROUP BY ALL ORDER BY day, out LIMIT 4000
"""

ASSIGNED: Final = f"""
WITH {UNITS}, arms AS (
    SELECT enrollment, node, arg_min(arm, "at") AS arm FROM facts
    WHERE kind = 'assigned' AND journey = $journey GROUP BY enrollment, node
)
SELECT a.node, a.arm, count(*) FILTER (NOT d.pending), count(*) FILTER (NOT d.pending AND d.goals > 0),
    coalesce(sum(d.value) FILTER (NOT d.pending), 0), coalesce(sum(d.value * d.value) FILTER (NOT d.pending), 0),
    count(*) FILTER (d.pending)
FROM done d JOIN opened o USING (unit) JOIN arms a ON a.enrollment = o.enrollment
WHERE d.held = '' GROUP BY a.node, a.arm ORDER BY a.node, a.arm LIMIT 400
"""

TOTALS: Final = """
SELECT
    count(*) FILTER (kind = 'entered'),
    count(DISTINCT person) FILTER (kind = 'entered'),
    count(DISTINCT person) FILTER (kind = 'message'),
    count(DISTINCT person) FILTER (kind = 'entered' AND held <> ''),
    count(DISTINCT person) FILTER (kind = 'goal' AND name <> 'node'
        AND CAST(json_extract(data, '$.after_ms') AS BIGINT) < $within),
    count(*) FILTER (kind = 'message'),
    min("at"), max("at")
FROM facts WHERE journey = $journey
"""

FUNNEL: Final = """
WITH stood AS (
    SELECT enrollment, node, kind, "at", number, position, seq FROM facts
    WHERE journey = $journey AND enrollment <> '' AND node <> '' AND kind <> 'receipt' AND kind <> 'attempt'
),
last AS (
    SELECT enrollment, node, kind = 'exited' AS ended FROM stood
    QUALIFY row_number() OVER (PARTITION BY enrollment ORDER BY "at" DESC, number DESC, position DESC, seq DESC) = 1
),
reached AS (SELECT node, count(DISTINCT enrollment) AS n FROM stood WHERE kind <> 'entered' GROUP BY node)
SELECT r.node, r.n, count(l.enrollment) FILTER (NOT l.ended), count(l.enrollment) FILTER (l.ended)
FROM reached r LEFT JOIN last l USING (node) GROUP BY r.node, r.n
"""

EXITS: Final = """
SELECT reason, count(*) FROM facts WHERE journey = $journey AND kind = 'exited'
GROUP BY reason ORDER BY count(*) DESC LIMIT 100
"""

EDGES: Final = """
WITH stood AS (
    SELECT enrollment, node, "at", number, position, seq FROM facts
    WHERE journey = $journey AND enrollment <> '' AND node <> '' AND "at" >= $since
        AND kind NOT IN ('receipt', 'attempt', 'goal', 'entered')
),
moved AS (
    SELECT node, lead(node) OVER (PARTITION BY enrollment ORDER BY "at", number, position, seq) AS following FROM stood
)
SELECT node, following, count(*) FROM moved WHERE following IS NOT NULL AND following <> node
GROUP BY node, following LIMIT 5000
"""

MESSAGES: Final = """
SELECT node, channel, name, count(DISTINCT key) FROM facts
WHERE journey = $journey AND (kind = 'attempt' OR (kind = 'receipt' AND reason <> 'machine'))
GROUP BY ALL LIMIT 5000
"""

REFUSALS: Final = """
SELECT node, kind, reason, count(*) FROM facts
WHERE journey = $journey AND kind IN ('refused', 'shifted', 'withheld', 'not_entered')
GROUP BY ALL ORDER BY count(*) DESC LIMIT 500
"""
