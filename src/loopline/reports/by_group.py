"""Lift by group: by a trait, a field of the account, a property of the entry event, or a segment."""

from collections.abc import Mapping
from typing import Final

from loopline.conditions.language import Condition
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.notes import withheld_contrasts
from loopline.learning.comparisons.snapshot import verdicts_of
from loopline.learning.lift.groups import GROUPS_MAX, compare_groups, group_cell, grouping
from loopline.learning.lift.report import Breakdown
from loopline.learning.queries import groups as q
from loopline.model.errors import Invalid, Missing
from loopline.ports import Facts
from loopline.reports.comparisons import ReportScope, report_scope, snapshot
from loopline.reports.sandboxed import Sandboxed, sandboxed

PATH_MAX: Final = 200
ROOTS: Final = {"trait": "traits", "account": "account_traits"}
SAID: Final = {"trait": "{}", "account": "{} of the account", "entry": "{} of the entry event", "segment": "segment {}"}
NOTE: Final = (
    "People stand in the group that they were in when they entered; what changed later, perhaps because of the "
    "messages, does not move them."
)
Parameters = dict[str, object]


def breakdown(facts: Facts, published: PublishedSet, journey: str, by: str, now: int) -> Breakdown:
    """Lift by group at `now` (ms); `by` is "trait:plan", "account:size", "entry:source" or "segment:vip". Raises
    Missing `journey_unknown`, `segment_unknown`; Invalid `breakdown_invalid`, `breakdown_looks_back`."""
    scope = report_scope(facts, published, journey, now)
    kind, _, name = by.partition(":")
    if kind not in SAID or not name or len(name) > PATH_MAX or "\0" in name:
        text = 'Break down by "trait:NAME", "account:NAME", "entry:NAME" or "segment:NAME".'
        raise Invalid("breakdown_invalid", text, at="by")
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
    groups = compare_groups(labels, [group_cell(row) for row in counted], scope.draws)
    groups = withheld_contrasts(groups, verdicts_of(snapshot(facts, scope, kept)).lift)
    return Breakdown(journey, by, SAID[kind].format(name), NOTE, groups, max(0, chosen.left), now)


def _over(scope: ReportScope, kept: Sandboxed, source: str, answer: str) -> str:
    """One query over the units of the scope's comparison."""
    return kept.units(scope.sql(q.group_query(source, answer)))


def _source(kind: str, name: str, published: PublishedSet, now: int) -> tuple[str, Parameters]:
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
    if _looks_back(condition, published.segments, set()):
        text = (
            f'Segment "{name[:64]}" looks at what people did, and that may be an effect of the messages. Break down by '
            "a trait, a field of the entry event, or a segment made of these alone."
        )
        raise Invalid("breakdown_looks_back", text, at="by")
    when, parameters = compile_sql(condition, published.segments, now, published.workspace.zone).named("s")
    return q.OF_SEGMENT.replace(q.WHEN, when), parameters


def _looks_back(condition: Condition, segments: Mapping[str, Condition], seen: set[str]) -> bool:
    """Whether it, or a segment inside it, asks for events."""
    if condition.events or condition.receipt_nodes:
        return True
    inner = condition.segments - seen
    seen |= inner
    return any(_looks_back(segments[name], segments, seen) for name in sorted(inner) if name in segments)
