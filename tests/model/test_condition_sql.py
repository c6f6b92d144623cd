"""Conditions as SQL: what cannot be counted is refused, and no text of a condition becomes SQL."""

import pytest

from loopline.model.condition import Condition, compile_condition
from loopline.model.condition_sql import MOST_SEGMENTS, compile_sql
from loopline.model.errors import Invalid


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
