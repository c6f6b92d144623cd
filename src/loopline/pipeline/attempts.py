"""From the outbox to a channel and back, as pure functions: the second gate, rendering, what each outcome means."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import msgspec
from msgspec import Struct

from loopline.decisions.nodes.message.kind import MessageKind
from loopline.decisions.nodes.sending import is_awaited
from loopline.decisions.policy.gate import ALLOWED, Asked, Verdict, ask, ask_recipient
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.delivery.links import CONFIRM, Signer, claim_of
from loopline.delivery.retry import A_DAY, OUTAGE_MS_MAX, Done, GiveUp, Reconcile, RetryAt, after
from loopline.delivery.short_token import ShortLink
from loopline.delivery.tracking import add_tracking, template_context
from loopline.delivery.unsubscribe import unsubscribe_url
from loopline.delivery.way_out import with_way_out
from loopline.model.channels import is_tracked
from loopline.model.consent.asking import asked_by
from loopline.model.duration import HOUR, MINUTE
from loopline.model.message import (
    Accepted,
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
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.devices import as_reached
from loopline.pipeline.outgoing import node_sending, outgoing_of

PERSON_GONE = "person_gone"
PERSON_ASIDE, DOCUMENT_ASIDE = "person_set_aside", "document_set_aside"
ASIDE_AGAIN_MS = HOUR
"""A message of somebody, or of a document, that is set aside waits so long until it is asked for again."""
HELD_MS_MAX, AGE_SHARE = 24 * HOUR, 4
"""A message that cannot be rendered yet waits at most so long; each time, at least, for this part of its age."""
MERGE_UNDER_WAY = "merge_under_way"
"""Why a message waits whose person is found to be somebody else as well: what that one refused is not known yet."""

MERGE_AGAIN_MS = 2_000
NOT_AWAITED = "call_not_awaited"
SETTLE_FAILED = "settle_failed"
LOG_INTERRUPTED = "log_interrupted"
WISHED = ("paused_by_person", "frequency_chosen")
PAUSED, RESUMED = "journey_paused", "journey_resumed"
QUIET, RULES_CHANGED = "quiet_hours", "rules_changed"
DOMAIN_RATE = "domain_rate"
"""Why a message is put off whose domain has had all that it may get for now."""
WHEN_RESUMED = 4_102_444_800_000
"""A message of a paused journey is due at the end of time (2100-01-01, ms): until the journey goes on, or stops."""


class Engine(Protocol):
    """A template engine: the parts of each message, in order, or why one of them must not be sent."""

    def render(self, content: Content, contexts: Sequence[dict[str, object]]) -> list[Rendered | Refusal]: ...


def gate_batch(
    rows: Sequence[OutboxRow],
    version: JourneyVersion | None,
    published: PublishedSet,
    people: Mapping[str, Person],
    now: int,
) -> tuple[list[OutboxRow], list[Signal]]:
    """The messages of one node that may leave now, and a signal for each other: refused, or deferred until a time.

    A call, which is made for its answer alone, may leave only while somebody waits for the answer. Without a version
    they were asked for outside of any journey.
    """
    allowed: list[OutboxRow] = []
    refused: list[Signal] = []
    sending = node_sending(version, rows[0].message.node) if rows and version else None
    is_call = sending is not None and sending.wants_answer
    for row in rows:
        person = people.get(row.message.person)
        if person is None:
            refused.append(attempt_answered(row, now, "refused", PERSON_GONE))
            continue
        if person.awaits:
            refused.append(attempt_answered(row, now, "deferred", MERGE_UNDER_WAY, next_at=now + MERGE_AGAIN_MS))
            continue
        row = as_reached(row, person, published, sending.devices if sending else "all")
        m = row.message
        asked = Asked(m.channel, m.topic, m.address, m.transactional, m.key, m.enrollment, m.context, m.due_at)
        if version is None:
            verdict = ask_recipient(asked, person, published, now, sending=True) or ALLOWED
        else:
            verdict = ask(asked, person, version, published, now, sending=True)
        if verdict.allowed and is_call and not is_awaited(m.key, m.enrollment, person):
            refused.append(attempt_answered(row, now, "refused", NOT_AWAITED))
        elif verdict.allowed:
            allowed.append(row)
        elif verdict.deferred:
            refused.append(attempt_answered(row, now, "deferred", verdict.reason, next_at=verdict.retry_at))
        elif (until := wished_until(row, verdict, version, now)) is not None:
            refused.append(attempt_answered(row, now, "deferred", verdict.reason, next_at=until))
        elif verdict.reason == PAUSED:
            refused.append(attempt_answered(row, now, "deferred", verdict.reason, next_at=WHEN_RESUMED))
        else:
            words = verdict.rule if verdict.reason == "exit_holds" else ""
            refused.append(attempt_answered(row, now, "refused", verdict.reason, words=words))
    return allowed, refused


def wished_until(row: OutboxRow, verdict: Verdict, version: JourneyVersion | None, now: int) -> int | None:
    """Until when a message waits that a pause or a frequency holds, which its person chose after it was decided.

    As at the first gate: where its node says `if_refused: wait`, and for as long as that says. None: it is refused.
    """
    kind = version.nodes.get(row.message.node) if version else None
    if verdict.reason not in WISHED or not isinstance(kind, MessageKind) or kind.node.if_refused != "wait":
        return None
    deadline = row.message.created_at + kind.wait_at_most_ms
    return min(verdict.retry_at or deadline, deadline) if now < deadline else None


def render_batch(
    rows: Sequence[OutboxRow],
    sending: Sending,
    engine: Engine,
    signer: Signer,
    now: int,
    published: PublishedSet | None = None,
) -> tuple[list[tuple[OutboxRow, Dispatch]], list[Signal]]:
    """The messages as they leave, links tracked, and a signal for each that cannot be rendered. For any thread.

    What their short links lead to is kept when this returns.
    """
    batch = [outgoing_of(row, sending, published) for row in rows]
    urls = [unsubscribe_url(one, signer) if is_tracked(one.channel) else "" for one in batch]
    contexts = [template_context(one, url, confirm_url(one, signer)) for one, url in zip(batch, urls, strict=True)]
    parts = engine.render(sending.content, contexts)
    parts = [with_way_out(row.message, part) for row, part in zip(rows, parts, strict=True)]
    rendered: list[tuple[OutboxRow, Dispatch]] = []
    refused: list[Signal] = []
    links: list[ShortLink] = []
    for row, one, url, part in zip(rows, batch, urls, parts, strict=True):
        if isinstance(part, Refusal):
            refused.append(not_rendered(row, part, now))
        else:
            mail_to, plain = signer.mail_to("unsubscribe", one.key), row.message.transactional
            whole = add_tracking(one, part, signer, url, transactional=plain, mail_to=mail_to, links=links)
            rendered.append((row, Dispatch(one, whole)))
    if links:
        signer.keep(links, now)
    return rendered, refused


def not_rendered(row: OutboxRow, refusal: Refusal, now: int) -> AttemptAnswered:
    """The answer for a message that cannot be rendered: refused, or, while it is young enough, deferred.

    The longer it has waited the later it is asked again, so that it is asked some forty times a day.
    """
    age = now - row.message.created_at
    if refusal.retry_after_ms and age < HELD_MS_MAX:
        next_at = now + max(refusal.retry_after_ms, min(age // AGE_SHARE, HOUR) // MINUTE * MINUTE)
        return attempt_answered(row, now, "deferred", refusal.code, words=refusal.reason, next_at=next_at)
    return attempt_answered(row, now, "refused", refusal.code, words=refusal.reason)


def put_off(row: OutboxRow, now: int, code: str) -> AttemptAnswered:
    """The answer for a message that has to wait because its person, or its document, is set aside."""
    return attempt_answered(row, now, "deferred", code, next_at=now + ASIDE_AGAIN_MS)


def started(rows: Sequence[OutboxRow], now: int, provider: str = "") -> list[Signal]:
    """The signal that goes into the log before this provider gets these messages; none for none.

    It has no id, so that none is taken for a double: a provider that refused for a fault of its own may be asked again
    by the same number within a millisecond, and a message of which that is not known goes out twice after a crash.
    """
    if not rows:
        return []
    attempts = tuple((row.message.key, row.attempt + 1) for row in rows)
    return [
        AttemptsStarted(
            key=rows[0].message.person,
            id="",
            at=now,
            received_at=now,
            attempts=attempts,
            provider=provider,
        )
    ]


def confirm_url(outgoing: Outgoing, signer: Signer) -> str:
    """The address at which a confirmation is given, of a message that asks for one; "" of every other."""
    return signer.url(CONFIRM, claim_of(outgoing)) if asked_by(outgoing.key) else ""


class Handed(Struct, frozen=True):
    """By whom a batch was handed over: the provider's name and its policy for what nobody knows.

    `outage`: it takes no message at all just now. `elsewhere` says whether another one may take a message.
    """

    provider: str
    unknown_policy: UnknownPolicy
    outage: bool = False
    elsewhere: Callable[[OutboxRow], bool] = lambda row: False


def settle(row: OutboxRow, outcome: Outcome, sending: Sending, by: Handed, now: int) -> AttemptAnswered:
    """The provider's outcome as an answer: sent, again later, failed, or unknown."""
    m, attempt = row.message, row.attempt + 1
    following = after(
        outcome,
        key=m.key,
        attempt=attempt,
        now=now,
        policy=sending.policy,
        unknown_policy=by.unknown_policy,
        backoff=msgspec.structs.replace(A_DAY, attempts=sending.attempts),
        outage=by.outage and now - m.created_at < OUTAGE_MS_MAX,
        elsewhere=not row.provider and not isinstance(outcome, Accepted) and by.elsewhere(row),
    )
    said = partial(attempt_answered, row, now, provider=by.provider)
    if gone := BETWEEN.join(outcome.gone):
        said = partial(said, hard_bounce=True, address=gone)
    code, words = (
        "unknown" if isinstance(outcome, Unknown) else getattr(outcome, "code", ""),
        getattr(outcome, "reason", ""),
    )
    match following:
        case Done():
            accepted = outcome if isinstance(outcome, Accepted) else Accepted()
            answer = accepted.answer if sending.wants_answer else b""
            return said("sent", attempt=attempt, provider_id=accepted.provider_id, answer=answer)
        case RetryAt(at, following_attempt):
            number = following_attempt - 1
            stays = bool(row.provider) or isinstance(outcome, Unknown)  # an earlier attempt may have reached it
            at = min(row.due_at, at) if number < attempt else at  # an outage costs it neither an attempt nor its turn
            return said("retry", code, words=words, attempt=number, next_at=at, stays=stays)
        case GiveUp(_, _, _, suppress):
            return said("failed", code, words=words, attempt=attempt, hard_bounce=suppress or gone != "")
        case Reconcile():
            return said("unknown", "unknown", words=words, attempt=attempt)


def settle_each(
    pairs: Sequence[tuple[OutboxRow, Outcome]],
    sending: Sending,
    by: Handed,
    now: int,
    on_error: Callable[[BaseException], None],
) -> list[AttemptAnswered]:
    """An answer for each outcome; where that raises, the message is held as unknown: it may have been sent."""
    answers: list[AttemptAnswered] = []
    for row, outcome in pairs:
        try:
            answers.append(settle(row, outcome, sending, by, now))
        except Exception as error:
            on_error(error)
            held = attempt_answered(row, now, "unknown", SETTLE_FAILED, attempt=row.attempt + 1, provider=by.provider)
            answers.append(held)
    return answers
