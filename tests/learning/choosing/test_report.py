"""The table: a line an option, also for one that is gone, with shares that sum to one and intervals that hold means."""

import pytest
from msgspec import json
from msgspec.structs import replace

from loopline.learning.choosing.report import option_lines, stated_lines
from loopline.model.duration import DAY
from loopline.model.nodes.choose import NOTHING
from tests.learning.choosing.made import NODE, rows


@pytest.mark.parametrize("money", [False, True])
def test_lines_add_up(money: bool) -> None:
    made = rows(lambda option, seats: 0.3 if option == "a" else 0.1, 900)
    made = [replace(made[0], option="gone"), *(replace(one, pending=True) for one in made[1:101]), *made[101:]]
    node = replace(NODE, reward="value" if money else "conversion")
    lines = option_lines(node, made, 100)
    assert [line.option for line in lines] == ["a", "b", NOTHING, "gone"]
    assert sum(line.choices for line in lines) == 900 and sum(line.pending for line in lines) == 100
    assert sum(line.share for line in lines) == pytest.approx(1)
    for line in lines[:3]:
        assert line.low is not None and line.mean is not None and line.high is not None
        assert line.low < line.mean < line.high
    assert lines[3].mean is None


def test_shares_are_those_of_late_and_nothing_is_known_of_nobody() -> None:
    lines = option_lines(NODE, [], 0)
    assert [(line.share, line.mean, line.choices) for line in lines] == [(0.0, None, 0)] * 3
    old = option_lines(NODE, rows(lambda option, seats: 0.5, 50), 60 * DAY)
    assert {line.share for line in old} == {0.0}


def test_what_was_stated_is_read_from_its_facts() -> None:
    (line,) = stated_lines([(5, 2, "Because.", json.encode({"stage": "best", "state": "trial"}))])
    assert (line.version, line.at, line.stage, line.state, line.words) == (2, 5, "best", "trial", "Because.")
