"""The plan of a journey from the workspace's own past: its own units, or those who would have entered it."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.publish import compile_journey
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.comparisons.snapshot import today_of
from loopline.learning.lift.cells import HELD_OUT, TREATED
from loopline.learning.planning.detect import is_worth, no_plan, plan_report
from loopline.learning.planning.figures import PlanInputs, PlanReport
from loopline.learning.queries import goals
from loopline.learning.queries.metrics.planning import WOULD_ENTER
from loopline.learning.stats.moments import ArmCounts
from loopline.model.duration import DAY
from loopline.model.journey import Journey
from loopline.ports import Facts
from loopline.reports.comparisons import report_scope, snapshot
from loopline.reports.outcomes import NOTHING, asked_of_event
from loopline.reports.sandboxed import sandboxed

WEEKS_SEEN: Final = 8
FEWEST: Final = 100
"""So many people of one kind give a base rate; of fewer the next best kind is taken."""
WEEK: Final = 7 * DAY


class Past(Struct, frozen=True):
    """People a week, and closed units that tell of the base; `source` says in words where they come from."""

    people_a_week: float
    base: ArmCounts
    source: str


def journey_plan(
    facts: Facts,
    published: PublishedSet,
    draft: Journey,
    now: int,
    *,
    holdout: float | None = None,
    wanted: float = 0.0,
) -> PlanReport:
    """The plan of a journey as this document has it, at `now` (ms). `holdout` (0 to 1) stands in the place of the
    document's share."""
    share = draft.holdout.percent / 100 if holdout is None else holdout
    if draft.goal is None:
        return no_plan(draft.id, "Nothing can be planned without a goal.")
    if not 0 < share < 1:
        return no_plan(draft.id, "Nobody is held out, so nothing will be known of what it causes; hold out 10 percent.")
    version = compile_journey(draft, 0)
    assert version.goal is not None
    past = _own_past(facts, published, draft, now) or _would_enter(facts, version, published, now)
    if past is None or not past.base.units or not round(past.people_a_week, 1):
        return no_plan(
            draft.id, "Nobody has come by its entry events in the last weeks, so there is no past to plan by."
        )
    if not 0 < past.base.rate < 1:
        text = f"{past.source}: {past.base.conversions:,} of {past.base.units:,} reached the goal; no plan can be made."
        return no_plan(draft.id, text)
    mean, spread = past.base.value.mean, past.base.value.variance**0.5
    is_valued = is_worth(mean) and is_worth(spread)
    inputs = PlanInputs(
        people_a_week=round(past.people_a_week, 1),
        base_rate=past.base.rate,
        holdout=share,
        within_weeks=version.goal.within_ms / WEEK,
        mean=mean if is_valued else 0.0,
        spread=spread if is_valued else 0.0,
        rule="obf" if draft.planned_end or draft.planned_units else "e_process",
    )
    return plan_report(draft.id, inputs, past.source, wanted)


def _own_past(facts: Facts, published: PublishedSet, draft: Journey, now: int) -> Past | None:
    """Of its own units of the last weeks, where it is live and counts the same goal."""
    live = published.live.get(draft.id)
    if live is None or live.journey.goal is None or draft.goal is None:
        return None
    if replace(live.journey.goal, exit=draft.goal.exit) != draft.goal:
        return None
    scope = report_scope(facts, published, draft.id, now)
    found = snapshot(facts, scope, sandboxed(facts, draft.id))
    today, lag = today_of(found), scope.within // DAY
    first = today - 7 * WEEKS_SEEN
    cells = [one for one in found.cells if one.basis == "exposed" and one.held in (TREATED, HELD_OUT)]
    came = [(one, one.opened if one.day is None else one.day - lag) for one in cells]
    units = sum(one.counts.units + one.counts.pending for one, day in came if first <= day < today)
    begun = min((day for _, day in came), default=today)
    weeks = (today - max(first, begun)) / 7
    if weeks < 1:
        return None
    nobody = ArmCounts(0, 0)
    held = sum((one.counts for one in cells if one.held == HELD_OUT), nobody)
    base = held if held.units >= FEWEST and held.conversions else sum((one.counts for one in cells), nobody)
    whose = "held-out people" if base is held else "people, messaged ones too"
    source = f"The journey's own last {min(WEEKS_SEEN, round(weeks))} weeks, and its {base.units:,} {whose}"
    return Past(units / weeks, base, source)


def _would_enter(facts: Facts, version: JourneyVersion, published: PublishedSet, now: int) -> Past | None:
    """Of people who did an entry event for the first time; filters of the entry are not asked."""
    goal, events = version.goal, version.journey.entry.events
    if goal is None or not events:
        return None
    asked_for = asked_of_event(goal, published.workspace.currency)
    if None in asked_for:
        return None
    counts, value = ((one or NOTHING).named(prefix) for one, prefix in zip(asked_for, "wv", strict=True))
    span = WEEKS_SEEN * WEEK
    asked = {"entry": list(events), "goal_event": goal.rule.event, "within": goal.within_ms, "now": now}
    sql = WOULD_ENTER.replace(goals.COUNTS, counts[0]).replace(goals.VALUE, value[0])
    since = {"since": now - span - goal.within_ms, "until": now}
    ((came, units, did, total, squares, first),) = facts.query(sql, asked | counts[1] | value[1] | since)
    begun = max(now - span - goal.within_ms, int(str(first or now)))
    weeks = (now - begun) / WEEK
    if weeks < 1:
        return None
    base = ArmCounts(_whole(units), _whole(did), float(str(total)), float(str(squares)))
    names = ", ".join(f'"{name}"' for name in events[:3])
    filtered = " Filters of the entry are not asked, so fewer may come." if version.where is not None else ""
    source = f"{_whole(came):,} people who did {names} for the first time in {weeks:.0f} weeks.{filtered}"
    return Past(_whole(came) / weeks, base, source)


def _whole(value: object) -> int:
    return int(str(value or 0))
