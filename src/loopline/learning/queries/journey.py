"""What learning asks of a whole journey, as SQL: totals, the funnel, edges, messages, refusals.

Units and what they did: units.py. Parameters are named with a dollar sign. The relations `journey_...` say what the
facts of journeys do, in few rows; tests/learning/queries/defined.py says the same over all facts, and a property test
holds the two to each other.
"""

from typing import Final

# People who reached the goal within its time of an entry; an amount below zero is money back.
# `windows` are the journeys that are asked for, and that time; `counted` their versions whose goals count.
CONVERTED: Final = """theirs AS (SELECT enrollment FROM journey_entries SEMI JOIN counted USING (journey, version)),
converted AS (
    SELECT journey, person FROM journey_goals JOIN windows USING (journey) SEMI JOIN theirs USING (enrollment)
    WHERE after_ms < within AND coalesce(value, 0) >= 0 GROUP BY journey, person
)"""

TOTALS: Final = f"""
WITH windows AS (SELECT CAST($journey AS VARCHAR) AS journey, CAST($within AS BIGINT) AS within),
counted AS (SELECT CAST($journey AS VARCHAR) AS journey, unnest($counted) AS version), {CONVERTED},
did AS (
    SELECT person, count(*) AS entered, 0 AS messages, bool_or(held <> '') AS held, FALSE AS converted
    FROM journey_entries WHERE journey = $journey GROUP BY person
    UNION ALL
    SELECT person, 0, count(*), FALSE, FALSE
    FROM journey_exposures WHERE journey = $journey AND is_message GROUP BY person
    UNION ALL
    SELECT person, 0, 0, FALSE, TRUE FROM converted
),
each AS (
    SELECT person, sum(entered) AS entered, sum(messages) AS messages, bool_or(held) AS held,
        bool_or(converted) AS converted
    FROM did GROUP BY person
)
SELECT coalesce(sum(entered), 0), count(*) FILTER (entered > 0), count(*) FILTER (messages > 0), count(*) FILTER (held),
    count(*) FILTER (converted), coalesce(sum(messages), 0)
FROM each
"""

LISTED: Final = f"""
WITH windows AS (SELECT unnest($journeys) AS journey, unnest($windows) AS within),
counted AS (SELECT unnest($named) AS journey, unnest($versions) AS version), {CONVERTED},
entered AS (SELECT journey, count(*) AS n, count(DISTINCT person) AS people FROM journey_entries GROUP BY journey),
exited AS (SELECT journey, sum(n) AS n FROM journey_counts WHERE kind = 'exited' GROUP BY journey),
reached AS (SELECT journey, count(*) AS people FROM converted GROUP BY journey)
SELECT w.journey, coalesce(e.n, 0) - coalesce(x.n, 0), coalesce(e.people, 0), coalesce(c.people, 0)
FROM windows w LEFT JOIN entered e USING (journey) LEFT JOIN exited x USING (journey)
    LEFT JOIN reached c USING (journey)
"""
"""Of each journey: enrollments inside, people who entered, and people who converted, as `TOTALS` counts them."""

FUNNEL: Final = """
WITH stood AS MATERIALIZED (
    SELECT enrollment, node, place, ended, reached FROM journey_places WHERE journey = $journey
),
reached AS (
    SELECT node, count(*) AS n FROM (SELECT DISTINCT enrollment, node FROM stood WHERE reached) GROUP BY node
),
last AS (
    SELECT arg_max(node, place) AS node, arg_max(ended, place) AS ended FROM stood GROUP BY enrollment
),
standing AS (
    SELECT node, count(*) FILTER (NOT ended) AS inside, count(*) FILTER (ended) AS ended FROM last GROUP BY node
)
SELECT r.node, r.n, coalesce(s.inside, 0), coalesce(s.ended, 0) FROM reached r LEFT JOIN standing s USING (node)
"""

EXITS: Final = """
SELECT reason, sum(n) FROM journey_counts WHERE journey = $journey AND kind = 'exited'
GROUP BY reason ORDER BY sum(n) DESC, reason LIMIT 100
"""

EDGES: Final = """
WITH stood AS (
    SELECT enrollment, node, "at", shard, number, position, seq FROM facts
    WHERE journey = $journey AND enrollment <> '' AND node <> '' AND "at" >= $since
        AND kind NOT IN ('receipt', 'attempt', 'entered') AND (kind <> 'goal' OR name = 'node')
),
moved AS (
    SELECT enrollment, node,
        lead(node) OVER (PARTITION BY enrollment ORDER BY "at", shard, number, position, seq) AS following
    FROM stood
)
SELECT node, following, count(DISTINCT enrollment) FROM moved WHERE following IS NOT NULL AND following <> node
GROUP BY node, following LIMIT 5000
"""

MESSAGES: Final = """
SELECT node, channel, name, count(DISTINCT key) FROM journey_outcomes WHERE journey = $journey
GROUP BY ALL ORDER BY ALL LIMIT 5000
"""

REFUSALS: Final = """
SELECT node, kind, reason, n FROM (
    SELECT node, kind, reason, n FROM journey_counts
    WHERE journey = $journey AND kind IN ('refused', 'deferred', 'withheld', 'not_entered')
    UNION ALL
    SELECT node, name, CASE
        WHEN json_extract_string(data, '$.code') IS NOT NULL THEN json_extract_string(data, '$.code')
        WHEN regexp_full_match(reason, '[a-z][a-z0-9_]{2,60}') THEN reason ELSE name END, count(DISTINCT key)
    FROM facts WHERE journey = $journey AND kind = 'attempt' AND name IN ('refused', 'failed') GROUP BY ALL
)
ORDER BY n DESC, node, kind, reason LIMIT 500
"""
"""Also of what the gate let pass and nobody got: by its code, and facts from before codes by what became of it."""
