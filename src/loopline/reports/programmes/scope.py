"""The scope of a report on many journeys: which versions, which draws, which goal; and what the facts say of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from loopline.decisions.publish import compile_goal
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.comparisons.arrivals import arrivals
from loopline.learning.comparisons.course import Comparison
from loopline.learning.comparisons.snapshot import LiftSnapshot
from loopline.learning.lift.cells import Cell, Draw, cell, strata_by_version
from loopline.learning.lift.plan import Plan
from loopline.learning.programmes.figures import Level
from loopline.learning.programmes.sums import Credited, with_cells_of
from loopline.learning.queries import arrivals as arrival_queries
from loopline.learning.queries import levels as queries
from loopline.model.journey import GoalRule
from loopline.model.localtime import zone_in_use
from loopline.ports import Facts
from loopline.reports.outcomes import Outcomes, outcomes_of_goal
from loopline.reports.programmes.draws import (
    Epoch,
    GoalSince,
    PastRules,
    analysed_of,
    draws_by_number,
    epochs,
    goal_since,
)
from loopline.reports.sandboxed import Sandboxed

HIGHER: Final[Mapping[Level, tuple[str, ...]]] = {"global": (), "programme": ("global",)}
"""The levels that take a unit out of the comparison of another one."""


class LevelScope(Struct, frozen=True):
    """What is compared at a level, as of `now` (ms): the versions of journeys, all drawn by the same `unit`.

    `others` are journeys of the level that are drawn by another unit, and are in no figure of it.
    """

    level: Level
    name: str
    versions: tuple[JourneyVersion, ...]
    others: tuple[str, ...]
    unit: str
    epochs: tuple[Epoch, ...]
    goal: GoalSince | None
    now: int
    zone: str
    currency: str
    undecided_since: int | None = None

    @property
    def journeys(self) -> tuple[str, ...]:
        """The journeys that are counted, by id."""
        return tuple(sorted({one.id for one in self.versions}))

    @property
    def draws(self) -> Mapping[int, Draw]:
        """The draws by which units are compared."""
        return draws_by_number(self.epochs)

    @property
    def comparison(self) -> Comparison:
        """It is always on: a level has no planned end."""
        goal, numbers = self.goal, tuple(self.draws)
        begun = Comparison(
            id=self.level,
            versions=numbers,
            counted=(),
            analysed=analysed_of(goal.goal if goal else None, self.unit),
            since=0,
        )
        if goal is None or goal.before is None:
            return begun
        # Those who came before the goal was changed are cut off as those who came before a planned end are.
        return replace(begun, since=goal.since, plan=Plan(ends_at=goal.since), after_end=True)

    @property
    def entry_events(self) -> tuple[str, ...]:
        """The events by which people enter every one of the journeys."""
        sets = [set(one.journey.entry.events) for one in self.versions]
        return tuple(sorted(set.intersection(*sets))) if sets else ()

    def outcomes(self) -> Outcomes:
        """What counts as a conversion of a unit."""
        if self.goal is None:
            return Outcomes()
        rule = GoalRule(**asdict(self.goal.goal))
        by_account = self.unit == "account"
        return outcomes_of_goal(compile_goal(rule), self.currency, by_account=by_account, at_all_times=True)

    def sql(self, sql: str, kept: Mapping[str, Sandboxed]) -> str:
        """A query over the units of a journey, of those of the level."""
        return self.outcomes().units(queries.of_level(sql, since=any(one.excludes for one in kept.values())))

    def parameters(self, kept: Mapping[str, Sandboxed]) -> dict[str, object]:
        """All that such a query asks for."""
        places = strata_by_version(self.draws)
        asked: dict[str, object] = {
            **self.comparison.cut(),
            **self.outcomes().asked,
            **self.journey_parameters(),
            "journey": "",
            "level": self.level,
            "other": list(HIGHER[self.level]),
            "starts": [one.since for one in self.epochs],
            "versions": list(places),
            "strata": list(places.values()),
            "now": self.now,
            "zone": self.zone,
        }
        since = [(journey, *one) for journey, found in kept.items() if found.excludes for one in found.since]
        if since:
            names = ("kept_journeys", "kept_channels", "kept_since")
            asked |= {name: list(column) for name, column in zip(names, zip(*since, strict=True), strict=True)}
        return asked

    def journey_parameters(self) -> dict[str, object]:
        """Which versions of which journeys."""
        return {"journeys": [one.id for one in self.versions], "numbers": [one.version for one in self.versions]}


def level_scope(
    published: PublishedSet,
    past: Sequence[PastRules],
    level: Level,
    name: str,
    now: int,
    undecided_since: int | None = None,
) -> LevelScope:
    """The scope of a programme (by its id) or of everything. A version is of the programme that its document names."""
    all_versions = [one for one in published.versions.values() if level == "global" or one.journey.programme == name]
    by_account = [one for one in all_versions if one.journey.randomises_by == "account"]
    unit = "account" if all_versions and len(by_account) == len(all_versions) else "person"
    counted = [one for one in all_versions if one.journey.randomises_by == unit]
    return LevelScope(
        level=level,
        name=name,
        versions=tuple(sorted(counted, key=lambda one: (one.id, one.version))),
        others=tuple(sorted({one.id for one in all_versions} - {one.id for one in counted})),
        unit=unit,
        epochs=epochs(past, level, name, unit, now),
        goal=goal_since(past, level, name),
        now=now,
        zone=zone_in_use(published.workspace.zone, "UTC"),
        currency=published.workspace.currency,
        undecided_since=undecided_since,
    )


class LevelFound(Struct, frozen=True):
    """What the facts say, as of one moment: the whole, its cells by month, and what is credited by month."""

    whole: LiftSnapshot
    months: Mapping[str, Sequence[Cell]]
    credited: Credited


def level_found(facts: Facts, scope: LevelScope, kept: Mapping[str, Sandboxed]) -> LevelFound:
    """One question to the facts for every figure of a report."""
    asked = scope.parameters(kept)
    goal = scope.comparison.analysed.event
    entries = {**scope.journey_parameters(), "goal": goal, "now": scope.now}
    rows, credited, newest, came = facts.query_all(
        [
            (scope.sql(queries.MONTHLY, kept), {**asked, "goal": goal}),
            (scope.sql(queries.CREDIT, kept), asked),
            (arrival_queries.NEWEST, {"now": scope.now}),
            (queries.entries_of_level(arrival_queries.ARRIVALS), entries),
        ]
    )
    cells: list[Cell] = []
    months: dict[str, list[Cell]] = {}
    for row in rows:
        one = cell(row[1:])
        cells.append(one)
        months.setdefault(str(row[0]), []).append(one)
    last = newest[0][0]
    empty = LiftSnapshot(
        comparison=scope.comparison,
        cells=(),
        draws=scope.draws,
        as_of=scope.now,
        zone=scope.zone,
        last_fact_at=None if last is None else int(str(last)),
        undecided_since=scope.undecided_since,
        arrivals=arrivals(came[0]),
        entry_events=scope.entry_events,
    )
    return LevelFound(with_cells_of(empty, cells), months, dict(map(_credited, credited)))


def _credited(row: tuple[Any, ...]) -> tuple[str, tuple[int, float]]:
    month, conversions, value = row
    return str(month), (int(conversions), float(value))
