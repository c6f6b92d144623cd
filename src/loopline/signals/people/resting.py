"""Rest: from its question for another's state to the answer a person decides nothing, and keeps what comes."""

from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.model.effect import Effect, EmitSignal
from loopline.model.keyed.states import KeyState
from loopline.model.person import Await, Person
from loopline.model.signal import (
    AttemptAnswered,
    AttemptsStarted,
    AttemptStarted,
    PersonAbsorbed,
    PersonLinked,
    PersonReleased,
    ReleaseAnswered,
    Signal,
    TimerDue,
)

STASH_SIGNALS: Final = 1_000
STASH_BYTES: Final = 256 * 1024
"""So much is kept for a person who rests, which is for as long as a word takes to another shard and back."""

MergeAnswer = PersonAbsorbed | ReleaseAnswered
MERGE_ANSWERS: Final = (PersonAbsorbed, ReleaseAnswered)
OF_MESSAGES_ALONE: Final = (AttemptsStarted, AttemptStarted)
"""What these say concerns messages of the outbox, and no person."""

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Signal).decode
_person: Final = msgspec.msgpack.Decoder(Person).decode


def await_state(person: Person, asked: Await, effects: list[Effect]) -> Person:
    """The person, who rests from now on, and the question for the other one's state."""
    effects.append(
        EmitSignal(
            PersonReleased(
                key=asked.asked,
                id=asked.request,
                at=asked.at,
                received_at=asked.received_at,
                other=person.key,
                link=asked.link,
                via=asked.via,
            )
        )
    )
    return replace(person, awaits=(*person.awaits, asked))


def awaited(person: Person, request: str) -> Await | None:
    """What the person waits for by this request, None when it waits for no answer to it."""
    return next((one for one in person.awaits if one.request == request), None)


def without_await(person: Person, request: str) -> Person:
    """The person who waits for this answer no more."""
    left = tuple(one for one in person.awaits if one.request != request)
    return person if left == person.awaits else replace(person, awaits=left)


def rests(person: Person, signal: Signal) -> bool:
    """Whether a signal for somebody who awaits others has to wait too.

    The answers of a merge do not, nor does what concerns a message alone. A request for the person itself waits while
    the person awaits somebody by an older link: of links that cross, the older one wins, so that no two wait for each
    other. It waits too for the state of an id that sent it here. A request that the person awaits itself has come back
    to the one who made it.
    """
    if isinstance(signal, (*MERGE_ANSWERS, *OF_MESSAGES_ALONE)):
        return False
    if isinstance(signal, PersonReleased):
        if person.merged_into or awaited(person, signal.id) is not None:
            return False
        age = signal.received_at, signal.link
        return any(one.age < age or one.asked in signal.via for one in person.awaits)
    return True


def kept(person: Person, signal: Signal) -> Person:
    """The person with a signal in the stash; a timer is not kept, since what is due is found again."""
    if isinstance(signal, TimerDue):
        return person
    if isinstance(signal, AttemptAnswered):
        signal = replace(signal, marked=True)
    if signal.key != person.key:
        signal = replace(signal, key=person.key)
    return replace(person, stash=(*person.stash, _encode(signal)))


def is_stash_full(person: Person) -> bool:
    """Whether no more can be kept for a person who rests."""
    return len(person.stash) >= STASH_SIGNALS or sum(map(len, person.stash)) >= STASH_BYTES


def replayed(person: Person, effects: list[Effect]) -> Person:
    """The person after an answer: what was kept comes again, in its order, as far as nothing is awaited for it."""
    if not person.stash:
        return person
    if not person.awaits or person.merged_into:
        effects.extend(EmitSignal(_decode(one)) for one in person.stash)
        return replace(person, stash=())
    left: list[bytes] = []
    for one in person.stash:
        signal = _decode(one)
        if rests(person, signal):
            left.append(one)
        else:
            effects.append(EmitSignal(signal))
    return person if len(left) == len(person.stash) else replace(person, stash=tuple(left))


def handed_on(stone: Person, signal: MergeAnswer, effects: list[Effect]) -> Person:
    """The tombstone after an answer to what it asked for when it was alive: who took it in waits for that answer.

    What the other one awaits itself will come the same way.
    """
    asked = awaited(stone, signal.request)
    assert asked is not None
    effects.append(EmitSignal(replace(signal, key=asked.heir)))
    stone = without_await(stone, signal.request)
    if isinstance(signal, PersonAbsorbed):
        coming = _person(signal.state).awaits
        awaits = (*stone.awaits, *(replace(one, heir=asked.heir) for one in coming))
        stone = replace(stone, awaits=awaits, merges=stone.merges + 1)
    return stone


def takes_it_itself(state: KeyState, signal: Signal) -> bool:
    """Whether a word of a merge is for a tombstone itself, and not for the one that it points at."""
    if isinstance(signal, PersonReleased):
        return True
    return (
        isinstance(state, Person) and isinstance(signal, MERGE_ANSWERS) and awaited(state, signal.request) is not None
    )


def asks_only(person: Person, signal: Signal) -> bool:
    """Whether a signal changes nothing of the person yet, so that wake-ups that were due wait for what it asks."""
    match signal:
        case PersonLinked() | ReleaseAnswered():
            return True
        case PersonReleased():
            return awaited(person, signal.id) is not None
        case AttemptsStarted() | AttemptStarted():
            return True
        case _:
            return False
