"""What each figure of a report is, over all facts of all kinds: the SQL that reports were made by until schema 7."""

from collections.abc import Sequence
from typing import Final

from loopline.learning.queries import groups, units
from loopline.learning.queries import journey as queries
from loopline.ports import Facts, SqlParameters

TOTALS: Final = """
WITH each AS (
    SELECT person, count(*) FILTER (kind = 'entered') AS entered, count(*) FILTER (kind = 'message') AS messages,
        bool_or(kind = 'entered' AND held <> '') AS held,
        bool_or(kind = 'goal' AND name <> 'node' AND coalesce(value, 0) >= 0
            AND CAST(json_extract(data, '$.after_ms') AS BIGINT) < $within
            AND enrollment IN (
                SELECT enrollment FROM facts
                WHERE journey = $journey AND kind = 'entered' AND list_contains($counted, version)
            )) AS converted
    FROM facts WHERE journey = $journey AND kind IN ('entered', 'message', 'goal')
    GROUP BY person
)
SELECT coalesce(sum(entered), 0), count(*) FILTER (entered > 0), count(*) FILTER (messages > 0), count(*) FILTER (held),
    count(*) FILTER (converted), coalesce(sum(messages), 0)
FROM each
"""
FUNNEL: Final = """
WITH stood AS MATERIALIZED (
    SELECT enrollment, node, kind,
        (CAST("at" AS HUGEINT) << 84) + (CAST(number AS HUGEINT) << 56)
            + (CAST(position AS HUGEINT) << 20) + seq AS place
    FROM facts WHERE journey = $journey AND enrollment <> '' AND node <> '' AND kind NOT IN ('receipt', 'attempt')
),
reached AS (
    SELECT node, count(*) AS n FROM (SELECT DISTINCT enrollment, node FROM stood WHERE kind <> 'entered') GROUP BY node
),
last AS (
    SELECT arg_max(node, place) AS node, arg_max(kind, place) = 'exited' AS ended FROM stood GROUP BY enrollment
),
standing AS (
    SELECT node, count(*) FILTER (NOT ended) AS inside, count(*) FILTER (ended) AS ended FROM last GROUP BY node
)
SELECT r.node, r.n, coalesce(s.inside, 0), coalesce(s.ended, 0) FROM reached r LEFT JOIN standing s USING (node)
"""
EXITS: Final = """
SELECT reason, count(*) FROM facts WHERE journey = $journey AND kind = 'exited'
GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 100
"""
MESSAGES: Final = """
SELECT node, channel, name, count(DISTINCT key) FROM facts
WHERE journey = $journey AND (kind = 'attempt' OR (kind = 'receipt' AND reason <> 'machine'))
GROUP BY ALL LIMIT 5000
"""
REFUSALS: Final = """
WITH told AS (
    SELECT node, kind, reason, CAST(rowid AS VARCHAR) AS one FROM facts
    WHERE journey = $journey AND kind IN ('refused', 'deferred', 'withheld', 'not_entered')
    UNION ALL
    SELECT node, name,
        coalesce(data ->> '$.code', nullif(regexp_extract(reason, '^[a-z][a-z0-9_]{2,60}$'), ''), name), key
    FROM facts WHERE journey = $journey AND kind = 'attempt' AND name IN ('refused', 'failed')
)
SELECT node, kind, reason, count(DISTINCT one) FROM told
GROUP BY ALL ORDER BY count(DISTINCT one) DESC, node, kind, reason LIMIT 500
"""
_UNITS: Final = f"""
mine AS MATERIALIZED (
    SELECT kind, person, "at", shard, position, seq, enrollment, node, arm, held, version, name, value,
        CASE WHEN kind = 'entered' THEN json_extract_string(data, '$.unit') END AS unit
    FROM facts WHERE journey = $journey AND kind IN ('entered', 'message', 'called', 'withheld', 'assigned', 'goal')
),
drawn AS (SELECT unnest($versions) AS version, unnest($strata) AS stratum),
entered AS MATERIALIZED (
    SELECT e.enrollment, e.person, e."at", e.shard, e.position, e.held, e.version, coalesce(d.stratum, -1) AS stratum,
        e.position * 1048576 + e.seq AS place,
        coalesce(m."into", e.unit, e.person) AS unit
    FROM mine e LEFT JOIN merges m ON m.other = coalesce(e.unit, e.person) LEFT JOIN drawn d ON d.version = e.version
    WHERE e.kind = 'entered'
),
torn AS (
    SELECT unit FROM entered WHERE "at" <= $now GROUP BY unit
    HAVING count(DISTINCT (stratum, held)) FILTER (held IN ('', 'journey'))
        > count(DISTINCT stratum) FILTER (held IN ('', 'journey'))
),
goals AS MATERIALIZED (
    SELECT e.unit, g."at", any_value(coalesce(g.value, 0)) AS value FROM mine g JOIN entered e USING (enrollment)
    WHERE g.kind = 'goal' AND g.name <> 'node' AND list_contains($counted, e.version)
    GROUP BY e.unit, g.person, g.shard, g.position, g."at"
),
exposures AS (
    SELECT enrollment, min("at") AS "at" FROM mine
    WHERE kind IN ('message', 'withheld') OR (kind = 'called' AND name <> 'look_up') GROUP BY enrollment
),
moments AS (
    SELECT 'entered' AS basis, '' AS node, '' AS arm, 0 AS given, enrollment, "at" FROM entered
    UNION ALL SELECT 'exposed', '', '', 0, enrollment, "at" FROM exposures
    UNION ALL SELECT 'assigned', node, arm, version, enrollment, "at" FROM mine WHERE kind = 'assigned'
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
starts AS MATERIALIZED ({units.BELONGING}),
met AS (
    SELECT s.basis, s.node, s.unit, count(CASE WHEN g.value >= 0 THEN 1 END) AS goals, sum(g.value) AS value,
        min(CASE WHEN g.value >= 0 THEN g."at" END) - min(s."at") AS took_ms
    FROM starts s JOIN goals g ON g.unit = s.unit AND g."at" >= s."at" AND g."at" < s."at" + $within AND g."at" <= $now
    GROUP BY s.basis, s.node, s.unit
),
done AS (
    SELECT s.*, coalesce(m.goals, 0) AS goals, coalesce(m.value, 0) AS value, m.took_ms,
        s."at" + $within > $now AS pending
    FROM starts s LEFT JOIN met m USING (basis, node, unit)
)
"""
CELLS: Final = units.CELLS.replace(units.UNITS, _UNITS)
SIDES: Final = units.SIDES.replace(units.UNITS, _UNITS)
BY_PLAN: Final = groups.group_query(groups.OF_PERSON, groups.VALUES)
BY_PLAN_DEFINED: Final = BY_PLAN.replace(units.UNITS, _UNITS)
LISTED: Final = """
WITH windows AS (SELECT unnest($journeys) AS journey, unnest($windows) AS within),
counted AS (SELECT unnest($named) AS journey, unnest($versions) AS version),
theirs AS (SELECT enrollment FROM facts SEMI JOIN counted USING (journey, version) WHERE kind = 'entered')
SELECT f.journey, count(*) FILTER (kind = 'entered') - count(*) FILTER (kind = 'exited'),
    count(DISTINCT person) FILTER (kind = 'entered'),
    count(DISTINCT person) FILTER (kind = 'goal' AND name <> 'node' AND coalesce(value, 0) >= 0
        AND CAST(json_extract(data, '$.after_ms') AS BIGINT) < w.within
        AND enrollment IN (SELECT enrollment FROM theirs))
FROM facts f JOIN windows w ON w.journey = f.journey
WHERE kind IN ('entered', 'exited', 'goal') GROUP BY f.journey
"""
DEFINED: Final = {
    queries.TOTALS: TOTALS,
    queries.FUNNEL: FUNNEL,
    queries.EXITS: EXITS,
    queries.MESSAGES: MESSAGES,
    queries.REFUSALS: REFUSALS,
    units.CELLS: CELLS,
    units.SIDES: SIDES,
}


class OverAllFacts:
    """Answers what a report asks by its definition."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.append, self.append_many, self.exported = facts.append, facts.append_many, facts.exported

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        return self._facts.query(DEFINED.get(sql, sql), parameters)

    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> list[list[tuple[object, ...]]]:
        return [self.query(sql, parameters) for sql, parameters in questions]
