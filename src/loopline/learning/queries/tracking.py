"""SQL over facts for the tracking plan: what came in by hour, what it held by day, and which alarms there were.

An event counts where it arrived; one that was more than two days late, as in an import of the past, where it happened.
"""

from typing import Final

HISTORY_MS: Final = 172_800_000
LATE_MS: Final = 3_600_000
EVENTS_MAX: Final = 200
"""The events that came most are watched."""

FIELDS_MAX: Final = 100
"""Of each event."""

SAMPLE: Final = 100_000
"""So many facts, at about, are read for the properties of all events."""

_counted: Final = f'CASE WHEN decided_at - "at" > {HISTORY_MS} THEN "at" ELSE decided_at END'

HOURS: Final = f"""
WITH counted AS (
    SELECT name, {_counted} AS counted, decided_at - "at" BETWEEN {LATE_MS} AND {HISTORY_MS} AS late
    FROM facts WHERE kind = 'event' AND "at" >= $since - {HISTORY_MS}
), most AS (
    SELECT name FROM counted WHERE counted >= $since AND counted < $until
    GROUP BY name ORDER BY count(*) DESC, name LIMIT {EVENTS_MAX}
)
SELECT name, counted // 3600000 AS hour, count(*), count(*) FILTER (late) FROM counted SEMI JOIN most USING (name)
WHERE counted >= $since AND counted < $until GROUP BY name, hour
"""
"""Each event's count by hour since the epoch, and how many of them came more than an hour late."""

DAYS: Final = f"""
SELECT name, counted // 86400000 AS day, count(*) FROM (
    SELECT name, {_counted} AS counted FROM facts
    WHERE kind = 'event' AND "at" >= $since - {HISTORY_MS} AND list_contains($names, name)
) WHERE counted >= $since GROUP BY name, day
"""
"""The count by day (UTC) since the epoch of each of these events."""

ENTRIES: Final = """
SELECT journey, name, decided_at // 3600000 AS hour, count(*) FROM facts
WHERE kind = 'entered' AND decided_at >= $since AND decided_at < $until GROUP BY journey, name, hour
"""
"""Entries by journey, trigger and hour since the epoch."""

TYPES: Final = f"""
WITH asked AS (SELECT unnest($names) AS name, unnest($every) AS every), sample AS (
    SELECT name, ($until - 1 - ({_counted})) // 86400000 AS ago, data FROM facts JOIN asked USING (name)
    WHERE kind = 'event' AND "at" >= $since - {HISTORY_MS} AND hash(position, seq) % every = 0
        AND ({_counted}) >= $since AND ({_counted}) < $until
), entries AS (
    SELECT name, ago, unnest(map_entries(TRY_CAST(data AS MAP(VARCHAR, JSON)))) AS entry FROM sample
), widest AS (
    SELECT name, entry.key AS field FROM entries WHERE entry.key <> '' AND json_type(entry.value) <> 'NULL'
    GROUP BY name, field QUALIFY row_number() OVER (PARTITION BY name ORDER BY count(*) DESC, field) <= {FIELDS_MAX}
)
SELECT name, ago, '' AS field, '' AS type, count(*) FROM sample GROUP BY name, ago
UNION ALL
SELECT entries.name, ago, entry.key, CASE json_type(entry.value)
    WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'ARRAY' THEN 'list' WHEN 'OBJECT' THEN 'object'
    ELSE 'number' END AS type, count(*)
FROM entries JOIN widest ON widest.name = entries.name AND widest.field = entry.key
WHERE json_type(entry.value) <> 'NULL' GROUP BY entries.name, ago, entry.key, type
"""
"""Of each `every`th event, by name and day (0: the last 24 hours): how many (field ''), and by property and type.

Only the properties that are there most: names that an event makes up, such as ids, are as many as there are events.
"""

ALARMS: Final = """
SELECT reason, name, data->>'field', CAST(data->>'since' AS BIGINT), data->>'was', data->>'now', "at", data->>'ended'
FROM facts WHERE kind = 'quality' AND person = '' AND list_contains($reasons, reason) AND "at" >= $since
ORDER BY position, seq
"""
"""What was said of alarms, oldest first."""
