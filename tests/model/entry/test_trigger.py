"""A way in has one name, under which people enter by it."""

import pytest

from loopline.model.entry.trigger import Trigger


@pytest.mark.parametrize(
    ("trigger", "label", "lasting", "timed"),
    [
        (Trigger(event="paid"), "", False, False),
        (Trigger(change="plan"), "change plan", False, False),
        (Trigger(when="seats > 1"), "condition", True, False),
        (Trigger(when="seats > 1", leaves=True), "condition left", True, False),
        (Trigger(segment="big"), "segment big", True, False),
        (Trigger(list="vip", leaves=True), "list vip left", True, False),
        (Trigger(date="renews_on", segment="big"), "date renews_on", False, True),
        (Trigger(schedule="0 9 * * mon", list="vip"), "schedule", False, True),
        (Trigger(request=True), "request", False, False),
    ],
)
def test_what_it_is_called_and_what_opens_it(trigger: Trigger, label: str, lasting: bool, timed: bool) -> None:
    assert (trigger.label, trigger.lasting, trigger.timed) == (label, lasting, timed)
