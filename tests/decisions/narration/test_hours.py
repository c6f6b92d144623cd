"""Words for the hour that somebody waits for."""

from typing import Any

import pytest

from loopline.decisions.narration.hours import hour_words
from loopline.model.nodes.wait import BEST_HOUR, FIXED_HOUR


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (None, ""),
        ({"arm": FIXED_HOUR}, ", the fixed hour, by the draw"),
        ({"arm": BEST_HOUR, "because": "unknown"}, ", the fixed hour, since no best hour of theirs is known"),
        (
            {"arm": BEST_HOUR, "at": "10:00", "gain": 0.0213, "version": "3"},
            ", their best hour, 10:00 (clicks 2.1 points above the mean of the day's hours, model version 3)",
        ),
        ({"arm": BEST_HOUR, "at": "10:00", "gain": None, "version": ""}, ", their best hour, 10:00"),
    ],
)
def test_the_hour_is_told_with_its_reason(told: Any, said: str) -> None:
    assert hour_words(told) == said
