"""Messages as they are received: the health of lists, volume, latency, coverage, consent."""

from typing import Final

from loopline.learning.queries.metrics.firsts import period_of
from loopline.learning.queries.metrics.funnel import LEFT, MACHINE

_IN: Final = '"at" >= $since AND "at" < $until AND "at" <= $now'
MAILBOXES: Final = """CASE
    WHEN channel <> 'email' OR domain IS NULL THEN ''
    WHEN domain IN ('gmail.com', 'googlemail.com') THEN 'Gmail'
    WHEN regexp_full_match(domain, '(outlook|hotmail|live|msn)\\.[a-z.]+') THEN 'Outlook'
    WHEN regexp_full_match(domain, '(yahoo|ymail|rocketmail|aol)\\.[a-z.]+') THEN 'Yahoo'
    WHEN domain IN ('icloud.com', 'me.com', 'mac.com') THEN 'Apple'
    WHEN domain IN ('gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'web.de') THEN 'GMX'
    ELSE 'others' END"""

LIST_HEALTH: Final = f"""
WITH sent AS (
    SELECT key, any_value(person) AS person, any_value(channel) AS channel FROM facts
    WHERE {LEFT} AND {_IN} GROUP BY key
),
news AS (
    SELECT key, bool_or(name = 'delivered') AS delivered, bool_or(name = 'bounced') AS bounced,
        bool_or(name = 'complained') AS complained, bool_or(name = 'unsubscribed') AS unsubscribed,
        bool_or(name = 'opened' AND NOT {MACHINE}) AS opened, bool_or(name = 'opened' AND {MACHINE}) AS machine,
        bool_or(name = 'clicked' AND NOT {MACHINE}) AS clicked
    FROM facts WHERE kind = 'receipt' AND "at" <= $now GROUP BY key
),
homes AS (SELECT person, lower(split_part(email, '@', 2)) AS domain FROM people WHERE email LIKE '%@%'),
told AS (
    SELECT s.channel, {MAILBOXES} AS mailbox, n.*
    FROM sent s LEFT JOIN news n USING (key) LEFT JOIN homes USING (person)
)
SELECT channel, mailbox, count(*) AS n, count(*) FILTER (delivered), count(*) FILTER (bounced),
    count(*) FILTER (complained), count(*) FILTER (unsubscribed), count(*) FILTER (opened),
    count(*) FILTER (machine AND NOT coalesce(opened, FALSE)), count(*) FILTER (clicked),
    count(*) FILTER (bounced) / n, count(*) FILTER (complained) / n, count(*) FILTER (unsubscribed) / n
FROM told GROUP BY channel, mailbox ORDER BY channel, n DESC, mailbox LIMIT 1000
"""
"""Rows of (channel, mailbox provider, messages sent, delivered, bounced, complained about, unsubscribed by, opened by
people, by machines alone, clicked by people; shares bounced, complained, unsubscribed)."""

OPT_IN: Final = f"""
WITH came AS (SELECT {period_of("first_seen_at")} AS label, count(*) AS n FROM people
    WHERE first_seen_at >= $since AND first_seen_at < $until GROUP BY label),
said AS (
    SELECT {period_of("first_seen_at")} AS label, f.channel, count(DISTINCT person) AS n
    FROM facts f JOIN people p USING (person) WHERE f.kind = 'consent' AND f.name = 'allowed' AND f."at" <= $now
        AND p.first_seen_at >= $since AND p.first_seen_at < $until GROUP BY ALL
)
SELECT c.label, coalesce(s.channel, ''), c.n, coalesce(s.n, 0), coalesce(s.n, 0) / c.n
FROM came c LEFT JOIN said s USING (label) ORDER BY ALL LIMIT 10000
"""
"""Rows of (period, channel, people first seen in it, those of them who have allowed the channel, their share)."""

OPT_OUT: Final = f"""
WITH sent AS (
    SELECT {period_of('"at"')} AS label, channel, count(DISTINCT person) AS n FROM facts
    WHERE {LEFT} AND {_IN} GROUP BY ALL
),
left_ AS (
    SELECT {period_of('"at"')} AS label, channel, count(DISTINCT person) AS n FROM facts
    WHERE ((kind = 'consent' AND name = 'refused') OR (kind = 'receipt' AND name = 'unsubscribed')) AND {_IN}
    GROUP BY ALL
)
SELECT s.label, s.channel, s.n, coalesce(l.n, 0), coalesce(l.n, 0) / s.n
FROM sent s LEFT JOIN left_ l ON l.label = s.label AND l.channel = s.channel ORDER BY ALL LIMIT 10000
"""
"""Rows of (period, channel, people who were sent something, people who refused the channel or unsubscribed, the
latter by the former)."""

VOLUME: Final = f"""
WITH each AS (
    SELECT channel, person, count(DISTINCT key) AS n FROM facts
    WHERE {LEFT} AND {_IN} GROUP BY ALL
), told AS (SELECT * FROM each UNION ALL SELECT 'all', person, sum(n) FROM each GROUP BY person)
SELECT channel, count(*), sum(n), avg(n), quantile_cont(n, 0.5), quantile_cont(n, 0.9), max(n)
FROM told GROUP BY channel ORDER BY channel = 'all' DESC, channel LIMIT 100
"""
"""Rows of (channel, people who were sent something, messages, a person in the mean, median, 90th percentile, most)."""

COVERAGE: Final = f"""
WITH active AS (
    SELECT DISTINCT {period_of('"at"')} AS label, person FROM facts WHERE kind = 'event' AND {_IN}
), inside AS (
    SELECT DISTINCT {period_of('"at"')} AS label, person FROM facts WHERE kind = 'entered' AND {_IN}
), got AS (
    SELECT DISTINCT {period_of('"at"')} AS label, person FROM facts
    WHERE {LEFT} AND journey <> '' AND {_IN}
)
SELECT a.label, count(*), count(i.person), count(g.person), count(g.person) / count(*)
FROM active a LEFT JOIN inside i ON i.label = a.label AND i.person = a.person
    LEFT JOIN got g ON g.label = a.label AND g.person = a.person
GROUP BY a.label ORDER BY a.label LIMIT 10000
"""
"""Rows of (period, people who did something, those who entered a journey, who were sent something by one, the share of
the last)."""

LATENCY: Final = f"""
WITH decided AS (
    SELECT key, channel, "at", decided_at FROM facts WHERE kind = 'message' AND {_IN}
), sent AS (
    SELECT key, min("at") AS "at" FROM facts WHERE {LEFT} GROUP BY key
)
SELECT d.channel, count(*), quantile_disc(d.decided_at - d."at", 0.5), quantile_disc(s."at" - d.decided_at, 0.5),
    quantile_disc(s."at" - d."at", 0.5), quantile_disc(s."at" - d."at", 0.9), quantile_disc(s."at" - d."at", 0.99)
FROM decided d JOIN sent s USING (key) GROUP BY d.channel ORDER BY d.channel LIMIT 100
"""
"""Rows of (channel, messages, medians in ms of the decision, of the sending, of both, their 90th and 99th percentile).
"""
