"""The report of a cap that tries several limits: dose and response by arm, each against the lowest limit.

The curves of metrics.yaml's `fatigue` are observed: whoever gets much is another person than whoever gets little. Here
the hash decides who gets how much, so a difference is what the messages did.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from loopline.decisions.publish import compile_goal
from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.notes import local_day, said
from loopline.learning.fatigue.figures import FatigueReport, Outcome, TriedCapLine, TriedCaps
from loopline.learning.fatigue.judge import CountedDoses, Rows, judge_doses
from loopline.learning.lift.guards import Guard, freshness
from loopline.learning.queries import arrivals
from loopline.learning.queries.metrics import doses as queries
from loopline.model.duration import DAY, parse_duration
from loopline.model.entry.cap import Cap, CapExperiment
from loopline.model.errors import Missing
from loopline.model.journey import GoalRule, Workspace
from loopline.model.localtime import local, zone_in_use
from loopline.ports import Facts
from loopline.reports.outcomes import outcomes_of_goal
from loopline.reports.programmes.draws import PastRules, analysed_of

WITHIN: Final = "28d"
"""How long people are watched where no goal says so."""
STALE_MS: Final = 2 * DAY
UNCAPPED: Final = 1.0
_PARAMETER: Final = re.compile(r"\$[a-z_]+\d*")
NOBODY: Final = "Nobody has come to a message yet that another limit would have answered otherwise."
TOO_FEW: Final = "Everybody who came so far is of one arm: nothing can be compared yet."


class DoseScope(Struct, frozen=True):
    """The cap, what it tries, and since when it tries just that (ms)."""

    cap: Cap
    tries: CapExperiment
    since: int
    changed: bool


def tried_caps(published: PublishedSet) -> TriedCaps:
    """The caps of the workspace that try several limits, in its order."""
    found = ((cap, cap.experiment) for cap in published.workspace.caps)
    return TriedCaps(tuple(_listed(cap, tries) for cap, tries in found if tries is not None))


def _listed(cap: Cap, tries: CapExperiment) -> TriedCapLine:
    return TriedCapLine(tries.id, tries.name or tries.id, cap_words(cap), tuple(arm.name for arm in tries.arms))


def dose_scope(published: PublishedSet, past: Sequence[PastRules], experiment: str) -> DoseScope:
    """Raises Missing `cap_experiment_missing`."""
    cap = _cap_of(published.workspace, experiment)
    if cap is None or cap.experiment is None:
        text = f'No cap of the workspace tries its limits under the id "{experiment[:64]}".'
        raise Missing("cap_experiment_missing", text)
    since, before = 0, 0
    for rules in past:
        if _drawn(_cap_of(rules.workspace, experiment), rules.workspace) != _drawn(cap, published.workspace):
            since = 0
            before += _cap_of(rules.workspace, experiment) is not None
        else:
            since = since or rules.at
    return DoseScope(cap, cap.experiment, since, before > 0)


def _cap_of(workspace: Workspace, experiment: str) -> Cap | None:
    return next((cap for cap in workspace.caps if cap.experiment and cap.experiment.id == experiment), None)


def _drawn(cap: Cap | None, workspace: Workspace) -> object:
    """All that decides who is drawn into which limit, and what the limit is of; with another, people are others."""
    if cap is None or cap.experiment is None:
        return None
    own, goal = cap.experiment, cap.experiment.goal
    what = (cap.within, cap.per, cap.channel, cap.topic, cap.journey, cap.programme, cap.reserve)
    return (what, own.arms, own.salt or workspace.salt, goal)


def fatigue_report(
    facts: Facts,
    published: PublishedSet,
    past: Sequence[PastRules],
    experiment: str,
    now: int,
    undecided_since: int | None = None,
) -> FatigueReport:
    """What the limits of a cap did up to `now` (ms). `past` are all versions of the workspace, oldest first. Raises
    Missing `cap_experiment_missing`."""
    scope = dose_scope(published, past, experiment)
    zone, goal = zone_in_use(published.workspace.zone, "UTC"), scope.tries.goal
    within = parse_duration(goal.within if goal else WITHIN, at="goal.within")
    outcomes, messages = _counted(facts, published, scope, within, now, zone)
    today = local(now, zone).to_plain().assume_utc().timestamp(unit="millisecond") // DAY
    counted = CountedDoses(scope.tries.arms, outcomes, messages, within, today)
    judged = judge_doses(counted, _guards(facts, now, undecided_since))
    return FatigueReport(
        experiment=experiment,
        name=scope.tries.name or experiment,
        cap=cap_words(scope.cap),
        goal=said(analysed_of(goal, "person")) if goal else "",
        within_ms=within,
        since=scope.since,
        arms=judged.arms,
        lines=judged.lines,
        verdict=judged.verdict,
        reason=judged.reason,
        level=judged.level,
        guards=judged.guards,
        missing="" if len({row[1] for row in messages}) > 1 else TOO_FEW if messages else NOBODY,
        notes=_notes(scope, published, zone),
        counted_at=now,
    )


def _counted(
    facts: Facts, published: PublishedSet, scope: DoseScope, within: int, now: int, zone: str
) -> tuple[Mapping[Outcome, Rows], Rows]:
    cap, goal = scope.cap, scope.tries.goal
    of_programme = [name for name, one in published.live.items() if one.journey.programme == cap.programme]
    shared: dict[str, object] = {
        "cap": scope.tries.id,
        "since": scope.since,
        "within": within,
        "now": now,
        "zone": zone,
        "began": 0,
        "journey": "",
        "counted": [],
        "percentile": UNCAPPED,
        "counts_over": True,
    }
    asked: dict[str, tuple[str, dict[str, object]]] = {
        "messages": (
            queries.doses(queries.SENT),
            {
                "measure": "sum",
                "counts": True,
                "channel": cap.channel,
                "of_journey": cap.journey,
                "all": not cap.programme,
                "journeys": of_programme,
            },
        ),
    }
    if goal is not None:
        rule = compile_goal(GoalRule(**asdict(goal)))
        own = outcomes_of_goal(rule, published.workspace.currency, by_account=False, at_all_times=True)
        asked["goal"] = queries.doses(own.sql), {"measure": "rate", "counts": True, **own.asked}
        if goal.value:
            asked["value"] = queries.doses(own.sql), {"measure": "sum", "counts": False, **own.asked}
    for name in ("unsubscribed", "complained"):
        asked[name] = (
            queries.doses(queries.RECEIPTS),
            {"measure": "rate", "counts": True, "goal_event": name},
        )
    found = facts.query_all([(sql, _named(sql, {**shared, **own})) for sql, own in asked.values()])
    by_name = dict(zip(asked, found, strict=True))
    messages = by_name.pop("messages")
    order: tuple[Outcome, ...] = ("goal", "value", "unsubscribed", "complained")
    return {name: by_name[name] for name in order if name in by_name}, messages


def _named(sql: str, asked: Mapping[str, object]) -> dict[str, object]:
    """The parameters that a query names."""
    named = frozenset(_PARAMETER.findall(sql))
    return {name: value for name, value in asked.items() if f"${name}" in named}


def _guards(facts: Facts, now: int, undecided_since: int | None) -> tuple[Guard, ...]:
    newest = facts.query(arrivals.NEWEST, {"now": now})[0][0]
    return () if newest is None else (freshness(int(str(newest)), now, STALE_MS, undecided_since),)


def _notes(scope: DoseScope, published: PublishedSet, zone: str) -> tuple[str, ...]:
    told = ["People who are held out of everything are in no arm: the cap's own limit holds for them."]
    if published.workspace.holdout.percent <= 0:
        told = []
    if scope.changed:
        day = local_day(scope.since, zone)
        told.append(f"The limits, the draw or the goal were changed on {day}: people count who came there since.")
    if scope.cap.programme:
        told.append("Messages are those of the journeys that are of the programme now.")
    return tuple(told)


def cap_words(cap: Cap) -> str:
    """What a cap counts, and over which time, such as "messages by email in 7d"."""
    when = f"in {cap.within}" if cap.within else f"a {cap.per}"
    of = (
        f" by {cap.channel}" if cap.channel else "",
        f" about {cap.topic}" if cap.topic else "",
        f" of {cap.journey}" if cap.journey else "",
        f" of programme {cap.programme}" if cap.programme else "",
    )
    return f"messages{''.join(of)} {when}"
