"""How messages are received by how many the person got in the week up to them: an observation."""

from typing import Final

from loopline.learning.queries.metrics.funnel import MACHINE

WEEK_MS: Final = 604_800_000
DOSES_MOST: Final = 10

FATIGUE: Final = f"""
WITH sent AS (
    SELECT key, any_value(person) AS person, min("at") AS "at" FROM facts
    WHERE kind = 'attempt' AND name = 'sent' AND "at" <= $now GROUP BY key
),
dosed AS (
    SELECT *, count(*) OVER (
        PARTITION BY person ORDER BY "at" RANGE BETWEEN {WEEK_MS} PRECEDING AND CURRENT ROW
    ) AS dose FROM sent
),
told AS (
    SELECT key, min(CASE WHEN name = 'clicked' AND NOT {MACHINE} THEN "at" END) AS clicked,
        min(CASE WHEN name = 'unsubscribed' THEN "at" END) AS unsubscribed,
        min(CASE WHEN name = 'complained' THEN "at" END) AS complained
    FROM facts WHERE kind = 'receipt' AND "at" <= $now GROUP BY key
)
SELECT least(d.dose, {DOSES_MOST}) AS messages, count(DISTINCT d.person), count(*) AS n,
    count(*) FILTER (t.clicked < d."at" + {WEEK_MS}) / n, count(*) FILTER (t.unsubscribed < d."at" + {WEEK_MS}) / n,
    count(*) FILTER (t.complained < d."at" + {WEEK_MS}) / n
FROM dosed d LEFT JOIN told t USING (key)
WHERE d."at" >= $since AND d."at" < $until AND d."at" + {WEEK_MS} <= $now
GROUP BY messages ORDER BY messages
"""
"""Rows of (messages in the week up to it, itself among them, ten for ten and more; people; messages sent; shares of
them that a person clicked, unsubscribed by, complained about within a week)."""
