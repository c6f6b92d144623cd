"""Repeat purchases, reorders, churn and winback: what customers do again, and when they have stopped."""

from typing import Final

from loopline.learning.queries.metrics.firsts import IN_SEGMENT, period_of

# `days` in ms is `within`: a first purchase counts once so much time is over behind it.
REPEAT: Final = """,
closed AS (SELECT * FROM firsts WHERE began + $within <= $now),
again AS (
    SELECT DISTINCT c.person FROM closed c JOIN facts f USING (person)
    WHERE f.kind = 'event' AND f.name = $event AND f."at" > c.began AND f."at" < c.began + $within
)
SELECT label, count(*) FILTER (began + $within <= $now) AS over, count(a.person),
    count(a.person) / nullif(count(*) FILTER (began + $within <= $now), 0),
    count(*) FILTER (began + $within > $now)
FROM firsts LEFT JOIN again a USING (person) GROUP BY label ORDER BY label LIMIT 10000
"""
"""Rows of (group, buyers whose window is over, those who bought again in it, their share, buyers still in theirs)."""

ACTS: Final = """WITH acts AS (
    SELECT person, "at", lead("at") OVER (PARTITION BY person ORDER BY "at") AS next,
        row_number() OVER (PARTITION BY person ORDER BY "at") AS place
    FROM (
        SELECT DISTINCT person, "at" FROM facts
        WHERE kind = 'event' AND ($event = '' OR name = $event) AND "at" <= $now {chosen}
    )
)"""

REORDER: Final = f"""
SELECT {period_of('"at"')} AS label, count(*), count(*) FILTER (place > 1), count(*) FILTER (place > 1) / count(*)
FROM acts WHERE "at" >= $since AND "at" < $until GROUP BY label ORDER BY label LIMIT 10000
"""
"""Rows of (period, orders, orders of people who had ordered before, their share)."""

_PERIODS: Final = """,
periods AS (
    SELECT begin, epoch_ms(begin) AS s,
        epoch_ms(begin + CASE $step WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END) AS e
    FROM (SELECT unnest(generate_series(
        date_trunc($step, make_timestamp(CAST(greatest($since, (SELECT min("at") FROM acts)) AS BIGINT) * 1000)),
        make_timestamp(CAST(least($until, $now) AS BIGINT) * 1000),
        CASE $step WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END
    )) AS begin)
)"""
CHURN: Final = f"""{_PERIODS},
ended AS (SELECT * FROM periods WHERE e <= $now AND s >= $since AND s < $until),
active AS (
    SELECT DISTINCT p.s, a.person FROM ended p JOIN acts a ON a."at" > p.s - $within AND a."at" <= p.s
),
stopped AS (SELECT person, "at" + $within AS moment FROM acts WHERE coalesce(next > "at" + $within, TRUE)),
gone AS (
    SELECT DISTINCT p.s, x.person FROM ended p JOIN stopped x ON x.moment >= p.s AND x.moment < p.e
)
SELECT strftime(p.begin, '%Y-%m-%d'), count(a.person), count(g.person), count(g.person) / nullif(count(a.person), 0)
FROM ended p JOIN active a USING (s) LEFT JOIN gone g ON g.s = a.s AND g.person = a.person
GROUP BY p.begin ORDER BY p.begin LIMIT 10000
"""
"""Rows of (period that is over, people active at its beginning, those who fell silent in it, their share)."""

WINBACK: Final = f""",
stopped AS (
    SELECT person, "at" + $within AS moment, next FROM acts WHERE coalesce(next > "at" + $within, TRUE)
        AND "at" + $within <= $now
)
SELECT {period_of("moment")} AS label, count(*) FILTER (moment + $back <= $now) AS over,
    count(*) FILTER (moment + $back <= $now AND next < moment + $back),
    count(*) FILTER (moment + $back <= $now AND next < moment + $back) / nullif(over, 0),
    count(*) FILTER (moment + $back > $now)
FROM stopped WHERE moment >= $since AND moment < $until GROUP BY label ORDER BY label LIMIT 10000
"""
"""Rows of (period of the silence, silences whose window is over, those after which the person came back, their share,
silences still in their window)."""


def acts(when: str) -> str:
    """Everybody's moments of the event, with the next one; `when` is the condition of a segment, "" for everybody."""
    return ACTS.replace("{chosen}", IN_SEGMENT.format(when=when) if when else "")
