"""Keeps what comes for a person who rests, until the merge under way is through."""

from collections.abc import Sequence
from typing import Final

from loopline.decisions.published import PublishedSet
from loopline.model.ids import digest8
from loopline.model.person import Person
from loopline.model.records import Record
from loopline.model.signal import PersonReleased, Signal
from loopline.pipeline.advance import marks_of
from loopline.runtime.engine.cache import encode, new_state
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.isolation import keep_for_later, take_out
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.identity import nothing_to_hand_over
from loopline.signals.people.resting import is_stash_full, kept, rests

FULL: Final = (
    "A merge has been under way for so long that no more can be kept beside this person. Put it back when the shard of "
    "the other id decides again."
)


def keep_back(
    target: CachedState,
    addressed: CachedState,
    signal: Signal,
    builder: TransactionBuilder,
    published: PublishedSet,
    from_log: Signal | None,
) -> Sequence[Signal] | None:
    """Keep a signal for a state that is set aside or rests; None when it is to be decided all the same.

    What it says of a message of the outbox holds at once. Nobody rests for what is set aside: a request is answered.
    """
    if target.is_aside:
        keep_for_later(target, signal, builder, published, from_log)
        return (nothing_to_hand_over(signal),) if isinstance(signal, PersonReleased) else ()
    person = target.state
    if not isinstance(person, Person) or not rests(person, signal):
        return None
    if signal.id and target is not addressed:
        addressed.seen.add(digest8(signal.id))
        builder.cached[addressed.state.key] = addressed
    is_mending = bool(builder.decided_late)
    if is_stash_full(person) and not is_mending:
        _set_aside(target, person, builder, signal.received_at)
        keep_for_later(target, signal, builder, published, from_log)
        return ()
    target.state = kept(person, signal)
    builder.cached[person.key] = target
    builder.marks += marks_of(signal, published)
    builder.bytes += sum(map(len, target.state.stash[-1:]))
    return ()


def _set_aside(target: CachedState, person: Person, builder: TransactionBuilder, now: int) -> None:
    target.damaged = Record(person.key, encode(person), target.seen.tail, None, target.seen.sealed)
    target.state, target.is_aside = new_state(person.key), True
    take_out(target, person.key, builder, "stash_full", FULL, now)
