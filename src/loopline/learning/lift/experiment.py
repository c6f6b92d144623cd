"""An experiment's arms against each other and against the holdout, each by the shares planned when it was given."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from loopline.learning.lift.cells import HELD_OUT, TREATED, Cell, Draws
from loopline.learning.lift.contrasts import Contest, contrasts
from loopline.learning.lift.report import ArmLine, ExperimentResult
from loopline.learning.lift.strata import NOBODY, Stratum
from loopline.learning.stats.moments import ArmCounts

Weights = Mapping[str, float]  # of the arms, by name, in the order of the document
HOLDOUT = "holdout"


def arm_lines(cells: Iterable[Cell]) -> tuple[ArmLine, ...]:
    """What the treated of each arm did."""
    sums: dict[tuple[str, str], ArmCounts] = {}
    for one in cells:
        if one.held == TREATED:
            key = (one.node, one.arm)
            sums[key] = sums.get(key, NOBODY) + one.counts
    return tuple(
        ArmLine(node, name, arm.units, arm.conversions, arm.rate, arm.value_sum, arm.pending)
        for (node, name), arm in sorted(sums.items())
    )


def experiment(
    node: str, name: str, cells: Sequence[Cell], draws: Draws, planned: Mapping[int, Weights]
) -> ExperimentResult:
    """`planned` are the weights of the arms in each version that has this experiment, the newest version last.

    An arm counts by the weights of the version that gave it, the holdout by the draw of the version that was entered.
    Against the holdout, units are left out that came after their first message: a message may decide who comes that
    far, and nobody held out got it, so the two are no longer alike. Before the first message nothing tells them apart.
    """
    arms = list(planned[max(planned)]) if planned else []
    own = [one for one in cells if one.node == node and one.given in planned and one.version in draws]
    between = [
        Contest(arm, arms[0], _between(own, planned, arm, arms[0]), of_arms=True, is_guarded=True) for arm in arms[1:]
    ]
    ahead = [one for one in own if not one.late]
    entered = {*planned, *(one.version for one in own)} & draws.keys()
    shared = any(0 < draws[version].share < 1 for version in entered)
    late, all_of_them = _units(one for one in own if one.late), _units(own)
    held = [
        Contest(arm, HOLDOUT, _against_holdout(ahead, draws, planned, arm), is_guarded=True)
        for arm in arms
        if shared and (late < all_of_them or not late)
    ]
    note = _left_out(late, all_of_them) if shared and late else ""
    return ExperimentResult(node, name, contrasts(between), contrasts(held), note)


def _units(cells: Iterable[Cell]) -> int:
    """Treated and held out of this journey, open or not."""
    return sum(one.counts.units + one.counts.pending for one in cells if one.held in (TREATED, HELD_OUT))


def _left_out(late: int, total: int) -> str:
    told = f"{late:,} of {total:,} came to this experiment after their first message"
    why = "which may have decided who came so far"
    if late == total:
        return f"{told}, {why}: its arms are compared with each other, and not with the holdout."
    return f"{told}, {why}: they are left out where arms are compared with the holdout."


def _between(cells: Sequence[Cell], planned: Mapping[int, Weights], arm: str, first: str) -> tuple[Stratum, ...]:
    """One arm (treated) against the first (in the holdout's place), among those who were messaged."""

    def share(one: Cell) -> float:
        weights = planned[one.given]
        mine, others = weights.get(arm, 0.0), weights.get(first, 0.0)
        return others / (mine + others) if mine > 0 and others > 0 else 0.0

    treated = [one for one in cells if one.held == TREATED]
    return _strata(treated, share, lambda one: one.arm == arm, lambda one: one.arm == first)


def _against_holdout(
    cells: Sequence[Cell], draws: Draws, planned: Mapping[int, Weights], arm: str
) -> tuple[Stratum, ...]:
    """One arm's treated against all held out who came as far: whatever arm they would have had, they got nothing."""

    def share(one: Cell) -> float:
        weights, held = planned[one.given], draws[one.version].share
        mine = (1 - held) * weights.get(arm, 0.0) / (sum(weights.values()) or 1.0)
        return held / (held + mine) if held > 0 and mine > 0 else 0.0

    return _strata(cells, share, lambda one: one.held == TREATED and one.arm == arm, lambda one: one.held == HELD_OUT)


def _strata(
    cells: Iterable[Cell],
    share: Callable[[Cell], float],
    is_treated: Callable[[Cell], bool],
    is_held_out: Callable[[Cell], bool],
) -> tuple[Stratum, ...]:
    """Cells with one planned share are one stratum, in the order of versions; a share of 0 compares nobody."""
    sums: dict[float, list[ArmCounts]] = {}
    for one in sorted(cells, key=lambda one: (one.given, one.version)):
        planned = round(share(one), 12)
        if planned > 0 and (is_treated(one) or is_held_out(one)):
            sums.setdefault(planned, [NOBODY, NOBODY])[is_held_out(one)] += one.counts
    return tuple(Stratum(planned, arms[0], arms[1]) for planned, arms in sums.items())
