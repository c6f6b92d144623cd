"""The people whom a trigger concerns, and when it comes."""

import pytest

from loopline.conditions.language import compile_condition
from loopline.decisions.published import PublishedSet
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Invalid
from loopline.model.journey import Workspace
from loopline.studio.documents.audience import EVERYBODY, opens_at, people_sql

NINE_IN_BERLIN = 1_798_185_600_000
"""2026-12-25 09:00 there."""


def test_a_condition_names_its_people_and_none_names_everybody() -> None:
    segments = {"free": compile_condition('plan == "free"')}
    assert people_sql("", segments, "UTC", 0) is EVERYBODY
    found = people_sql('in_segment("free")', segments, "UTC", 0)
    assert found.sql != EVERYBODY.sql and "free" in found.params
    with pytest.raises(Invalid):
        people_sql("plan ==", segments, "UTC", 0)


@pytest.mark.parametrize("zone", ["workspace", "person"])
def test_a_schedule_opens_on_the_clock_of_the_workspace_where_it_has_none_of_its_own(zone: str) -> None:
    published = PublishedSet(workspace=Workspace(zone="Europe/Berlin"))
    trigger = Trigger(schedule="2026-12-25 09:00", zone=zone)
    assert opens_at(trigger, published, NINE_IN_BERLIN - 1) == NINE_IN_BERLIN
    assert opens_at(trigger, published, NINE_IN_BERLIN + 86_400_000) is None
    assert opens_at(Trigger(event="x"), published, 0) is None
