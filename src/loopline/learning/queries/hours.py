"""SQL for the hours at which people click, as of a moment: nothing that happened at it or later is read."""

from typing import Final

from loopline.learning.queries.as_of import AS_OF
from loopline.learning.queries.metrics.funnel import MACHINE

HOUR_MS: Final = 3_600_000

ABOUT: Final = f"""
WITH {AS_OF}, zones AS (
    SELECT person, arg_max(zone, place) AS zone FROM (
        SELECT person, position * 1048576 + seq AS place,
            coalesce(json_extract_string(data, '$.now.zone'), json_extract_string(data, '$.zone')) AS zone
        FROM facts WHERE kind = 'person'
    ) WHERE zone IS NOT NULL GROUP BY person
)
SELECT p.person, coalesce(z.zone, ''), CAST(json_extract(p.traits, $by) AS VARCHAR)
FROM people p LEFT JOIN zones z USING (person) WHERE {{audience}} IS TRUE ORDER BY p.person
"""
"""Those of the audience: the zone of each and the trait that is her segment, as JSON text, as of the moment."""

CLICKED: Final = f"""
WITH {AS_OF}, sent AS (
    SELECT person, key, min("at") AS "at" FROM facts
    WHERE kind = 'attempt' AND name = 'sent' AND ($channel = '' OR channel = $channel) GROUP BY person, key
), clicks AS (
    SELECT key, min("at") AS "at" FROM facts
    WHERE kind = 'receipt' AND name = 'clicked' AND NOT {MACHINE} GROUP BY key
)
SELECT s.person, s."at" // {HOUR_MS} AS hour, count(*), count(*) FILTER (coalesce(c."at" < s."at" + $within, FALSE))
FROM sent s LEFT JOIN clicks c USING (key) WHERE s."at" >= $since AND s."at" + $within <= $cut
GROUP BY s.person, hour ORDER BY s.person, hour
"""
"""Messages by person and hour since the Unix epoch, and those that a person, not a machine, clicked within the time.
Messages whose time is not over are left out: those who click late would look as if they did not."""
