"""SQL over facts of who is in how many journeys, and which journeys keep each other's people or places."""

from typing import Final

_NOW: Final = """
ended AS (SELECT DISTINCT md5_number(enrollment) AS enrollment FROM facts WHERE kind = 'exited'),
inside AS (
    SELECT DISTINCT journey, person FROM journey_entries ANTI JOIN ended USING (enrollment)
    WHERE journey IN (SELECT unnest($journeys)) AND "at" <= $now
)"""
_SINCE: Final = """
inside AS (
    SELECT DISTINCT journey, person FROM journey_entries
    WHERE journey IN (SELECT unnest($journeys)) AND "at" >= $since AND "at" <= $now
)"""


def journey_spread(*, now_inside: bool) -> str:
    """Rows of (how many journeys, people who are in so many): of those in them now, or who entered since a time."""
    return f"""
WITH {_NOW if now_inside else _SINCE},
each AS (SELECT person, count(*) AS journeys FROM inside GROUP BY person)
SELECT journeys, count(*) FROM each GROUP BY journeys ORDER BY journeys LIMIT 1000
"""


def journey_members(*, now_inside: bool) -> str:
    """Rows of (journey, people in it, those of them who are in another one too)."""
    return f"""
WITH {_NOW if now_inside else _SINCE},
each AS (SELECT person, count(*) AS journeys FROM inside GROUP BY person)
SELECT journey, count(*), count(*) FILTER (journeys > 1) FROM inside JOIN each USING (person)
GROUP BY journey ORDER BY journey LIMIT 200
"""


def shared(*, now_inside: bool) -> str:
    """Rows of (journey, another, people in both), the first of a pair by its id."""
    return f"""
WITH {_NOW if now_inside else _SINCE}
SELECT a.journey, b.journey, count(*) FROM inside a JOIN inside b USING (person)
WHERE a.journey < b.journey GROUP BY ALL ORDER BY ALL LIMIT 20000
"""


REFUSED_FOR: Final = """
WITH capped AS (
    SELECT journey, person, unnest(json_extract_string(data, '$.taken[*].journey')) AS other, 'cap' AS how, key AS what
    FROM facts WHERE kind = 'refused' AND reason IN ('capped', 'frequency_chosen')
        AND journey IN (SELECT unnest($journeys)) AND "at" >= $since AND "at" <= $now
),
grouped AS (
    SELECT journey, person, json_extract_string(data, '$.journey') AS other, 'group' AS how,
        CAST("at" AS VARCHAR) || '/' || position AS what
    FROM facts WHERE (kind = 'not_entered' AND reason = 'group_taken')
        AND journey IN (SELECT unnest($journeys)) AND "at" >= $since AND "at" <= $now
    UNION ALL
    SELECT journey, person, json_extract_string(data, '$.journey'), 'group', CAST("at" AS VARCHAR) || '/' || position
    FROM facts WHERE (kind = 'exited' AND reason IN ('outranked', 'group_taken'))
        AND journey IN (SELECT unnest($journeys)) AND "at" >= $since AND "at" <= $now
)
SELECT journey, other, how, count(DISTINCT what), count(DISTINCT person)
FROM (SELECT * FROM capped UNION ALL SELECT * FROM grouped)
WHERE other <> '' AND other <> journey GROUP BY ALL ORDER BY count(DISTINCT what) DESC, journey, other, how LIMIT 5000
"""
"""Rows of (journey, the one it gave way to, how: cap or group, times, people) since a time. A refusal by a cap is of
all whose messages have its places, so of two it is told twice, and never added up."""
