"""Planted faults about who goes before whom: groups of journeys, messages that are held, and ways in of many kinds."""

from typing import Any

import pytest

from loopline.decisions import react
from loopline.decisions.begin.ways_in import ways_to_begin
from loopline.decisions.entry import enroll, exclusive
from loopline.decisions.nodes.message import hold
from loopline.decisions.nodes.message.hold import held_until as real_hold

Patch = pytest.MonkeyPatch
HELD_UNTIL = "loopline.decisions.nodes.message.kind.held_until"


def groups_are_asked_of_nobody(patch: Patch) -> None:
    """An entry looks at no other journey of its group."""
    patch.setattr(enroll, "make_way", lambda ctx, version: None)


def both_of_a_merge_stay(patch: Patch) -> None:
    """A merge, or a publish, that leaves a person in two journeys of a group ends neither."""
    patch.setattr(react, "one_of_each_group", lambda ctx: None)


def the_lesser_journey_wins(patch: Patch) -> None:
    """Of two journeys of a group the one of the lower priority stays."""
    real = exclusive._priority
    patch.setattr(exclusive, "_priority", lambda ctx, one: 100 - real(ctx, one))


def the_first_always_wins(patch: Patch) -> None:
    """A group in which the best is to win keeps the first."""
    patch.setattr(exclusive, "_rule", lambda ctx, group: "first_wins")


def holds_are_forgotten(patch: Patch) -> None:
    patch.setattr(HELD_UNTIL, lambda *args: None)


def a_hold_ends_by_whatever_comes(patch: Patch) -> None:
    """What may open the gate lets a held message go."""

    def held_until(ctx: Any, version: Any, enrollment: Any, node: Any, wait_ms: int) -> Any:
        change = ctx.change
        opened = change.consent or change.zone or change.rules or change.traits
        return None if enrollment.waiting is not None and opened else real_hold(ctx, version, enrollment, node, wait_ms)

    patch.setattr(HELD_UNTIL, held_until)


def a_hold_waits_for_nobody(patch: Patch) -> None:
    """At the end of its hold a message takes the place of a better one that is held."""
    patch.setattr(hold, "_better_held", lambda ctx, version: iter(()))


def events_open_before_all_else(patch: Patch) -> None:
    """A journey that triggers on an event begins before a better one that triggers on what the event makes true."""

    def by_kind(*args: Any, **options: Any) -> Any:
        return sorted(ways_to_begin(*args, **options), key=lambda way: way[1].func.__name__ != "try_enter")

    patch.setattr("loopline.decisions.react.ways_to_begin", by_kind)


ABOUT_RIVALS = (
    groups_are_asked_of_nobody,
    both_of_a_merge_stay,
    the_lesser_journey_wins,
    the_first_always_wins,
    holds_are_forgotten,
    a_hold_ends_by_whatever_comes,
    a_hold_waits_for_nobody,
    events_open_before_all_else,
)
