"""How long it takes until people come to something, by group, where many have not come yet."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from loopline.learning.survival.kaplan_meier import Curve, kaplan_meier, log_rank

POINTS_MAX: Final = 200
HOURS_A_DAY: Final = 24.0


class ReachedPoint(Struct, frozen=True):
    """By so many days the share who had come, with its interval of 95 %; `at_risk` had neither come nor been let go."""

    days: float
    share: float
    low: float
    high: float
    at_risk: int


class TimeToReach(Struct, frozen=True):
    """One group: how many began, how many have come, the days by which half have (None: not yet), and the curve."""

    name: str
    began: int
    reached: int
    median_days: float | None
    points: tuple[ReachedPoint, ...]


class ReachReport(Struct, frozen=True):
    """The groups, the largest first. `p` is of the log-rank test that they are all alike; None with one group alone."""

    begin: str
    reach: str
    groups: tuple[TimeToReach, ...]
    p: float | None


def reach_report(begin: str, reach: str, lines: Sequence[tuple[str, int, bool, int]]) -> ReachReport:
    """From lines of (group, hours, whether it came, how many people); whoever has not come is right-censored."""
    by_name: dict[str, list[tuple[int, bool, int]]] = {}
    for name, hours, came, count in lines:
        by_name.setdefault(name, []).append((hours, came, count))
    groups = sorted((_group(name, found) for name, found in by_name.items()), key=lambda one: (-one.began, one.name))
    return ReachReport(begin, reach, tuple(groups), _differ(list(by_name.values())))


def _group(name: str, found: Sequence[tuple[int, bool, int]]) -> TimeToReach:
    counts = [count for _, _, count in found]
    days = np.repeat([hours / HOURS_A_DAY for hours, _, _ in found], counts)
    came = np.repeat([bool(one) for _, one, _ in found], counts)
    curve = kaplan_meier(days, came)
    return TimeToReach(name, len(days), int(came.sum()), curve.median, _points(curve))


def _points(curve: Curve) -> tuple[ReachedPoint, ...]:
    """The curve turned upside down, thinned evenly; its last point always stands."""
    last = len(curve.times) - 1
    places = sorted({round(last * step / (POINTS_MAX - 1)) for step in range(POINTS_MAX)}) if last >= 0 else []
    return tuple(
        ReachedPoint(
            days=float(curve.times[at]),
            share=1 - float(curve.share[at]),
            low=1 - float(np.nan_to_num(curve.high[at], nan=float(curve.share[at]))),
            high=1 - float(np.nan_to_num(curve.low[at], nan=float(curve.share[at]))),
            at_risk=int(curve.at_risk[at]),
        )
        for at in places
    )


def _differ(groups: Sequence[Sequence[tuple[int, bool, int]]]) -> float | None:
    if len(groups) < 2:
        return None
    lines = [(hours, came, count, place) for place, found in enumerate(groups) for hours, came, count in found]
    counts = [count for _, _, count, _ in lines]
    hours = np.repeat([float(one) for one, _, _, _ in lines], counts)
    came = np.repeat([bool(one) for _, one, _, _ in lines], counts)
    place = np.repeat([one for _, _, _, one in lines], counts)
    return log_rank(hours, came, place).p if came.any() else None
