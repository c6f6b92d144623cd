"""Planted faults about exits, caps and the order of those who wait; the rest stands in faults.py."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.nodes.message import kind as message

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]


def exits_asked_on_signals_alone(patch: Patch) -> None:
    """An exit acts when a signal makes its condition true, and neither at the entry nor between two steps."""
    patch.setattr("loopline.decisions.policy.exits.holding_exit", lambda *args: None)
    patch.setattr("loopline.decisions.policy.gate.holding_at_send", lambda *args: "")


def exits_not_asked_at_the_entry(patch: Patch) -> None:
    """Whoever comes in while an exit holds is let in, and leaves before the first step."""
    patch.setattr("loopline.decisions.enroll.exits", SimpleNamespace(holding_exit=lambda *args: None))


def caps_count_from_their_publish_on(patch: Patch) -> None:
    """What is sent while no cap is published is not remembered, and nothing beyond the longest window of today."""
    real = message.count_send

    def count(ctx: Any, asked: Any, priority: int) -> None:
        window = ctx.published.cap_window_ms
        if window:
            real(ctx, asked, priority)
            ctx.person = replace(ctx.person, sends=tuple(s for s in ctx.person.sends if s.at > ctx.now - window))

    patch.setattr(message, "count_send", count)


ABOUT_POLICY: tuple[Fault, ...] = (
    exits_asked_on_signals_alone,
    exits_not_asked_at_the_entry,
    caps_count_from_their_publish_on,
)
