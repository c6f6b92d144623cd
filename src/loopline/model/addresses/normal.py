"""Writes an address in the one way in which all its spellings are alike; that makes the key of its record."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from loopline.model.addresses.address import HeldAddress
from loopline.model.channels import CHANNELS, ChannelName, channel_named
from loopline.model.mail.mailbox import mail_address
from loopline.model.sms.number import e164, is_international

ADDRESS: Final = "!at/"
"""Begins the key of an address. No person or account has such a key: theirs that begin with "!" are escaped."""

ADDRESS_CHARACTERS_MAX: Final = 320
NO_TEXT: Final = "#"
"""Begins what stands in the place of an address that is too long for a key, or not for everybody's eyes."""

PUSH: Final[ChannelName] = "push"
REMEMBERED: Final = 16_384
WITH_RECORDS: Final = frozenset(
    row.name for row in CHANNELS.values() if row.address_source == "trait" and not row.devices_trait
)


@lru_cache(maxsize=REMEMBERED)
def normal_address(channel: ChannelName, text: str) -> str:
    """An e-mail address in small letters, its domain by IDNA; a number as E.164; "" where there is none.

    The part before the @ may in theory tell capitals apart; hardly any server does, and a refusal must not hang on it.
    """
    text = text.strip()
    row = CHANNELS[channel]
    if row.phone:
        return e164(text) if is_international(text) else ""
    if channel == "email":
        return (mail_address(text) or text).lower()
    return text


def has_words(channel: ChannelName) -> bool:
    """Whether addresses of this channel are somebody: not those of devices, of people as such and of endpoints."""
    return channel in WITH_RECORDS


def address_key(channel: ChannelName, text: str) -> str:
    """The key of an address, however it is written; "" where it is none, or where this channel's have no records."""
    if not has_words(channel):
        return ""
    normal = normal_address(channel, text)
    if not normal:
        return ""
    if len(normal) > ADDRESS_CHARACTERS_MAX:
        normal = NO_TEXT + _digest(normal)
    return f"{ADDRESS}{channel}/{normal}"


def device_key(token: str) -> str:
    """The key of the record of a device's token. It holds a digest: who knows a token can write to the device."""
    return f"{ADDRESS}{PUSH}/{NO_TEXT}{_digest(token)}"


def is_device(key: str) -> bool:
    """Whether this is the key of a device's record."""
    return key.startswith(f"{ADDRESS}{PUSH}/")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def address_parts(key: str) -> tuple[ChannelName, str]:
    """The channel and the address of a key that `address_key` made."""
    name, _, text = key.removeprefix(ADDRESS).partition("/")
    channel = channel_named(name)
    assert channel is not None, key
    return channel, text


def held_address(
    addresses: Mapping[ChannelName, tuple[HeldAddress, ...]] | None, channel: ChannelName, text: str
) -> HeldAddress | None:
    """What a person holds of an address, however it is written; None where it is none of hers, or has no record."""
    held = (addresses or {}).get(channel)
    if not held:
        return None
    key = address_key(channel, text)
    return next((one for one in held if one.key == key), None)
