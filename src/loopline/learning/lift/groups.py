"""Lift by group: which groups are shown, what they are called, and each against its own holdout."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from msgspec import Struct

from loopline.learning.lift.cells import Cell, Draws, sided
from loopline.learning.lift.contrasts import Contest, contrasts
from loopline.learning.lift.report import Contrasts
from loopline.learning.stats.moments import ArmCounts

GROUPS_MAX: Final = 8
OTHERS, UNKNOWN = 0, -1
HOLDOUT: Final = "holdout"


class Grouping(Struct, frozen=True):
    """Named values, or numbers in bands between `cuts`; `left` is how many values have no group of their own."""

    names: tuple[str, ...] = ()
    cuts: tuple[float, ...] = ()
    left: int = 0

    def labels(self) -> dict[int, str]:
        """What each group's number is called, in the order in which they are shown."""
        names = _bands(self.cuts) if self.cuts else list(self.names)
        found = dict(enumerate(names, 1))
        return {**found, OTHERS: "everything else", UNKNOWN: "not known at entry"}


def grouping(rows: Sequence[Sequence[Any]]) -> Grouping:
    """From the rows of `VALUES` in queries/groups.py: many different numbers become four bands of about as many
    units each; otherwise the commonest values have a group each and the rest stand together."""
    if not rows:
        return Grouping()
    _, _, kinds, numbers, quarters = rows[0]
    if numbers and kinds > GROUPS_MAX:
        return Grouping(cuts=tuple(sorted({float(cut) for cut in quarters})))
    names = tuple(str(row[0]) for row in rows[:GROUPS_MAX])
    return Grouping(names=names, left=int(kinds) - len(names))


def group_cell(row: Sequence[Any]) -> tuple[int, Cell]:
    """A row of `BY_NAME` or `BY_BAND` in queries/groups.py: the group's number, and the units."""
    group, held, version, pending, units, conversions, value, squares, since = row
    found = ArmCounts(int(units), int(conversions), float(value), float(squares))
    counts = ArmCounts(0, 0, pending=int(units)) if pending else found
    return int(group), Cell("exposed", "", "", held, int(version), None if pending else 0, counts, int(since))


def compare_groups(labels: Mapping[int, str], rows: Sequence[tuple[int, Cell]], draws: Draws) -> Contrasts:
    """Every group with people in it, against its own held-out people."""
    by_group: dict[int, list[Cell]] = {}
    for number, cell in rows:
        by_group.setdefault(number, []).append(cell)
    found = [(label, sided(by_group[number], draws)) for number, label in labels.items() if number in by_group]
    return contrasts([Contest(label, HOLDOUT, strata) for label, strata in found if strata])


def _bands(cuts: Sequence[float]) -> list[str]:
    """ "below 10", "10 to below 25", "25 and more"."""
    shown = [f"{cut:,.10g}" for cut in cuts]
    middle = [f"{low} to below {high}" for low, high in pairwise(shown)]
    return [f"below {shown[0]}", *middle, f"{shown[-1]} and more"]
