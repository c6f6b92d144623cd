"""What learning asks of the facts of a whole journey, as SQL: totals, the funnel, edges, messages, refusals.

Units and what they did: unit_queries.py. Parameters are named with a dollar sign.
"""

from typing import Final

# Two steps, as a count of distinct people for each figure alone costs far more.
TOTALS: Final = """
WITH each AS (
    SELECT person, count(*) FILTER (kind = 'entered') AS entered, count(*) FILTER (kind = 'message') AS messages,
        bool_or(kind = 'entered' AND held <> '') AS held,
        bool_or(kind = 'goal' AND name <> 'node'
            AND CAST(json_extract(data, '$.after_ms') AS BIGINT) < $within) AS converted
    FROM (SELECT person, kind, held, name, CASE WHEN kind = 'goal' THEN data END AS data FROM facts
        WHERE journey = $journey AND kind IN ('entered', 'message', 'goal'))
    GROUP BY person
)
SELECT coalesce(sum(entered), 0), count(*) FILTER (entered > 0), count(*) FILTER (messages > 0), count(*) FILTER (held),
    count(*) FILTER (converted), coalesce(sum(messages), 0)
FROM each
"""

# The newest fact of an enrollment says where it stands. Time, chunk, position and order make one number (42, 28, 36 and
# 20 bits), since the greatest number is found in a third of the time that sorting takes.
FUNNEL: Final = """
WITH stood AS MATERIALIZED (
    SELECT enrollment, node, kind,
        (CAST("at" AS HUGEINT) << 84) + (CAST(number AS HUGEINT) << 56)
            + (CAST(position AS HUGEINT) << 20) + seq AS place
    FROM facts WHERE journey = $journey AND enrollment <> '' AND node <> '' AND kind NOT IN ('receipt', 'attempt')
),
reached AS (
    SELECT node, count(*) AS n FROM (SELECT DISTINCT enrollment, node FROM stood WHERE kind <> 'entered') GROUP BY node
),
last AS (
    SELECT arg_max(node, place) AS node, arg_max(kind, place) = 'exited' AS ended FROM stood GROUP BY enrollment
),
standing AS (
    SELECT node, count(*) FILTER (NOT ended) AS inside, count(*) FILTER (ended) AS ended FROM last GROUP BY node
)
SELECT r.node, r.n, coalesce(s.inside, 0), coalesce(s.ended, 0) FROM reached r LEFT JOIN standing s USING (node)
"""

EXITS: Final = """
SELECT reason, count(*) FROM facts WHERE journey = $journey AND kind = 'exited'
GROUP BY reason ORDER BY count(*) DESC LIMIT 100
"""

EDGES: Final = """
WITH stood AS (
    SELECT enrollment, node, "at", shard, number, position, seq FROM facts
    WHERE journey = $journey AND enrollment <> '' AND node <> '' AND "at" >= $since
        AND kind NOT IN ('receipt', 'attempt', 'goal', 'entered')
),
moved AS (
    SELECT node, lead(node) OVER (PARTITION BY enrollment ORDER BY "at", shard, number, position, seq) AS following
    FROM stood
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
WHERE journey = $journey AND kind IN ('refused', 'deferred', 'withheld', 'not_entered')
GROUP BY ALL ORDER BY count(*) DESC LIMIT 500
"""
