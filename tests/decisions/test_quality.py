"""Whatever is odd about data is said in words that name it."""

from typing import get_args

import pytest

from loopline.decisions.narrate import narrate
from loopline.decisions.quality import QUALITY
from loopline.model.fact import trait_facts
from loopline.model.tracking.reasons import QualityReason
from loopline.model.traits import BIG, FULL


def test_every_reason_has_words() -> None:
    assert set(get_args(QualityReason)) == set(QUALITY)


@pytest.mark.parametrize("too_big", ["person_too_big", "account_too_big"])
def test_what_found_no_room_is_named_once_and_shortly(too_big: QualityReason) -> None:
    conflicts = [(f"{'n' * 200}{n}", BIG, "string") for n in range(40)] + [("plan", "string", "number")]
    told = list(trait_facts("ann", 1, [*conflicts, ("more", FULL, "string")], too_big))
    assert [fact.reason for fact in told] == ["trait_type", "trait_limit", too_big]
    assert len(told[2].name) < 400 and told[2].name.endswith(", and 35 more")
    assert "no room" in narrate(told[2]) and told[2].name in narrate(told[2])
