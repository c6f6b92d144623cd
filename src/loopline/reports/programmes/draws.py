"""Which draw of a level was in force when: by the versions of the workspace, and by the calendar where it rotates."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from loopline.decisions.assign import global_level
from loopline.learning.comparisons.course import Analysed
from loopline.learning.lift.cells import Draw
from loopline.learning.programmes.figures import Level
from loopline.model.duration import parse_duration
from loopline.model.entry.goal import MeasuredGoal
from loopline.model.entry.holdout import GlobalHoldout, Holdout, Programme
from loopline.model.journey import Workspace
from loopline.model.localtime import at_local, local, parse_time, zone_in_use

MIDNIGHT: Final = parse_time("00:00")
PERIODS_MAX: Final = 240
"""So many periods of a rotation are told apart, the newest: twenty years of months."""


class PastRules(Struct, frozen=True):
    """A version of the workspace, and since when it held (ms)."""

    at: int
    workspace: Workspace


class Epoch(Struct, frozen=True):
    """Since when (ms) a draw was in force, and by which rotation it was named; "" where it does not rotate."""

    since: int
    draw: Draw
    period: str = ""


def holdout_of(workspace: Workspace, level: Level, name: str) -> GlobalHoldout | Programme:
    """The holdout of a programme by its name, or of everything; one that holds nobody out where there is none."""
    if level == "global":
        return workspace.holdout
    return workspace.programmes.get(name, Programme())


def epochs(past: Sequence[PastRules], level: Level, name: str, unit: str, now: int) -> tuple[Epoch, ...]:
    """All of them up to now, oldest first; those of one draw that follow each other are one."""
    found: list[Epoch] = []
    for place, rules in enumerate(past):
        until = past[place + 1].at if place + 1 < len(past) else now + 1
        holdout = holdout_of(rules.workspace, level, name)
        for since, period in _periods(rules, holdout, until):
            found = _with(found, Epoch(since, _draw(rules.workspace, holdout, unit, period), period))
    return tuple(one for one in found if one.since <= now)[-PERIODS_MAX:]


def draws_by_number(found: Sequence[Epoch]) -> Mapping[int, Draw]:
    """The draws that hold somebody out, and not all, by the number that queries give to their time."""
    return {number: one.draw for number, one in enumerate(found, 1) if 0 < one.draw.share < 1}


def _with(found: list[Epoch], one: Epoch) -> list[Epoch]:
    """A version of the workspace that was published at the same moment as another takes its place."""
    kept = [before for before in found if before.since < one.since]
    return kept if kept and kept[-1].draw == one.draw else [*kept, one]


def _draw(workspace: Workspace, holdout: Holdout, unit: str, period: str) -> Draw:
    share = min(max(holdout.percent / 100, 0.0), 1.0)
    return Draw(share, f"{holdout.salt or workspace.salt} {period}".rstrip(), unit)


def _periods(rules: PastRules, holdout: Holdout, until: int) -> list[tuple[int, str]]:
    """When each period of the rotation begins in this time (ms), with its name; one where nothing rotates."""
    if not isinstance(holdout, GlobalHoldout) or not holdout.rotates:
        return [(rules.at, "")]
    zone = zone_in_use(rules.workspace.zone, "UTC")
    names: dict[str, int] = {}
    at = rules.at
    while at < until:
        names.setdefault(global_level(holdout, at, zone), at)
        at = at_local(local(at, zone).date().replace(day=1).add(months=1), MIDNIGHT, zone)
    return [(since, name.partition(":")[2]) for name, since in names.items()]


def analysed_of(goal: MeasuredGoal | None, unit: str) -> Analysed:
    """What a goal counts."""
    if goal is None:
        return Analysed(unit=unit)
    return Analysed(goal.event, goal.where, goal.value, parse_duration(goal.within, at="goal.within"), unit)


class GoalSince(Struct, frozen=True):
    """The goal of today, since when units are counted by it (ms; 0: always), and what was counted before it."""

    goal: MeasuredGoal
    since: int = 0
    before: MeasuredGoal | None = None


def goal_since(past: Sequence[PastRules], level: Level, name: str) -> GoalSince | None:
    """The first goal that is written counts everybody, since nobody could see a result before; one that takes the place
    of another counts those who come after it. None where today there is no goal."""
    found: GoalSince | None = None
    last: MeasuredGoal | None = None
    for rules in past:
        goal = holdout_of(rules.workspace, level, name).goal
        if goal is not None and last is not None and goal != last:
            found = GoalSince(goal, rules.at, last)
        elif goal is not None and found is None:
            found = GoalSince(goal)
        last = goal or last
    today = holdout_of(past[-1].workspace, level, name).goal if past else None
    return found if today is not None else None
