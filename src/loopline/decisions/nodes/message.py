"""What a message node does: ask the gate, put the message into the outbox or withhold it, count it against caps."""

from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.context import NOTHING, Turn, encode_json
from loopline.decisions.enroll import expose
from loopline.decisions.policy import gate
from loopline.decisions.program import CompiledNode, JourneyVersion
from loopline.decisions.transitions import Move, On, Stay, by_policy
from loopline.model.duration import DAY
from loopline.model.effect import SendMessage
from loopline.model.journey import Message
from loopline.model.person import Enrollment, Sent, Waiting

OUTCOME_WAIT_MS: Final = 2 * DAY


def send(turn: Turn, version: JourneyVersion, enrollment: Enrollment, cnode: CompiledNode, node: Message) -> Move:
    """Ask the gate, then put the message into the outbox, withhold it (holdout), wait, or go on without it."""
    key = f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"
    address = gate.address_of(turn.person, node.channel, turn.program, node.content.url)
    topic = turn.program.workspace.topics.get(node.topic)
    transactional = node.transactional or bool(topic and topic.transactional)
    asked = gate.Asked(node.channel, node.topic, address, transactional, key, enrollment.id)
    verdict = gate.ask(asked, turn.person, version, turn.program, turn.now)
    if not verdict.allowed:
        return _not_now(turn, enrollment, cnode, node, verdict, key)
    expose(turn, enrollment)
    if enrollment.held and not transactional:
        turn.record(
            "withheld",
            enrollment,
            channel=node.channel,
            topic=node.topic,
            key=key,
            reason=f"held_out_{enrollment.held}",
        )
        return On(enrollment, node.then)
    turn.record("message", enrollment, channel=node.channel, topic=node.topic, key=key)
    turn.effects.append(
        SendMessage(
            key=key,
            person=turn.person.key,
            channel=node.channel,
            topic=node.topic,
            journey=enrollment.journey,
            version=enrollment.version,
            node=enrollment.node,
            enrollment=enrollment.id,
            address=address,
            context=_context(turn, enrollment),
            due_at=turn.now,
            created_at=turn.now,
            transactional=transactional,
        )
    )
    if not transactional:
        _count(turn, node, key)
    if node.if_failed.then != "go_on":
        return Stay(replace(enrollment, waiting=Waiting(outcome=True), wake_at=turn.now + OUTCOME_WAIT_MS))
    return On(enrollment, node.then)


def _count(turn: Turn, node: Message, key: str) -> None:
    window = turn.program.cap_window_ms
    if window:
        sends = tuple(sent for sent in turn.person.sends if sent.at > turn.now - window)
        turn.person = replace(turn.person, sends=(*sends, Sent(turn.now, node.channel, node.topic, key)))


def _context(turn: Turn, enrollment: Enrollment) -> bytes:
    person = turn.person
    entry = msgspec.Raw(enrollment.entry)
    event = msgspec.Raw(turn.change.event.properties) if turn.change.event else entry
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
    turn: Turn, enrollment: Enrollment, cnode: CompiledNode, node: Message, verdict: gate.Verdict, key: str
) -> Move:
    asked = {"retry_at": verdict.retry_at} if verdict.retry_at else None
    if verdict.held:
        turn.record(
            "shifted", enrollment, channel=node.channel, topic=node.topic, key=key, reason=verdict.reason, data=asked
        )
        return Stay(replace(enrollment, wake_at=verdict.retry_at, waiting=Waiting()))
    deadline = enrollment.arrived_at + cnode.wait_at_most_ms
    if node.if_refused == "wait" and turn.now < deadline:
        turn.record(
            "shifted", enrollment, channel=node.channel, topic=node.topic, key=key, reason=verdict.reason, data=asked
        )
        return Stay(replace(enrollment, wake_at=min(verdict.retry_at or deadline, deadline), waiting=Waiting()))
    turn.record(
        "refused", enrollment, channel=node.channel, topic=node.topic, key=key, reason=verdict.reason, data=asked
    )
    return by_policy(
        enrollment, "exit" if node.if_refused == "exit" else "go_on", node.then, f"refused_{verdict.reason}"
    )
