"""Goals of enrollments: the window that each opens, its first exposure, and the events that reach it."""

from msgspec.structs import replace

from loopline.conditions.language import Scope
from loopline.decisions.context import DecisionContext
from loopline.decisions.published import CompiledGoal, JourneyVersion
from loopline.model.bounds.parts import bounded_windows
from loopline.model.fact import Fact, quality_fact
from loopline.model.history.money import amount_in
from loopline.model.person import Enrollment, GoalWindow
from loopline.model.tracking.reasons import QualityReason
from loopline.model.traits import storable

TRACKED_MAX = 500
WINDOW_MAX_MS = 1 << 52
AMOUNT_SHOWN = 60


def track_goal(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> None:
    """Open the window of an enrollment whose journey has a goal."""
    goal = version.goal
    assert goal is not None
    live = tuple(t for t in ctx.person.goal_windows if ctx.now <= closes_at(t, _length_ms(ctx, t)))
    opened = GoalWindow(
        enrollment=enrollment.id,
        journey=version.id,
        version=version.version,
        held=enrollment.held,
        entered_at=enrollment.entered_at,
        entry=enrollment.entry if goal.where and goal.where.entry_paths else b"{}",
        began_at=enrollment.began_at,
    )
    ctx.person = replace(ctx.person, goal_windows=bounded_windows((*live, opened)[-TRACKED_MAX:]))


def closes_at(window: GoalWindow, within_ms: int) -> int:
    """When the last window of an enrollment closes (ms): the goal's time after entry, first exposure or choice."""
    return max(window.entered_at, window.exposed_at, window.chosen_at) + within_ms


def expose(ctx: DecisionContext, enrollment: Enrollment) -> None:
    """The first message of an enrollment, sent or withheld: from here on lift is measured."""
    goal_windows = ctx.person.goal_windows
    if any(t.enrollment == enrollment.id and not t.exposed_at for t in goal_windows):
        exposed = tuple(replace(t, exposed_at=ctx.now) if t.enrollment == enrollment.id else t for t in goal_windows)
        ctx.person = replace(ctx.person, goal_windows=exposed)


def watch_choice(ctx: DecisionContext, enrollment: Enrollment) -> None:
    """A choice of an enrollment: whatever was chosen, its goals are seen for the whole time from here on."""
    windows = ctx.person.goal_windows
    if any(t.enrollment == enrollment.id for t in windows):
        watched = tuple(replace(t, chosen_at=ctx.now) if t.enrollment == enrollment.id else t for t in windows)
        ctx.person = replace(ctx.person, goal_windows=watched)


def _length_ms(ctx: DecisionContext, window: GoalWindow) -> int:
    version = ctx.published.version(window.journey, window.version)
    if version is None and ctx.published.is_unreadable(window.journey, window.version):
        return WINDOW_MAX_MS  # nobody knows how long it is open, so it stays
    return version.goal.within_ms + version.lateness_ms if version and version.goal else 0


def reach_goals(ctx: DecisionContext) -> None:
    """Write down which open windows the event in hand reaches; those that are over are closed."""
    event = ctx.change.event
    assert event is not None
    kept: list[GoalWindow] = []
    odd: dict[str, Fact] = {}
    for window in ctx.person.goal_windows:
        version = ctx.published.version(window.journey, window.version)
        goal = version.goal if version else None
        if version is None and ctx.published.is_unreadable(window.journey, window.version):
            kept.append(window)
            continue
        if version is None or goal is None or ctx.now > closes_at(window, goal.within_ms) + version.lateness_ms:
            continue  # an event that happened in time may arrive late
        kept.append(_reach(ctx, window, version, odd) if goal.rule.event == event.name else window)
    ctx.effects.extend(odd.values())
    ctx.person = replace(ctx.person, goal_windows=tuple(kept))


def _reach(
    ctx: DecisionContext, window: GoalWindow, version: JourneyVersion | None, odd: dict[str, Fact]
) -> GoalWindow:
    """The window once the event in hand reaches it; what is odd about its amount is told in `odd`, by property."""
    event = ctx.change.event
    goal = version.goal if version else None
    assert event is not None and goal is not None
    if not (window.began_at or window.entered_at) <= event.at <= closes_at(window, goal.within_ms):
        return window
    scope = ctx.scope(window.entry, entry_at=window.began_at or window.entered_at)
    if goal.where is not None and goal.where.evaluate(scope) is not True:
        return window
    amount = _amount(ctx, goal, scope, odd)
    ghost = Enrollment(
        id=window.enrollment,
        journey=window.journey,
        version=window.version,
        node="",
        visit=0,
        entered_at=window.entered_at,
        arrived_at=window.entered_at,
        held=window.held,
    )
    data = {"after_ms": max(0, event.at - window.entered_at), "again": window.reached}
    if window.exposed_at:
        data["after_exposure_ms"] = event.at - window.exposed_at
    ctx.record("goal", ghost, name=event.name, value=amount, data=data, at=event.at)
    return replace(window, reached=True)


def _amount(ctx: DecisionContext, goal: CompiledGoal, scope: Scope, odd: dict[str, Fact]) -> float | None:
    """What the event in hand is worth; `reports/outcomes.py` asks events the same as SQL."""
    if goal.value is None:
        return None
    value = storable(goal.value.look(scope))
    amount, name = amount_in(value), f"{goal.rule.event}.{goal.value.text}"
    own, currency = ctx.published.workspace.currency, goal.currency.look(scope) if goal.currency else None
    sent = "" if currency is None else str(currency).strip()
    if amount is not None and own and sent and sent.upper() != own.upper():
        odd[goal.value.text] = _odd(ctx, "amount_currency", name, sent, own)
        return None
    if isinstance(value, str):
        reason: QualityReason = "amount_text" if amount is not None else "amount_unreadable"
        odd[goal.value.text] = _odd(ctx, reason, name, value, str(amount))
    elif amount is None and type(value) in (int, float):
        odd[goal.value.text] = _odd(ctx, "amount_unreadable", name, str(value), "None")
    return amount


def _odd(ctx: DecisionContext, reason: QualityReason, name: str, was: str, now: str) -> Fact:
    return quality_fact(ctx.person.key, ctx.now, reason, name, was[:AMOUNT_SHOWN], now)


def is_reached(ctx: DecisionContext, enrollment: Enrollment) -> bool:
    """Whether the goal of an enrollment has been reached."""
    return any(t.enrollment == enrollment.id and t.reached for t in ctx.person.goal_windows)
