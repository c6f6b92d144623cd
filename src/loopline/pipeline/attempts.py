"""From the outbox to a channel and back, as pure functions: the second gate, rendering, what each outcome means."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import msgspec

from loopline.decisions.narrate import EXIT_PREFIX
from loopline.decisions.nodes.sending import is_awaited
from loopline.decisions.policy.gate import Asked, ask
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.delivery.links import Signer
from loopline.delivery.redact import UNSUBSCRIBE_ANCHOR
from loopline.delivery.retry import A_DAY, Done, GiveUp, Reconcile, RetryAt, after
from loopline.delivery.short_token import ShortLink
from loopline.delivery.tracking import add_tracking, template_context
from loopline.delivery.unsubscribe import unsubscribe_url
from loopline.model.channels import is_tracked
from loopline.model.duration import HOUR
from loopline.model.effect import SendMessage
from loopline.model.ids import stable_id
from loopline.model.message import (
    Accepted,
    AttemptResult,
    Dispatch,
    Outcome,
    Outgoing,
    Refusal,
    Rendered,
    Sending,
    Unknown,
    UnknownPolicy,
)
from loopline.model.nodes.message import Content
from loopline.model.person import Person
from loopline.model.push.devices import BETWEEN
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, AttemptsStarted, Signal

PERSON_GONE = "person_gone"
PERSON_ASIDE, DOCUMENT_ASIDE = "person_set_aside", "document_set_aside"
ASIDE_AGAIN_MS = HOUR
"""A message of somebody, or of a document, that is set aside waits so long until it is asked for again."""
SETTLE_FAILED = "settle_failed"
NOT_AWAITED = "call_not_awaited"
LOG_INTERRUPTED = "log_interrupted"
PAUSED, RESUMED = "journey_paused", "journey_resumed"
QUIET, RULES_CHANGED = "quiet_hours", "rules_changed"
WHEN_RESUMED = 4_102_444_800_000
"""A message of a paused journey is due at the end of time (2100-01-01, ms): until the journey goes on, or stops."""


class Engine(Protocol):
    """A template engine: the parts of each message, in order, or why one of them must not be sent."""

    def render(self, content: Content, contexts: Sequence[dict[str, object]]) -> list[Rendered | Refusal]: ...


def sending_of(message: SendMessage, published: PublishedSet) -> tuple[JourneyVersion, Sending] | None:
    """The version that decided a message, and what its node sends; None when it is not there."""
    version = published.version(message.journey, message.version)
    sending = _sending(version, message.node) if version else None
    if version is None or sending is None:
        return None
    return version, with_sender(sending, published.workspace.sender)


def _sending(version: JourneyVersion, node: str) -> Sending | None:
    kind = version.nodes.get(node)
    return kind.sending() if kind else None


def with_sender(sending: Sending, sender: str) -> Sending:
    """What a node sends, from the workspace's sender where an e-mail names nobody."""
    if not sender or sending.channel != "email" or sending.content.sender:
        return sending
    content = msgspec.structs.replace(sending.content, sender=sender)
    return msgspec.structs.replace(sending, content=content)


def gate_batch(
    rows: Sequence[OutboxRow],
    version: JourneyVersion,
    published: PublishedSet,
    people: Mapping[str, Person],
    now: int,
) -> tuple[list[OutboxRow], list[Signal]]:
    """The messages of one node that may leave now, and a signal for each other: refused, or deferred until a time.

    A call, which is made for its answer alone, may leave only while somebody waits for the answer.
    """
    allowed: list[OutboxRow] = []
    refused: list[Signal] = []
    sending = _sending(version, rows[0].message.node) if rows else None
    is_call = sending is not None and sending.wants_answer
    for row in rows:
        m = row.message
        person = people.get(m.person)
        if person is None:
            refused.append(attempt_answered(row, now, "refused", PERSON_GONE))
            continue
        asked = Asked(m.channel, m.topic, m.address, m.transactional, m.key, m.enrollment, m.context)
        verdict = ask(asked, person, version, published, now, sending=True)
        if verdict.allowed and is_call and not is_awaited(m.key, m.enrollment, person):
            refused.append(attempt_answered(row, now, "refused", NOT_AWAITED))
        elif verdict.allowed:
            allowed.append(row)
        elif verdict.deferred:
            refused.append(attempt_answered(row, now, "deferred", verdict.reason, next_at=verdict.retry_at))
        elif verdict.reason == PAUSED:
            refused.append(attempt_answered(row, now, "deferred", verdict.reason, next_at=WHEN_RESUMED))
        else:
            words = f"{EXIT_PREFIX}{verdict.rule}" if verdict.rule else ""
            refused.append(attempt_answered(row, now, "refused", verdict.reason, words=words))
    return allowed, refused


def render_batch(
    rows: Sequence[OutboxRow],
    sending: Sending,
    engine: Engine,
    signer: Signer,
    now: int,
) -> tuple[list[tuple[OutboxRow, Dispatch]], list[Signal]]:
    """The messages as they leave, links tracked, and a signal for each that cannot be rendered. For any thread.

    What their short links lead to is kept when this returns.
    """
    batch = [outgoing_of(row, sending) for row in rows]
    urls = [unsubscribe_url(one, signer) if is_tracked(one.channel) else "" for one in batch]
    contexts = [template_context(one, url) if url else one.context for one, url in zip(batch, urls, strict=True)]
    parts = engine.render(sending.content, contexts)
    rendered: list[tuple[OutboxRow, Dispatch]] = []
    refused: list[Signal] = []
    links: list[ShortLink] = []
    for row, one, url, part in zip(rows, batch, urls, parts, strict=True):
        if isinstance(part, Refusal):
            refused.append(attempt_answered(row, now, "refused", part.code, words=part.reason))
        else:
            rendered.append((row, Dispatch(one, add_tracking(one, part, signer, url, links=links))))
    if links:
        signer.keep(links, now)
    return rendered, refused


def renderable(
    rows: Sequence[OutboxRow], sending: Sending, engine: Engine, now: int
) -> tuple[list[OutboxRow], list[Signal]]:
    """The messages that can be rendered, and a signal for each that cannot: as `render_batch`, where nothing leaves."""
    contexts = [template_context(outgoing_of(row, sending), UNSUBSCRIBE_ANCHOR) for row in rows]
    pairs = list(zip(rows, engine.render(sending.content, contexts), strict=True))
    refused: list[Signal] = [
        attempt_answered(row, now, "refused", part.code, words=part.reason)
        for row, part in pairs
        if isinstance(part, Refusal)
    ]
    return [row for row, part in pairs if not isinstance(part, Refusal)], refused


def put_off(row: OutboxRow, now: int, code: str) -> AttemptAnswered:
    """The answer for a message that has to wait because its person, or its document, is set aside."""
    return attempt_answered(row, now, "deferred", code, next_at=now + ASIDE_AGAIN_MS)


def started(rows: Sequence[OutboxRow], now: int) -> list[Signal]:
    """The signal that goes into the log before a provider gets these messages; none for none.

    Its id follows from all of them: two words of one moment are the same word only if they say the same.
    """
    if not rows:
        return []
    attempts = tuple((row.message.key, row.attempt + 1) for row in rows)
    name = stable_id(*(f"{key}/{number}" for key, number in attempts))
    return [
        AttemptsStarted(
            key=rows[0].message.person, id=f"{name}/{now}/started", at=now, received_at=now, attempts=attempts
        )
    ]


def settle(
    row: OutboxRow, outcome: Outcome, sending: Sending, unknown_policy: UnknownPolicy, now: int
) -> AttemptAnswered:
    """The provider's outcome as an answer: sent, again later, failed, or unknown."""
    m, attempt = row.message, row.attempt + 1
    following = after(
        outcome,
        key=m.key,
        attempt=attempt,
        now=now,
        policy=sending.policy,
        unknown_policy=unknown_policy,
        backoff=msgspec.structs.replace(A_DAY, attempts=sending.attempts),
    )
    code, words = (
        "unknown" if isinstance(outcome, Unknown) else getattr(outcome, "code", ""),
        getattr(outcome, "reason", ""),
    )
    match following:
        case Done():
            accepted = outcome if isinstance(outcome, Accepted) else Accepted()
            answer = accepted.answer if sending.wants_answer else b""
            said = partial(attempt_answered, row, now, "sent", attempt=attempt, provider_id=accepted.provider_id)
            gone = BETWEEN.join(accepted.gone)
            return said(answer=answer, hard_bounce=True, address=gone) if gone else said(answer=answer)
        case RetryAt(at, _):
            return attempt_answered(row, now, "retry", code, words=words, attempt=attempt, next_at=at)
        case GiveUp(_, _, _, suppress):
            return attempt_answered(row, now, "failed", code, words=words, attempt=attempt, hard_bounce=suppress)
        case Reconcile():
            return attempt_answered(row, now, "unknown", "unknown", words=words, attempt=attempt)


def settle_each(
    pairs: Sequence[tuple[OutboxRow, Outcome]],
    sending: Sending,
    unknown_policy: UnknownPolicy,
    now: int,
    on_error: Callable[[BaseException], None],
) -> list[AttemptAnswered]:
    """An answer for each outcome; where that raises, the message is held as unknown: it may have been sent."""
    answers: list[AttemptAnswered] = []
    for row, outcome in pairs:
        try:
            answers.append(settle(row, outcome, sending, unknown_policy, now))
        except Exception as error:
            on_error(error)
            answers.append(attempt_answered(row, now, "unknown", SETTLE_FAILED, attempt=row.attempt + 1))
    return answers


def attempt_answered(
    row: OutboxRow,
    now: int,
    result: AttemptResult,
    code: str = "",
    *,
    words: str = "",
    attempt: int | None = None,
    next_at: int | None = None,
    hard_bounce: bool = False,
    provider_id: str = "",
    answer: bytes = b"",
    address: str = "",
) -> AttemptAnswered:
    """The signal with the result of an attempt; its id follows from the message, the attempt and the time."""
    m = row.message
    number = row.attempt if attempt is None else attempt
    return AttemptAnswered(
        key=m.person,
        id=f"{m.key}/{number}/{now}/{result}",
        at=now,
        received_at=now,
        message=m.key,
        attempt=number,
        result=result,
        channel=m.channel,
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        next_at=next_at,
        code=code,
        reason=as_said(words or code),
        hard_bounce=hard_bounce,
        provider_id=provider_id,
        answer=answer,
        address=address or m.address,
    )


def as_said(words: str) -> str:
    """What a provider said, as a log and an outbox can hold it: half a character and a NUL keep it from either."""
    return words.encode("utf-8", "replace").decode().replace("\0", " ")


def outgoing_of(row: OutboxRow, sending: Sending) -> Outgoing:
    """The message as the delivery room sees it."""
    m = row.message
    return Outgoing(
        key=m.key,
        person=m.person,
        channel=m.channel,
        address=m.address,
        content=sending.content,
        context=msgspec.json.decode(m.context),
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        attempt=row.attempt + 1,
        created_at=m.created_at,
        policy=sending.policy,
        wants_answer=sending.wants_answer,
    )
