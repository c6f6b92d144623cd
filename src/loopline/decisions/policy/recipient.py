"""Where a message would go: the address of a person on a channel, and the traits that decide it."""

from functools import lru_cache
from typing import Final

from loopline.conditions.path import compile_path, value_at
from loopline.decisions.narrate import GateReason
from loopline.decisions.policy.phones import COUNTRY_TRAIT, phone_at, phone_fault
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.normal import PUSH
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.person import Person
from loopline.model.push.devices import WhichDevices, devices_address, stated_tokens

NAMED_REMEMBERED: Final = 256
"""What the workspace names stays the same for long, and is asked of every person who states a trait."""


def address_of(
    person: Person, channel: ChannelName, published: PublishedSet, url: str = "", which: WhichDevices = "all"
) -> str:
    """Where a message on this channel would go; "" when the person has no such address."""
    row = CHANNELS[channel]
    if row.address_source != "trait":
        return person.key if row.address_source == "person" else url
    value = value_at(address_keys(channel, published), person.traits)
    if row.phone:
        return phone_at(value, person.traits, published)
    if row.devices_trait:
        dead = {what.partition("=")[2] for what in person.suppressed or () if what.startswith(f"{channel}=")}
        return devices_address(person.devices or (), value, person.traits.get(row.devices_trait), dead, which)
    return value if isinstance(value, str) else ""


def no_address(person: Person, channel: ChannelName, published: PublishedSet) -> GateReason:
    """Why `address_of` has none."""
    if CHANNELS[channel].devices_trait and person.devices:
        return "devices_gone"
    if not CHANNELS[channel].phone:
        return "no_address"
    value = value_at(address_keys(channel, published), person.traits)
    return phone_fault(value, person.traits, published) or "no_address"


def tokens_stated(person: Person, published: PublishedSet) -> list[str]:
    """The tokens of devices that the person's traits state."""
    row = CHANNELS[PUSH]
    own = value_at(address_keys(PUSH, published), person.traits)
    return stated_tokens(own, person.traits.get(row.devices_trait))


def address_trait(channel: ChannelName, published: PublishedSet) -> str:
    """The trait in which a person's address for a channel stands; "" when the workspace names no trait of a person."""
    return next(iter(address_keys(channel, published)), "")


def traits_of_address(channel: ChannelName, published: PublishedSet) -> frozenset[str]:
    """The traits that decide where a message on this channel goes."""
    return _traits_of(channel, _named(channel, published))


@lru_cache(NAMED_REMEMBERED)
def _traits_of(channel: ChannelName, named: str) -> frozenset[str]:
    row, trait = CHANNELS[channel], next(iter(_keys_of(named)), "")
    country = COUNTRY_TRAIT if row.phone and trait else ""
    return frozenset({trait, row.devices_trait, country} - {""})


def address_keys(channel: ChannelName, published: PublishedSet) -> tuple[str, ...]:
    """The trait that holds a person's address for a channel and the fields inside it, as the workspace names them.

    None where an earlier version let the workspace name a field of something else: the person has no such address.
    """
    return _keys_of(_named(channel, published))


def _named(channel: ChannelName, published: PublishedSet) -> str:
    named = published.workspace.addresses.get(channel)
    return (CHANNELS[channel].address_trait or channel) if named is None else named


@lru_cache(NAMED_REMEMBERED)
def _keys_of(named: str) -> tuple[str, ...]:
    path = compile_path(named).path
    return path.names if path.home == "person" and path.names == path.keys else ()


def address_traits(published: PublishedSet) -> frozenset[str]:
    """Every trait that holds an address, or would if the workspace named no other."""
    own = {address_trait(row.name, published) for row in CHANNELS.values() if row.address_source == "trait"}
    rows = CHANNELS.values()
    return frozenset((own | {row.address_trait for row in rows} | {row.devices_trait for row in rows}) - {""})
