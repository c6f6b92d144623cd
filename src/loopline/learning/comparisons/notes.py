"""What a reader has to know beside a verdict, in plain words.

What began and ended the comparison, and by how much an estimate overstates that made the rule stop.
"""

from typing import Final

from msgspec.structs import replace

from loopline.learning.comparisons.course import Analysed, Comparison
from loopline.learning.lift.guards import Guard
from loopline.learning.lift.report import Contrasts
from loopline.learning.lift.verdict import Lift
from loopline.model.duration import duration_text
from loopline.model.localtime import local

OVERSTATED: Final = (1.3, 1.7)
"""By which factor the estimate overstates at a look that stops before the end, where an effect is found so in about
half of all cases: by both rules (tests/calibration/test_overstated.py). The type M error of Gelman & Carlin (2014)."""


def overstated(lift: Lift) -> str:
    """What has to be said of an estimate that made the rule stop; "" for others, and at a planned last look."""
    if lift.verdict not in ("lift", "harm") or lift.final:
        return ""
    low, high = OVERSTATED
    return (
        f"A difference that is read as soon as the rule allows it is overstated: typically by a factor of {low} to "
        f"{high} where an effect is found in half of all cases, and less as more people come. Plan with the lower end "
        "of the interval."
    )


def too_few_in_the_end(lift: Lift) -> Lift:
    """Of a comparison that is over: no date is promised for what will not come any more."""
    if lift.verdict != "not_enough_data":
        return lift
    short = lift.missing
    text = (
        f"Not enough data: {short.conversions_have} of {short.conversions_need} conversions in the {short.arm}, and "
        "nobody comes in any more. Hold out a larger share next time, or choose a more frequent goal."
    )
    return replace(lift, reason=text, missing=replace(short, expected_at=None))


def withheld(lift: Lift) -> Lift:
    """Without the numbers of what was caused, where a guard has failed."""
    if lift.verdict != "guard_failed":
        return lift
    return replace(
        lift,
        incremental_conversions=None,
        incremental_conversions_low=None,
        incremental_conversions_high=None,
        incremental_value=None,
        incremental_value_low=None,
        incremental_value_high=None,
    )


def withheld_contrasts(found: Contrasts, lift: Lift | None) -> Contrasts:
    """The same of several comparisons at once, of people whose own guard has failed: no verdict, nothing caused."""
    if lift is None or lift.verdict != "guard_failed":
        return found
    rows = tuple(
        replace(row, incremental=None, verdict="guard_failed", reason=lift.reason)
        if row.verdict in ("lift", "harm", "no_difference_seen")
        else replace(row, incremental=None)
        for row in found.rows
    )
    return replace(found, rows=rows)


def begun(found: Comparison, zone: str) -> tuple[Guard, ...]:
    """No faults: what began this comparison beside another one, and what ended it before its time."""
    told = []
    version, day = found.versions[0], local_day(found.since, zone)
    match found.change:
        case "goal":
            was = f" (before: {said(found.before)})" if found.before else ""
            text = f"Version {version} changed what is counted on {day}, to {said(found.analysed)}{was}."
            told.append(Guard("goal_changed", True, f"{text} Who came before is compared beside this."))
        case "plan":
            text = f"Version {version} changed the plan on {day}, when windows had closed already."
            told.append(Guard("plan_changed", True, f"{text} Who came before is compared beside this, by theirs."))
        case "end":
            told.append(Guard("plan_ended", True, "These people came after the end of a plan; nobody planned theirs."))
        case "":
            pass
    if found.until is not None:
        began = (
            f"A later version began another comparison on {local_day(found.until, zone)}: later people are not here."
        )
        early = " Where that was before its planned end, there is no last look." if found.own_plan.is_cut_short else ""
        told.append(Guard("superseded", True, f"{began}{early}"))
    return tuple(told)


def said(analysed: Analysed | None) -> str:
    """A goal in words."""
    if analysed is None or not analysed.event:
        return "no goal"
    where = f" where {analysed.where}" if analysed.where else ""
    value = f", worth {analysed.value}" if analysed.value else ""
    return f'"{analysed.event}"{where} within {duration_text(analysed.within_ms)}{value}'


def title(found: Comparison, zone: str) -> str:
    """The versions of a comparison and its plan, in words."""
    first, last = found.versions[0], found.versions[-1]
    versions = f"Version {first}" if first == last else f"Versions {first} to {last}"
    plan, ends = found.plan, []
    if plan.ends_at is not None:
        ends.append(local_day(plan.ends_at, zone))
    if plan.planned_units is not None:
        ends.append(f"{plan.planned_units:,} units")
    if not ends:
        return f"{versions}, always on"
    return f"{versions}, {'after the end' if found.after_end else 'planned to end'} at {' or '.join(ends)}"


def local_day(at: int, zone: str) -> str:
    """The day of a moment (ms) in a zone, as "2026-03-01"."""
    return str(local(at, zone).date())
