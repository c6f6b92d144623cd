"""SQL that counts units: which arm each came under and when, and what it did in its window.

Units, not enrollments, are compared. A unit's `basis` is what opens its window: its first entry, its first exposure (a
message or a call, or the first that was withheld from it; a look-up, which the held out have too, is none), or the
first arm that an experiment gave it. Whatever it did before the window closes counts: of an account, what any of its
people did; of an event that several open enrollments recorded, one. A merge of identities makes one unit of two, which
belongs to the arm of its first moment, also where one and the same draw put its identities into both arms (`torn`):
people mostly merge when they buy, so leaving those out would leave out buyers. Where the holdout's percentage was
changed, versions of one draw are a stratum, and a unit belongs to the arm of the version under which its window was
opened. So a unit belongs to one comparison, too: that of this version (`compared`), if it came before its end; the
goals that count are those of versions that count the same (`counted`). An arm was drawn by the weights of the version
that gave it (`given`),
which after a move is another than that of the entry. tests/learning/folded.py says the same in Python, and a property
test holds the two to each other. Parameters are named with a dollar sign.
"""

from typing import Final

from loopline.learning.queries.goals import GOALS

ENTERED: Final = """entered AS MATERIALIZED (
    SELECT e.enrollment, e.person, e."at", e.shard, e.position, e.held, e.version, coalesce(d.stratum, -1) AS stratum,
        e.position * 1048576 + e.seq AS place,
        coalesce(m."into", e.unit, e.person) AS unit
    FROM journey_entries e LEFT JOIN merges m ON m.other = coalesce(e.unit, e.person)
        LEFT JOIN drawn d ON d.version = e.version
    WHERE e.journey = $journey
)"""
EXPOSURES: Final = """exposures AS (
    SELECT enrollment, min("at") AS "at" FROM journey_exposures WHERE journey = $journey GROUP BY enrollment
)"""
EXPOSURES_SINCE: Final = """exposures AS (
    SELECT md5_number(enrollment) AS enrollment, min("at") AS "at" FROM facts
    WHERE journey = $journey AND kind IN ('message', 'withheld', 'called')
        AND NOT (kind = 'called' AND name = 'look_up')
        AND "at" >= coalesce(list_extract($since, list_position($channels, channel)), 0)
    GROUP BY enrollment
)"""
"""The same; what went to one of `channels`, or was withheld there, counts from its `since` on (ms)."""

BELONGING: Final = """
    SELECT * FROM firsts
    WHERE list_contains($compared, version) AND "at" < $until AND ("at" < $ends_at) <> $after_end
"""
"""The units of one comparison: whose windows opened first under its versions, before its end (or after it)."""

BELONGING_BY_NUMBER: Final = """
    SELECT * EXCLUDE (came) FROM (
        SELECT *, count(*) FILTER (held IN ('', 'journey') AND list_contains($shared, version))
            OVER (PARTITION BY basis, node ORDER BY "at", unit) AS came
        FROM firsts WHERE list_contains($compared, version) AND "at" < $until
    ) WHERE ("at" < $ends_at AND came <= $planned) <> $after_end
"""
"""The same where a number is planned: the first `planned` units that were drawn (`shared`), as their windows opened."""

SUM: Final = "coalesce(sum({of} ORDER BY {of}) FILTER (value <> 0), 0)"
"""Numbers that are added in one order come to the same sum to every digit, however many threads count."""

LOCAL_DAY: Final = "CAST(timezone($zone, to_timestamp(({at}) / 1000)) AS DATE) - DATE '1970-01-01'"
"""The day on which a moment (ms) is in the workspace's zone, counted from the Unix epoch."""

UNITS: Final = f"""
drawn AS (SELECT unnest($versions) AS version, unnest($strata) AS stratum),
{ENTERED},
torn AS (
    SELECT DISTINCT unit FROM (
        SELECT unit FROM entered WHERE held IN ('', 'journey') AND "at" <= $now
        GROUP BY unit, stratum HAVING min(held) <> max(held)
    )
),
{GOALS},
{EXPOSURES},
moments AS (
    SELECT 'entered' AS basis, '' AS node, '' AS arm, 0 AS given, enrollment, "at" FROM entered
    UNION ALL SELECT 'exposed', '', '', 0, enrollment, "at" FROM exposures
    UNION ALL SELECT 'assigned', node, arm, version, enrollment, "at" FROM journey_arms WHERE journey = $journey
),
firsts AS MATERIALIZED (
    SELECT basis, node, unit, min(moment) AS "at", arg_min(held, place) AS held, arg_min(version, place) AS version,
        arg_min(arm, place) AS arm, arg_min(given, place) AS given, arg_min(enrollment, place) AS enrollment
    FROM (
        SELECT s.basis, s.node, s.arm, s.given, s."at" AS moment,
            (CAST(s."at" AS HUGEINT) << 60) + (CAST(e.shard AS HUGEINT) << 44) + e.position AS place,
            e.unit, e.held, e.version, e.enrollment
        FROM moments s JOIN entered e USING (enrollment)
        WHERE s."at" <= $now
    ) GROUP BY basis, node, unit
),
starts AS MATERIALIZED ({BELONGING}),
met AS (
    SELECT s.basis, s.node, s.unit, count(*) FILTER (g.value >= 0) AS goals, fsum(g.value) AS value,
        min(g."at") FILTER (g.value >= 0) - min(s."at") AS took_ms
    FROM starts s JOIN goals g ON g.unit = s.unit AND g."at" >= s."at" AND g."at" < s."at" + $within AND g."at" <= $now
    GROUP BY s.basis, s.node, s.unit
),
done AS (
    SELECT s.*, coalesce(m.goals, 0) AS goals, coalesce(m.value, 0) AS value, m.took_ms,
        s."at" + $within > $now AS pending
    FROM starts s LEFT JOIN met m USING (basis, node, unit)
)
"""

# Units that had done the goal's event within an equal time before their first exposure: the arms must be alike in it.
BEFORE: Final = """
past AS MATERIALIZED (
    SELECT who.unit, f."at" FROM facts f JOIN (SELECT DISTINCT person, unit FROM entered) who USING (person)
    WHERE f.kind = 'event' AND f.name = $goal
),
earlier AS MATERIALIZED (
    SELECT DISTINCT s.unit
    FROM starts s JOIN past p ON p.unit = s.unit AND p."at" < s."at" AND p."at" >= s."at" - $within
    WHERE s.basis = 'exposed'
)
"""

# A cell adds up units that do not differ; `day` is when their windows closed, NULL while they are open (then `opened`
# says since when).
# `took` are the times to the first conversion of those that were treated, entered, and have had their whole time.
# Units that came to an experiment after their first message are in cells of their own (`late`): those in whom a message
# changed something are others than those who got none.
CELLS: Final = f"""
WITH {UNITS}, {BEFORE}, messaged AS (SELECT unit, "at" AS first FROM starts WHERE basis = 'exposed')
SELECT basis, node, arm, held, version, given,
    CASE WHEN NOT pending AND basis <> 'assigned' THEN {LOCAL_DAY.format(at='"at" + $within')}
        WHEN NOT pending THEN 0 END AS day,
    count(*), count(*) FILTER (goals > 0), {SUM.format(of="value")}, {SUM.format(of="value * value")}, min("at"),
    list(took_ms) FILTER (basis = 'entered' AND held = '' AND NOT pending AND goals > 0),
    count(*) FILTER (basis = 'exposed' AND earlier.unit IS NOT NULL),
    CASE WHEN pending AND basis <> 'assigned' THEN {LOCAL_DAY.format(at='"at"')} ELSE 0 END AS opened, max("at"),
    count(*) FILTER (torn.unit IS NOT NULL), count(*) FILTER (goals > 0),
    basis = 'assigned' AND coalesce(first < "at", FALSE)
FROM done LEFT JOIN earlier USING (unit) LEFT JOIN torn USING (unit) LEFT JOIN messaged USING (unit)
GROUP BY ALL LIMIT 200000
"""

# Lift alone, for the list of journeys.
SIDES: Final = CELLS.replace("GROUP BY ALL", "WHERE basis <> 'assigned' GROUP BY ALL")
