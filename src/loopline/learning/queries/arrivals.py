"""SQL that asks how far facts reach, and whether the event of a goal still comes in. Parameters carry a dollar sign."""

from typing import Final

_decided: Final = 'CASE WHEN decided_at > 0 THEN decided_at ELSE "at" END'

NEWEST: Final = f"SELECT max({_decided}) FROM facts WHERE {_decided} <= $now"
"""When the newest fact was decided (ms); NULL where there is none."""

LEARNED_MS: Final = 90 * 86_400_000

ARRIVALS: Final = f"""
WITH came AS (
    SELECT {_decided} AS "at" FROM facts WHERE kind = 'event' AND name = $goal AND {_decided} <= $now
),
newest AS (SELECT max("at") AS last FROM came),
hours AS (
    SELECT DISTINCT came."at" // 3600000 AS hour FROM came, newest WHERE came."at" > newest.last - {LEARNED_MS}
),
gaps AS (SELECT hour, hour - lag(hour) OVER (ORDER BY hour) AS gap FROM hours),
spread AS (SELECT count(*) AS n, min(hour) * 3600000 AS since, max(gap) * 3600000 AS longest FROM gaps)
SELECT newest.last, spread.n, spread.since, coalesce(spread.longest, 0),
    (SELECT count(*) FROM journey_entries
        WHERE journey = $journey AND "at" > spread.since AND "at" <= newest.last),
    (SELECT count(*) FROM journey_entries
        WHERE journey = $journey AND "at" > coalesce(newest.last, 0) AND "at" <= $now)
FROM newest, spread
"""
"""Of the goal's event, by anybody: when it came last (ms), in how many hours of the last 90 days before that, since
when, and the longest time between two of these hours; then the journey's entries in that time, and since."""
