"""SQL over facts for how long it takes from one event to another."""

from typing import Final

GROUPS_MAX: Final = 8
"""The commonest values of the property; the others are one group together."""

TIMES: Final = f"""
WITH began AS (
    SELECT person, min("at") AS "at", arg_min(json_extract_string(data, $field), "at") AS value
    FROM facts WHERE kind = 'event' AND name = $begin AND "at" <= $now GROUP BY person
    HAVING min("at") >= $since
), reached AS (
    SELECT b.person, min(f."at") AS "at" FROM began b JOIN facts f USING (person)
    WHERE f.kind = 'event' AND f.name = $reach AND f."at" >= b."at" AND f."at" <= $now GROUP BY b.person
), common AS (
    SELECT value FROM began WHERE value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value LIMIT {GROUPS_MAX}
)
SELECT CASE WHEN $field = '' THEN '' WHEN b.value IS NULL THEN 'not known'
        WHEN b.value IN (FROM common) THEN b.value ELSE 'others' END AS label,
    (coalesce(r."at", $now) - b."at") // 3600000 AS hours, r."at" IS NOT NULL AS reached, count(*)
FROM began b LEFT JOIN reached r USING (person) GROUP BY ALL ORDER BY ALL LIMIT 200000
"""
"""People by group, whole hours from the first of the one event to the first of the other at or after it (else until
now), and whether it came. `field` is a place in the first event's properties, '' for one group."""
