"""Forgotten people and addresses as the loop holds them, and how they are stored: under a digest, without letters."""

from collections.abc import Sequence

from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address
from loopline.model.addresses.normal import ADDRESS, is_device
from loopline.model.effect import MarkMessage
from loopline.model.erased.digest import GONE
from loopline.model.fact import Fact
from loopline.model.ids import ACCOUNT
from loopline.model.keyed.ledger import OFFER, SHELF
from loopline.model.keyed.states import KeyState
from loopline.model.person import Person
from loopline.model.signal import PersonReleased, Signal
from loopline.model.signals.erasure import ErasureCompleted
from loopline.pipeline.advance import marks_of
from loopline.signals.forgetting.person import FORGOTTEN, is_forgotten, tombstone
from loopline.signals.people.identity import nothing_to_hand_over


def may_be_gone(key: str) -> bool:
    """Whether this is the key of something that can be forgotten."""
    if key.startswith(ADDRESS):
        return not is_device(key)
    return not key.startswith((ACCOUNT, OFFER, SHELF, GONE))


def is_gone(state: KeyState) -> bool:
    """Whether no letter of this is to be stored."""
    if isinstance(state, Address):
        return state.is_forgotten and not state.members
    return is_forgotten(state)


def gone_record(state: KeyState, key: str) -> Address:
    """What is stored of it under this key of a digest: what it refused, if it is an address."""
    if isinstance(state, Address):
        return Address(key=key, words=state.words, version=state.version, lifted_at=state.lifted_at, is_forgotten=True)
    return Address(key=key, is_forgotten=True)


def found_gone(key: str, stored: Address) -> Person | Address:
    """What is held in memory of a key whose digest was found."""
    if not key.startswith(ADDRESS):
        return tombstone(key)
    return Address(
        key=key, words=stored.words, version=stored.version, lifted_at=stored.lifted_at, is_forgotten=True
    )


def marks_left(signal: Signal, published: PublishedSet) -> Sequence[MarkMessage]:
    """What a signal to somebody forgotten still says of messages: it may be of a batch with those of others."""
    return marks_of(signal, published)


def answered_for(signal: Signal) -> Sequence[Signal]:
    """What whoever waits for an answer of somebody forgotten gets: there is nothing to hand over."""
    return (nothing_to_hand_over(signal),) if isinstance(signal, PersonReleased) else ()


def completed_fact(signal: ErasureCompleted) -> Fact:
    """The fact that nothing is left, under the alias."""
    return Fact(kind="forgotten", person=signal.key, at=signal.at, reason="completed", name=FORGOTTEN)
