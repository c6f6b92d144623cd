"""SQL that asks for the choices of a node, with what they led to. Parameters are named with a dollar sign."""

from typing import Final

from loopline.learning.queries.goals import GOALS

ROWS_MAX: Final = 200_000
"""So many choices are learned from, the newest; what is older says less of today."""

# What somebody reached counts for each choice from its own moment on, for the time of the goal, whatever was chosen.
# People who are held out walk without messages, so their choices say nothing of the options.
CHOICES: Final = f"""
WITH entered AS MATERIALIZED (
    SELECT e.enrollment, e.person, e."at", e.shard, e.position, e.version, coalesce(m."into", e.unit, e.person) AS unit
    FROM journey_entries e LEFT JOIN merges m ON m.other = coalesce(e.unit, e.person)
    WHERE e.journey = $journey AND e.held = ''
),
{GOALS},
chosen AS MATERIALIZED (
    SELECT e.unit, e.enrollment, f."at", f.name AS option, f.value AS propensity, CAST(f.data AS VARCHAR) AS data
    FROM facts f JOIN entered e ON e.enrollment = md5_number(f.enrollment)
    WHERE f.journey = $journey AND f.node = $node AND f.kind = 'stepped' AND f.reason = 'choice' AND f.held = ''
        AND f."at" <= $now AND list_contains($counted, f.version)
    ORDER BY f."at" DESC LIMIT {ROWS_MAX}
),
met AS (
    SELECT c.enrollment, c."at", count(*) FILTER (g.value >= 0) AS goals, fsum(g.value) AS value
    FROM chosen c JOIN goals g ON g.unit = c.unit AND g."at" >= c."at" AND g."at" < c."at" + $within AND g."at" <= $now
    GROUP BY c.enrollment, c."at"
)
SELECT c.unit, c."at", c.option, c.propensity, c.data, c."at" + $within > $now AS pending,
    coalesce(m.goals, 0) AS goals, coalesce(m.value, 0) AS value
FROM chosen c LEFT JOIN met m USING (enrollment, "at")
ORDER BY c."at", c.unit, c.enrollment
"""
STATED: Final = """
SELECT "at", version, reason, data FROM facts
WHERE kind = 'published' AND name = 'policy' AND journey = $journey AND node = $node
ORDER BY version DESC LIMIT 50
"""
"""The versions of the policy that were stated, the newest first."""
