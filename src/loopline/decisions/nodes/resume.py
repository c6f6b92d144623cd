"""What ends a rest at a node, or moves its end; and what is kept of that while the journey is paused."""

from typing import Final

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext, note_rest
from loopline.decisions.nodes import wait as waits
from loopline.decisions.policy.gate import address_trait
from loopline.decisions.published import CompiledNode, JourneyVersion
from loopline.model.journey import Message, Wait
from loopline.model.person import Enrollment

MOVED: Final = "moved"


def answer(
    ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode, node: Wait, *, due: bool
) -> waits.Rest | waits.Over | None:
    """What the change means to somebody who waits here; None: nothing."""
    if (again := waits.moved(ctx, enrollment, cnode)) is not None:
        if isinstance(again, waits.Rest):
            note_rest(ctx, enrollment, again.wake_at, MOVED)
        return again
    if enrollment.waiting and enrollment.waiting.pending_reason:
        return waits.ended(enrollment.waiting.pending_reason)
    if not due and not (node.until and _may_end(ctx, enrollment, node, cnode.wait)):
        return None
    return waits.resume(ctx, enrollment, cnode)


def kept_for_later(ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Enrollment:
    """While a journey is paused nobody moves; what would have ended a rest is not lost, but counts when it goes on."""
    cnode, waiting = version.nodes.get(enrollment.node), enrollment.waiting
    if cnode is None or waiting is None or waiting.pending_arrival or ctx.change.timer:
        return enrollment
    match waits.moved(ctx, enrollment, cnode):
        case waits.Rest(wake_at):
            note_rest(ctx, enrollment, wake_at, MOVED)
            return replace(enrollment, waiting=replace(waiting, at=wake_at, pending_reason=""), wake_at=ctx.now)
        case waits.Over(_, reason):
            pending_reason = reason
        case _:
            pending_reason = "" if waiting.pending_reason else _heard(ctx, enrollment, cnode)
    if not pending_reason:
        return enrollment
    return replace(enrollment, waiting=replace(waiting, at=ctx.now, pending_reason=pending_reason), wake_at=ctx.now)


def _heard(ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode) -> str:
    node = cnode.node
    if isinstance(node, Wait) and node.until and _may_end(ctx, enrollment, node, cnode.wait):
        answer = waits.resume(ctx, enrollment, cnode)
        return answer.reason if isinstance(answer, waits.Over) and answer.how == waits.OVER else ""
    if isinstance(node, Message) and enrollment.waiting:
        return outcome(ctx, enrollment) if enrollment.waiting.outcome else may_leave_now(ctx, node)
    return ""


def may_leave_now(ctx: DecisionContext, node: Message) -> str:
    """What changed that a message which was refused may have waited for: the gate is asked again; "": nothing."""
    if ctx.change.consent:
        return "consent"
    return "address" if address_trait(node.channel, ctx.published) in ctx.change.traits else ""


def outcome(ctx: DecisionContext, enrollment: Enrollment) -> str:
    """What became of the message that the enrollment stands at; "" when the change does not say, or not for good."""
    answered = ctx.change.answered
    if answered is None or answered.message != f"{enrollment.id}:{enrollment.node}:{enrollment.visit}":
        return ""
    return "" if answered.result in ("retry", "deferred") else answered.result


def _may_end(ctx: DecisionContext, enrollment: Enrollment, node: Wait, wait: object) -> bool:
    assert node.until is not None
    event = ctx.change.event
    if event is not None and event.name == node.until.event:
        return True
    when = getattr(wait, "when", None)
    return waits.touches(when, ctx.change, enrollment)
