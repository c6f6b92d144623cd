"""How long it takes until people come to something, by group, where many have not come yet."""

from collections.abc import Sequence
from typing import Final

from loopline.learning.survival.figures import ReachedPoint, ReachReport, TimeToReach
from loopline.learning.survival.kaplan_meier import Curve, kaplan_meier, log_rank

POINTS_MAX: Final = 200
HOURS_A_DAY: Final = 24.0


def reach_report(begin: str, reach: str, lines: Sequence[tuple[str, int, bool, int]]) -> ReachReport:
    """From lines of (group, hours, whether it came, how many people); whoever has not come is right-censored."""
    by_name: dict[str, list[tuple[int, bool, int]]] = {}
    for name, hours, came, count in lines:
        by_name.setdefault(name, []).append((hours, came, count))
    groups = sorted((_group(name, found) for name, found in by_name.items()), key=lambda one: (-one.began, one.name))
    return ReachReport(begin, reach, tuple(groups), _differ(list(by_name.values())))


def _group(name: str, found: Sequence[tuple[int, bool, int]]) -> TimeToReach:
    import numpy as np

    counts = [count for _, _, count in found]
    days = np.repeat([hours / HOURS_A_DAY for hours, _, _ in found], counts)
    came = np.repeat([bool(one) for _, one, _ in found], counts)
    curve = kaplan_meier(days, came)
    return TimeToReach(name, len(days), int(came.sum()), curve.median, _points(curve))


def _points(curve: Curve) -> tuple[ReachedPoint, ...]:
    """The curve turned upside down, thinned evenly; its last point always stands."""
    import numpy as np

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
    import numpy as np

    if len(groups) < 2:
        return None
    lines = [(hours, came, count, place) for place, found in enumerate(groups) for hours, came, count in found]
    counts = [count for _, _, count, _ in lines]
    hours = np.repeat([float(one) for one, _, _, _ in lines], counts)
    came = np.repeat([bool(one) for _, one, _, _ in lines], counts)
    place = np.repeat([one for _, _, _, one in lines], counts)
    return log_rank(hours, came, place).p if came.any() else None
