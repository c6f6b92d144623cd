"""A journey from the entry to the revenue, in people, by version, side, arm or node."""

from typing import Final, Literal

from loopline.learning.queries.journey import CONVERTED

FunnelBy = Literal["all", "version", "side", "arm", "node"]
_LABELS: Final[dict[FunnelBy, str]] = {
    "all": "''",
    "version": "CAST(e.version AS VARCHAR)",
    "side": "CASE e.held WHEN '' THEN 'treated' ELSE 'held out' END",
    "arm": "coalesce(a.arm, 'no arm')",
    "node": "coalesce(m.node, '')",
}
MACHINE: Final = "reason IN ('machine', 'proxy')"
LEFT: Final = "kind = 'attempt' AND name = 'sent' AND (provider <> 'sandbox' OR NOT $real)"
"""What counts as sent: nothing that the sandbox kept, once a message of the workspace has left (`$real`)."""

_FUNNEL: Final = f"""
WITH windows AS (SELECT CAST($journey AS VARCHAR) AS journey, CAST($within AS BIGINT) AS within),
counted AS (SELECT CAST($journey AS VARCHAR) AS journey, unnest($counted) AS version), {CONVERTED},
news AS (
    SELECT key, bool_or({LEFT}) AS sent, bool_or(name = 'delivered') AS delivered,
        bool_or(name = 'opened' AND NOT {MACHINE}) AS opened, bool_or(name = 'opened' AND {MACHINE}) AS machine,
        bool_or(name = 'clicked' AND NOT {MACHINE}) AS clicked
    FROM facts WHERE journey = $journey AND kind IN ('attempt', 'receipt') GROUP BY key
),
messages AS (
    SELECT md5_number(f.enrollment) AS enrollment, f.node, f.key, n.* EXCLUDE (key)
    FROM facts f LEFT JOIN news n ON n.key = f.key
    WHERE f.journey = $journey AND f.kind = 'message'
),
arms AS (
    SELECT enrollment, arg_min(arm, "at") AS arm FROM journey_arms WHERE journey = $journey GROUP BY enrollment
),
worth AS (
    SELECT enrollment, sum(value) AS value FROM journey_goals JOIN windows USING (journey) WHERE after_ms < within
    GROUP BY enrollment
),
told AS (
    SELECT {{label}} AS label, e.person, e.enrollment, m.key, m.sent, m.delivered, m.opened, m.machine, m.clicked,
        c.person IS NOT NULL AS converted, w.value
    FROM journey_entries e LEFT JOIN arms a USING (enrollment) LEFT JOIN messages m USING (enrollment)
        LEFT JOIN converted c ON c.person = e.person LEFT JOIN worth w ON w.enrollment = e.enrollment
    WHERE e.journey = $journey AND e."at" >= $since AND e."at" < $until
)
SELECT label, count(DISTINCT person), count(DISTINCT person) FILTER (key IS NOT NULL),
    count(DISTINCT person) FILTER (sent), count(DISTINCT person) FILTER (delivered),
    count(DISTINCT person) FILTER (opened), count(DISTINCT person) FILTER (machine AND NOT coalesce(opened, FALSE)),
    count(DISTINCT person) FILTER (clicked), count(DISTINCT person) FILTER (converted),
    (SELECT coalesce(sum(value), 0) FROM (
        SELECT DISTINCT t.enrollment, t.value FROM told t WHERE t.label = told.label
    ))
FROM told GROUP BY label ORDER BY label LIMIT 1000
"""


def funnel(by: FunnelBy) -> str:
    """Rows of (group, people who entered, were messaged, sent, delivered, opened, opened by machines alone, clicked,
    converted as the report counts it, value in the goal's window)."""
    return _FUNNEL.replace("{label}", _LABELS[by])
