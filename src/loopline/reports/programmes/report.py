"""Puts the report of a programme, or of everything, together: SQL over facts, then the statistics of the learning room.

The unit is the person (or account) at its first exposure to any of the journeys. Those held out at the level stand
against everybody else, by the same rule, guards and formulas as the lift of one journey.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.notes import local_day, said
from loopline.learning.comparisons.snapshot import verdicts_of
from loopline.learning.lift.guards import Guard
from loopline.learning.lift.verdict import Lift
from loopline.learning.programmes.figures import Credit, Level, MarginalLine, ProgrammeReport, ProgrammeReports
from loopline.learning.programmes.sums import credit, holdout_cost, month_lines
from loopline.learning.queries.levels import OF_VERSIONS
from loopline.model.entry.holdout import GlobalHoldout, Programme
from loopline.model.errors import Missing
from loopline.ports import Facts
from loopline.reports.programmes.draws import PastRules, analysed_of, holdout_of
from loopline.reports.programmes.marginal import JOURNEYS_MAX, Now, marginal_line
from loopline.reports.programmes.scope import LevelFound, LevelScope, level_found, level_scope
from loopline.reports.sandboxed import Sandboxed, sandboxed_each

EVERYTHING: Final = "All programmes together"
NOTES_OF_SANDBOX_MAX: Final = 5
ENTERED: Final = f"""
SELECT count(DISTINCT person) FROM journey_entries WHERE {OF_VERSIONS} AND "at" <= $now
"""
ROTATES: Final = (
    "Another group is held out each {}: people are compared only within the draw under which they came first."
)


def programme_report(
    facts: Facts, published: PublishedSet, past: Sequence[PastRules], name: str, now: Now
) -> ProgrammeReport:
    """The report of a programme by its id. `past` are all versions of the workspace, oldest first. Raises Missing
    `programme_missing`."""
    if name not in programme_names(published):
        text = f'No programme "{name[:64]}" is known: declare it among the workspace\'s `programmes`.'
        raise Missing("programme_missing", text)
    return _report(facts, published, past, ("programme", name), now, {})


def everything_report(facts: Facts, published: PublishedSet, past: Sequence[PastRules], now: Now) -> ProgrammeReport:
    """The report of all journeys together, against those who are held out of everything."""
    return _report(facts, published, past, ("global", ""), now, {})


def programme_reports(facts: Facts, published: PublishedSet, past: Sequence[PastRules], now: Now) -> ProgrammeReports:
    """Everything, and each programme; each journey's own lift is counted once."""
    lines: dict[str, MarginalLine] = {}
    return ProgrammeReports(
        everything=_report(facts, published, past, ("global", ""), now, lines),
        programmes=tuple(
            _report(facts, published, past, ("programme", name), now, lines) for name in programme_names(published)
        ),
    )


def programme_names(published: PublishedSet) -> tuple[str, ...]:
    """Those that the workspace declares, and those that only a live journey names."""
    named = {version.journey.programme for version in published.live.values()} - {""}
    return tuple(sorted(published.workspace.programmes.keys() | named))


class CountedLevel(Struct, frozen=True):
    """What is compared at a level, what the facts say of it, and the verdict; nothing where nobody can be compared."""

    scope: LevelScope
    kept: Mapping[str, Sandboxed]
    found: LevelFound | None = None
    lift: Lift | None = None
    credit: Credit | None = None


def counted_level(facts: Facts, scope: LevelScope) -> CountedLevel:
    """The lift of a level, with what is credited to its messages."""
    kept = sandboxed_each(facts, scope.journeys) if scope.journeys else {}
    if not (scope.draws and scope.journeys and scope.goal):
        return CountedLevel(scope, kept)
    found = level_found(facts, scope, kept)
    lift = verdicts_of(found.whole).lift
    if lift is None:
        return CountedLevel(scope, kept, found)
    earned = credit(found.credited, lift)
    lift = replace(lift, attributed_conversions=earned.conversions, attributed_value=earned.value)
    return CountedLevel(scope, kept, found, lift, earned)


def _report(
    facts: Facts,
    published: PublishedSet,
    past: Sequence[PastRules],
    of: tuple[Level, str],
    now: Now,
    lines: dict[str, MarginalLine],
) -> ProgrammeReport:
    level, name = of
    holdout = holdout_of(published.workspace, level, name)
    counted = counted_level(facts, level_scope(published, past, level, name, now.at, now.undecided_since))
    scope, found, lift, earned = counted.scope, counted.found, counted.lift, counted.credit
    if lift:
        lift = _rotating(lift, scope, holdout)
    asked = {**scope.journey_parameters(), "now": now.at}
    entered = int(str(facts.query(ENTERED, asked)[0][0])) if scope.journeys else 0
    return ProgrammeReport(
        id=name,
        name=(holdout.name or name) if isinstance(holdout, Programme) else EVERYTHING,
        level=level,
        owner=holdout.owner if isinstance(holdout, Programme) else "",
        north_star=holdout.north_star if isinstance(holdout, Programme) else "",
        unit=scope.unit,
        goal=said(scope.comparison.analysed) if scope.goal else "",
        within_ms=scope.comparison.analysed.within_ms,
        percent=holdout.percent,
        rotates=holdout.rotates if isinstance(holdout, GlobalHoldout) else "",
        entered=entered,
        lift=lift,
        missing=_missing(scope, lift),
        months=month_lines(found.whole, found.months, found.credited, lift) if found else (),
        credit=earned,
        cost=holdout_cost(lift),
        journeys=_marginal(facts, published, (level, name), now, lines),
        notes=_notes(scope, found, counted.kept),
        counted_at=now.at,
    )


def _marginal(
    facts: Facts, published: PublishedSet, of: tuple[Level, str], now: Now, lines: dict[str, MarginalLine]
) -> tuple[MarginalLine, ...]:
    """Those that are of the level today, by id."""
    level, name = of
    mine = [one for one, live in published.live.items() if level == "global" or live.journey.programme == name]
    for journey in sorted(mine)[:JOURNEYS_MAX]:
        if journey not in lines:
            lines[journey] = marginal_line(facts, published, journey, now)
    return tuple(lines[journey] for journey in sorted(mine)[:JOURNEYS_MAX])


def _missing(scope: LevelScope, lift: Lift | None) -> str:
    """Why nothing is compared, and what to do; "" where something is."""
    at = f"`programmes.{scope.name}`" if scope.level == "programme" else "`holdout`"
    if lift is not None:
        return lift.reason if lift.verdict == "guard_failed" else ""
    if not scope.journeys:
        join = f"write `programme: {scope.name}` in those that are" if scope.level == "programme" else "publish one"
        return f"No journey is counted here yet: {join}."
    if not scope.draws:
        return (
            f"Nobody is held out at this level, so nothing can be compared: set a percentage at {at} of the workspace."
        )
    if scope.goal is None:
        return f"People are held out, and nothing says what to compare them by: write a goal at {at} of the workspace."
    return "Nobody has come to a message since people are held out at this level."


def _rotating(lift: Lift, scope: LevelScope, holdout: GlobalHoldout | Programme) -> Lift:
    """The guard that tells of several draws says by which calendar they change."""
    if not any(one.period for one in scope.epochs) or not isinstance(holdout, GlobalHoldout) or not holdout.rotates:
        return lift
    text = ROTATES.format(holdout.rotates)
    told = (Guard(one.name, True, text) if one.name == "holdout_changed" else one for one in lift.guards)
    return replace(lift, guards=tuple(told))


def _notes(scope: LevelScope, found: LevelFound | None, kept: Mapping[str, Sandboxed]) -> tuple[str, ...]:
    told = []
    if found is not None:
        whom = "of the whole programme" if scope.level == "programme" else "of everything"
        told.append(
            f"Compared: those held out {whom} and everybody else, also people whom one journey alone holds out."
        )
    if scope.goal is not None and scope.goal.before is not None:
        was, day = said(analysed_of(scope.goal.before, scope.unit)), local_day(scope.goal.since, scope.zone)
        told.append(f"The goal was changed on {day} (before: {was}); counted are those who came since.")
    if scope.others:
        told.append(
            f"Journeys that are drawn by account stand in no figure here, since people are drawn otherwise: "
            f"{', '.join(scope.others)}."
        )
    for journey, one in sorted(kept.items())[:NOTES_OF_SANDBOX_MAX]:
        told.append(f"{journey}: {one.note()}")
    return tuple(told)
