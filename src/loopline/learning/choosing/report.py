"""The table of a choose node: each option with its share, its people and what it brought, with intervals."""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Any, Final, NamedTuple

from msgspec import json

from loopline.learning.choosing.evidence import choice_evidence
from loopline.learning.choosing.figures import OptionLine, StatedLine
from loopline.learning.choosing.posterior import means
from loopline.learning.choosing.rows import ChoiceRow
from loopline.learning.stats.interval import wilson
from loopline.model.duration import DAY
from loopline.model.nodes.choose import NOTHING, Choose

Z: Final = 1.959963984540054
LATELY_MS: Final = 28 * DAY


class _Mean(NamedTuple):
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def option_lines(node: Choose, rows: Sequence[ChoiceRow], now: int) -> tuple[OptionLine, ...]:
    """One line an option of the node, then one an option that was chosen under its name before, at `now` (ms)."""
    lately = [row for row in rows if row.at > now - LATELY_MS]
    brought = _brought(node, rows)
    names = (*brought, *sorted({row.option for row in rows} - brought.keys()))
    return tuple(_line(name, rows, lately, brought.get(name, _Mean())) for name in names)


def _line(name: str, rows: Sequence[ChoiceRow], lately: Sequence[ChoiceRow], brought: _Mean) -> OptionLine:
    own = [row for row in rows if row.option == name]
    settled = [row for row in own if not row.pending]
    return OptionLine(
        option=name,
        share=sum(row.option == name for row in lately) / len(lately) if lately else 0.0,
        units=len({row.unit for row in own}),
        choices=len(own),
        settled=len(settled),
        pending=len(own) - len(settled),
        converted=sum(row.goals > 0 for row in settled),
        mean=brought.mean,
        low=brought.low,
        high=brought.high,
    )


def _brought(node: Choose, rows: Sequence[ChoiceRow]) -> dict[str, _Mean]:
    """What each option of the node brought a choice, as posteriors weigh it.

    The interval is Wilson's of the effective number for conversions, a normal one for money.
    """
    import numpy as np

    seen = choice_evidence(node, rows)
    names = (*(option.name for option in node.options), NOTHING)
    if not seen.size:
        return dict.fromkeys(names, _Mean())
    found = means(seen, np.ones(seen.size, dtype=bool))
    brought = {}
    for name, mean, n, variance in zip(names, *(part.tolist() for part in found), strict=True):
        half = Z * sqrt(variance / n) if n else 0.0
        low, high = (mean - half, mean + half) if node.reward == "value" else _score(mean, n)
        brought[name] = _Mean(mean, low, high) if n else _Mean()
    return brought


def _score(rate: float, n: float) -> tuple[float, float]:
    return wilson(rate * n, n, Z) if n else (0.0, 1.0)  # type: ignore[arg-type]  # effective numbers are no counts


def stated_lines(rows: Iterable[Sequence[Any]]) -> tuple[StatedLine, ...]:  # whatever SQL answers
    """The versions of a policy, the newest first, from the rows of the query `STATED`."""
    found = []
    for at, version, words, data in rows:
        told: dict[str, str] = json.decode(data) if data else {}
        found.append(StatedLine(int(version), int(at), told.get("stage", ""), told.get("state", ""), str(words)))
    return tuple(found)
