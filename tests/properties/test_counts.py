"""Counts beyond what is remembered are exact or unknown, never wrong; the engine and the count of an audience agree."""

import random
from collections.abc import Iterator
from typing import Final

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.model.history.times import HISTORY_MAX
from loopline.model.person import Person
from loopline.signals.people.history import remember

DAY: Final = 86_400_000
NOW: Final = 1_790_000_000_000
SIZES: Final = (0, 3, HISTORY_MAX - 1, HISTORY_MAX, HISTORY_MAX + 1, HISTORY_MAX + 400)
PARTS_OF_PAST: Final = ("within=", "since=", "n_count", "x_count")
NUMBERS: Final = (0, 3, 999, 999.5, 1_000, 1_001, 1_399, 1_400, 2_000)

windows = st.sampled_from(
    [
        "",
        ', within="1d"',
        ', within="20d"',
        ', within="90d"',
        ', within="1d", ago="3d"',
        ', within="20d", ago="1d"',
        ', since="2026-09-02"',
        ', since=first("x")',
        ", since=none",
    ]
)
comparisons = st.builds(
    'count("x"{}) {} {}'.format, windows, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.sampled_from(NUMBERS)
)
flipped = st.builds('{} {} count("x"{})'.format, st.sampled_from(NUMBERS), st.sampled_from(["<", "<=", ">="]), windows)
sums = st.builds('count("x"{}) - count("x"{}) > {}'.format, windows, windows, st.sampled_from(NUMBERS))
lists = st.builds('count("x"{}) in [3, 1000, {}]'.format, windows, st.sampled_from(NUMBERS))
firsts = st.builds(
    "days_since({}) >= {}".format,
    st.builds('{}("x"{})'.format, st.sampled_from(["first", "last"]), windows),
    st.integers(0, 60),
)
spans = st.builds(
    '{}_count("x", "{}", {}) {} {}'.format,
    st.sampled_from(["min", "max"]),
    st.sampled_from(["1d", "10d"]),
    st.integers(2, 5),
    st.sampled_from(["==", "<", ">="]),
    st.sampled_from(NUMBERS),
)
conditions = spans | comparisons | flipped | sums | lists | firsts


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE people AS SELECT 'ann' AS person, NULL AS zone, '{}'::JSON AS traits")
    connection.execute('CREATE TABLE events (person VARCHAR, name VARCHAR, "at" BIGINT)')
    yield connection
    connection.close()


def scope_of(times: list[int], now: int = NOW) -> Scope:
    person = Person(key="ann", traits={})
    for at in times:
        person = remember(person, "x", at, None, NOW)
    return Scope(history=person.history or {}, forgotten=person.forgotten or {}, now=now)


def everything(times: list[int], now: int = NOW) -> Scope:
    """By brute force: a memory without a bound."""
    return Scope(history={"x": sorted(times)} if times else {}, now=now)


def life(size: int, seed: int, days: int) -> list[int]:
    numbers = random.Random(seed)
    return [NOW - numbers.randrange(days * DAY) for _ in range(size)]


lives = st.builds(life, st.sampled_from(SIZES), st.integers(0, 2**32), st.sampled_from([1, 15, 60]))


@settings(max_examples=120)
@given(texts=st.lists(conditions, min_size=1, max_size=4), times=lives)
def test_what_is_known_is_true_and_an_audience_knows_as_much(
    database: duckdb.DuckDBPyConnection, texts: list[str], times: list[int]
) -> None:
    database.execute("DELETE FROM events")
    database.execute("INSERT INTO events SELECT 'ann', 'x', unnest(?)", [times])
    scope, whole = scope_of(times), everything(times)
    for text in texts:
        condition = compile_condition(text)
        truth = condition.evaluate(scope)
        assert truth is None or truth is condition.evaluate(whole)
        made = compile_sql(condition, {}, NOW)
        assert database.execute(f"SELECT {made.sql} FROM people p", made.params).fetchall() == [(truth,)]
        if not any(word in text for word in PARTS_OF_PAST) or len(times) <= HISTORY_MAX:
            assert truth is condition.evaluate(whole), "exact where no window reaches behind what is remembered"


@settings(max_examples=60)
@given(text=conditions, times=lives)
def test_the_truth_stands_still_until_the_next_change(text: str, times: list[int]) -> None:
    condition, scope = compile_condition(text), scope_of(times)
    change = condition.next_change(scope)
    numbers = random.Random(len(times))
    for _ in range(5):
        moment = NOW + numbers.randrange(100 * DAY)
        if change is None or moment < change:
            assert condition.evaluate(scope.at(moment)) is condition.evaluate(scope)
    if change is not None:
        assert condition.evaluate(scope.at(change - 1)) is condition.evaluate(scope)
