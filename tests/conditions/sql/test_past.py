"""What events come to in SQL: the last digit of large totals is the engine's."""

import json
import random

import duckdb
from msgspec.structs import replace

from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.conditions.tree import Compare
from loopline.conditions.values import look_of
from loopline.model.history.amounts import NOTHING, millionths, with_point
from loopline.model.history.message_events import amount_key


def test_a_total_beyond_64_bits_is_rounded_as_in_the_engine() -> None:
    chance, amounts, rows = random.Random(3), NOTHING, list[tuple[int, str]]()
    for at in range(1, 61):
        value = chance.uniform(5e11, 1e12)
        amounts = with_point(amounts, at, millionths(value) or 0)
        rows.append((at, json.dumps({"amount": value})))
    condition = compile_condition('sum("paid", "amount", since=start) == wanted')
    asked, made = condition.root, compile_sql(condition, {}, 60)
    assert isinstance(asked, Compare)
    scope = Scope(now=60, amounts={amount_key("paid", "", "amount"): amounts})
    with duckdb.connect() as database:
        database.execute("CREATE TABLE people AS SELECT 'ann' AS person, '{}'::JSON AS traits, 'UTC' AS zone")
        database.execute('CREATE TABLE events (person VARCHAR, name VARCHAR, "at" BIGINT, data JSON)')
        database.executemany("INSERT INTO events VALUES ('ann', 'paid', ?, ?)", rows)
        for start in range(30):
            traits = {"start": start}
            found = look_of(asked.left)(replace(scope, traits=traits))
            database.execute("UPDATE people SET traits = ?", [json.dumps({**traits, "wanted": found})])
            assert database.execute(f"SELECT {made.sql} FROM people p", made.params).fetchone() == (True,)
