"""Planted faults about exits, caps and the order of those who wait; the rest stands in faults.py."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]


def exits_asked_on_signals_alone(patch: Patch) -> None:
    """An exit acts when a signal makes its condition true, and neither at the entry nor between two steps."""
    patch.setattr("loopline.decisions.policy.exits.holding_exit", lambda *args: None)
    patch.setattr("loopline.decisions.policy.gate.holding_at_send", lambda *args: "")


def exits_not_asked_at_the_entry(patch: Patch) -> None:
    """Whoever comes in while an exit holds is let in, and leaves before the first step."""
    patch.setattr("loopline.decisions.enroll.exits", SimpleNamespace(holding_exit=lambda *args: None))


ABOUT_POLICY: tuple[Fault, ...] = (
    exits_asked_on_signals_alone,
    exits_not_asked_at_the_entry,
)
