"""The signals of devices: one that a person states, and one that went over to somebody else."""

from typing import Literal

from loopline.model.push.device import Platform
from loopline.model.signals.header import SignalHeader


class DeviceStated(SignalHeader, frozen=True, kw_only=True, gc=False, tag="device", array_like=True):
    """A person uses the device with this token; `removed`: no more. `app` and `version` are those of the app."""

    token: str
    platform: Platform = ""
    app: str = ""
    version: str = ""
    removed: bool = False
    trust: Literal["", "browser"] = ""


class DeviceLeft(SignalHeader, frozen=True, kw_only=True, gc=False, tag="device_left", array_like=True):
    """Emitted to a person: `holder` uses the device now, since `at`. `device` is the key of its token's record."""

    device: str
    holder: str


DeviceSignal = DeviceStated | DeviceLeft
