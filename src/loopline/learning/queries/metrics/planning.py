"""SQL of what a plan is made of where no journey has run yet: who would have entered, and what they did then.

Parameters: `entry` (names of events), `goal_event`, `since`, `until`, `within` and `now` (ms); the markers of
learning/queries/goals.py stand for the goal's filter and its amount.
"""

from typing import Final

from loopline.learning.queries.goals import COUNTS, VALUE

WOULD_ENTER: Final = f"""
WITH came AS MATERIALIZED (
    SELECT person, min("at") AS "at" FROM facts
    WHERE kind = 'event' AND list_contains($entry, name) AND "at" <= $now GROUP BY person
),
units AS MATERIALIZED (SELECT * FROM came WHERE "at" >= $since AND "at" < $until),
acts AS (
    SELECT person, "at", {VALUE} AS value, coalesce({COUNTS}, FALSE) AS counts FROM (
        SELECT person, "at", data AS traits FROM facts SEMI JOIN units USING (person)
        WHERE kind = 'event' AND name = $goal_event AND "at" >= $since AND "at" <= $now
    ) p
),
each AS (
    SELECT u.person, count(a."at") FILTER (coalesce(a.value, 0) >= 0) AS times, coalesce(sum(a.value), 0) AS value
    FROM units u LEFT JOIN acts a
        ON a.person = u.person AND a.counts AND a."at" > u."at" AND a."at" < u."at" + $within
    WHERE u."at" + $within <= $now GROUP BY u.person
)
SELECT (SELECT count(*) FROM units), count(*), count(*) FILTER (times > 0), coalesce(sum(value), 0),
    coalesce(sum(value * value), 0), (SELECT min("at") FROM units)
FROM each
"""
"""People who did an entry event for the first time in a span; of those whose window is over: how many, how many
reached the goal in it, the sum of their values and of its squares; and when the first came (ms)."""
