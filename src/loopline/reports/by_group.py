"""Lift by group: by a trait, a field of the account, a property of the entry event, or a segment."""

from collections.abc import Mapping, Sequence
from typing import Final

from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.checks.factors import looks_back
from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.notes import withheld_contrasts
from loopline.learning.comparisons.snapshot import verdicts_of
from loopline.learning.factors.figures import Interaction
from loopline.learning.factors.judge import judge_factor, not_declared, not_tested
from loopline.learning.lift.cells import Cell
from loopline.learning.lift.groups import (
    GROUPS_MAX,
    compare_groups,
    group_cell,
    group_strata,
    grouping,
    told_together,
)
from loopline.learning.lift.report import Breakdown
from loopline.learning.lift.strata import Stratum
from loopline.learning.lift.verdict import Lift
from loopline.learning.measured.judge import failed_guard
from loopline.learning.queries import groups as q
from loopline.model.entry.factor import FactorKind, read_factor
from loopline.model.errors import Invalid, Missing
from loopline.ports import Facts
from loopline.reports.comparisons import ReportScope, report_scope, snapshot
from loopline.reports.sandboxed import Sandboxed, sandboxed

ROOTS: Final[dict[FactorKind, str]] = {"trait": "traits", "account": "account_traits"}
SAID: Final[dict[FactorKind, str]] = {
    "trait": "{}",
    "account": "{} of the account",
    "entry": "{} of the entry event",
    "segment": "segment {}",
}
NOTE: Final = (
    "People stand in the group that they were in when they entered; what changed later, perhaps because of the "
    "messages, does not move them."
)
BANDS: Final = (
    "bands of a number move while people come. Declare a segment, or a trait with up to eight values, in its place."
)
MANY: Final = (
    f"it has more than {GROUPS_MAX} values, and which of them stand alone moves while people come. Declare a segment, "
    "or a trait with fewer values, in its place."
)
Parameters = dict[str, object]


def breakdown(facts: Facts, published: PublishedSet, journey: str, by: str, now: int) -> Breakdown:
    """Lift by group at `now` (ms); `by` is "trait:plan", "account:size", "entry:source" or "segment:vip". Raises
    Missing `journey_unknown`, `segment_unknown`; Invalid `breakdown_invalid`, `breakdown_looks_back`."""
    scope = report_scope(facts, published, journey, now)
    kind, name = read_factor(by)
    source, parameters = _source(kind, name, published, now)
    kept = sandboxed(facts, journey)
    units = scope.units() | parameters | kept.parameters()
    values = facts.query(_over(scope, kept, source, q.VALUES), units | {"most": GROUPS_MAX + 1})
    chosen = grouping(values)
    answer, asked = (q.BY_BAND, {"cuts": [*chosen.cuts]}) if chosen.cuts else (q.BY_NAME, {"names": [*chosen.names]})
    counted = facts.query(_over(scope, kept, source, answer), units | asked)
    labels = chosen.labels()
    if kind == "segment":
        said = {"in": f"in {name}", "out": f"not in {name}"}
        labels = {number: said.get(label, label) for number, label in labels.items()}
    cells = [group_cell(row) for row in counted]
    lift, title = verdicts_of(snapshot(facts, scope, kept)).lift, SAID[kind].format(name)
    tested = _interaction(scope, by, title, group_strata(labels, _declaring(scope, by, cells), scope.draws), lift)
    if tested.declared and (chosen.cuts or chosen.left > 0):
        tested = not_tested(title, BANDS if chosen.cuts else MANY, tested.declared, tested.since_version)
    groups = withheld_contrasts(compare_groups(group_strata(labels, cells, scope.draws)), lift)
    groups = told_together(groups, differs=tested.verdict == "differs")
    return Breakdown(journey, by, title, NOTE, groups, max(0, chosen.left), now, tested)


def _since_declared(scope: ReportScope, by: str) -> int:
    """The first version from which on all versions up to the live one declare the factor; 0 where that one does not."""
    first = 0
    for number in sorted(scope.versions, reverse=True):
        if by not in scope.versions[number].journey.factors:
            break
        first = number
    return first


def _declaring(scope: ReportScope, by: str, cells: Sequence[tuple[int, Cell]]) -> list[tuple[int, Cell]]:
    """The units that entered when it was declared what would be looked at."""
    first = _since_declared(scope, by)
    return [(group, cell) for group, cell in cells if first and cell.version >= first]


def _interaction(
    scope: ReportScope, by: str, title: str, groups: Mapping[str, Sequence[Stratum]], lift: Lift | None
) -> Interaction:
    first = _since_declared(scope, by)
    if not first:
        return not_declared(title)
    counted = {
        name: [(one.share, one.held_out.conversions, one.treated.conversions) for one in strata]
        for name, strata in groups.items()
    }
    return judge_factor(title, counted, len(_ever_declared(scope)), first, failed_guard(lift))


def _ever_declared(scope: ReportScope) -> set[str]:
    """Every factor that a version has declared: one that is taken out after a look was looked at all the same."""
    return {factor for version in scope.versions.values() for factor in version.journey.factors}


def _over(scope: ReportScope, kept: Sandboxed, source: str, answer: str) -> str:
    """One query over the units of the scope's comparison."""
    return kept.units(scope.sql(q.group_query(source, answer)))


def _source(kind: FactorKind, name: str, published: PublishedSet, now: int) -> tuple[str, Parameters]:
    """The SQL in which each unit's value is found, with its parameters."""
    if kind == "segment":
        return _segment(name, published, now)
    steps = [step.replace("~", "~0").replace("/", "~1") for step in name.split(".")]
    root = [ROOTS[kind]] if kind in ROOTS else []
    return (q.OF_PERSON if root else q.OF_ENTRY), {"pointer": "/" + "/".join([*root, *steps])}


def _segment(name: str, published: PublishedSet, now: int) -> tuple[str, Parameters]:
    condition = published.segments.get(name)
    if condition is None:
        raise Missing("segment_unknown", f'There is no segment "{name[:64]}"; publish it, or break down by a trait.')
    if looks_back(condition, published.segments, set()):
        text = (
            f'Segment "{name[:64]}" looks at what people did, and that may be an effect of the messages. Break down by '
            "a trait, a field of the entry event, or a segment made of these alone."
        )
        raise Invalid("breakdown_looks_back", text, at="by")
    when, parameters = compile_sql(condition, published.segments, now, published.workspace.zone).named("s")
    return q.OF_SEGMENT.replace(q.WHEN, when), parameters
