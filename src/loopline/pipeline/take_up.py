"""Messages that are taken up again: after a pause, a change of the rules, a move to another zone, and a crash."""

from msgspec.structs import replace

from loopline.decisions.policy.gate import quiet_end
from loopline.decisions.policy.wishes import paused_until
from loopline.decisions.published import PublishedSet
from loopline.model.duration import MINUTE
from loopline.model.effect import Effect, MarkMessage
from loopline.model.message import Accepted, Deferred, Outcome, Refused, UnknownPolicy
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.attempts import DOMAIN_RATE, QUIET, RESUMED, RULES_CHANGED, WHEN_RESUMED

CRASHED = "crashed_while_sending"
PAUSED_BY_PERSON = "paused_by_person"
MOVED = "zone_changed"
WISHES_CHANGED = "wishes_changed"
TAKEN_UP = (RESUMED, RULES_CHANGED, MOVED, WISHES_CHANGED)
"""Why a message is due that nobody had in hand."""


def resumed(row: OutboxRow, published: PublishedSet, now: int) -> AttemptAnswered | None:
    """The signal that makes a message due which a pause had deferred; None while its journey is paused."""
    m = row.message
    if row.due_at != WHEN_RESUMED or published.state_of(m.journey, m.version) == "paused":
        return None
    answer = attempt_answered(row, now, "deferred", RESUMED, next_at=now)
    return replace(answer, id=f"{m.key}/{row.attempt}/{now}/{RESUMED}")


def reckoned_anew(row: OutboxRow, now: int) -> AttemptAnswered | None:
    """The signal that makes a message due which quiet hours or a domain's rate had deferred: there are other rules now.

    None for any other, and for one that is due within a minute: it may be in a provider's hands by then.
    """
    if row.reason not in (QUIET, DOMAIN_RATE) or row.due_at <= now + MINUTE:
        return None
    answer = attempt_answered(row, now, "deferred", RULES_CHANGED, next_at=now)
    return replace(answer, id=f"{row.message.key}/{row.attempt}/{now}/{RULES_CHANGED}")


def moved(person: Person, now: int, effects: list[Effect], reason: str = MOVED) -> Person:
    """The person in another zone, or with other wishes: what waits for them in the outbox is due, and asked for anew.

    Not what is due within a minute, as after a change of the rules. It is due a millisecond from now: the gate may put
    it off again, and that word must be no double of the one before.
    """
    due_at = now + 1
    waiting = [sent for sent in person.sends if sent.quiet is not None and sent.at > now + MINUTE]
    if not waiting:
        return person
    effects.extend(
        MarkMessage(key=sent.key, status="pending", due_at=due_at, attempt=sent.quiet or 0, reason=reason)
        for sent in waiting
    )
    sends = (replace(sent, at=due_at, quiet=None) if sent in waiting else sent for sent in person.sends)
    return replace(person, sends=tuple(sends))


def of_this_zone(person: Person, signal: AttemptAnswered, published: PublishedSet) -> AttemptAnswered:
    """The answer as it is by now: the gate may have asked before a move, or the end of a pause, was decided."""
    if signal.code == PAUSED_BY_PERSON and not signal.marked and not paused_until(signal.channel, person, signal.at):
        return replace(signal, next_at=signal.at)
    version = published.version(signal.journey, signal.version)
    if signal.code != QUIET or signal.marked or version is None:
        return signal
    until = quiet_end(signal.channel, person, version, published, signal.at)
    return replace(signal, next_at=signal.at if until is None else until)


def recover(row: OutboxRow, policy: UnknownPolicy, reported: Outcome | None, now: int) -> AttemptAnswered:
    """The answer for a message that was being sent when the process stopped.

    `policy` is the provider's: hold it for an operator, send it again, or believe `reported`, the provider's outcome.
    Only a provider that is sure that it never took the message lets it go again; one that cannot say leaves it held.
    """
    attempt, by = row.attempt, row.provider
    if policy == "ask" and isinstance(reported, Accepted):
        return attempt_answered(row, now, "sent", attempt=attempt, provider_id=reported.provider_id, provider=by)
    if policy == "resend" or (policy == "ask" and isinstance(reported, Deferred | Refused)):
        stays = policy == "resend"
        return attempt_answered(row, now, "retry", CRASHED, attempt=attempt, next_at=now, provider=by, stays=stays)
    return attempt_answered(row, now, "unknown", CRASHED, attempt=attempt, provider=by)
