"""Planted faults about exits, caps and the order of those who wait; the rest stands in faults.py."""

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.nodes.message import kind as message
from loopline.decisions.policy import arms
from loopline.decisions.policy.caps import capped
from loopline.decisions.published import PublishedSet
from loopline.model.duration import DAY, HOUR

GATE_CAPPED = "loopline.decisions.policy.gate.capped"
Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]


def exits_asked_on_signals_alone(patch: Patch) -> None:
    """An exit acts when a signal makes its condition true, and neither at the entry nor between two steps."""
    patch.setattr("loopline.decisions.policy.exits.holding_exit", lambda *args: None)
    patch.setattr("loopline.decisions.policy.gate.holding_at_send", lambda *args: "")


def exits_not_asked_at_the_entry(patch: Patch) -> None:
    """Whoever comes in while an exit holds is let in, and leaves before the first step."""
    patch.setattr("loopline.decisions.entry.enroll.exits", SimpleNamespace(holding_exit=lambda *args: None))


def caps_count_from_their_publish_on(patch: Patch) -> None:
    """What is sent while no cap is published is not remembered, and nothing beyond the longest window of today."""
    real = message.count_send

    def count(ctx: Any, asked: Any, journey: str, priority: int) -> None:
        window = ctx.published.cap_window_ms
        if window:
            real(ctx, asked, journey, priority)
            ctx.person = replace(ctx.person, sends=tuple(s for s in ctx.person.sends if s.at > ctx.now - window))

    patch.setattr(message, "count_send", count)


def kept_places_for_everybody(patch: Patch) -> None:
    """What is kept for a priority is taken by whoever comes first."""
    patch.setattr(
        GATE_CAPPED, lambda cap, *args, **options: capped(dataclasses.replace(cap, places=0), *args, **options)
    )


def calendar_caps_roll(patch: Patch) -> None:
    """A cap by the calendar day looks back over an hour alone."""

    def rolls(cap: Any, *args: Any, **options: Any) -> Any:
        return capped(dataclasses.replace(cap, per="", within_ms=HOUR) if cap.per else cap, *args, **options)

    patch.setattr(GATE_CAPPED, rolls)


def caps_of_a_journey_count_nothing(patch: Patch) -> None:
    """A send forgets which journey it was of."""
    real = message.count_send
    patch.setattr(message, "count_send", lambda ctx, asked, journey, priority: real(ctx, asked, "", priority))


def rules_of_the_workspace_end_nobody(patch: Patch) -> None:
    """A journey asks its own exits alone."""
    patch.setattr(PublishedSet, "exits_of", lambda self, version: version.exits)


def arms_of_a_cap_are_not_obeyed(patch: Patch) -> None:
    """Everybody has the highest limit that a cap tries, whatever the draw says."""

    def own(cap: Any, person: Any, published: Any, now: int) -> Any:
        return cap if cap.experiment is None else cap.of_arm(max(cap.experiment.arms, key=lambda arm: arm.limit))

    patch.setattr(arms, "own_cap", own)


def arms_of_a_cap_are_drawn_anew(patch: Patch) -> None:
    """Who is in which arm changes from day to day."""
    real = arms.own_cap

    def own(cap: Any, person: Any, published: Any, now: int) -> Any:
        return real(cap, replace(person, unit=f"{person.unit or person.key}/{now // DAY}"), published, now)

    patch.setattr(arms, "own_cap", own)


ABOUT_POLICY: tuple[Fault, ...] = (
    kept_places_for_everybody,
    calendar_caps_roll,
    caps_of_a_journey_count_nothing,
    exits_asked_on_signals_alone,
    exits_not_asked_at_the_entry,
    caps_count_from_their_publish_on,
    rules_of_the_workspace_end_nobody,
    arms_of_a_cap_are_not_obeyed,
    arms_of_a_cap_are_drawn_anew,
)
