"""Folds a signal into a person: what is remembered, and what changed by it."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.model.change import Change
from loopline.model.consent.wishes import PreferencesChanged
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact, FactKind, late_fact, person_fact, quality_fact, trait_facts
from loopline.model.history.message_events import MACHINE, PROXY
from loopline.model.person import Person, Sent
from loopline.model.signal import (
    AccountChanged,
    AccountJoined,
    AttemptAnswered,
    ConsentChanged,
    EventReceived,
    HistoryBackfilled,
    ListChanged,
    MemberJoined,
    ReceiptReceived,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.model.signals.data import DataNoted, ToldSignal
from loopline.model.signals.scores import ScoreStated
from loopline.model.traits import SharedDifference, state_traits
from loopline.signals.lists.of_person import fold_list
from loopline.signals.people.amounts import backfilled
from loopline.signals.people.consent_record import fold_preferences
from loopline.signals.people.event import fold_event, zoned
from loopline.signals.people.history import Asked, Observed, backfill
from loopline.signals.people.refusals import bounced, complained, consent_stated, unsubscribed
from loopline.signals.scores.stated import fold_score, without_scores

PUT_OFF_BY_PAUSE = "journey_paused"
PUT_OFF_BY_PERSON = ("quiet_hours", "paused_by_person", "frequency_chosen")
"""Why a message is put off until a time that its person moves: by going to another zone, by choosing otherwise."""

NO_ANSWER = ("unknown", "crashed_while_sending")

_json = msgspec.json.Encoder()


def fold(
    person: Person, signal: Signal, observed: Observed, asked: Asked, effects: list[Effect]
) -> tuple[Person, Change | None]:
    """The person after the signal and what changed, None when nothing that a decision could depend on did.

    Facts of what happened are appended to `effects`. `observed` names the events whose times are remembered, with the
    longest window that any condition needs (ms, None for the whole history); `asked` those that are counted by fields.
    """
    match signal:
        case EventReceived():
            return fold_event(person, signal, observed, asked, effects), Change(at=signal.at, event=signal)
        case TraitsChanged():
            return _traits(person, signal, effects)
        case ConsentChanged() | PreferencesChanged():
            return _wish(person, signal, effects)
        case ListChanged():
            return fold_list(person, signal, effects)
        case AccountJoined():
            return _joined(person, signal, effects)
        case AccountChanged():
            return _account(person, signal, effects)
        case ReceiptReceived():
            return _receipt(person, signal, effects)
        case AttemptAnswered():
            return _answered(person, signal, effects)
        case HistoryBackfilled():
            return _told_past(person, signal), None
        case DataNoted() | ScoreStated():
            return _told_of(person, signal, effects)
        case TimerDue():
            return person, Change(at=signal.at, timer=True)
        case _:
            return person, None


def _wish(
    person: Person, signal: ConsentChanged | PreferencesChanged, effects: list[Effect]
) -> tuple[Person, Change | None]:
    if isinstance(signal, PreferencesChanged):
        return fold_preferences(person, signal, effects)
    return consent_stated(person, signal, effects)


def _told_of(person: Person, signal: ToldSignal, effects: list[Effect]) -> tuple[Person, Change | None]:
    if isinstance(signal, ScoreStated):
        return fold_score(person, signal, effects)
    effects.append(quality_fact(person.key, signal.received_at, signal.reason, signal.name, signal.was, signal.now))
    return person, None


def _told_past(person: Person, signal: HistoryBackfilled) -> Person:
    if signal.amounts is not None:
        return backfilled(person, signal.name, signal.amounts)
    return backfill(person, signal.name, signal.times, signal.count, signal.first)


def _traits(person: Person, signal: TraitsChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    found = state_traits(person.traits, person.trait_times, without_scores(signal.traits), signal.at)
    effects.extend(trait_facts(person.key, signal.received_at, found.conflicts, "person_too_big"))
    if found.late:
        effects.append(late_fact(person.key, signal.received_at, found.late))
    stated_zone = "" if "timezone" in found.late else _zone_of(signal.traits)
    at_home = zoned(person, signal.zone or stated_zone, signal.at, signal.received_at, effects)
    moved, first = at_home.zone != person.zone, person.first_seen_at or signal.received_at
    after = replace(at_home, traits=found.traits, trait_times=found.times, first_seen_at=first)
    if not found.changed and not moved and first == person.first_seen_at:
        return after, None
    effects.append(person_fact(person, after, signal.at, signal.source))
    silent = signal.trust == "silent"
    return after, Change(at=signal.at, traits=found.changed, before=person.traits, zone=moved, silent=silent)


def _zone_of(traits: Mapping[str, Any]) -> str:
    zone = traits.get("timezone")
    return zone if isinstance(zone, str) and len(zone) <= 64 else ""


def _joined(person: Person, signal: AccountJoined, effects: list[Effect]) -> tuple[Person, Change | None]:
    """Into the account, out of the one before. What is older than what is known moves nobody.

    What it says of the account itself counts all the same, by the time of each trait.
    """
    at, is_same = signal.at, person.account == signal.account
    is_late = bool(person.account) and at < person.account_at
    if not is_same and person.account and not is_late:
        effects.append(_membership(person, signal, person.account, left=True))
    effects.append(_membership(person, signal, signal.account))
    if is_late and not is_same:
        effects.append(_membership(person, signal, signal.account, left=True))
        effects.append(late_fact(person.key, signal.received_at, ("account",)))
    if is_late:
        return person, None
    # The old account's traits stay until the new one states its own in this turn: traits that are lost have changed.
    first = person.first_seen_at or signal.received_at
    after = replace(person, account=signal.account, account_at=at, first_seen_at=first)
    if not is_same:
        effects.append(person_fact(person, after, at, "account"))
    return after, None


def _membership(person: Person, signal: AccountJoined, account: str, *, left: bool = False) -> EmitSignal:
    return EmitSignal(
        MemberJoined(
            key=account,
            id=f"{signal.id}:{'left' if left else 'joined'}",
            at=signal.at,
            received_at=signal.received_at,
            person=person.key,
            traits={} if left else signal.traits,
            left=left,
        )
    )


def _names_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))


_changed: Final = SharedDifference(_names_changed)


def _account(person: Person, signal: AccountChanged, effects: list[Effect]) -> tuple[Person, Change | None]:
    if person.account != signal.account:
        return person, None
    before = person.account_traits or {}
    changed = _changed(before, signal.traits)
    answered = _names_changed(person.account_answers or {}, signal.answers or {})
    if not changed and not answered and person.account_traits is not None:
        return person, None
    after = replace(person, account_traits=signal.traits, account_answers=signal.answers)
    if changed or person.account_traits is None:
        effects.append(person_fact(person, after, signal.at, "account"))
    return after, Change(at=signal.at, account_traits=changed | answered, account_before=before, silent=signal.silent)


def _message_fact(
    kind: FactKind,
    name: str,
    person: Person,
    signal: ReceiptReceived | AttemptAnswered,
    reason: str,
    *,
    value: float | None = None,
    data: msgspec.Raw | None = None,
) -> Fact:
    """The outcome of a message, with the place where it was decided."""
    return Fact(
        kind=kind,
        person=person.key,
        at=signal.at,
        name=name,
        journey=signal.journey,
        version=signal.version,
        enrollment=signal.enrollment,
        node=signal.node,
        channel=signal.channel,
        topic=signal.topic,
        key=signal.message,
        reason=reason,
        value=value,
        data=data,
    )


def _receipt(person: Person, signal: ReceiptReceived, effects: list[Effect]) -> tuple[Person, Change | None]:
    reason = MACHINE if signal.machine else PROXY if signal.proxy else signal.reason
    data = msgspec.Raw(_json.encode({"url": signal.url})) if signal.url else None
    effects.append(_message_fact("receipt", signal.kind, person, signal, reason, data=data))
    if signal.machine:
        return person, None
    if signal.proxy:
        return person, Change(at=signal.at, receipt=signal)
    if signal.kind == "unsubscribed":
        person = unsubscribed(person, signal, effects)
    if signal.kind == "complained":
        person = complained(person, signal, effects)
    if signal.hard_bounce:
        person = bounced(person, signal, effects)
    return person, Change(at=signal.at, receipt=signal, consent=signal.kind == "unsubscribed")


def _answered(person: Person, signal: AttemptAnswered, effects: list[Effect]) -> tuple[Person, Change | None]:
    reason, number = signal.reason or signal.code, float(signal.attempt)
    data = msgspec.Raw(_json.encode({"code": signal.code})) if signal.code and signal.code != reason else None
    fact = _message_fact("attempt", signal.result, person, signal, reason, value=number, data=data)
    effects.append(replace(fact, provider=signal.provider) if signal.provider else fact)
    if signal.hard_bounce:
        person = bounced(person, signal, effects)
    if person.sends:
        person = replace(person, sends=recount(person.sends, signal))
    return person, Change(at=signal.at, answered=signal)


def recount(sends: tuple[Sent, ...], signal: AttemptAnswered) -> tuple[Sent, ...]:
    """A cap counts a message when it leaves: never when it certainly did not, at its next time while it is deferred.

    A pause has no known end: a message that it defers keeps its time, so that it blocks nothing far in the future. A
    message that may have left, since an attempt had no answer, counts whatever is said of it later.
    """
    if signal.code == PUT_OFF_BY_PAUSE:
        return sends
    if signal.result in ("refused", "failed") and signal.code != "unknown":
        return tuple(sent for sent in sends if sent.key != signal.message or sent.uncertain)
    for place in range(len(sends) - 1, -1, -1):
        if (sent := sends[place]).key == signal.message:
            return (*sends[:place], _counted_anew(sent, signal), *sends[place + 1 :])
    return sends


def _counted_anew(sent: Sent, signal: AttemptAnswered) -> Sent:
    later = signal.next_at if signal.result in ("retry", "deferred") else None
    at, uncertain = signal.at if later is None else later, sent.uncertain or signal.code in NO_ANSWER
    if signal.result == "sent":
        return replace(sent, at=at, uncertain=uncertain, key="", settled=True, quiet=None)
    quiet = signal.attempt if signal.code in PUT_OFF_BY_PERSON else None
    return replace(sent, at=at, uncertain=uncertain, quiet=quiet)
