"""Faults around triggers that look at a state: people who are not asked, and wake-ups that are lost or never end."""

from typing import Any

import pytest

from loopline.decisions import react
from loopline.runtime.engine import cache, held
from loopline.runtime.upkeep import fan_out

Patch = pytest.MonkeyPatch


def wake_ups_of_those_asleep_are_lost(patch: Patch) -> None:
    """A person who was put to rest in memory is written back without the time at which a trigger may begin to hold."""
    real = held.fallen_asleep

    def fallen_asleep(*args: Any) -> Any:
        asleep = real(*args)
        asleep.wake_at = None
        return asleep

    patch.setattr(cache, "fallen_asleep", fallen_asleep)


def a_wake_up_of_a_closed_trigger_never_ends(patch: Patch) -> None:
    """The journey was paused meanwhile, so nobody asks, and the loop wakes the person for ever."""
    patch.setattr(react, "without_idle_wake", lambda ctx: ctx.person)


def nobody_is_asked_at_a_publish(patch: Patch) -> None:
    patch.setattr(fan_out, "_is_to_be_asked", lambda record, published: False)


ABOUT_TRIGGERS = (
    wake_ups_of_those_asleep_are_lost,
    a_wake_up_of_a_closed_trigger_never_ends,
    nobody_is_asked_at_a_publish,
)
