"""The one pure function of a decision: `advance(person, signal, published, now) -> (person, effects)`."""

from collections.abc import Mapping
from typing import Final

from loopline.decisions.asked.entries import decide_as_asked
from loopline.decisions.migrate import migrate
from loopline.decisions.policy.recipient import address_traits
from loopline.decisions.published import PublishedSet
from loopline.decisions.react import is_relevant, react
from loopline.model.change import Change, message_event
from loopline.model.consent.asking import ConsentConfirmed, WordSaid
from loopline.model.consent.wishes import PreferencesChanged
from loopline.model.effect import Effect, MarkMessage, SendMessage
from loopline.model.message import AttemptResult, MessageStatus
from loopline.model.person import Person
from loopline.model.signal import (
    AttemptAnswered,
    AttemptsStarted,
    AttemptStarted,
    EnrollmentsMoved,
    EventReceived,
    JourneyStateReached,
    MergeSignal,
    PersonAbsorbed,
    PersonLinked,
    PersonReleased,
    ReceiptReceived,
    ReleaseAnswered,
    Signal,
    TimerDue,
)
from loopline.model.signals.addresses import AddressTold
from loopline.model.signals.admission import AdmissionAnswered
from loopline.model.signals.devices import DeviceLeft, DeviceStated
from loopline.model.signals.members import AccountChose, PlaceAsked
from loopline.model.signals.offers import OfferAnswered
from loopline.model.signals.requested import EntryRequested, MessageRequested, PersonTakenOut
from loopline.pipeline.accounts.member import state_to_account, with_news_of_member, without_left_account
from loopline.pipeline.addresses import WITH_WORDS, addressed, ready_to_speak
from loopline.pipeline.answering import requested
from loopline.pipeline.asking import asked_after, asked_before, asked_since, is_to_be_asked
from loopline.pipeline.attempts import PAUSED
from loopline.pipeline.confirming import (
    as_asked,
    asked_where_moved,
    bound_word,
    overtaken,
    wait_for_word,
    words_confirmed,
    yes_by_answer,
)
from loopline.pipeline.devices import device_told, devices_absorbed, with_devices
from loopline.pipeline.due.lapses import without_lapsed
from loopline.pipeline.offers.person import grants_redeemed, grants_settled, offer_answered
from loopline.pipeline.take_up import WISHES_CHANGED, moved, of_this_zone
from loopline.signals.addresses.people import fold_told
from loopline.signals.declared import as_declared
from loopline.signals.lists.of_person import lists_ended
from loopline.signals.people.browser import BROWSER_LIMITED, permit
from loopline.signals.people.engagement import engaged, renamed
from loopline.signals.people.event import fold_event
from loopline.signals.people.identity import fold_absorb, fold_answer, fold_link, fold_release
from loopline.signals.people.profile import fold
from loopline.signals.people.resting import asks_only, handed_on, replayed
from loopline.signals.people.sweeps import Told, held, may_be_swept, ripe

TIMERS_MAX = 1_000
MARKS: Final[Mapping[AttemptResult, MessageStatus]] = {
    "sent": "sent",
    "retry": "pending",
    "deferred": "pending",
    "failed": "failed",
    "refused": "refused",
    "unknown": "unknown",
}


def advance(person: Person, signal: Signal, published: PublishedSet, now: int) -> tuple[Person, list[Effect]]:
    """The person after the signal, and everything that follows from it.

    Pure: time, ids and seeds come in with the arguments. Wake-ups that were due by `now` happen first, each at its own
    time and in order, so the outcome does not depend on how late the loop is.
    """
    effects: list[Effect] = []
    before, signal = person, as_declared(person.key, signal, published.workspace.tracking, effects)
    if isinstance(signal, WITH_WORDS):
        person = ready_to_speak(person, signal, published, effects)
    if not asks_only(person, signal):
        if is_to_be_asked(person, published):
            since = asked_since(person, published, now)
            person = asked_before(wake(person, published, since, effects), published, since, effects)
        if person.due_at() is not None:
            person = wake(person, published, now, effects)
    if isinstance(signal, EventReceived):
        signal, zone = renamed(signal, effects), person.zone
        if person.grants and signal.name in published.offers.redeeming:
            person = grants_redeemed(person, signal, published, effects)
        person = fold_event(person, signal, published.observed, published.engagement, effects)
        if person.zone != zone:
            person = moved(person, now, effects)
        if person.zone != zone or is_relevant(person, signal.name, published):
            silent = signal.trust == "silent"
            change = Change(at=signal.at, event=signal, zone=person.zone != zone, silent=silent)
            person = react(person, change, published, now, signal.received_at, effects)
        if person is before and not person.grants:
            return person, with_news_of_member(person, signal, published, effects)
    else:
        person = _advance_rest(person, signal, published, now, effects)
    person = _told_to_others(before, person, signal, published, now, effects)
    return person, with_news_of_member(person, signal, published, effects)


def _told_to_others(
    before: Person, person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person once her account, her addresses and devices, and whoever asks conditions, know what has become of her.

    Of one who is left as she was there is nothing to tell them, unless she holds grants.
    """
    if person.account != before.account:
        person = without_left_account(person, signal, published, now, effects)
    person = asked_after(before, person, signal, published, now, effects)
    state_to_account(before, person, signal, effects)
    if person.grants:
        person = grants_settled(person, signal, effects)
    if effects or isinstance(signal, TimerDue):
        sent = [one.channel for one in effects if isinstance(one, SendMessage)]
        person = addressed(before, person, signal, published, sent, effects)
        person = asked_where_moved(before, person, signal, published, effects)
        person = with_devices(before, person, signal, published, sent, effects)
    return person


def _advance_rest(person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    if isinstance(signal, BROWSER_LIMITED) and signal.trust == "browser":
        permitted = permit(person, signal, address_traits(published), effects)
        if permitted is None:
            return person
        signal = permitted
    match signal:
        case TimerDue() | AttemptsStarted() | AttemptStarted():  # of a wake-up nothing is marked
            effects.extend(marks_of(signal, published))
            return person
        case PersonLinked() | PersonReleased() | PersonAbsorbed() | ReleaseAnswered():
            return _merge(person, signal, published, now, effects)
        case EntryRequested() | PersonTakenOut() | AccountChose() | PlaceAsked() | AdmissionAnswered():
            return decide_as_asked(person, signal, published, now, effects)
        case MessageRequested() | WordSaid():
            return requested(person, signal, published, now, effects)
        case EnrollmentsMoved():
            return migrate(person, signal, published, now, effects)
        case JourneyStateReached():
            return react(
                person,
                Change(at=signal.at, timer=True, journey=signal.journey, rules=not signal.journey),
                published,
                now,
                signal.received_at,
                effects,
            )
        case AttemptAnswered():
            signal = of_this_zone(person, signal, published)
            effects.extend(marks_of(signal, published))
        case _:
            pass
    if isinstance(signal, OfferAnswered):
        return offer_answered(person, signal, published, now, effects)
    if isinstance(signal, ReceiptReceived) and may_be_swept(signal):
        return _told(held(person, signal), published, now, effects)
    return _folded(person, signal, published, now, effects)


def _told(told: Told, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    """The person after clicks of which it is known by now who made them."""
    person, clicks = told
    for click in clicks:
        person = _folded(person, click, published, now, effects)
    return person


def _folded(person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    if (asked := as_asked(person, signal, published)) is not None:
        person, plain = wait_for_word(person, asked, published, effects)
        if plain is None:
            return person
        signal = plain
    person = _confirmed(person, signal, published, now, effects)
    zone = person.zone
    if isinstance(signal, AddressTold):
        person, change = fold_told(person, signal, effects)
    elif isinstance(signal, DeviceStated | DeviceLeft):
        person, change = device_told(person, signal, published, effects)
    else:
        person, change = fold(person, signal, published.observed, published.engagement, effects)
    person = overtaken(person, signal)
    person, change = bound_word(person, signal, change, published, effects)
    if isinstance(signal, ReceiptReceived | AttemptAnswered) and published.engagement:
        person, change = _engaged(person, signal, change, published)
    if person.zone != zone:
        person = moved(person, now, effects)
    if isinstance(signal, PreferencesChanged) and change is not None:
        person = moved(person, now, effects, WISHES_CHANGED)
    if change is not None:
        person = react(person, change, published, now, signal.received_at, effects)
    return person


def _confirmed(person: Person, signal: Signal, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    """The person after a confirmation, by its button or by an answer; each word of it is one like any other."""
    said = signal if isinstance(signal, ConsentConfirmed) else yes_by_answer(person, signal)
    if said is None:
        return person
    person, words = words_confirmed(person, said, published, effects)
    for word in words:
        person = _folded(person, word, published, now, effects)
    return person


def _engaged(
    person: Person, signal: ReceiptReceived | AttemptAnswered, change: Change | None, published: PublishedSet
) -> tuple[Person, Change | None]:
    """The person who remembers what became of a message; where conditions ask for machines too, theirs is a change."""
    person = engaged(person, signal, published.engagement, published.observed)
    if change is None and isinstance(signal, ReceiptReceived) and message_event(signal) in published.engagement:
        change = Change(at=signal.at, receipt=signal)
    return person, change


def _merge(person: Person, signal: MergeSignal, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    match signal:
        case PersonLinked():
            return fold_link(person, signal, effects)
        case PersonReleased():
            return fold_release(person, signal, effects)
        case ReleaseAnswered():
            return fold_answer(person, signal, effects)
        case PersonAbsorbed() if person.merged_into:
            return handed_on(person, signal, effects)
        case PersonAbsorbed():
            before, (person, merged) = person, fold_absorb(person, signal, effects, address_traits(published))
            person = devices_absorbed(before, person, signal, published, effects)
            person = moved(person, now, effects)  # what either of them waits for, by the zone of both
            return replayed(react(person, merged, published, now, signal.received_at, effects), effects)


def wake(person: Person, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    """The person after every wake-up that was due by `now`; at most `TIMERS_MAX` of them in one go."""
    for _ in range(TIMERS_MAX):
        due = person.due_at()
        if due is None or due > now:
            break
        if any(one.due <= due for one in person.clicks):
            person = _told(ripe(person, due), published, due, effects)
            continue
        if (lapsing := without_lapsed(person, due, effects)) is not person:
            person = lapsing
            continue
        left = lists_ended(person, due, effects)
        change = Change(at=due, timer=True, lists=left is not person)
        person = react(left, change, published, due, due, effects)
    return person


def marks_of(signal: Signal, published: PublishedSet) -> list[MarkMessage]:
    """What a signal says of a message of the outbox; it holds whatever becomes of the person."""
    match signal:
        case AttemptsStarted():
            by = signal.provider or None
            return [
                MarkMessage(key=key, status="sending", attempt=number, provider=by) for key, number in signal.attempts
            ]
        case AttemptStarted():
            return [MarkMessage(key=signal.message, status="sending", attempt=signal.attempt)]
        case AttemptAnswered() if not signal.marked:
            return [_mark(signal, published)]
        case _:
            return []


def _holder(signal: AttemptAnswered, status: MessageStatus) -> str | None:
    """The provider that a message belongs to from now on; as it was where no provider has been asked."""
    if not signal.provider:
        return None
    return signal.provider if signal.stays or status != "pending" else ""


def _mark(signal: AttemptAnswered, published: PublishedSet) -> MarkMessage:
    due_at = signal.next_at
    if signal.code == PAUSED and published.state_of(signal.journey, signal.version) != "paused":
        due_at = signal.received_at  # the pause ended before this was decided: no fan-out will make it due
    status = MARKS[signal.result]
    return MarkMessage(
        key=signal.message,
        status=status,
        due_at=due_at,
        attempt=signal.attempt,
        reason=signal.reason or signal.code,
        provider=_holder(signal, status),
    )
