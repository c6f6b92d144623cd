"""Conditions as SQL: what cannot be counted is refused, and no text of a condition becomes SQL."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from loopline.conditions.language import Condition, Truth, compile_condition
from loopline.conditions.sql.condition import MOST_SEGMENTS, compile_sql
from loopline.model.errors import Invalid
from tests.conditions import test_evaluate as eval_cases
from tests.conditions import test_values as look_cases


@pytest.mark.parametrize(
    "text",
    ["event.amount > 1", 'event.name == "x"', "entry.amount == 1", 'opened("welcome")', 'a == 1 and not replied("x")'],
)
def test_what_is_known_only_at_an_event_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        compile_sql(compile_condition(text), {}, 0)
    assert caught.value.code == "condition_not_countable"


def test_segments_in_a_circle_are_refused() -> None:
    segments = {"a": compile_condition('in_segment("b")'), "b": compile_condition('not in_segment("a")')}
    with pytest.raises(Invalid) as caught:
        compile_sql(compile_condition('in_segment("a")'), segments, 0)
    assert caught.value.code == "condition_segment_cycle"
    assert "a > b > a" in caught.value.text


def test_segments_that_double_at_each_level_are_refused_in_time() -> None:
    segments: dict[str, Condition] = {"s0": compile_condition("a")}
    for level in range(1, 40):
        below = f'in_segment("s{level - 1}")'
        segments[f"s{level}"] = compile_condition(f"{below} or not {below}")
    with pytest.raises(Invalid) as caught:
        compile_sql(compile_condition('in_segment("s39")'), segments, 0)
    assert caught.value.code == "condition_too_big"
    assert str(MOST_SEGMENTS) in caught.value.text


@pytest.mark.parametrize("level", ["length({})", "lower({})", "days_since({})", "round({})"])
def test_each_level_of_coalesce_adds_as_much_and_multiplies_nothing(level: str) -> None:
    asked, sizes = "d", list[int]()
    for _ in range(3):
        asked = level.format(f"coalesce(n, {asked})")
        sizes.append(len(compile_sql(compile_condition(f"{asked} == n"), {}, 0).sql))
    assert sizes[2] - sizes[1] <= 1.1 * (sizes[1] - sizes[0])


def test_texts_travel_as_parameters() -> None:
    nasty = "'; DROP TABLE people; --"
    text = (
        f'person["{nasty}"] == "{nasty}" and count("{nasty}") > 1 and in_list("{nasty}") and consented("{nasty}")'
        f' and contains(a, "{nasty}") and last("{nasty}") > a'
    )
    made = compile_sql(compile_condition(text), {}, 0)
    assert "DROP" not in made.sql
    assert made.sql.count("?") == len(made.params)
    assert sum("DROP" in str(param) for param in made.params) >= 6


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """One person of each scope in the tests of evaluation, as a row."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON, lists VARCHAR[],"
        " consent JSON, zone VARCHAR)"
    )
    connection.execute('CREATE TABLE events (person VARCHAR, name VARCHAR, "at" BIGINT)')
    consent = json.dumps({"email": True, "email:news": False})
    for person, scope in PEOPLE.items():
        row = [
            person,
            json.dumps(scope.traits),
            None,
            scope.account and json.dumps(scope.account),
            [*scope.lists],
            consent,
        ]
        connection.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
        for name, times in scope.history.items():
            connection.executemany("INSERT INTO events VALUES (?, ?, ?)", [[person, name, at] for at in times])
    yield connection
    connection.close()


PEOPLE = {"eval": eval_cases.SCOPE, "look": look_cases.SCOPE}
KNOWN_HERE = [
    pytest.param(person, text, expected, id=f"{person}: {text[:60]}")
    for person, cases in (("eval", eval_cases.CASES), ("look", look_cases.CASES))
    for text, expected in cases
    if not any(word in text for word in ("event.", "event[", "entry.", "welcome", "replied"))
]


@pytest.mark.parametrize(("person", "text", "expected"), KNOWN_HERE)
def test_sql_says_what_evaluation_says(
    database: duckdb.DuckDBPyConnection, person: str, text: str, expected: Truth
) -> None:
    segments = {name: compile_condition(asked) for name, asked in {"vip": "seats > 2", "odd": "missing > 2"}.items()}
    made = compile_sql(compile_condition(text), segments, PEOPLE[person].now)
    found = database.execute(f"SELECT {made.sql} FROM people p WHERE person = ?", [*made.params, person]).fetchall()
    assert found == [(expected,)]
