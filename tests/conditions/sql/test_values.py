"""Fragments of SQL: their parameters stay in order, and each value is what DuckDB itself makes of it."""

import duckdb
import pytest

from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.sql.values import date_sql, number_sql, text_sql
from loopline.conditions.tree import Arith, Call, Constant, Negate, Value
from loopline.model.localtime import iso_ms


def result(made: Sql, zone: str | None = None) -> object:
    asked = f"SELECT {made.text} FROM (SELECT CAST(? AS VARCHAR) AS zone) p"
    row = duckdb.execute(asked, [*made.params, zone]).fetchone()
    assert row is not None
    return row[0]


def test_parts_keep_their_parameters_in_order() -> None:
    made = fill("({} + {}) * {}", Sql("?", (1,)), Sql("2"), Sql("?", (3,)))
    assert made == Sql("(? + 2) * ?", (1, 3))
    assert result(made) == 9


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Arith("%", Constant(-7), Constant(3)), 2.0),
        (Arith("%", Constant(7.5), Constant(-2)), -0.5),
        (Arith("/", Constant(1), Constant(0)), None),
        (Negate(Constant(2)), -2.0),
        (Call("length", (Constant("été"),)), 3.0),
        (Call("days_since", (Call("now", ()),)), 0.0),
        (Constant("a"), None),
    ],
)
def test_a_number(node: Value, expected: float | None) -> None:
    assert result(number_sql(node, Frame(0))) == expected


def test_a_text() -> None:
    assert result(text_sql(Call("lower", (Constant("İÄ"),)), Frame(0))) == "iä"
    assert result(text_sql(Constant(1), Frame(0))) is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-31",
        "1066-10-14T10:30:59.9999+05:30",
        "2026-01-31 10:30",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-01:00",
        "2026-02-30",
        "2026-01-31\n",
        "soon",
    ],
)
def test_a_date_is_read_as_python_reads_it(written: str) -> None:
    assert result(date_sql(Call("lower", (Constant(written.lower()),)), Frame(0))) == iso_ms(written.lower())
    assert result(date_sql(Constant(written), Frame(0))) == iso_ms(written)


@pytest.mark.parametrize("written", ["2026-10-25T02:59:59.9999999", "2026-03-29T02:59:59.9999999"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC"])
def test_a_fraction_that_rounds_up_into_a_change_of_the_clock_belongs_to_its_second(written: str, zone: str) -> None:
    node = Call("lower", (Constant(written),))
    assert result(date_sql(node, Frame(0, zone)), zone) == iso_ms(written, zone)
