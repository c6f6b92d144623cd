"""SQL that counts what units did by a metric of a journey, in its window and in the same time before it.

Units are those of learning/queries/units.py, from their first exposure on; `y` is what the metric counts of a unit, `x`
the same before the exposure, `o` what a ratio is in parts of. Parameters are those of units.py, and: `measure` ("rate"
or another), `counts` (whether events are counted, and no amounts), `counts_over` the same of `over`, `percentile`
(0 to 1; 1 caps nothing) and `began` (ms): units whose windows opened before it are left out.
"""

import re
from typing import Final

from loopline.learning.queries.goals import GOALS
from loopline.learning.queries.units import LOCAL_DAY, UNITS

OF_OVER: Final = "of_over AS"
"""Where the relations of the event stand that a ratio is in parts of."""
NO_OVER: Final = f"""{OF_OVER} MATERIALIZED (
    SELECT unit, "at", CAST(0 AS DOUBLE) AS value FROM goals WHERE FALSE
)"""
SINCE_ENTRY: Final = """"at" >= (SELECT min("at") FROM entered)"""
WITH_PAST: Final = """"at" >= (SELECT min("at") FROM entered) - $within"""
RECEIPTS: Final = """goals AS MATERIALIZED (
    SELECT e.unit, min(f."at") AS "at", CAST(0 AS DOUBLE) AS value
    FROM facts f JOIN entered e ON e.enrollment = md5_number(f.enrollment)
    WHERE f.journey = $journey AND f.kind = 'receipt' AND f.name = $goal_event
        AND f.reason NOT IN ('machine', 'proxy')
    GROUP BY e.unit, f.key
)"""
"""In the place of goals: what people answered to the journey's own messages, each once a message."""

_DID: Final = """count(*) FILTER (g.value >= 0) AS times, fsum(g.value) AS value"""
_COUNTED: Final = """CASE WHEN $measure = 'rate' THEN CAST(coalesce({of}.times, 0) > 0 AS DOUBLE)
        WHEN {counts} THEN coalesce({of}.times, 0) ELSE coalesce({of}.value, 0) END"""

MEASURED: Final = f"""
WITH {UNITS},
{NO_OVER},
compared AS MATERIALIZED (
    SELECT unit, "at", version, held, "at" + $within > $now AS pending,
        CASE WHEN "at" + $within <= $now THEN {LOCAL_DAY.format(at='"at" + $within')} END AS day
    FROM starts WHERE basis = 'exposed' AND held IN ('', 'journey') AND "at" >= $began
),
during AS (
    SELECT c.unit, {_DID} FROM compared c JOIN goals g
        ON g.unit = c.unit AND g."at" >= c."at" AND g."at" < c."at" + $within AND g."at" <= $now GROUP BY c.unit
),
earlier AS (
    SELECT c.unit, {_DID} FROM compared c JOIN goals g
        ON g.unit = c.unit AND g."at" < c."at" AND g."at" >= c."at" - $within GROUP BY c.unit
),
over_ AS (
    SELECT c.unit, {_DID} FROM compared c JOIN of_over g
        ON g.unit = c.unit AND g."at" >= c."at" AND g."at" < c."at" + $within AND g."at" <= $now GROUP BY c.unit
),
each AS MATERIALIZED (
    SELECT c.version, c.held, c.day, c.pending, c."at",
        CAST({_COUNTED.format(of="d", counts="$counts")} AS DOUBLE) AS y,
        CAST({_COUNTED.format(of="e", counts="$counts")} AS DOUBLE) AS x,
        CAST(CASE WHEN $counts_over THEN coalesce(v.times, 0) ELSE coalesce(v.value, 0) END AS DOUBLE) AS o,
        coalesce(d.times, 0) > 0 AS did
    FROM compared c LEFT JOIN during d USING (unit) LEFT JOIN earlier e USING (unit) LEFT JOIN over_ v USING (unit)
),
caps AS (
    SELECT CASE WHEN $percentile < 1 THEN quantile_disc(y, $percentile) FILTER (did) END AS cap
    FROM each WHERE NOT pending
),
kept AS (SELECT each.*, CASE WHEN cap IS NOT NULL THEN least(y, cap) ELSE y END AS k, cap FROM each CROSS JOIN caps)
SELECT version, held, day, count(*), count(*) FILTER (did AND NOT pending), min("at"), max("at"),
    sum(k ORDER BY k), sum(k * k ORDER BY k), sum(x ORDER BY x), sum(x * x ORDER BY x), sum(k * x ORDER BY k * x),
    sum(o ORDER BY o), sum(o * o ORDER BY o), sum(k * o ORDER BY k * o),
    CAST(sum(TRY_CAST(round(y, 6) AS DECIMAL(30, 6))) AS VARCHAR), any_value(cap)
FROM kept GROUP BY version, held, day ORDER BY version, held, day NULLS LAST LIMIT 100000
"""
"""Rows of units that do not differ: version, held, the day on which their windows closed (NULL: still open), how many,
how many of the closed did it, their first and last exposure (ms), sums of what is counted (capped), of its squares, of
the past and its squares, of both together, of `over` and its squares, of both together, the exact sum, and the cap."""

_NAMES: Final = re.compile(r"\b(acts|found|goals|each_event)\b")
_OWN: Final = re.compile(r"\$(goal_event|[wvo]\d+)")


def of_over(relations: str) -> str:
    """Relations that say what units reached, under other names, so that both stand in one query."""
    named = _NAMES.sub(lambda m: "of_over" if m[1] == "goals" else f"over_{m[1]}", relations)
    return _OWN.sub(lambda m: f"$over_{m[1]}", named)


def measured(goals: str, over: str | None = None) -> str:
    """The query over these relations of what units did, the past included."""
    sql = MEASURED.replace(GOALS, goals.replace(SINCE_ENTRY, WITH_PAST))
    return sql.replace(NO_OVER, of_over(over)) if over else sql
