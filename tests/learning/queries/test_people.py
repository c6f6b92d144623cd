"""Changes are added to what was known in their order, name by name; tests/properties/test_person_facts.py has more."""

import duckdb
from msgspec import json

from loopline.learning.queries.people import IS_CHANGE, folded

KNOWN = """
CREATE TABLE known AS SELECT * FROM (VALUES
    ('ann', '{"plan":"free","seats":1}'::JSON, '{"size":9}'::JSON, '{"email":true}'::JSON, ['vip', 'eu', 'vip']),
    ('bob', '{"plan":"free"}'::JSON, '{}'::JSON, '{}'::JSON, []::VARCHAR[])
) AS known(person, traits, account_traits, consent, lists)
"""


def test_the_last_step_wins_and_null_removes() -> None:
    database = duckdb.connect()
    database.execute(KNOWN)
    database.execute("CREATE TABLE changed (person VARCHAR, step BIGINT, now JSON)")
    for step, now in (
        (2, {"traits": {"plan": "pro", "home": {"city": "Kiel"}}, "lists": {"eu": None}}),
        (1, {"traits": {"plan": "basic", "home": {"floor": 2}}, "lists": {"eu": True, "new": True}}),
        (3, {"traits": {"seats": None}, "consent": {"email": None}}),
    ):
        database.execute(
            "INSERT INTO changed VALUES ('ann', ?, ?), ('cem', ?, ?)", [step, json.encode(now).decode()] * 2
        )
    rows = database.execute(f"{folded('known', 'changed', 'person')} ORDER BY person").fetchall()
    found = {row[0]: [json.decode(group) if group else None for group in row[1:4]] + [row[4]] for row in rows}
    home = {"home": {"city": "Kiel"}, "plan": "pro"}
    assert found == {"ann": [home, {"size": 9}, None, ["vip", "new"]], "cem": [home, None, None, ["new"]]}


def test_a_fact_that_says_what_changed_is_told_from_one_that_states_somebody_whole() -> None:
    asked = [None, '{"traits":{"now":1}}', '{"now":{},"was":{}}']
    found = duckdb.execute(f"SELECT {IS_CHANGE} FROM (SELECT unnest(?) AS data)", [asked]).fetchall()
    assert found == [(False,), (False,), (True,)]
