"""The one pure function of an account's decisions, as `advance` is a person's."""

from typing import Final

from msgspec import Struct

from loopline.decisions.accounts.choosing import answer_ask, hear, state_recipient
from loopline.decisions.accounts.entering import entered_by_event
from loopline.decisions.accounts.triggering import is_account_unasked, is_known, triggers_asked
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import FIRST_OF_ALL, Account, Telling
from loopline.model.effect import Effect
from loopline.model.ids import stable_id
from loopline.model.localtime import zone_in_use
from loopline.model.signal import EventReceived, HistoryBackfilled, ListChanged, MemberJoined, Signal, TimerDue
from loopline.model.signals.members import AccountAsked, MemberAnswered, MemberDid, RecipientStated
from loopline.signals.lists.of_account import account_listed, lists_of_account_ended
from loopline.signals.members.answers import due_questions, with_answers
from loopline.signals.members.past import with_event, with_told_past
from loopline.signals.people.account import MEMBERS_AT_ONCE, advance_account, tell_members
from loopline.signals.people.event import event_fact


class Speaking(Struct, frozen=True):
    """The source of an event of an account itself: nobody did it."""

    account: str
    key: str = ""


CHANGES_MAX: Final = 1_000
"""So many times at which time alone may change an answer are decided in one go."""


def decide_account(
    account: Account, signal: Signal, published: PublishedSet, at_once: int = MEMBERS_AT_ONCE
) -> tuple[Account, list[Effect]]:
    """The account after a signal: its traits, members and lists, and which of its members enter the journeys that it
    decides on.

    What time alone has changed by then comes first, each change as of its own time.
    """
    effects: list[Effect] = []
    if _is_page(account, signal):
        account, effects = advance_account(account, signal, at_once)
        if account.told_at() != FIRST_OF_ALL:  # whoever is chosen knows by then what the account is
            account = _asked_since(account, signal.received_at, published, at_once, effects)
        return account, effects
    is_new = not is_known(account)
    account = _asked_since(account, signal.received_at, published, at_once, effects)
    before = account = _by_time(account, signal.received_at, published, at_once, effects)
    match signal:
        case AccountAsked():
            return answer_ask(account, signal, published, effects), effects
        case MemberAnswered():
            return hear(account, signal, published, effects), effects
        case RecipientStated():
            return state_recipient(account, signal), effects
        case EventReceived():
            effects.append(event_fact(Speaking(account=account.key), signal))
            account = entered_by_event(account, signal, published, effects)
            account = _with_past(account, signal, published, at_once, effects)
        case MemberDid() | HistoryBackfilled():
            account = _with_past(account, signal, published, at_once, effects)
        case MemberJoined():
            account = _joined(account, signal, published, at_once, effects)
        case ListChanged():
            account = _listed(account, signal, published, at_once, effects)
        case _:
            pass
    if account is not before and published.condition_triggers.of_accounts:
        now, silent = signal.received_at, is_silent(signal)
        account = triggers_asked(account, published, now, signal.id, effects, is_new=is_new, silent=silent)
    return account, effects


def is_silent(signal: Signal) -> bool:
    """Whether a signal is of a file of the past, by which nothing is triggered."""
    return signal.silent if isinstance(signal, MemberDid) else getattr(signal, "trust", "") == "silent"


def _asked_since(account: Account, now: int, published: PublishedSet, at_once: int, effects: list[Effect]) -> Account:
    """The account asked of triggers that were published since it was asked last, as it stood when they came."""
    if not is_account_unasked(account, published):
        return account
    since, cause = min(published.asks_since or now, now), published.condition_triggers.id
    account = _by_time(account, since, published, at_once, effects)
    answered = with_answers(account, published.members, since, _zone(published), ())
    account = _told(
        account, answered, Telling("", stable_id("asked", account.key, cause), since, since, 0), at_once, effects
    )
    return triggers_asked(account, published, since, cause, effects)


def _listed(
    account: Account, signal: ListChanged, published: PublishedSet, at_once: int, effects: list[Effect]
) -> Account:
    after = account_listed(account, signal, effects)
    if after.lists == account.lists:
        return after
    telling = Telling("", signal.id, signal.at, signal.received_at, 0, silent=signal.trust == "silent")
    return _told(account, _answered(after, published, signal.received_at), telling, at_once, effects)


def _is_page(account: Account, signal: Signal) -> bool:
    """Whether this is the time at which members are to be told of a change."""
    due = account.told_at()
    return isinstance(signal, TimerDue) and due is not None and due <= signal.at


def _joined(
    account: Account, joined: MemberJoined, published: PublishedSet, at_once: int, effects: list[Effect]
) -> Account:
    def answering(changed: Account) -> Account:
        return _answered(changed, published, joined.received_at)

    account, more = advance_account(account, joined, at_once, answering)
    effects += more
    if joined.left and account.candidates:
        gone = RecipientStated(
            key=account.key, id="", at=joined.at, received_at=joined.received_at, person=joined.person
        )
        account = state_recipient(account, gone)
    return account


def _with_past(
    account: Account,
    signal: EventReceived | MemberDid | HistoryBackfilled,
    published: PublishedSet,
    at_once: int,
    effects: list[Effect],
) -> Account:
    """The account that remembers what a member did, or had done, and tells all of them where it answers otherwise."""
    asked, at = published.members, signal.at
    if isinstance(signal, MemberDid | EventReceived):
        after = with_event(account, signal, asked)
        anew = asked.by_event.get(signal.name, ())
        person = signal.person if isinstance(signal, MemberDid) else ""
        telling = Telling(person, signal.id, at, signal.received_at, 0, silent=is_silent(signal))
    else:
        after, anew = with_told_past(account, signal), None
        telling = Telling("", signal.id, at, signal.received_at, 0)
    after = with_answers(after, asked, signal.received_at, _zone(published), anew)
    return _told(account, after, telling, at_once, effects)


def _by_time(account: Account, now: int, published: PublishedSet, at_once: int, effects: list[Effect]) -> Account:
    """The account once each answer, list and trigger has changed that time alone has changed by now (ms)."""
    for _ in range(CHANGES_MAX):
        due = account.changes_at()
        if due is None or due > now:
            break
        cause = stable_id("answers", account.key, str(due))
        left = lists_of_account_ended(account, due, effects)
        anew = due_questions(account, due) if left is account else None
        after = with_answers(left, published.members, due, _zone(published), anew)
        account = _told(account, after, Telling("", cause, due, due, 0), at_once, effects)
        account = triggers_asked(account, published, due, cause, effects)
    return account


def _told(before: Account, after: Account, telling: Telling, at_once: int, effects: list[Effect]) -> Account:
    if after.told_answers() == before.told_answers():
        return after
    after, notices = tell_members(after, telling, at_once)
    effects += notices
    return after


def _answered(account: Account, published: PublishedSet, now: int) -> Account:
    return with_answers(account, published.members, now, _zone(published))


def _zone(published: PublishedSet) -> str:
    return zone_in_use("", published.workspace.zone)
