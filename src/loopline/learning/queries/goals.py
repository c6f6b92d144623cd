"""SQL of what units reached: goals that passages wrote down, and events of the goal's name that none of them saw.

A passage writes down what its person does in its own window. What a colleague does who never entered, and what somebody
does between two visits, stands among the events alone. There the goal's own filter is asked, as SQL; the markers stand
for it, for the amount and for the id by which an event counts once. An event is one, whoever wrote it down. An amount
below zero is money back: it subtracts, and is no conversion.
"""

from typing import Final

GOALS: Final = """goals AS MATERIALIZED (
    SELECT e.unit, g."at", any_value(coalesce(g.value, 0)) AS value
    FROM journey_goals g JOIN entered e USING (enrollment)
    WHERE g.journey = $journey AND list_contains($counted, e.version)
    GROUP BY e.unit, g.person, g.shard, g.position, g."at"
)"""
VALUE: Final = "<value>"
ONCE: Final = "<once>"
COUNTS: Final = "<counts>"
_WHOSE: Final = "<whose>"
_ACTS: Final = f"""acts AS MATERIALIZED (
    SELECT person, shard, position, "at", account, {VALUE} AS value, {ONCE} AS once, coalesce({COUNTS}, FALSE) AS counts
    FROM (
        SELECT person, shard, position, "at", account, data AS traits FROM facts
        WHERE kind = 'event' AND name = $goal_event AND "at" >= (SELECT min("at") FROM entered)
            AND (person IN (SELECT person FROM entered){_WHOSE})
    ) p
)"""
_WRITTEN: Final = """
    SELECT e.unit, g.person, g.shard, g.position, g."at", g.value, TRUE AS is_written
    FROM journey_goals g JOIN entered e USING (enrollment)
    WHERE g.journey = $journey AND list_contains($counted, e.version)"""
_OF_MEMBERS: Final = """
    SELECT m.unit, a.person, a.shard, a.position, a."at", a.value, FALSE
    FROM acts a JOIN (SELECT DISTINCT unit, person FROM entered) m USING (person) WHERE a.counts"""
_OF_ACCOUNTS: Final = """
    SELECT m.unit, a.person, a.shard, a.position, a."at", a.value, FALSE
    FROM acts a JOIN (SELECT DISTINCT unit FROM entered) m ON m.unit = a.account WHERE a.counts"""
# Each once: the first of those with one id counts. Parts of a sum that is given back have the id of the whole.
_EACH: Final = """
    SELECT unit, person, shard, position, "at", coalesce(max(value) FILTER (is_written), max(value), 0) AS value
    FROM found GROUP BY unit, person, shard, position, "at"
"""
_BY_ID: Final = """goals AS MATERIALIZED (
    SELECT unit, min("at") AS "at", arg_min(value, place) AS value FROM (
        SELECT e.unit, e."at", e.value, (CAST(e."at" AS HUGEINT) << 60) + (CAST(e.shard AS HUGEINT) << 44) + e.position
            AS place,
            a.once, CASE WHEN e.value < 0 THEN e.value END AS back
        FROM each_event e LEFT JOIN acts a USING (person, shard, position, "at")
    ) GROUP BY unit, once, back, CASE WHEN once IS NULL THEN place END
)"""


def goals_of(*, people: bool, accounts: bool, once: bool) -> str:
    """The relations that stand in the place of `GOALS`: with what the unit's people did outside of its passages, with
    what anybody of its account did, and with each id once."""
    sources = [_WRITTEN, *([_OF_MEMBERS] if people else []), *([_OF_ACCOUNTS] if accounts else [])]
    acts = _ACTS.replace(_WHOSE, " OR account IN (SELECT unit FROM entered)" if accounts else "")
    found = f"{acts},\nfound AS ({'UNION ALL'.join(f'{one} ' for one in sources)})"
    if once:
        return f"{found},\neach_event AS MATERIALIZED ({_EACH}),\n{_BY_ID}"
    return f"{found},\ngoals AS MATERIALIZED ({_EACH})"
