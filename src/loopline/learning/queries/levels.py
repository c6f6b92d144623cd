"""SQL that counts the units of many journeys together: those of a programme, or all.

The relations here stand in the place of those of units.py, and all else is the same. A unit counts once, from its first
exposure to any of the journeys; who is held out at the level in question (`level`) is held out, and everybody whom no
higher level holds out is treated, also who is held out of one journey alone: such is what the programme does to people
(intention to treat). `other` are the levels that leave a unit in neither arm. The place of a version is taken by the
number of the draw that was in force at the entry: `starts` are the times (ms) at which draws began, oldest first.
"""

from typing import Final

from loopline.learning.queries.units import ENTERED, EXPOSURES, SIDES, SUM, UNITS

ENTERED_OF_LEVEL: Final = """of_level AS (SELECT unnest($journeys) AS journey, unnest($numbers) AS number),
in_force AS (SELECT unnest($starts) AS since, unnest(range(1, len($starts) + 1)) AS number),
entered AS MATERIALIZED (
    SELECT e.enrollment, e.person, e."at", e.shard, e.position,
        CASE WHEN e.held = $level THEN 'journey' WHEN list_contains($other, e.held) THEN e.held ELSE '' END AS held,
        d.version, d.stratum, e.position * 1048576 + e.seq AS place, coalesce(m."into", e.unit, e.person) AS unit
    FROM journey_entries e JOIN of_level l ON l.journey = e.journey AND l.number = e.version
        ASOF JOIN in_force f ON e."at" >= f.since
        JOIN drawn d ON d.version = f.number
        LEFT JOIN merges m ON m.other = coalesce(e.unit, e.person)
)"""
"""Passages that began under a draw that is counted (`versions`); those before nobody could be held out are in none."""

EXPOSURES_OF_LEVEL: Final = """exposures AS (
    SELECT x.enrollment, min(x."at") AS "at", min(x."at") FILTER (x.is_message) AS messaged_at
    FROM journey_exposures x WHERE list_contains($journeys, x.journey) GROUP BY x.enrollment
)"""
EXPOSURES_OF_LEVEL_SINCE: Final = """kept AS (
    SELECT unnest($kept_journeys) AS journey, unnest($kept_channels) AS channel, unnest($kept_since) AS since
),
exposures AS (
    SELECT md5_number(f.enrollment) AS enrollment, min(f."at") AS "at",
        min(f."at") FILTER (f.kind = 'message') AS messaged_at
    FROM facts f LEFT JOIN kept k ON k.journey = f.journey AND k.channel = f.channel
    WHERE list_contains($journeys, f.journey) AND f.kind IN ('message', 'withheld', 'called')
        AND NOT (f.kind = 'called' AND f.name = 'look_up') AND f."at" >= coalesce(k.since, 0)
    GROUP BY f.enrollment
)"""
"""The same; what went to a channel of a journey, or was withheld there, counts from its `since` on (ms)."""

_MONTH: Final = """strftime(timezone($zone, to_timestamp("at" / 1000)), '%Y-%m')"""
MONTHLY: Final = SIDES.replace("SELECT basis, node, arm, held,", f"SELECT {_MONTH} AS month, basis, node, arm, held,")
"""The cells of units.py, each with the month of the workspace's calendar in which its windows opened."""

CREDIT: Final = f"""
WITH {UNITS},
touched AS (
    SELECT e.unit, min(x.messaged_at) AS "at" FROM exposures x JOIN entered e USING (enrollment)
    WHERE x.messaged_at <= $now GROUP BY e.unit
),
credited AS (
    SELECT s.unit, s."at", count(*) FILTER (g.value >= 0) AS goals, fsum(g.value) AS value
    FROM done s JOIN touched t USING (unit) JOIN goals g ON g.unit = s.unit AND g."at" >= greatest(s."at", t."at")
        AND g."at" < s."at" + $within AND g."at" <= $now
    WHERE s.basis = 'exposed' AND s.held = '' AND NOT s.pending GROUP BY s.unit, s."at"
)
SELECT {_MONTH} AS month, count(*) FILTER (goals > 0), {SUM.format(of="value")} FROM credited GROUP BY month LIMIT 1200
"""
"""What is credited to messages by the month of the first exposure: treated units that reached the goal at or after
their first message of any of the journeys, in the window that is counted and over, and the value of that."""

OF_JOURNEY: Final = "journey = $journey"
OF_VERSIONS: Final = "(journey, version) IN (SELECT unnest($journeys), unnest($numbers))"


def of_level(sql: str, *, since: bool) -> str:
    """A query over the units of one journey, of the units of many; `since`: some of what they sent was kept."""
    exposures = EXPOSURES_OF_LEVEL_SINCE if since else EXPOSURES_OF_LEVEL
    return sql.replace(ENTERED, ENTERED_OF_LEVEL).replace(EXPOSURES, exposures)


def entries_of_level(sql: str) -> str:
    """A query over the entries of one journey, of those of many: of the versions in question alone."""
    return sql.replace(OF_JOURNEY, OF_VERSIONS)
