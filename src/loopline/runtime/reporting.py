"""Puts a journey's report together: SQL over facts, then the statistics of the learning room."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from loopline.decisions.localtime import read_date
from loopline.decisions.program import JourneyVersion, Program
from loopline.learning import queries
from loopline.learning.lift import Arm, Checks, Lift, Plan, judge
from loopline.model.duration import DAY
from loopline.model.errors import Missing
from loopline.model.journey import Journey
from loopline.ports import Facts

DEFAULT_WITHIN_MS = 14 * DAY
POINTS_MAX = 60
NOBODY = Arm(units=0, conversions=0)
Rows = list[tuple[Any, ...]]  # whatever SQL answers


class FunnelNode(Struct, frozen=True):
    """Enrollments at a node: reached it, stand there now, ended there, went on; share of all that entered."""

    node: str
    name: str
    kind: str
    entered: int
    inside: int
    ended: int
    left: int
    share: float


class ArmReport(Struct, frozen=True):
    """One arm of an experiment."""

    node: str
    arm: str
    units: int
    conversions: int
    value: float
    pending: int


class Point(Struct, frozen=True):
    """Cumulative counts of closed units up to a day (days since the Unix epoch), with the interval as of that day."""

    day: int
    treated_units: int
    treated_conversions: int
    held_units: int
    held_conversions: int
    estimate: float
    low: float
    high: float


class Report(Struct, frozen=True):
    """What a journey did and what it caused. Counts are people, funnel counts are enrollments."""

    journey: str
    version: int
    enrollments: int
    entered: int
    messaged: int
    messages: int
    held_out: int
    converted: int
    within_ms: int
    funnel: tuple[FunnelNode, ...]
    exits: tuple[tuple[str, int], ...]
    time_to_convert: dict[str, Any]
    lift: Lift | None
    intention: Lift | None
    over_time: tuple[Point, ...]
    arms: tuple[ArmReport, ...]
    refusals: tuple[dict[str, Any], ...]
    channels: tuple[dict[str, Any], ...]


def report(facts: Facts, program: Program, journey: str, now: int) -> Report:
    """The report of a journey at `now` (ms). Raises Missing `journey_unknown`."""
    version = program.live.get(journey)
    if version is None:
        raise Missing(
            "journey_unknown", f'No journey "{journey[:64]}" is published; `loopline push --publish` does it.'
        )
    within = version.goal.within_ms if version.goal else DEFAULT_WITHIN_MS
    asked: dict[str, object] = {"journey": journey, "within": within, "now": now, "exposed": True}
    totals = _ask(facts, queries.TOTALS, _only(asked, "journey", "within"))[0]
    plan = _plan(version, program)
    exposed = _sides(_ask(facts, queries.ARMS, asked))
    entered = _sides(_ask(facts, queries.ARMS, {**asked, "exposed": False}))
    counts = (_all(entered.treated), _all(entered.held)), (_all(exposed.treated), _all(exposed.held))
    checks = Checks(entered=counts[0], exposed=counts[1])
    return Report(
        journey=journey,
        version=version.version,
        enrollments=int(totals[0]),
        entered=int(totals[1]),
        messaged=int(totals[2]),
        held_out=int(totals[3]),
        converted=int(totals[4]),
        messages=int(totals[5]),
        within_ms=within,
        funnel=_funnel(facts, version, int(totals[0])),
        exits=tuple((str(reason), int(count)) for reason, count in _ask(facts, queries.EXITS, {"journey": journey})),
        time_to_convert=_took(facts, {**asked, "exposed": False}),
        lift=_judge(exposed, plan, checks, now),
        intention=_judge(entered, plan, Checks(entered=counts[0]), now),
        over_time=_over_time(facts, asked, plan, exposed.since, now),
        arms=tuple(_arm(row) for row in _ask(facts, queries.ASSIGNED, {**asked, "exposed": False})),
        refusals=tuple(
            {"node": node, "kind": kind, "reason": reason, "count": count}
            for node, kind, reason, count in _ask(facts, queries.REFUSALS, {"journey": journey})
        ),
        channels=tuple(
            {"node": node, "channel": channel, "name": name, "count": count}
            for node, channel, name, count in _ask(facts, queries.MESSAGES, {"journey": journey})
        ),
    )


class Sides(Struct, frozen=True):
    """The two arms of a journey's own holdout, and when the first unit came."""

    treated: Arm
    held: Arm
    since: int


def _ask(facts: Facts, sql: str, parameters: Mapping[str, object]) -> Rows:
    return facts.query(sql, parameters)


def _only(asked: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: asked[name] for name in names}


def _all(arm: Arm) -> int:
    return arm.units + arm.pending


def _sides(rows: Rows) -> Sides:
    """Units that a higher level holds out are in neither arm."""
    arms = {str(row[0]): Arm(int(row[1]), int(row[2]), float(row[3]), float(row[4]), int(row[5])) for row in rows}
    since = min((int(row[6]) for row in rows), default=0)
    return Sides(arms.get("", NOBODY), arms.get("journey", NOBODY), since)


def _plan(version: JourneyVersion, program: Program) -> Plan:
    journey: Journey = version.journey
    share = min(max(journey.holdout.percent / 100, 0.0), 0.999)
    ends_at = None
    if journey.planned_end:
        ends_at = read_date(journey.planned_end, None, program.workspace.zone, "UTC")
    return Plan(ends_at=ends_at, planned_units=journey.planned_units or None, holdout_share=share)


def _judge(sides: Sides, plan: Plan, checks: Checks, now: int) -> Lift | None:
    """None where nobody can be held out, or nobody has come yet."""
    if not 0 < plan.holdout_share < 1 or not _all(sides.treated) + _all(sides.held):
        return None
    treated = sides.treated
    credit = (treated.conversions, treated.value_sum)
    return judge(treated, sides.held, plan, attributed=credit, now=now, started_at=sides.since, checks=checks)


def _funnel(facts: Facts, version: JourneyVersion, enrollments: int) -> tuple[FunnelNode, ...]:
    rows = {row[0]: row for row in _ask(facts, queries.FUNNEL, {"journey": version.id})}
    found = []
    for node_id, node in version.journey.nodes.items():
        _, reached, inside, ended = rows.get(node_id, (node_id, 0, 0, 0))
        found.append(
            FunnelNode(
                node=node_id,
                name=node.name or node_id,
                kind=type(node).__name__.lower(),
                entered=int(reached),
                inside=int(inside),
                ended=int(ended),
                left=int(reached) - int(inside) - int(ended),
                share=round(reached / enrollments, 6) if enrollments else 0.0,
            )
        )
    return tuple(found)


def _took(facts: Facts, asked: Mapping[str, object]) -> dict[str, Any]:
    median, late, count = _ask(facts, queries.TOOK, asked)[0]
    days = _ask(facts, queries.TOOK_DAYS, asked)
    return {"median_ms": median, "p90_ms": late, "conversions": count, "by_day": [[int(d), int(n)] for d, n in days]}


def _arm(row: Sequence[Any]) -> ArmReport:
    node, arm, units, conversions, value, _, pending = row
    return ArmReport(str(node), str(arm), int(units), int(conversions), float(value), int(pending))


def _over_time(facts: Facts, asked: Mapping[str, object], plan: Plan, since: int, now: int) -> tuple[Point, ...]:
    if not 0 < plan.holdout_share < 1:
        return ()
    sums = {False: NOBODY, True: NOBODY}
    by_day: dict[int, tuple[Arm, Arm]] = {}
    for day, out, units, conversions, value, squares in _ask(facts, queries.BY_DAY, asked):
        sums[bool(out)] += Arm(int(units), int(conversions), float(value), float(squares))
        by_day[int(day)] = (sums[False], sums[True])
    days = sorted(by_day)
    stride = max(1, -(-len(days) // POINTS_MAX))
    chosen = days[::-1][::stride][::-1]
    return tuple(_point(day, *by_day[day], plan, since) for day in chosen)


def _point(day: int, treated: Arm, held: Arm, plan: Plan, since: int) -> Point:
    at = (day + 1) * DAY
    seen = judge(treated, held, plan, now=at, started_at=since).conversion
    return Point(
        day, treated.units, treated.conversions, held.units, held.conversions, seen.estimate, seen.low, seen.high
    )
