"""The comparisons of a journey: which there are, and what the facts say of each as of a moment."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, msgpack
from msgspec.structs import replace

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.comparisons.arrivals import arrivals
from loopline.learning.comparisons.course import (
    Analysed,
    Comparison,
    PublishedPlan,
    comparisons,
    leading,
)
from loopline.learning.comparisons.decision import Decision
from loopline.learning.comparisons.notes import said, title
from loopline.learning.comparisons.snapshot import LiftSnapshot, Verdicts, settled, verdicts_of
from loopline.learning.lift.cells import Cell, Draw, cell, strata_by_version
from loopline.learning.lift.report import ComparisonLine
from loopline.learning.queries import arrivals as arrival_queries
from loopline.learning.queries import units as unit_queries
from loopline.learning.queries import versions as version_queries
from loopline.model import journey as document
from loopline.model.duration import DAY
from loopline.model.errors import Missing
from loopline.model.localtime import read_date, zone_in_use
from loopline.ports import Facts
from loopline.reports.outcomes import Outcomes, outcomes
from loopline.reports.sandboxed import Sandboxed

State = Literal["open", "ended", "settled"]
DEFAULT_WITHIN_MS: Final = 14 * DAY
SHOWN_MAX: Final = 20
"""So many comparisons of a journey are counted for a report, the newest; older ones are there as records alone."""


class ReportScope(Struct, frozen=True):
    """The scope of a report: a journey's live version, its draws by version, all its comparisons and the one that is
    asked for, and the time (ms)."""

    version: JourneyVersion
    draws: Mapping[int, Draw]
    comparison: Comparison
    all: tuple[Comparison, ...]
    now: int
    zone: str
    entry_events: tuple[str, ...]
    undecided_since: int | None = None
    versions: Mapping[int, JourneyVersion] = {}
    currency: str = ""

    @property
    def comes_back(self) -> bool:
        """Whether units are summed up over several visits: they can be, and some are held out."""
        return self.version.journey.comes_back and self.has_holdout

    def outcomes(self, *, at_all_times: bool = False) -> Outcomes:
        """What counts as a conversion, by the goal of the comparison's own newest version."""
        own = self.versions.get(max(self.comparison.versions, default=0), self.version)
        return outcomes(own, self.currency, at_all_times=at_all_times)

    @property
    def within(self) -> int:
        """How long a window is (ms)."""
        return self.comparison.analysed.within_ms

    @property
    def has_holdout(self) -> bool:
        """Whether anybody can be compared: some are held out, and not all."""
        return any(0 < self.draws[number].share < 1 for number in self.comparison.versions)

    def of(self, comparison: Comparison) -> "ReportScope":
        """The same for another comparison of the journey."""
        return replace(self, comparison=comparison)

    def as_recorded(self, then: LiftSnapshot) -> "ReportScope":
        """The same with the draws, the zone and the way in that a record names."""
        draws = {**self.draws, **then.draws}
        return replace(self, draws=draws, zone=then.zone, entry_events=then.entry_events, undecided_since=None)

    def sql(self, sql: str, *, at_all_times: bool = False) -> str:
        """A query over units, bounded to those of the comparison, that counts its outcomes."""
        sql = self.outcomes(at_all_times=at_all_times).units(sql)
        if self.comparison.plan.planned_units is None:
            return sql
        return sql.replace(unit_queries.BELONGING, unit_queries.BELONGING_BY_NUMBER)

    def units(self, *, at_all_times: bool = False) -> dict[str, object]:
        """The parameters of the unit queries."""
        places = strata_by_version(self.draws)
        asked: dict[str, object] = {
            **self.comparison.cut(),
            "journey": self.version.id,
            "now": self.now,
            "versions": list(places),
            "strata": list(places.values()),
            **self.outcomes(at_all_times=at_all_times).asked,
        }
        if self.comparison.plan.planned_units is not None:
            asked["shared"] = [number for number, draw in self.draws.items() if 0 < draw.share < 1]
            asked["planned"] = self.comparison.plan.planned_units
        return asked

    def cell_parameters(self) -> dict[str, object]:
        """The parameters of `CELLS` and `SIDES`."""
        return {**self.units(), "goal": self.comparison.analysed.event, "zone": self.zone}


def report_scope(
    facts: Facts, published: PublishedSet, journey: str, now: int, undecided_since: int | None = None
) -> ReportScope:
    """That of the leading comparison. Raises Missing `journey_unknown`."""
    version = published.live.get(journey)
    if version is None:
        text = f'No journey "{journey[:64]}" is published; `loopline push --publish` does it.'
        raise Missing("journey_unknown", text)
    versions = {number: one for (name, number), one in published.versions.items() if name == journey}
    zone = zone_in_use(published.workspace.zone, "UTC")
    found = comparisons(*_plans(facts, journey, versions, zone, now))
    return ReportScope(
        version=version,
        draws={number: _draw(one.journey, published) for number, one in versions.items()},
        comparison=leading(found),
        all=found,
        now=now,
        zone=zone,
        entry_events=version.journey.entry.events,
        undecided_since=undecided_since,
        versions=versions,
        currency=published.workspace.currency,
    )


def snapshot(facts: Facts, scope: ReportScope, kept: Sandboxed) -> LiftSnapshot:
    """What the facts say of the scope's comparison, as of its time; as of the moment when it was settled, if it was."""
    rows = facts.query(kept.units(scope.sql(unit_queries.SIDES)), scope.cell_parameters() | kept.parameters())
    return with_cells(facts, scope, [cell(row) for row in rows])


def with_cells(facts: Facts, scope: ReportScope, cells: Sequence[Cell]) -> LiftSnapshot:
    """The same, of cells that were counted already."""
    own = scope.comparison
    found = LiftSnapshot(
        comparison=own,
        cells=tuple(sorted((replace(one, took=()) for one in cells if one.basis != "assigned"), key=msgpack.encode)),
        draws={number: scope.draws[number] for number in own.versions},
        as_of=scope.now,
        zone=scope.zone,
        entry_events=scope.entry_events,
    )
    over = settled(found)
    as_of = scope.now if over is None else min(scope.now, over)
    asked = {"journey": scope.version.id, "goal": own.analysed.event, "now": as_of}
    newest, came = facts.query_all([(arrival_queries.NEWEST, {"now": scope.now}), (arrival_queries.ARRIVALS, asked)])
    return replace(
        found,
        as_of=as_of,
        last_fact_at=None if newest[0][0] is None else min(as_of, int(str(newest[0][0]))),
        undecided_since=scope.undecided_since if as_of == scope.now else None,
        arrivals=arrivals(came[0]),
    )


def has_reached(facts: Facts, moment: int, now: int) -> bool:
    """Whether some fact was decided after this moment (ms), up to now: then those before it are all there."""
    ((newest,),) = facts.query(arrival_queries.NEWEST, {"now": now})
    return newest is not None and int(str(newest)) > moment


def comparison_lines(
    facts: Facts, scope: ReportScope, kept: Sandboxed, decided: Mapping[str, Decision], seen: LiftSnapshot
) -> tuple[ComparisonLine, ...]:
    """The newest comparisons of the journey, newest first; `seen` is what facts say of the scope's own."""
    lines = []
    for one in list(reversed(scope.all))[:SHOWN_MAX]:
        record, is_leading = decided.get(one.id), one.id == scope.comparison.id
        if record is not None:
            line = _line(one, scope, record.verdicts, record.snapshot)
            line = replace(line, state="settled", decision=record.id, decided_at=record.snapshot.as_of)
        else:
            own = seen if is_leading else _counted(facts, scope.of(one), kept)
            line = _line(one, scope, verdicts_of(own), own)
        if line.lift is not None or not one.after_end:
            lines.append(replace(line, leading=is_leading))
    return tuple(lines)


def _counted(facts: Facts, scope: ReportScope, kept: Sandboxed) -> LiftSnapshot:
    """What the facts say; they are not asked where nobody can be compared."""
    return snapshot(facts, scope, kept) if scope.has_holdout else LiftSnapshot(scope.comparison, (), {}, scope.now)


def _line(one: Comparison, scope: ReportScope, found: Verdicts, seen: LiftSnapshot) -> ComparisonLine:
    over = settled(seen)
    state: State = "open"
    if over is not None and scope.now >= over - one.lateness_ms - one.analysed.within_ms:
        state = "settled" if scope.now >= over else "ended"
    return ComparisonLine(
        id=one.id,
        title=title(one, scope.zone),
        goal=said(one.analysed),
        since=one.since,
        until=None if over is None else over - one.lateness_ms - one.analysed.within_ms,
        state=state,
        leading=False,
        lift=found.lift,
    )


def _plans(
    facts: Facts, journey: str, versions: Mapping[int, JourneyVersion], zone: str, now: int
) -> tuple[list[PublishedPlan], dict[int, int]]:
    """What each version planned and when that was known, and the first entry under each.

    The document says what, and the fact of its publish when; a version whose fact is gone began with its first entry.
    """
    asked = {"journey": journey}
    told, came = facts.query_all([(version_queries.PUBLISHED, asked), (version_queries.FIRST_ENTRIES, asked)])
    published_at, first = ({int(str(row[0])): int(str(row[1])) for row in rows} for rows in (told, came))
    found, at = [], now
    for number in sorted(versions, reverse=True):
        at = min(at, published_at.get(number, first.get(number, at)))
        found.append(_plan(versions[number], at, zone))
    return found, first


def analysed_by(version: JourneyVersion) -> Analysed:
    """What a version counts: its goal, and by which units."""
    goal, unit = version.goal, version.journey.randomises_by
    if goal is None:
        return Analysed(within_ms=DEFAULT_WITHIN_MS, unit=unit)
    return Analysed(goal.rule.event, goal.rule.where, goal.rule.value, goal.within_ms, unit)


def _plan(version: JourneyVersion, at: int, zone: str) -> PublishedPlan:
    journey = version.journey
    return PublishedPlan(
        version=version.version,
        at=at,
        analysed=analysed_by(version),
        ends_at=read_date(journey.planned_end, None, zone, "UTC") if journey.planned_end else None,
        planned_units=journey.planned_units or None,
        lateness_ms=version.lateness_ms,
    )


def _draw(journey: document.Journey, published: PublishedSet) -> Draw:
    """The workspace's salt is today's: versions do not record theirs, and docs/learning.md says what a change does."""
    share = min(max(journey.holdout.percent / 100, 0.0), 1.0)
    return Draw(share, journey.holdout.salt or published.workspace.salt, journey.randomises_by)
