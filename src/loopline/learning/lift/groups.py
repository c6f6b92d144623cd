"""Lift by group: which groups are shown, what they are called, and each against its own holdout."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.lift.cells import Cell, Draws, sided
from loopline.learning.lift.contrasts import Contest, contrasts
from loopline.learning.lift.report import Contrasts
from loopline.learning.lift.strata import Stratum
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


def group_strata(
    labels: Mapping[int, str], rows: Sequence[tuple[int, Cell]], draws: Draws
) -> dict[str, tuple[Stratum, ...]]:
    """Every group with people in it, in the order in which they are shown."""
    by_group: dict[int, list[Cell]] = {}
    for number, cell in rows:
        by_group.setdefault(number, []).append(cell)
    return {label: sided(by_group[number], draws) for number, label in labels.items() if number in by_group}


def compare_groups(groups: Mapping[str, tuple[Stratum, ...]]) -> Contrasts:
    """Every group against its own held-out people."""
    return contrasts([Contest(label, HOLDOUT, strata) for label, strata in groups.items() if strata])


def told_together(found: Contrasts, *, differs: bool) -> Contrasts:
    """The same without a verdict for each group, where no test has shown that they differ: a group that was picked
    out of a table by its figure has none."""
    if differs:
        return found
    rows = tuple(
        replace(row, verdict="not_told", reason="No test has shown that the groups differ: read the journey's verdict.")
        if row.verdict in ("lift", "harm", "no_difference_seen")
        else row
        for row in found.rows
    )
    return replace(found, rows=rows)


def _bands(cuts: Sequence[float]) -> list[str]:
    """ "below 10", "10 to below 25", "25 and more"."""
    shown = [f"{cut:,.10g}" for cut in cuts]
    middle = [f"{low} to below {high}" for low, high in pairwise(shown)]
    return [f"below {shown[0]}", *middle, f"{shown[-1]} and more"]
