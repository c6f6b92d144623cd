"""Checks of goals: that of a journey, and those of programmes and of everything, which are asked of events alone."""

from collections.abc import Callable
from typing import Final

from loopline.conditions.sql.of_event import compile_of_event
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import (
    AT_GOAL,
    Place,
    check_duration,
    check_event,
    check_in_journey,
    check_path,
    check_percent,
    check_properties,
    check_slug,
    check_text,
)
from loopline.model.entry.goal import MeasuredGoal
from loopline.model.journey import Journey, Workspace

PROGRAMMES_MAX: Final = 50
"""So many programmes of a workspace: the page of programmes counts each."""
WORDS_MAX: Final = 200

AT_SHARED_GOAL: Final = Place(entry=False, receipts=False)


def check_goal(found: Findings, journey: Journey, goal: MeasuredGoal) -> None:
    """The goal of a journey."""
    _check(found, goal, "goal", lambda at: check_in_journey(found, journey, goal.where, at, AT_GOAL, (goal.event,)))


def check_programmes(found: Findings, workspace: Workspace) -> None:
    """The programmes of a workspace, and the goal of everything: each holdout has a goal that is asked of events."""
    holdout = workspace.holdout
    if holdout.goal is not None:
        check_shared_goal(found, holdout.goal, "holdout.goal")
    elif holdout.percent > 0:
        _warn_unread(found, "holdout")
    if len(workspace.programmes) > PROGRAMMES_MAX:
        text = f"A workspace has at most {PROGRAMMES_MAX} programmes; a programme is more than one journey."
        found.error("programmes_many", text, "programmes")
    known = found.context.programmes
    for name, programme in list(workspace.programmes.items())[:PROGRAMMES_MAX]:
        at = f"programmes.{name}"
        check_percent(found, programme.percent, f"{at}.percent")
        for field in ("name", "owner", "north_star"):
            if len(getattr(programme, field)) > WORDS_MAX:
                found.error("programme_words", f"At most {WORDS_MAX} characters; say it shorter.", f"{at}.{field}")
        if programme.goal is None:
            if programme.percent > 0:
                _warn_unread(found, at)
            continue
        check_slug(found, name, at)
        check_shared_goal(found, programme.goal, f"{at}.goal")
        if programme.percent == 0:
            text = "Nobody is held out, so nobody can say what the programme causes; hold out 10 percent."
            found.warn("programme_without_holdout", text, at)
        if known is not None and name not in known:
            text = f"No journey is of this programme; write `programme: {name[:64]}` in those that are."
            found.warn("programme_without_journeys", text, at)


def _warn_unread(found: Findings, at: str) -> None:
    text = "People are held out, but there is no goal to compare them by; add a goal."
    found.warn("holdout_without_goal", text, at)


def check_shared_goal(found: Findings, goal: MeasuredGoal, at: str) -> None:
    """A goal of many journeys: what somebody reached is asked of the events, whichever journey she is in."""

    def ask(where_at: str) -> None:
        condition = check_text(found, goal.where, where_at, AT_SHARED_GOAL)
        if condition is None:
            return
        check_properties(found, condition.event_paths, (goal.event,), "event", where_at)
        if compile_of_event(condition.root, goal.event) is None:
            _refuse(found, where_at)

    for name, home in _check(found, goal, at, ask):
        if home != "event":
            _refuse(found, f"{at}.{name}")


def _refuse(found: Findings, at: str) -> None:
    text = (
        "This goal belongs to many journeys, so it looks at its event alone: ask for properties such as event.amount."
    )
    found.error("goal_beyond_event", text, at)


def _check(found: Findings, goal: MeasuredGoal, at: str, ask: Callable[[str], None]) -> list[tuple[str, str]]:
    """Where the amount and its currency are looked up: the fields of a goal that name a home, each with that."""
    check_event(found, goal.event, f"{at}.event")
    if goal.where:
        ask(f"{at}.where")
    named = [(name, text) for name, text in (("value", goal.value), ("currency", goal.currency)) if text]
    fields = [(name, check_path(found, text, f"{at}.{name}", "event")) for name, text in named]
    once_by = check_path(found, goal.once_by, f"{at}.once_by", "event") if goal.once_by else None
    if once_by is not None and once_by.home != "event":
        text = "What counts once is told apart by a property of the goal's event: write its name, such as order_id."
        found.error("goal_once_by", text, f"{at}.once_by")
    if check_duration(found, goal.within, f"{at}.within") == 0:
        text = "Nobody reaches a goal within no time; give it days, such as 14d."
        found.error("goal_window_zero", text, f"{at}.within")
    return [(name, field.home) for name, field in fields if field is not None]
