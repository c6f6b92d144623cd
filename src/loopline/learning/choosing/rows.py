"""One choice as learning sees it; no mathematics is loaded for it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct, json

from loopline.model.choosing.policy import AMOUNT_MAX


class ChoiceTold(Struct, frozen=True):
    """What the fact of a choice says beside the option and its propensity; `shares` are those of all that might have
    been chosen."""

    stage: str = "random"
    policy: int = 0
    round: int = 0
    lane: str = "now"
    shares: dict[str, float] = {}
    group: str = ""
    context: dict[str, float | None] = {}


class ChoiceRow(Struct, frozen=True):
    """A choice: of which unit, when (ms), what, how probable it was, and what came of it within the goal's time.

    `pending`: that time is not over, so nothing is learned of it yet.
    """

    unit: str
    at: int
    option: str
    propensity: float
    told: ChoiceTold
    pending: bool
    goals: int
    value: float


_read: Final = json.Decoder(ChoiceTold).decode


def choice_rows(rows: Iterable[Sequence[Any]]) -> list[ChoiceRow]:  # whatever SQL answers
    """The rows of the query `CHOICES`; one without a propensity teaches nothing, and is left out."""
    return [
        ChoiceRow(str(unit), int(at), option, float(propensity), _read(data), bool(pending), int(goals), _bound(value))
        for unit, at, option, propensity, data, pending, goals, value in rows
        if propensity
    ]


def _bound(value: Any) -> float:
    return max(-AMOUNT_MAX, min(AMOUNT_MAX, float(value)))
