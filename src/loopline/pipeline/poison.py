"""Skips a poison signal, one whose decision raised: the person stays as before, a fact names it, the loop goes on."""

from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.decisions.react import is_relevant, react
from loopline.model.accounts.account import Account
from loopline.model.addresses.address import Address
from loopline.model.admission.ledger import EntryLedger
from loopline.model.change import Change
from loopline.model.duration import HOUR
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.keyed.states import LedgerState
from loopline.model.person import Person
from loopline.model.records import SetAside
from loopline.model.signal import AttemptAnswered, EventReceived, Signal, TimerDue
from loopline.pipeline.advance import advance, marks_of, wake
from loopline.signals.people.event import fold_event
from loopline.signals.people.identity import unanswered

AGAIN_MS: Final = HOUR
NAME_CHARACTERS_MAX: Final = 1_000
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Signal).decode


def skip_poison(
    person: Person, signal: Signal, published: PublishedSet, error: Exception
) -> tuple[Person, list[Effect]]:
    """The person after a signal that could not be decided, and the facts that say so.

    An event still counts in history, so that no data of the customer is lost; what an attempt says of its message
    holds; wake-ups that were due are tried again in an hour. The fact names the kind of the signal and of the error,
    never its content. Nobody waits for the answer of a merge that failed.
    """
    effects: list[Effect] = []
    if isinstance(signal, EventReceived):
        person = fold_event(person, signal, published.observed, published.engagement, effects)
    effects.extend(marks_of(signal, published))
    effects.append(poison_fact(signal, error, person=person.key))
    person = unanswered(person, signal, effects)
    later = signal.received_at + AGAIN_MS
    due = [e for e in person.enrollments if e.wake_at is not None and e.wake_at <= signal.received_at]
    if due:
        waiting = tuple(replace(e, wake_at=later) if e in due else e for e in person.enrollments)
        person = replace(person, enrollments=waiting)
    if person.list_ends:
        person = replace(person, list_ends=_put_off(person.list_ends, signal.received_at))
    return person, effects


def skip_poison_of_account(account: Account, signal: Signal, error: Exception) -> tuple[Account, list[Effect]]:
    """The account as it was before a signal that could not be decided, and the fact that says so.

    Members whom a change could not be told are not tried for ever.
    """
    if isinstance(signal, TimerDue):
        ends = _put_off(account.list_ends, signal.received_at) if account.list_ends else None
        # what is gone here is asked anew by the next signal
        account = replace(account, telling=None, answers=None, list_ends=ends, trigger_states=None)
    return account, [poison_fact(signal, error, account=account.key)]


def _put_off(ends: dict[str, int], now: int) -> dict[str, int]:
    """The ends of memberships, of which those that were due by now (ms) come again in an hour."""
    return {name: now + AGAIN_MS if at <= now else at for name, at in ends.items()}


def skip_poison_of_ledger(state: Address | LedgerState, signal: Signal) -> Address | LedgerState:
    """The state as it was before a signal that could not be decided; its timer is tried again in an hour."""
    if isinstance(state, EntryLedger) and isinstance(signal, TimerDue):
        return replace(state, due=signal.received_at + AGAIN_MS)
    return state


def poison_fact(signal: Signal, error: Exception, *, person: str = "", account: str = "") -> Fact:
    """The fact that a signal could not be decided."""
    data = {"signal": type(signal).__name__, "fault": type(error).__name__}
    return Fact(
        kind="quality",
        person=person,
        account=account,
        at=signal.received_at,
        name=type(signal).__name__,
        reason="signal_failed",
        data=msgspec.Raw(msgspec.json.encode(data)),
    )


def poison_set_aside(signal: Signal, error: Exception, position: int) -> SetAside | None:
    """A poison signal as it is listed, so that it can be decided again; None for a timer, which comes again anyway."""
    if isinstance(signal, TimerDue):
        return None
    return SetAside(
        kind="signal",
        name=f"{position}/{signal.key}/{signal.id}"[:NAME_CHARACTERS_MAX],
        code="signal_failed",
        reason=f"Deciding {type(signal).__name__} failed ({type(error).__name__}).",
        at=signal.received_at,
        person=signal.key,
        position=position,
        payload=_written(signal),
    )


def as_marked(signal: Signal) -> Signal:
    """The signal for a later decision, when what it says of its message holds already: by then there may be news."""
    return replace(signal, marked=True) if isinstance(signal, AttemptAnswered) else signal


def _written(signal: Signal) -> bytes:
    try:
        return _encode(signal)
    except (TypeError, ValueError, OverflowError, RecursionError):  # the very thing that made it poison
        return b""


def read_poison(payload: bytes) -> Signal:
    """The signal that was set aside. Raises MsgspecError."""
    signal: Signal = _decode(payload)
    return signal


def decide_again(person: Person, signal: Signal, published: PublishedSet, now: int) -> tuple[Person, list[Effect]]:
    """The person after a signal that was poison before, decided as of now; an event is not counted a second time."""
    if not isinstance(signal, EventReceived):
        return advance(person, signal, published, now)
    effects: list[Effect] = []
    person = wake(person, published, now, effects)
    if is_relevant(person, signal.name, published):
        change = Change(at=signal.at, event=signal, silent=signal.trust == "silent")
        person = react(person, change, published, now, now, effects)
    return person, effects
