"""The signal that a model has scored a person, and how a person keeps the score.

A score stands among the traits under a name that no sender can state, so that whatever traits have (merges, copies,
audiences in SQL, ways in that wait for a change) scores have too.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from loopline.model.signals.header import SignalHeader

SCORE_PREFIX: Final = "$score:"
"""Begins the trait in which a score is kept; nobody but a model's score may write there."""

MODELS_MAX: Final = 16
"""The models whose scores one person keeps."""

REASONS_MAX: Final = 7
"""A model of hours says one for each weekday."""
SCORE_MAX: Final = 1e15
MODEL_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class ScoreReason(Struct, frozen=True, array_like=True):
    """One of the things that made a score what it is: a feature, what it was, and how far it moved the score."""

    feature: str
    value: float | None = None
    effect: float = 0.0


class ScoreStated(SignalHeader, frozen=True, kw_only=True, gc=False, tag="score", array_like=True):
    """A model's score of a person: a probability, or any number. It holds until `until` (ms; 0: for ever).

    `version` is the model's; `reasons` are the few things that moved it most, strongest first.
    """

    model: str
    value: float
    version: str = ""
    until: int = 0
    reasons: tuple[ScoreReason, ...] = ()


def score_trait(model: str) -> str:
    """The trait in which a person keeps the score of a model."""
    return f"{SCORE_PREFIX}{model}"


def is_score(trait: str) -> bool:
    """Whether a trait of this name is a score."""
    return trait.startswith(SCORE_PREFIX)


def kept_score(signal: ScoreStated) -> dict[str, Any]:
    """The score as a person keeps it, plain JSON."""
    kept: dict[str, Any] = {"value": signal.value, "version": signal.version, "at": signal.at, "until": signal.until}
    return {**kept, "reasons": [[one.feature, one.value, one.effect] for one in signal.reasons]}


def score_now(kept: object, now: int) -> float | None:
    """The value of a kept score at a moment (ms); None without one, or once it has expired."""
    if not isinstance(kept, Mapping):
        return None
    value, until = kept.get("value"), kept.get("until")
    if isinstance(value, bool) or not isinstance(value, int | float) or type(until) is not int or 0 < until <= now:
        return None
    return float(value)


def score_until(kept: object) -> int | None:
    """When a kept score expires (ms); None for one that does not, and without one."""
    until = kept.get("until") if isinstance(kept, Mapping) else None
    return until if type(until) is int and until > 0 else None


def reasons_in_words(kept: object) -> str:
    """What made the score what it is, as "visits_30d 0 (+0.21), plan_is_pro 1 (-0.04)"; "" where nothing is said."""
    told = kept.get("reasons") if isinstance(kept, Mapping) else None
    if not isinstance(told, list):
        return ""
    lines = [one for one in told if isinstance(one, list) and len(one) == len(ScoreReason.__struct_fields__)]
    return ", ".join(f"{name}{'' if value is None else f' {value:g}'} ({effect:+.2f})" for name, value, effect in lines)
