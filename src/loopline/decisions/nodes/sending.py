"""What every kind that sends does alike: the key of a visit, the row of the outbox, and its outcome."""

from collections.abc import Mapping
from typing import Final

import msgspec

from loopline.decisions.context import DecisionContext, encode_json
from loopline.decisions.policy import gate
from loopline.model.effect import SendMessage
from loopline.model.ids import shown_id
from loopline.model.language.tags import languages_of, locale_chain
from loopline.model.nodes.message import Content
from loopline.model.person import Enrollment, Person


def message_key(enrollment: Enrollment) -> str:
    """The key of what this visit sends: a replay cannot make a second one."""
    return f"{enrollment.id}:{enrollment.node}:{enrollment.visit}"


def message_outcome(ctx: DecisionContext, enrollment: Enrollment) -> str:
    """The outcome of the message of this visit; "" when the change does not say, or not for good."""
    answered = ctx.change.answered
    if answered is None or answered.message != message_key(enrollment):
        return ""
    return "" if answered.result in ("retry", "deferred") else answered.result


def was_put_off(ctx: DecisionContext, enrollment: Enrollment) -> bool:
    """Whether the change says that the message of this visit was kept back, before any attempt."""
    answered = ctx.change.answered
    return answered is not None and answered.message == message_key(enrollment) and answered.result == "deferred"


def is_awaited(key: str, enrollment: str, person: Person) -> bool:
    """Whether the person still stands at the visit that this message comes from, and waits for its outcome."""
    standing = next((one for one in person.enrollments if one.id == enrollment), None)
    return bool(standing and standing.waiting and standing.waiting.outcome and message_key(standing) == key)


LOOK_UP: Final = "look_up"
"""The name of a call that changes nothing for the person, so that nobody is treated by it."""


def record_call(ctx: DecisionContext, enrollment: Enrollment, asked: gate.Asked, *, looks_up: bool) -> None:
    """Record a call, which is no message to the person; a look-up opens no window of measuring either."""
    ctx.record("called", enrollment, channel=asked.channel, key=asked.key, name=LOOK_UP if looks_up else "")


def record_message(ctx: DecisionContext, enrollment: Enrollment, asked: gate.Asked, content: Content) -> None:
    """Record that a message to the person was decided, and in which of its languages, where it has several."""
    taken = None
    if content.locales:
        chain = locale_chain(content.locales, _languages(ctx))
        taken = {"locale": chain[0] if chain else ""}
    ctx.record("message", enrollment, channel=asked.channel, topic=asked.topic, key=asked.key, data=taken)


def _languages(ctx: DecisionContext) -> tuple[str, ...]:
    return languages_of(ctx.person.traits, ctx.published.workspace.language)


def put_into_outbox(
    ctx: DecisionContext, enrollment: Enrollment, asked: gate.Asked, offer: Mapping[str, object] | None = None
) -> None:
    """Ask for the sending; what personalises it is kept as it is now, with the fields of its `offer`."""
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
            context=_context(ctx, enrollment, offer),
            due_at=ctx.now,
            created_at=ctx.now,
            transactional=asked.transactional,
        )
    )


def _context(ctx: DecisionContext, enrollment: Enrollment, offer: Mapping[str, object] | None) -> bytes:
    person = ctx.person
    entry = msgspec.Raw(enrollment.entry)
    languages = _languages(ctx)
    event = msgspec.Raw(ctx.change.event.properties) if ctx.change.event else entry
    return encode_json(
        {
            **person.traits,
            "person": {"id": person.key, "zone": person.zone} | ({"languages": languages} if languages else {}),
            "account": ({"id": shown_id(person.account)} if person.account else {}) | (person.account_traits or {}),
            "entry": entry,
            "event": event,
            **_answers(enrollment),
            **(offer or {}),
        }
    )


def _answers(enrollment: Enrollment) -> dict[str, dict[str, msgspec.Raw]]:
    """What endpoints answered; nothing before one has, since a person may have a trait of that name."""
    answers = enrollment.answers
    return {"answers": {node: msgspec.Raw(text) for node, text in answers.items()}} if answers else {}
