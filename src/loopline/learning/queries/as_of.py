"""SQL over facts for what people were and did as of a moment: nothing that happened at it or later is read.

A moment's `people`, `events` and `facts` stand in the place of the tables of these names, so a condition that is
written in SQL asks the past by itself. Of the people that are asked for, in `$persons`; `$cut` is the moment (ms).
People who were joined with another id at the moment or later are left out: what they had done under that id stands
among their facts now, and that the two are one was not known then. Most sign in when they buy, so it would tell.
"""

from typing import Final

_PLACE: Final = "position * 1048576 + seq"

AS_OF: Final = f"""
asked AS (
    SELECT unnest($persons) AS person EXCEPT SELECT person FROM main.facts WHERE kind = 'merged' AND "at" >= $cut
),
facts AS MATERIALIZED (SELECT f.* FROM main.facts f SEMI JOIN asked USING (person) WHERE f."at" < $cut),
events AS (SELECT person, name, "at", data, account FROM facts WHERE kind = 'event'),
said AS (
    SELECT person, place, one.home AS home, unnest(map_entries(TRY_CAST(one.named AS MAP(VARCHAR, JSON)))) AS entry
    FROM (
        SELECT person, {_PLACE} AS place, unnest([
            {{'home': 'traits', 'named': coalesce(data->'$.now.traits', data->'$.traits')}},
            {{'home': 'consent', 'named': coalesce(data->'$.now.consent', data->'$.consent')}}
        ]) AS one FROM facts WHERE kind = 'person' AND data IS NOT NULL
    ) WHERE one.named IS NOT NULL
),
last_said AS (
    SELECT person, home, entry.key AS key, arg_max(coalesce(CAST(entry.value AS VARCHAR), 'null'), place) AS value
    FROM said GROUP BY person, home, entry.key
),
stated AS (
    SELECT person,
        to_json(map_from_entries(list(entry) FILTER (home = 'traits'))) AS traits,
        to_json(map_from_entries(list(entry) FILTER (home = 'consent'))) AS consent
    FROM (
        SELECT person, home, {{'key': key, 'value': CAST(value AS JSON)}} AS entry FROM last_said WHERE value <> 'null'
    ) GROUP BY person
),
people AS (
    SELECT b.person, coalesce(s.traits, CAST('{{}}' AS JSON)) AS traits, CAST('' AS VARCHAR) AS account,
        CAST(NULL AS JSON) AS account_traits, CAST([] AS VARCHAR[]) AS lists,
        coalesce(s.consent, CAST('{{}}' AS JSON)) AS consent, CAST(NULL AS VARCHAR) AS zone, b.born
    FROM (SELECT person, min("at") AS born FROM facts GROUP BY person) b LEFT JOIN stated s USING (person)
)
"""

PEOPLE: Final = f"""
WITH {AS_OF}
SELECT p.person, CAST(p.traits AS VARCHAR), p.born FROM people p WHERE {{audience}} IS TRUE ORDER BY p.person
"""
"""Those of the audience: the traits of each as JSON text, and when she was first known (ms)."""

DID: Final = f"""
WITH {AS_OF}
SELECT person, name, count(*), max("at"), {{windows}} FROM events WHERE list_contains($names, name)
GROUP BY person, name ORDER BY person, name
"""
"""What each did: times in all, the last (ms), and times in each window."""

SUMMED: Final = f"""
WITH {AS_OF}
SELECT person, sum(TRY_CAST(json_extract_string(data, $field) AS DOUBLE)) FROM events WHERE name = $name
GROUP BY person HAVING count(TRY_CAST(json_extract_string(data, $field) AS DOUBLE)) > 0 ORDER BY person
"""
"""What a property of an event adds up to."""

HOLDS: Final = f"""
WITH {AS_OF}
SELECT p.person, {{condition}} FROM people p ORDER BY p.person
"""
"""Of each whether a condition held; NULL where that is not known."""

NAMES: Final = """
SELECT name FROM facts WHERE kind = 'event' AND "at" < $cut
GROUP BY name ORDER BY count(DISTINCT person) DESC, name LIMIT $most
"""
"""The events that most people did."""

HAPPENED: Final = """
SELECT DISTINCT person FROM facts
WHERE kind = 'event' AND name = $event AND "at" >= $cut AND "at" < $until AND list_contains($persons, person)
"""
"""Those of the people who did the event in the time that is foretold."""

KNOWN: Final = """
SELECT (SELECT count(*) FROM people), coalesce(min("at"), 0) FROM facts WHERE kind IN ('event', 'person')
"""
"""How many people are known, and since when anything is known of anybody (ms)."""

DRAWN: Final = """
SELECT person FROM people WHERE md5_number(person) % 1000000 < $share ORDER BY md5_number(person), person LIMIT $most
"""
"""People drawn by a hash: the same ones each time."""

PAGE: Final = """
SELECT person, CAST(json_extract(traits, $trait) AS VARCHAR) FROM people
WHERE person > $after ORDER BY person LIMIT $most
"""
"""The next people in the order of their ids, each with the score that she has."""
