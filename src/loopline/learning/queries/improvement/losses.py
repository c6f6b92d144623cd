"""SQL over facts for those who improve journeys: what steps lose people, and what a week's messages came to."""

from typing import Final

LOST: Final = """
WITH told AS (
    SELECT node, person, kind, CASE WHEN kind = 'refused' THEN reason ELSE
        coalesce(json_extract_string(data, '$.code'), name) END AS reason, channel
    FROM facts
    WHERE journey = $journey AND node <> '' AND "at" >= $since AND "at" <= $now
        AND (kind IN ('message', 'refused') OR (kind = 'attempt' AND name IN ('refused', 'failed')))
),
meant AS (SELECT node, count(DISTINCT person) AS people FROM told GROUP BY node)
SELECT t.node, any_value(t.channel), t.reason, count(DISTINCT t.person), any_value(m.people)
FROM told t JOIN meant m USING (node) WHERE t.kind <> 'message'
GROUP BY t.node, t.reason ORDER BY count(DISTINCT t.person) DESC, t.node, t.reason LIMIT 200
"""
"""Rows of (node, channel, reason, people who did not get it for this reason, people for whom the step had a message),
of one journey since a time. A reason is that of the gate, or the code of a provider's refusal."""

IGNORED: Final = """
WITH got AS (
    SELECT node, key, any_value(person) AS person FROM facts
    WHERE journey = $journey AND kind = 'attempt' AND name = 'sent' AND channel = 'email' AND provider <> 'sandbox'
        AND node <> '' AND "at" >= $since AND "at" <= $now GROUP BY node, key
),
acted AS (
    SELECT DISTINCT key FROM facts
    WHERE journey = $journey AND kind = 'receipt' AND name = 'clicked' AND reason NOT IN ('machine', 'proxy')
        AND "at" <= $now
)
SELECT g.node, count(DISTINCT g.person), count(DISTINCT g.person) FILTER (a.key IS NOT NULL)
FROM got g LEFT JOIN acted a USING (key) GROUP BY g.node ORDER BY g.node LIMIT 200
"""
"""Rows of (node, people who were sent its e-mail since a time, those of them who clicked in it)."""

WEEK: Final = """
WITH left_ AS (
    SELECT channel, provider = 'sandbox' AS kept, person, key FROM facts
    WHERE kind = 'attempt' AND name = 'sent' AND "at" >= $since AND "at" < $until
),
each AS (SELECT channel, kept, person, count(DISTINCT key) AS n FROM left_ GROUP BY ALL),
said AS (
    SELECT channel, count(DISTINCT key) FILTER (name = 'bounced') AS bounced,
        count(DISTINCT key) FILTER (name = 'complained') AS complained,
        count(DISTINCT key) FILTER (name = 'unsubscribed') AS unsubscribed
    FROM facts WHERE kind = 'receipt' AND "at" >= $since AND "at" < $until GROUP BY channel
)
SELECT e.channel, e.kept, sum(n), count(*), quantile_disc(n, 0.9), max(n),
    coalesce(any_value(s.bounced), 0), coalesce(any_value(s.complained), 0), coalesce(any_value(s.unsubscribed), 0)
FROM each e LEFT JOIN said s ON s.channel = e.channel AND NOT e.kept
GROUP BY e.channel, e.kept ORDER BY e.channel, e.kept LIMIT 100
"""
"""Rows of (channel, whether the sandbox kept them, messages, people, the 90th percentile of messages a person and the
most, and what came back in that time: bounces, complaints, unsubscribes)."""

MOVED: Final = """
SELECT count(*) FILTER (kind = 'entered'), count(DISTINCT person) FILTER (kind = 'entered'),
    count(DISTINCT (journey, person)) FILTER (kind = 'goal' AND name <> 'node')
FROM facts WHERE kind IN ('entered', 'goal') AND "at" >= $since AND "at" < $until
"""
"""One row of (entries, people who entered, people who reached a goal, once for each journey) in a time."""
