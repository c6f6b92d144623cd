"""Skips a poison signal, one whose decision raised: the person stays as before, a fact names it, the loop goes on."""

import msgspec
from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.model.duration import HOUR
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import EventReceived, Signal
from loopline.signals.people.profile import fold_event

AGAIN_MS = HOUR


def skip_poison(
    person: Person, signal: Signal, published: PublishedSet, error: Exception
) -> tuple[Person, list[Effect]]:
    """The person after a signal that could not be decided, and the facts that say so.

    An event still counts in history, so that no data of the customer is lost; wake-ups that were due are tried again in
    an hour. The fact names the kind of the signal and of the error, never its content.
    """
    effects: list[Effect] = []
    if isinstance(signal, EventReceived):
        person = fold_event(person, signal, published.observed, effects)
    data = {"signal": type(signal).__name__, "fault": type(error).__name__}
    effects.append(
        Fact(
            kind="quality",
            person=person.key,
            at=signal.received_at,
            name=type(signal).__name__,
            reason="signal_failed",
            data=msgspec.Raw(msgspec.json.encode(data)),
        )
    )
    later = signal.received_at + AGAIN_MS
    due = [e for e in person.enrollments if e.wake_at is not None and e.wake_at <= signal.received_at]
    if due:
        waiting = tuple(replace(e, wake_at=later) if e in due else e for e in person.enrollments)
        person = replace(person, enrollments=waiting)
    return person, effects
