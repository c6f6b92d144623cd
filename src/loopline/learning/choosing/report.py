"""The table of a choose node: each option with its share, its people and what it brought, with intervals."""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Any, Final

from loopline.learning.choosing.figures import OptionLine, StatedLine
from loopline.learning.choosing.rows import ChoiceRow
from loopline.learning.stats.interval import wilson
from loopline.model.duration import DAY

Z: Final = 1.959963984540054
LATELY_MS: Final = 28 * DAY


def option_lines(options: Sequence[str], rows: Sequence[ChoiceRow], now: int, *, money: bool) -> tuple[OptionLine, ...]:
    """One line an option of the node, then one an option that was chosen under its name before."""
    names = (*options, *sorted({row.option for row in rows} - set(options)))
    lately = [row for row in rows if row.at > now - LATELY_MS]
    return tuple(_line(name, rows, lately, money=money) for name in names)


def _line(name: str, rows: Sequence[ChoiceRow], lately: Sequence[ChoiceRow], *, money: bool) -> OptionLine:
    own = [row for row in rows if row.option == name]
    settled = [row for row in own if not row.pending]
    mean, low, high = _mean(settled, money=money)
    return OptionLine(
        option=name,
        share=sum(row.option == name for row in lately) / len(lately) if lately else 0.0,
        units=len({row.unit for row in own}),
        choices=len(own),
        settled=len(settled),
        pending=len(own) - len(settled),
        converted=sum(row.goals > 0 for row in settled),
        mean=mean,
        low=low,
        high=high,
    )


def _mean(settled: Sequence[ChoiceRow], *, money: bool) -> tuple[float | None, float | None, float | None]:
    """The mean of those who might have had the option: each choice by the reciprocal of its propensity (Hajek).

    The interval is Wilson's of Kish's effective number for conversions, a normal one for money.
    """
    if not settled:
        return None, None, None
    weights = [1 / row.propensity for row in settled]
    rewards = [row.value if money else float(row.goals > 0) for row in settled]
    total = sum(weights)
    mean = sum(w * y for w, y in zip(weights, rewards, strict=True)) / total
    if not money:
        effective = total * total / sum(w * w for w in weights)
        low, high = wilson(mean * effective, effective, Z)  # type: ignore[arg-type]  # effective numbers are no counts
        return mean, low, high
    error = sqrt(sum((w * (y - mean)) ** 2 for w, y in zip(weights, rewards, strict=True))) / total
    return mean, mean - Z * error, mean + Z * error


def stated_lines(rows: Iterable[Sequence[Any]]) -> tuple[StatedLine, ...]:  # whatever SQL answers
    """The versions of a policy, the newest first, from the rows of the query `STATED`."""
    from msgspec import json

    found = []
    for at, version, words, data in rows:
        told: dict[str, str] = json.decode(data) if data else {}
        found.append(StatedLine(int(version), int(at), told.get("stage", ""), told.get("state", ""), str(words)))
    return tuple(found)
