"""Worlds of people who click at hours of their own, or at any."""

import numpy as np

from loopline.learning.send_time.figures import HOURS
from loopline.learning.send_time.hours import DAY, DAYS, HourCounts

MORNING, EVENING = 8, 19


def truth(kind: str, base: float = 0.12, high: float = 3.0) -> "np.ndarray":
    """The chance of a click at each hour: three times as high within two hours of the peak of one's kind."""
    chance = np.full((DAYS, DAY), base)
    if kind != "any":
        peak = MORNING if kind == "early" else EVENING
        chance[:, peak - 1 : peak + 2] *= high
    return chance.reshape(HOURS)


def made(
    rng: "np.random.Generator", people: int, messages: int, kinds: tuple[str, ...], tied: float = 0.5
) -> tuple[list[HourCounts], list[str]]:
    """People of these kinds, evenly; `tied` of them stand in the segment of their kind, the others in any. Messages
    come at any hour from six to 23."""
    found, of = [], []
    for number in range(people):
        kind = kinds[number % len(kinds)]
        segment = kind if rng.random() < tied else kinds[int(rng.integers(len(kinds)))]
        keen = rng.beta(8, 8) * 2
        cells = rng.integers(DAYS, size=messages) * DAY + rng.integers(6, 23, size=messages)
        clicked = rng.random(messages) < truth(kind)[cells] * keen
        rows: dict[int, list[int]] = {}
        for cell, did in zip(cells, clicked, strict=True):
            one = rows.setdefault(int(cell), [0, 0])
            one[0] += 1
            one[1] += int(did)
        told = tuple((cell, sent, did) for cell, (sent, did) in sorted(rows.items()))
        found.append(HourCounts(f"p{number}", segment, told))
        of.append(kind)
    return found, of
