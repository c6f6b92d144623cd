"""The people that a metric of customers is about, in groups: since their first event, or first entry of a journey.

`firsts` has one row a person: when they began (ms), and the label of their group. Parameters: `event` ('' is any),
`since` and `until` (ms, of the beginning), `now`. A segment stands in the place of `{chosen}`.
"""

from typing import Final, Literal

By = Literal["cohort", "all", "version", "side", "arm"]
LABELS: Final[dict[By, str]] = {
    "cohort": "strftime(date_trunc($step, make_timestamp(began * 1000)), '%Y-%m-%d')",
    "all": "''",
    "version": "CAST(version AS VARCHAR)",
    "side": "CASE held WHEN '' THEN 'treated' ELSE 'held out' END",
    "arm": "coalesce(arm, 'no arm')",
}
IN_SEGMENT: Final = "AND person IN (SELECT p.person FROM people p WHERE {when})"

_OF_EVENTS: Final = """
SELECT person, min("at") AS began, 0 AS version, '' AS held, '' AS arm FROM facts
WHERE kind = 'event' AND ($event = '' OR name = $event) AND "at" <= $now {chosen} GROUP BY person
"""
_OF_ENTRIES: Final = """
SELECT e.person, min(e."at") AS began, arg_min(e.version, e."at") AS version, arg_min(e.held, e."at") AS held,
    arg_min(a.arm, e."at") AS arm
FROM journey_entries e LEFT JOIN (
    SELECT enrollment, arg_min(arm, "at") AS arm FROM journey_arms WHERE journey = $journey GROUP BY enrollment
) a USING (enrollment)
WHERE e.journey = $journey AND e."at" <= $now {chosen} GROUP BY e.person
"""


def firsts(by: By, when: str, *, of_journey: bool) -> str:
    """The relation as the beginning of a WITH; `when` is the condition of a segment as SQL, "" for everybody."""
    chosen = IN_SEGMENT.format(when=when) if when else ""
    begun = (_OF_ENTRIES.replace("{chosen}", chosen.replace("person IN", "e.person IN")) if of_journey else None) or (
        _OF_EVENTS.replace("{chosen}", chosen)
    )
    return f"""WITH firsts AS (
    SELECT person, began, {LABELS[by]} AS label FROM ({begun}) WHERE began >= $since AND began < $until
)"""


def period_of(column: str) -> str:
    """The first day of the calendar week or month (UTC) of a time in ms."""
    return f"strftime(date_trunc($step, make_timestamp({column} * 1000)), '%Y-%m-%d')"
