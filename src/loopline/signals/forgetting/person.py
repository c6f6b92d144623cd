"""Forgets a person: nothing of her stays but that this id is closed, and what her addresses refused."""

from collections.abc import Iterator
from typing import Final

from loopline.model.addresses.address import AddressWord, refusal_word
from loopline.model.addresses.normal import device_key
from loopline.model.admission.ledger import entries_key
from loopline.model.effect import Effect, EmitSignal
from loopline.model.erased.digest import GONE
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import MemberJoined
from loopline.model.signals.addresses import AddressJoined
from loopline.model.signals.admission import TicketsDropped
from loopline.model.signals.erasure import PersonForgotten

FORGOTTEN: Final = "forgotten"


def forget(person: Person, signal: PersonForgotten) -> tuple[Person, list[Effect]]:
    """The tombstone of somebody who is forgotten, which holds nothing but her key, and what follows.

    Her passages end. Each of her addresses hears that she is gone, with what she refused herself: an objection to
    marketing outlives her record. Her account loses a member. The fact is about her alias.
    """
    effects: list[Effect] = [*_ends(person, signal), *_leaves(person, signal), *_waits(person, signal)]
    if person.account:
        effects.append(EmitSignal(_left_account(person, signal)))
    effects.append(Fact(kind="forgotten", person=signal.alias, at=signal.at))
    return tombstone(person.key), effects


def tombstone(key: str) -> Person:
    """What an id is once its person was forgotten."""
    return Person(key=key, traits={}, merged_into=GONE)


def is_forgotten(state: object) -> bool:
    """Whether this is the tombstone of a forgotten person."""
    return isinstance(state, Person) and state.merged_into == GONE


def _ends(person: Person, signal: PersonForgotten) -> Iterator[Fact]:
    for one in person.enrollments:
        yield Fact(
            kind="exited",
            person=signal.alias,
            at=signal.at,
            journey=one.journey,
            version=one.version,
            enrollment=one.id,
            node=one.node,
            reason=FORGOTTEN,
            held=one.held,
        )


def _leaves(person: Person, signal: PersonForgotten) -> Iterator[EmitSignal]:
    present = {held[0].key: channel for channel, held in (person.addresses or {}).items() if held}
    keys = [held.key for addresses in (person.addresses or {}).values() for held in addresses]
    for key in dict.fromkeys((*keys, *signal.addresses)):
        words = _own_refusals(person, present[key], signal.at) if key in present else None
        yield EmitSignal(_left_address(person.key, key, signal, words))
    for device in person.devices or ():
        yield EmitSignal(_left_address(person.key, device_key(device.token), signal, None))


def _waits(person: Person, signal: PersonForgotten) -> Iterator[EmitSignal]:
    """No page of a queue keeps her."""
    for journey in dict.fromkeys(one.journey for one in person.asks):
        yield EmitSignal(
            TicketsDropped(
                key=entries_key(journey),
                id=f"{signal.id}:{journey}/queue",
                at=signal.at,
                received_at=signal.received_at,
                asks=tuple(one.id for one in person.asks if one.journey == journey),
            )
        )


def _own_refusals(person: Person, channel: str, at: int) -> dict[str, AddressWord] | None:
    """What she refused on this channel, as words of an address. Times are those at which she said so."""
    times = person.consent_at or {}
    refused = dict[str, AddressWord]()
    for name, allowed in (person.consent or {}).items():
        of_channel, _, topic = name.partition(":")
        if of_channel == channel and not allowed:
            refused[refusal_word(topic)] = AddressWord(allowed=False, at=times.get(name, at))
    return refused or None


def _left_address(
    person: str, key: str, signal: PersonForgotten, words: dict[str, AddressWord] | None
) -> AddressJoined:
    return AddressJoined(
        key=key,
        id=f"{signal.id}:{key}",
        at=signal.at,
        received_at=signal.received_at,
        person=person,
        left=True,
        words=words,
        forget=True,
    )


def _left_account(person: Person, signal: PersonForgotten) -> MemberJoined:
    return MemberJoined(
        key=person.account,
        id=f"{signal.id}:left",
        at=signal.at,
        received_at=signal.received_at,
        person=person.key,
        traits={},
        left=True,
    )
