"""What ends a rest at a node, or moves its end; and what is kept of that while the journey is paused."""

from typing import Final

from msgspec.structs import replace

from loopline.decisions.context import Turn, note_rest
from loopline.decisions.nodes import wait as waits
from loopline.decisions.policy.gate import address_trait
from loopline.decisions.program import CompiledNode, JourneyVersion
from loopline.model.journey import Message, Wait
from loopline.model.person import Enrollment

MOVED: Final = "moved"


def answer(
    turn: Turn, enrollment: Enrollment, cnode: CompiledNode, node: Wait, *, due: bool
) -> waits.Rest | waits.Over | None:
    """What the change means to somebody who waits here; None: nothing."""
    if (again := waits.moved(turn, enrollment, cnode)) is not None:
        if isinstance(again, waits.Rest):
            note_rest(turn, enrollment, again.wake_at, MOVED)
        return again
    if enrollment.waiting and enrollment.waiting.heard:
        return waits.ended(enrollment.waiting.heard)
    if not due and not (node.until and _may_end(turn, enrollment, node, cnode.wait)):
        return None
    return waits.resume(turn, enrollment, cnode)


def kept_for_later(turn: Turn, version: JourneyVersion, enrollment: Enrollment) -> Enrollment:
    """While a journey is paused nobody moves; what would have ended a rest is not lost, but counts when it goes on."""
    cnode, waiting = version.nodes.get(enrollment.node), enrollment.waiting
    if cnode is None or waiting is None or waiting.arriving or turn.change.timer:
        return enrollment
    match waits.moved(turn, enrollment, cnode):
        case waits.Rest(wake_at):
            note_rest(turn, enrollment, wake_at, MOVED)
            return replace(enrollment, waiting=replace(waiting, at=wake_at, heard=""), wake_at=turn.now)
        case waits.Over(_, reason):
            heard = reason
        case _:
            heard = "" if waiting.heard else _heard(turn, enrollment, cnode)
    if not heard:
        return enrollment
    return replace(enrollment, waiting=replace(waiting, at=turn.now, heard=heard), wake_at=turn.now)


def _heard(turn: Turn, enrollment: Enrollment, cnode: CompiledNode) -> str:
    node = cnode.node
    if isinstance(node, Wait) and node.until and _may_end(turn, enrollment, node, cnode.wait):
        answer = waits.resume(turn, enrollment, cnode)
        return answer.reason if isinstance(answer, waits.Over) and answer.how == waits.OVER else ""
    if isinstance(node, Message) and enrollment.waiting:
        return outcome(turn, enrollment) if enrollment.waiting.outcome else may_leave_now(turn, node)
    return ""


def may_leave_now(turn: Turn, node: Message) -> str:
    """What changed that a message which was refused may have waited for: the gate is asked again; "": nothing."""
    if turn.change.consent:
        return "consent"
    return "address" if address_trait(node.channel, turn.program) in turn.change.traits else ""


def outcome(turn: Turn, enrollment: Enrollment) -> str:
    """What became of the message that the enrollment stands at; "" when the change does not say, or not for good."""
    answered = turn.change.answered
    if answered is None or answered.message != f"{enrollment.id}:{enrollment.node}:{enrollment.visit}":
        return ""
    return "" if answered.result in ("retry", "deferred") else answered.result


def _may_end(turn: Turn, enrollment: Enrollment, node: Wait, wait: object) -> bool:
    assert node.until is not None
    event = turn.change.event
    if event is not None and event.name == node.until.event:
        return True
    when = getattr(wait, "when", None)
    return waits.touches(when, turn.change, enrollment)
