"""The sentences of those who wait for a place, and of those who get none."""

import msgspec
import pytest

from loopline.decisions.narrate import narrate
from loopline.model.fact import Fact


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"ahead": 0, "per_hour": 500}, "Waits for a place in calls. It lets in 500 an hour."),
        (
            {"ahead": 1_204, "per_hour": 500, "per_day": 4_000},
            "Waits for a place in calls, 1,204 before them. It lets in 500 an hour and 4,000 a day.",
        ),
        ({"ahead": 3}, "Waits for a place in calls, 3 before them."),
    ],
)
def test_who_waits_is_told_behind_how_many(data: dict[str, int], text: str) -> None:
    assert narrate(Fact("queued", "ann", 0, journey="calls", data=msgspec.Raw(msgspec.json.encode(data)))) == text


def test_who_gets_no_place_is_told_why() -> None:
    told = narrate(Fact("not_entered", "ann", 0, journey="calls", reason="entry_total"))
    assert told == "Did not enter calls: it has let in as many as it may in all."
