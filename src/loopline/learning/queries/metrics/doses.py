"""SQL of a cap that tries several limits: who came to where they differ, by arm, and what each did from then on.

The question is that of learning/queries/metrics/measured.py, with other units: a person counts once, from the first
message that another limit of the cap (`cap`) would have answered otherwise, if that was at or after `since` (ms). The
arm stands in the place of `held`.
"""

from typing import Final

from loopline.learning.queries.metrics.measured import MEASURED, SINCE_ENTRY, WITH_PAST
from loopline.learning.queries.units import UNITS

COMPARED: Final = " AND held IN ('', 'journey')"
RELATIONS: Final = "<goals>"
OF_CAP: Final = f"""capped AS (
    SELECT person, "at", arm, (CAST("at" AS HUGEINT) << 60) + (CAST(shard AS HUGEINT) << 44) + position AS place
    FROM facts WHERE kind = 'capped' AND name = $cap AND "at" <= $now
),
entered AS MATERIALIZED (
    SELECT person, person AS unit, min("at") AS "at", arg_min(arm, place) AS arm, NULL AS enrollment, 0 AS version
    FROM capped GROUP BY person HAVING min("at") >= $since
),
{RELATIONS},
starts AS (SELECT unit, "at", 1 AS version, arm AS held, 'exposed' AS basis FROM entered)
"""
RECEIPTS: Final = """goals AS MATERIALIZED (
    SELECT e.unit, min(f."at") AS "at", CAST(0 AS DOUBLE) AS value
    FROM facts f JOIN entered e ON e.person = f.person
    WHERE f.kind = 'receipt' AND f.name = $goal_event AND f.reason NOT IN ('machine', 'proxy')
    GROUP BY e.unit, f.key
)"""
"""What people answered to any message, whichever journey it was of: fatigue does not ask which message it leaves by."""

SENT: Final = """goals AS MATERIALIZED (
    SELECT e.unit, min(f."at") AS "at", CAST(0 AS DOUBLE) AS value
    FROM facts f JOIN entered e ON e.person = f.person
    WHERE f.kind = 'attempt' AND f.name = 'sent' AND ($channel = '' OR f.channel = $channel)
        AND ($of_journey = '' OR f.journey = $of_journey) AND ($all OR list_contains($journeys, f.journey))
    GROUP BY e.unit, f.key
)"""
"""The messages that the cap counts, as far as the channel and the journey say."""


def doses(goals: str) -> str:
    """The query over these relations of what people did."""
    own = OF_CAP.replace(RELATIONS, goals.replace(SINCE_ENTRY, WITH_PAST))
    return MEASURED.replace(UNITS, own).replace(COMPARED, "")
