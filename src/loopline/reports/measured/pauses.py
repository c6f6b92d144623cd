"""Which pause kept somebody from a message: who paused the journey, when, and by which evidence."""

from msgspec.structs import replace

from loopline.decisions.narrate import moment
from loopline.learning.measured.figures import StateChange
from loopline.ports import Facts
from loopline.reports.measured.report import state_changes
from loopline.reports.why import WhyAnswer

PAUSED = "journey_paused"


def with_pause(facts: Facts, found: WhyAnswer, name: str = "") -> WhyAnswer:
    """The answer with the pause that the newest of its lines tells of, or that keeps everybody out of the journey that
    was asked for (`name` is what people call it); the same where there is none."""
    steps = (line for entry in found.entries for line in entry.steps)
    held = [line for line in (*steps, *found.not_entered) if line.reason == PAUSED and line.journey]
    if held:
        line = max(held, key=lambda one: one.at)
        pause = _pause_at(state_changes(facts, line.journey), line.at)
        words = _words(pause, line.journey_name or line.journey) if pause else ""
        return replace(found, answer=f"{found.answer} {words}".strip())
    if found.entries or found.not_entered or not found.journey:
        return found
    changes = state_changes(facts, found.journey)
    if not changes or changes[0].state != "paused":
        return found
    words = _words(changes[0], name or found.journey)
    return replace(found, answer=f"Has not entered, and nobody does while the journey is paused. {words}")


def _pause_at(changes: tuple[StateChange, ...], at: int) -> StateChange | None:
    return next((one for one in changes if one.state == "paused" and one.at <= at), None)


def _words(pause: StateChange, name: str) -> str:
    whom = " by Loopline" if pause.by_guardrail else ""
    reason = f": {pause.reason}" if pause.reason else "."
    return f'The journey "{name}" was paused{whom} on {moment(pause.at)}{reason}'
