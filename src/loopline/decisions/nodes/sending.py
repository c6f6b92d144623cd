"""What every kind that sends does alike: the key of a visit, the row of the outbox, and what became of it."""

import msgspec

from loopline.decisions.context import NOTHING, DecisionContext, encode_json
from loopline.decisions.policy import gate
from loopline.model.effect import SendMessage
from loopline.model.person import Enrollment


def message_key(enrollment: Enrollment) -> str:
    """The key of what this visit sends: a replay cannot make a second one."""
    return f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"


def message_outcome(ctx: DecisionContext, enrollment: Enrollment) -> str:
    """The outcome of the message of this visit; "" when the change does not say, or not for good."""
    answered = ctx.change.answered
    if answered is None or answered.message != message_key(enrollment):
        return ""
    return "" if answered.result in ("retry", "deferred") else answered.result


def put_into_outbox(ctx: DecisionContext, enrollment: Enrollment, asked: gate.Asked) -> None:
    """Record the message and ask for its sending; what personalises it is kept as it is now."""
    ctx.record("message", enrollment, channel=asked.channel, topic=asked.topic, key=asked.key)
    ctx.effects.append(
        SendMessage(
            key=asked.key,
            person=ctx.person.key,
            channel=asked.channel,
            topic=asked.topic,
            journey=enrollment.journey,
            version=enrollment.version,
            node=enrollment.node,
            enrollment=enrollment.id,
            address=asked.address,
            context=_context(ctx, enrollment),
            due_at=ctx.now,
            created_at=ctx.now,
            transactional=asked.transactional,
        )
    )


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
            **_answers(enrollment),
        }
    )


def _answers(enrollment: Enrollment) -> dict[str, dict[str, msgspec.Raw]]:
    """What endpoints answered; nothing before one has, since a person may have a trait of that name."""
    answers = enrollment.answers
    return {"answers": {node: msgspec.Raw(text) for node, text in answers.items()}} if answers else {}
