"""The one pure function of an account's decisions, as `advance` is a person's."""

from typing import Final

from msgspec import Struct

from loopline.decisions.accounts.choosing import answer_ask, hear, state_recipient
from loopline.decisions.accounts.entering import entered_by_event
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account, Telling
from loopline.model.effect import Effect
from loopline.model.ids import stable_id
from loopline.model.localtime import zone_in_use
from loopline.model.signal import EventReceived, HistoryBackfilled, MemberJoined, Signal, TimerDue
from loopline.model.signals.members import AccountAsked, MemberAnswered, MemberDid, RecipientStated
from loopline.signals.members.answers import due_questions, with_answers
from loopline.signals.members.past import told_past, with_event
from loopline.signals.people.account import MEMBERS_AT_ONCE, advance_account, tell_members
from loopline.signals.people.event import event_fact


class Speaking(Struct, frozen=True):
    """Whose event a fact tells of: nobody's, of this account."""

    account: str
    key: str = ""


CHANGES_MAX: Final = 1_000
"""So many times at which time alone may change an answer are decided in one go."""


def decide_account(
    account: Account, signal: Signal, published: PublishedSet, at_once: int = MEMBERS_AT_ONCE
) -> tuple[Account, list[Effect]]:
    """The account after a signal: its traits and members, and which of these enter the journeys that it decides on.

    What time alone has changed by then comes first, each change as of its own time.
    """
    if _is_page(account, signal):
        return advance_account(account, signal, at_once)
    effects: list[Effect] = []
    account = _by_time(account, signal.received_at, published, at_once, effects)
    match signal:
        case AccountAsked():
            account = answer_ask(account, signal, published, effects)
        case MemberAnswered():
            account = hear(account, signal, published, effects)
        case RecipientStated():
            account = state_recipient(account, signal)
        case EventReceived():
            effects.append(event_fact(Speaking(account=account.key), signal))
            account = entered_by_event(account, signal, published, effects)
            account = _with_past(account, signal, published, at_once, effects)
        case MemberDid() | HistoryBackfilled():
            account = _with_past(account, signal, published, at_once, effects)
        case MemberJoined():
            account = _joined(account, signal, published, at_once, effects)
        case _:
            pass
    return account, effects


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
        person, silent = _source(signal)
        telling = Telling(person, signal.id, at, signal.received_at, 0, silent=silent)
    else:
        after, anew = told_past(account, signal), None
        telling = Telling("", signal.id, at, signal.received_at, 0)
    after = with_answers(after, asked, signal.received_at, _zone(published), anew)
    return _told(account, after, telling, at_once, effects)


def _source(signal: EventReceived | MemberDid) -> tuple[str, bool]:
    """Who did it, "" where it is the account's own; and whether it is of a file of the past."""
    if isinstance(signal, EventReceived):
        return "", signal.trust == "silent"
    return signal.person, signal.silent


def _by_time(account: Account, now: int, published: PublishedSet, at_once: int, effects: list[Effect]) -> Account:
    """The account once each answer has changed that time alone has changed by now (ms)."""
    for _ in range(CHANGES_MAX):
        due = account.answers_at()
        if due is None or due > now:
            break
        after = with_answers(account, published.members, due, _zone(published), due_questions(account, due))
        telling = Telling("", stable_id("answers", account.key, str(due)), due, due, 0)
        account = _told(account, after, telling, at_once, effects)
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
