"""The report of a level recounted by plain Python from raw facts: what the SQL and the report are held to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct, json

from loopline.learning.stats.moments import ArmCounts
from loopline.model.fact import Fact

NOBODY = ArmCounts(0, 0)
EXPOSES = ("message", "withheld", "called")


class Recount(Struct):
    """Arms by month of the first exposure, and what is credited by month."""

    treated: dict[str, ArmCounts]
    held_out: dict[str, ArmCounts]
    credited: dict[str, tuple[int, float]]
    strata: dict[int, tuple[ArmCounts, ArmCounts]]

    def side(self, name: str) -> ArmCounts:
        """All months together."""
        months: dict[str, ArmCounts] = getattr(self, name)
        return sum(months.values(), NOBODY)


class Asked(Struct):
    """What is counted: the level, the versions that are of it, since when somebody is held out (ms, each with whether
    the draw holds anybody out), and the goal."""

    level: str
    versions: Collection[tuple[str, int]]
    draws: Sequence[tuple[int, bool]]
    goal: str
    within: int
    now: int


class _Passage(Struct):
    unit: str
    side: str
    stratum: int
    exposed_at: int = 0
    messaged_at: int = 0


def recount(facts: Iterable[Fact], asked: Asked) -> Recount:
    """A fold over the facts, one at a time; no SQL, and no statistics."""
    told = sorted((one for one in facts if one.at <= asked.now), key=lambda one: (one.at, one.position))
    into = {one.name: one.person for one in told if one.kind == "merged"}
    passages = _passages(told, into, asked)
    people: dict[str, set[str]] = {}
    for one in told:
        if one.kind == "entered" and one.enrollment in passages:
            people.setdefault(passages[one.enrollment].unit, set()).add(into.get(one.person, one.person))
    found = Recount({}, {}, {}, {})
    for unit in sorted(people):
        _count(unit, people[unit], passages, told, into, asked, found)
    return found


def _passages(told: Sequence[Fact], into: dict[str, str], asked: Asked) -> dict[str, _Passage]:
    passages: dict[str, _Passage] = {}
    for one in told:
        if one.kind == "entered" and (one.journey, one.version) in asked.versions:
            stratum = sum(since <= one.at for since, _ in asked.draws)
            if not stratum or not asked.draws[stratum - 1][1]:
                continue
            unit = json.decode(one.data)["unit"] if one.data else one.person
            side = "held_out" if one.held == asked.level else "treated"
            if asked.level == "programme" and one.held == "global":
                side = "neither"
            passages[one.enrollment] = _Passage(into.get(unit, unit), side, stratum)
        elif one.kind in EXPOSES and not (one.kind == "called" and one.name == "look_up"):
            passage = passages.get(one.enrollment)
            if passage is not None:
                passage.exposed_at = passage.exposed_at or one.at
                if one.kind == "message":
                    passage.messaged_at = passage.messaged_at or one.at
    return passages


def _count(
    unit: str,
    people: set[str],
    passages: dict[str, _Passage],
    told: Sequence[Fact],
    into: dict[str, str],
    asked: Asked,
    found: Recount,
) -> None:
    own = [one for one in passages.values() if one.unit == unit and one.exposed_at]
    if not own:
        return
    first = min(own, key=lambda one: one.exposed_at)
    if first.side == "neither":
        return
    month = datetime.fromtimestamp(first.exposed_at / 1000, UTC).strftime("%Y-%m")
    done = [
        (one.at, json.decode(one.data).get("amount", 0) if one.data else 0)
        for one in told
        if one.kind == "event"
        and one.name == asked.goal
        and into.get(one.person, one.person) in people
        and first.exposed_at <= one.at < first.exposed_at + asked.within
    ]
    value = sum(amount for _, amount in done)
    arm = ArmCounts(1, int(any(amount >= 0 for _, amount in done)), value, value * value)
    if first.exposed_at + asked.within > asked.now:
        arm = ArmCounts(0, 0, pending=1)
    arms = getattr(found, first.side)
    arms[month] = arms.get(month, NOBODY) + arm
    treated, held = found.strata.get(first.stratum, (NOBODY, NOBODY))
    found.strata[first.stratum] = (treated + arm, held) if first.side == "treated" else (treated, held + arm)
    messages = [one.messaged_at for one in own if one.messaged_at]
    if first.side == "treated" and not arm.pending and messages:
        after = [amount for at, amount in done if at >= min(messages)]
        made, earned = found.credited.get(month, (0, 0.0))
        found.credited[month] = (made + any(amount >= 0 for amount in after), earned + sum(after))
