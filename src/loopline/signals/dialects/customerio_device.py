"""Customer.io's devices: one that a person uses, and one that was taken away."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.model.ids import stable_id
from loopline.model.push.device import platform_named
from loopline.model.signals.devices import DeviceStated
from loopline.signals.dialects.told_device import checked_token
from loopline.signals.quality import BadMessage

_SECOND: Final = 1_000


class CustomerioToken(Struct):
    """A device by its push token; `last_used` counts seconds."""

    id: str | None = None
    platform: Any = None  # what is none of our platforms is passed over
    last_used: Any = None  # what is no time is passed over: it was used now


class CustomerioDevice(Struct):
    """A device that a person uses."""

    device: CustomerioToken


_decode_device = msgspec.json.Decoder(CustomerioDevice).decode
_decode_removed = msgspec.json.Decoder(str).decode


def read_device(text: bytes, key: str, name: str, received_at: int) -> DeviceStated:
    """A device was added, or used. Raises BadMessage `device_invalid`; msgspec.DecodeError for another shape."""
    device = _decode_device(text).device
    if not device.id:
        raise BadMessage("device_invalid", "device.id is missing; send the push token of the device.")
    token = checked_token(device.id, "device.id")
    at = _used_at(device.last_used, received_at)
    platform = platform_named(device.platform, token)
    return DeviceStated(key=key, id=name, at=at, received_at=received_at, token=token, platform=platform)


def read_removal(text: bytes, key: str, name: str, received_at: int) -> DeviceStated:
    """A device was taken away: `text` is its token, which the address names behind the person."""
    token = checked_token(_decode_removed(text), "The device in the address")
    own = stable_id(name, "removed")
    return DeviceStated(key=key, id=own, at=received_at, received_at=received_at, token=token, removed=True)


def _used_at(given: object, received_at: int) -> int:
    """When it was used last (ms), never ahead of us."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < received_at / _SECOND:
        return received_at
    return int(given * _SECOND)
