"""Keeps a person and her devices together: those of her record, and the tokens that her traits state."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.policy.recipient import address_of, tokens_stated, traits_of_address
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.normal import PUSH
from loopline.model.change import Change
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.effect import Effect
from loopline.model.fact import person_fact
from loopline.model.ids import ANONYMOUS
from loopline.model.person import Person, TraitTimes
from loopline.model.push.devices import BETWEEN, WhichDevices, tokens_in
from loopline.model.records import OutboxRow
from loopline.model.signal import PersonAbsorbed, Signal
from loopline.model.signals.devices import DeviceLeft, DeviceStated
from loopline.model.traits import time_of
from loopline.signals.addresses.devices import both_devices, fold_device, fold_left, restated
from loopline.signals.addresses.people import cause_of

_person: Final = msgspec.msgpack.Decoder(Person).decode


def device_told(
    person: Person, signal: DeviceStated | DeviceLeft, published: PublishedSet, effects: list[Effect]
) -> tuple[Person, Change | None]:
    """The person after a word of a device, and a change where other devices than before are reached."""
    before, stated = person, tokens_stated(person, published)
    if person.devices is None:
        person = restated(person, [], stated, cause_of(signal), effects)
    if isinstance(signal, DeviceStated):
        person = fold_device(person, signal, stated, effects)
    else:
        person = fold_left(person, signal, stated, _stated_at(person, published), effects)
    if not before.first_seen_at and person.first_seen_at:
        effects.append(person_fact(before, person, signal.at, "device"))
    reached = address_of(person, PUSH, published)
    return person, Change(at=signal.at, consent=True) if reached != address_of(before, PUSH, published) else None


def devices_absorbed(
    before: Person, person: Person, signal: PersonAbsorbed, published: PublishedSet, effects: list[Effect]
) -> Person:
    """The person who took in another id (`before`: as she was), with the devices of both."""
    other = _person(signal.state)
    if not other.devices:
        return person
    return both_devices(
        person,
        other,
        cause_of(signal),
        effects,
        of_a_visitor=signal.other.startswith(ANONYMOUS),
        stated=tokens_stated(before, published),
    )


def with_devices(
    before: Person,
    person: Person,
    signal: Signal,
    published: PublishedSet,
    sent: Sequence[ChannelName],
    effects: list[Effect],
) -> Person:
    """The person after a decision: what her traits state of tokens now is told to these.

    Asked of whose traits changed, and of records of before when something is `sent` there.
    """
    if person.merged_into or person.awaits:
        return person
    if person.traits is not before.traits and _moved(before, person, published):
        known = tokens_stated(before, published) if person.devices is not None else []
        return restated(person, known, _told_by(person, signal, published), cause_of(signal), effects)
    if person.devices is None and PUSH in sent:
        return restated(person, [], tokens_stated(person, published), cause_of(signal), effects)
    return person


def _told_by(person: Person, signal: Signal, published: PublishedSet) -> list[str]:
    """The tokens of her traits; those that another id of hers brought along do not undo what is known of them."""
    stated = tokens_stated(person, published)
    if not isinstance(signal, PersonAbsorbed):
        return stated
    over = {one.token for one in person.devices or () if one.end}
    return [token for token in stated if token not in over]


def _moved(before: Person, person: Person, published: PublishedSet) -> bool:
    old, new = before.traits, person.traits
    return any(old.get(name) != new.get(name) for name in traits_of_address(PUSH, published))


def _stated_at(person: Person, published: PublishedSet) -> int:
    times = person.trait_times or TraitTimes()
    names = [name for name in traits_of_address(PUSH, published) if name in person.traits]
    return max((time_of(name, person.traits, times) for name in names), default=0)


def as_reached(row: OutboxRow, person: Person, published: PublishedSet, which: WhichDevices = "all") -> OutboxRow:
    """The message with the devices that the person has at the moment of its send; "" where she has none any more.

    One that was asked for by itself keeps the devices that it names, without those that ended since.
    """
    m = row.message
    if not CHANNELS[m.channel].devices_trait:
        return row
    if m.sending:
        ended = {one.token for one in person.devices or () if one.end}
        address = BETWEEN.join(token for token in tokens_in(m.address) if token not in ended)
    else:
        address = address_of(person, m.channel, published, which=which)
    return row if address == m.address else msgspec.structs.replace(row, message=replace(m, address=address))
