"""The best hour of a person: who waits for it, which it is, and what is told of that."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace
from whenever import Date, Time

from loopline.decisions.assign import unit_of
from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes.wait.compiled import CompiledWait
from loopline.decisions.published import JourneyVersion
from loopline.model.ids import bucket
from loopline.model.localtime import DAYS_AHEAD_MAX, WEEKDAYS, at_local, local, next_local_time, zone_name
from loopline.model.nodes.wait import BEST_HOUR, FIXED_HOUR, HOUR_ARMS, BestHour, Wait
from loopline.model.person import Enrollment, is_test
from loopline.model.signals.scores import score_now, score_trait

PERCENT: Final = 100
HOURS: Final = 24


def with_hour_arm(
    ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, node_id: str, best: BestHour
) -> Enrollment:
    """The enrollment with its arm, by a stable hash of its unit; one that was given is kept, as arms are."""
    history, salt = ctx.history_of(version.id), best.salt or ctx.published.workspace.salt
    arm = (history.arms or {}).get(node_id, "")
    if arm not in HOUR_ARMS or not 0 < best.share < PERCENT:
        point = bucket(salt, f"hour:{version.id}:{node_id}", unit_of(ctx.person, version))
        arm = BEST_HOUR if point * PERCENT < best.share else FIXED_HOUR
        ctx.remember(version.id, replace(history, arms={**(history.arms or {}), node_id: arm}))
    drawn = replace(enrollment, arms={**(enrollment.arms or {}), node_id: arm})
    if not is_test(ctx.person):
        ctx.record("assigned", drawn, arm=arm, name=arm)
    return drawn


def time_of_day(ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait) -> int:
    """The moment (ms) until which somebody waits who waits for a time of day: the fixed one, or the own best hour."""
    assert wait.time is not None
    person, zone = ctx.person, ctx.published.workspace.zone
    fixed = next_local_time(ctx.now, wait.time, node.weekdays, person.zone, zone)
    hours = own_hours(ctx, enrollment, node, wait)
    if not hours:
        return fixed
    here = local(ctx.now, person.zone, zone)
    for ahead in range(DAYS_AHEAD_MAX + 1):
        day = here.date().add(days=ahead)
        name = weekday(day)
        if node.weekdays and name not in node.weekdays:
            continue
        moment = at_local(day, hours.get(name, wait.time), zone_name(here))
        if moment > ctx.now:
            return moment
    return fixed


def told_hour(
    ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait, until: int
) -> dict[str, Any]:
    """What is told of the hour of a wait: the arm, the hour where it is the person's own, what it is expected to bring
    and by which version of the model, else why it is the fixed one. {} where nobody is drawn."""
    arm = (enrollment.arms or {}).get(enrollment.node, "")
    if node.best_hour is None or arm not in HOUR_ARMS:
        return {}
    if arm == FIXED_HOUR:
        return {"hour": {"arm": arm}}
    kept = ctx.person.traits.get(score_trait(node.best_hour.model))
    day = weekday(local(until, ctx.person.zone, ctx.published.workspace.zone).date())
    own = own_hours(ctx, enrollment, node, wait).get(day)
    if own is None:
        unknown = score_now(kept, ctx.now) is None
        return {"hour": {"arm": arm, "because": "unknown" if unknown else "outside"}}
    assert isinstance(kept, Mapping)
    gain = next((effect for name, _, effect in _days(kept) if name == day), 0.0)
    return {"hour": {"arm": arm, "at": f"{own.hour:02}:00", "gain": gain, "version": kept.get("version", "")}}


def own_hours(ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: CompiledWait) -> dict[str, Time]:
    """The person's own best hour of each weekday on which one is known and allowed; {} for whoever has none, or is not
    drawn for it."""
    if node.best_hour is None or (enrollment.arms or {}).get(enrollment.node) != BEST_HOUR:
        return {}
    kept = ctx.person.traits.get(score_trait(node.best_hour.model))
    if score_now(kept, ctx.now) is None or not isinstance(kept, Mapping):
        return {}
    found = {name: Time(hour, 0) for name, hour, _ in _days(kept)}
    first, last = wait.between or (Time.MIN, Time.MAX)
    return {name: time for name, time in found.items() if first <= time <= last}


def weekday(day: Date) -> str:
    """Such as "mon"."""
    return str(WEEKDAYS[day.day_of_week().value - 1])


def _days(kept: Mapping[str, Any]) -> Iterator[tuple[str, int, float]]:
    """The weekday, its hour and what it is expected to bring, of each day that a kept score tells of."""
    told = kept.get("reasons")
    for one in told if isinstance(told, list | tuple) else ():
        if not isinstance(one, list | tuple) or len(one) < 3 or one[0] not in WEEKDAYS:
            continue
        hour, effect = one[1], one[2]
        if isinstance(hour, int | float) and not isinstance(hour, bool) and 0 <= hour < HOURS and hour == int(hour):
            yield str(one[0]), int(hour), float(effect) if isinstance(effect, int | float) else 0.0
