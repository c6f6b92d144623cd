"""The part of the past that a call looks at, and for how long it has to be remembered."""

import pytest

from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.past.windows import DAY_MS, memory_ms, steps_back
from loopline.conditions.tree import Call, iter_nodes


def call(text: str) -> Call:
    return next(node for node in iter_nodes(compile_condition(f"{text} == null").root) if isinstance(node, Call))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ('count("x")', None),
        ('count("x", within="7d")', 7),
        ('count("x", within="7d", ago="7d")', 14),
        ('count("x", since=start_of("week"))', 9),
        ('count("x", since=signed_up_at)', None),
        ('min_count("x", "7d", 4)', 28),
    ],
)
def test_it_is_remembered_for_as_long_as_it_is_asked_for(text: str, days: int | None) -> None:
    assert memory_ms(call(text)) == (None if days is None else days * DAY_MS)


def test_what_is_at_a_date_counts_and_what_an_event_began_does_not() -> None:
    assert [steps_back(call(f'count("x", since={since})').since) for since in ("day_one", '"2026-01-31"')] == [1, 1]
    assert [steps_back(call(f'count("x", since={since})').since) for since in ("entry.at", 'last("x")')] == [0, 0]
    seen = Scope(history={"x": [5, 7, 7, 9]}, traits={"day_one": 7}, entry_at=7, now=10)
    assert compile_condition('count("x", since=day_one) == 3').evaluate(seen)
    assert compile_condition('count("x", since=entry.at) == 1').evaluate(seen)
    assert compile_condition('first("x", since=day_one) == date(day_one)').evaluate(seen)
    assert compile_condition('count("x", since=unheard) >= 0').evaluate(seen) is None


def test_a_property_of_the_entry_that_is_called_so_comes_before_the_time_of_the_entry() -> None:
    stated = compile_condition('entry.at == "noon"')
    assert stated.evaluate(Scope(entry={"at": "noon"}, entry_at=5)) is True
    assert compile_condition("days_since(entry.at) == 1").evaluate(Scope(entry={}, entry_at=5, now=5 + DAY_MS)) is True
