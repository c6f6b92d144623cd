"""The arms of a cap against the lowest limit: every outcome of every arm, with intervals that hold together.

The rate of an outcome is judged by the conditional e-process of days, which holds at every look and at any base rate
(learning/stats/conditional.py), a sum by its normal mixture; each at 5 % over the number of all lines (Bonferroni), so
that the chance that any of them leaves out its truth at any look is 5 % at most.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.fatigue.figures import DoseArm, DoseLine, DoseVerdict, FatigueVerdict, Outcome
from loopline.learning.lift.cells import HELD_OUT, TREATED, Draw
from loopline.learning.lift.guards import ALARM, Guard, SampleSplit, split_evidence
from loopline.learning.measured.compared import compared, has_both, is_enough
from loopline.learning.measured.sums import NONE, Measured, UnitSums, measured_of
from loopline.model.entry.cap import CapArm
from loopline.model.entry.metric import Measure

ALPHA: Final = 0.05
SMALLEST: Final = 25
"""Below so many who did it in both arms together, an interval that holds zero says too little has been seen."""
HARMS: Final = ("unsubscribed", "complained")
MEASURES: Final[Mapping[Outcome, Measure]] = {
    "goal": "rate",
    "value": "sum",
    "unsubscribed": "rate",
    "complained": "rate",
}
NAMES: Final[Mapping[Outcome, str]] = {
    "goal": "Reached the goal",
    "value": "Value a person",
    "unsubscribed": "Unsubscribed",
    "complained": "Complained",
}
WEEK_MS: Final = 604_800_000
Rows = Sequence[tuple[Any, ...]]


class CountedDoses(Struct, frozen=True):
    """What the facts say: the rows of each outcome and of messages sent (learning/queries/metrics/doses.py), by arm;
    `today` is the day of the count."""

    arms: tuple[CapArm, ...]
    outcomes: Mapping[Outcome, Rows]
    messages: Rows
    within_ms: int
    today: int


class JudgedDoses(Struct, frozen=True):
    """The arms by limit, every line, and what all of them say together."""

    arms: tuple[DoseArm, ...]
    lines: tuple[DoseLine, ...]
    verdict: FatigueVerdict
    reason: str
    level: float
    guards: tuple[Guard, ...]


def judge_doses(found: CountedDoses, guards: tuple[Guard, ...] = ()) -> JudgedDoses:
    """All lines. `guards` are those that were asked already; a split that chance does not make joins them."""
    arms = tuple(sorted(found.arms, key=lambda arm: arm.limit))
    lowest, others = arms[0], arms[1:]
    level = ALPHA / max(1, len(others) * len(found.outcomes))
    guards = (*guards, _split(arms, found))
    broken = next((guard.text for guard in guards if not guard.passed), "")
    lines = tuple(
        _line(outcome, (arm, lowest), _pair(rows, (arm, lowest), found.today), level, broken)
        for outcome, rows in found.outcomes.items()
        for arm in others
    )
    verdict, reason = _together(lines, broken)
    return JudgedDoses(_arm_lines(arms, found), lines, verdict, reason, level, guards)


def _pair(rows: Rows, pair: tuple[CapArm, CapArm], today: int) -> Measured:
    """Two arms as the sides of a comparison: the lower limit stands where the held out stand."""
    arm, lowest = pair
    places = {arm.name: TREATED, lowest.name: HELD_OUT}
    own = [(row[0], places[row[1]], *row[2:]) for row in rows if row[1] in places]
    return measured_of(own, {1: Draw(lowest.weight / (arm.weight + lowest.weight))}, today)


def _line(outcome: Outcome, pair: tuple[CapArm, CapArm], found: Measured, level: float, broken: str) -> DoseLine:
    measure, (arm, lowest) = MEASURES[outcome], pair
    side, against = found.treated, found.held_out
    line = DoseLine(
        outcome,
        NAMES[outcome],
        arm.name,
        lowest.name,
        side.side(measure),
        against.side(measure),
        "not_enough_data",
        "Nobody's time is over yet in one of the two arms.",
    )
    if broken:
        return replace(line, verdict="guard_failed", reason=f"No figure: {broken}")
    if not has_both(found):
        return line
    if measure == "sum" and not is_enough(found):
        return replace(line, reason="A sum is read once 25 people of each arm did it.")
    seen = compared(found, measure, level).difference
    verdict, words = _read(seen.low, seen.high, side.did + against.did), _words(measure, side, against)
    return replace(line, difference=seen, verdict=verdict, reason=f"{words}{_ENDS[verdict]}")


_ENDS: Final[Mapping[DoseVerdict, str]] = {
    "more": ": more, and it holds among all that is read here.",
    "less": ": less, and it holds among all that is read here.",
    "no_difference_seen": ": no difference shown.",
    "not_enough_data": ": too few have done it to see anything.",
    "guard_failed": "",
}


def _read(low: float, high: float, did: int) -> DoseVerdict:
    if low > 0:
        return "more"
    if high < 0:
        return "less"
    return "no_difference_seen" if did >= SMALLEST else "not_enough_data"


def _words(measure: Measure, side: UnitSums, against: UnitSums) -> str:
    if measure == "rate":
        return f"{side.level(measure):.2%} against {against.level(measure):.2%}"
    return f"{side.level(measure):,.2f} against {against.level(measure):,.2f}"


def _together(lines: Sequence[DoseLine], broken: str) -> tuple[FatigueVerdict, str]:
    if broken:
        return "guard_failed", broken
    tiring = [one for one in lines if one.outcome in HARMS and one.verdict == "more"]
    if tiring:
        told = "; ".join(f"{one.name.lower()}, {one.arm} against {one.against}: {one.reason}" for one in tiring)
        return "fatigue", f"More messages drive people away. {told[0].upper()}{told[1:]}"
    if not lines or all(one.verdict == "not_enough_data" for one in lines if one.outcome in HARMS):
        return "not_enough_data", "Too few people have left or complained yet to say whether more messages tire them."
    return "no_fatigue_seen", "No arm is shown to lose more people than the lowest limit does. That is not none."


def _split(arms: Sequence[CapArm], found: CountedDoses) -> Guard:
    """Whether people came to where limits differ in the shares that were drawn; all arms together cry wolf in 1 %."""
    counts = _counts(found.messages)
    numbers = [sum(counts.get(arm.name, (0, 0))) for arm in arms]
    pairs = [
        SampleSplit(number, numbers[0], arms[0].weight / (arms[0].weight + arm.weight))
        for arm, number in zip(arms[1:], numbers[1:], strict=True)
    ]
    worst = max((split_evidence([pair]) for pair in pairs), default=0.0)
    seen = ", ".join(f"{arm.name} {number:,}" for arm, number in zip(arms, numbers, strict=True))
    if worst < ALARM * len(pairs):
        return Guard("sample_ratio", True, f"People by arm: {seen}; as drawn.")
    return Guard(
        "sample_ratio",
        False,
        f"People by arm: {seen}. Chance does not split those drawn so; find out first what keeps people of one arm "
        "from coming to where the limits differ.",
    )


def _counts(rows: Rows) -> dict[str, tuple[int, int]]:
    """Of each arm those whose time is over, and those whose time is not."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        closed, pending = found.get(row[1], (0, 0))
        is_open = row[2] is None
        found[row[1]] = closed + int(row[3]) * (not is_open), pending + int(row[3]) * is_open
    return found


def _arm_lines(arms: Sequence[CapArm], found: CountedDoses) -> tuple[DoseArm, ...]:
    weights = sum(arm.weight for arm in arms)
    lines = []
    for arm in arms:
        sums = sum((_pair(found.messages, (arm, other), found.today).treated for other in arms[:1]), NONE)
        if arm is arms[0]:
            sums = _pair(found.messages, (arms[1], arm), found.today).held_out
        weekly = sums.level("sum") * WEEK_MS / found.within_ms
        lines.append(DoseArm(arm.name, arm.limit, arm.weight / weights, sums.units, sums.pending, weekly))
    return tuple(lines)
