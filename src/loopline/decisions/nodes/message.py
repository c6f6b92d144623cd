"""What a message node does: ask the gate, put the message into the outbox or withhold it, count it against caps."""

from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.context import NOTHING, DecisionContext, encode_json
from loopline.decisions.enroll import expose
from loopline.decisions.policy import gate
from loopline.decisions.published import CompiledNode, JourneyVersion
from loopline.decisions.transitions import Advance, Hold, Transition, by_policy
from loopline.model.duration import DAY
from loopline.model.effect import SendMessage
from loopline.model.journey import Message
from loopline.model.person import Enrollment, Sent, Waiting

OUTCOME_WAIT_MS: Final = 2 * DAY


def send(
    ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, cnode: CompiledNode, node: Message
) -> Transition:
    """Ask the gate, then put the message into the outbox, withhold it (holdout), wait, or go on without it."""
    key = f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"
    address = gate.address_of(ctx.person, node.channel, ctx.published, node.content.url)
    topic = ctx.published.workspace.topics.get(node.topic)
    transactional = node.transactional or bool(topic and topic.transactional)
    asked = gate.Asked(node.channel, node.topic, address, transactional, key, enrollment.id)
    verdict = gate.ask(asked, ctx.person, version, ctx.published, ctx.now)
    if not verdict.allowed:
        return _not_now(ctx, enrollment, cnode, node, verdict, key)
    expose(ctx, enrollment)
    if enrollment.held and not transactional:
        ctx.record(
            "withheld",
            enrollment,
            channel=node.channel,
            topic=node.topic,
            key=key,
            reason=f"held_out_{enrollment.held}",
        )
        return Advance(enrollment, node.then)
    ctx.record("message", enrollment, channel=node.channel, topic=node.topic, key=key)
    ctx.effects.append(
        SendMessage(
            key=key,
            person=ctx.person.key,
            channel=node.channel,
            topic=node.topic,
            journey=enrollment.journey,
            version=enrollment.version,
            node=enrollment.node,
            enrollment=enrollment.id,
            address=address,
            context=_context(ctx, enrollment),
            due_at=ctx.now,
            created_at=ctx.now,
            transactional=transactional,
        )
    )
    if not transactional:
        _count(ctx, node, key)
    if node.if_failed.then != "go_on":
        return Hold(replace(enrollment, waiting=Waiting(outcome=True), wake_at=ctx.now + OUTCOME_WAIT_MS))
    return Advance(enrollment, node.then)


def _count(ctx: DecisionContext, node: Message, key: str) -> None:
    window = ctx.published.cap_window_ms
    if window:
        sends = tuple(sent for sent in ctx.person.sends if sent.at > ctx.now - window)
        ctx.person = replace(ctx.person, sends=(*sends, Sent(ctx.now, node.channel, node.topic, key)))


def _context(ctx: DecisionContext, enrollment: Enrollment) -> bytes:
    person = ctx.person
    entry = msgspec.Raw(enrollment.entry)
    event = msgspec.Raw(ctx.change.event.properties) if ctx.change.event else entry
    return encode_json(
        {
            **person.traits,
            "person": {"id": person.key, "zone": person.zone},
            "account": person.account_traits or NOTHING,
            "entry": entry,
            "event": event,
        }
    )


def _not_now(
    ctx: DecisionContext, enrollment: Enrollment, cnode: CompiledNode, node: Message, verdict: gate.Verdict, key: str
) -> Transition:
    asked = {"retry_at": verdict.retry_at} if verdict.retry_at else None
    if verdict.deferred:
        ctx.record(
            "shifted", enrollment, channel=node.channel, topic=node.topic, key=key, reason=verdict.reason, data=asked
        )
        return Hold(replace(enrollment, wake_at=verdict.retry_at, waiting=Waiting()))
    deadline = enrollment.arrived_at + cnode.wait_at_most_ms
    if node.if_refused == "wait" and ctx.now < deadline:
        ctx.record(
            "shifted", enrollment, channel=node.channel, topic=node.topic, key=key, reason=verdict.reason, data=asked
        )
        return Hold(replace(enrollment, wake_at=min(verdict.retry_at or deadline, deadline), waiting=Waiting()))
    ctx.record(
        "refused", enrollment, channel=node.channel, topic=node.topic, key=key, reason=verdict.reason, data=asked
    )
    return by_policy(
        enrollment, "exit" if node.if_refused == "exit" else "go_on", node.then, f"refused_{verdict.reason}"
    )
