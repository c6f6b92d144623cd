"""The token of a device is somebody too: it knows who uses the device, and tells who used it before."""

from typing import Final

from msgspec.structs import replace

from loopline.model.addresses.address import Address, AddressWord
from loopline.model.effect import Effect, EmitSignal
from loopline.model.signal import Signal
from loopline.model.signals.addresses import AddressJoined
from loopline.model.signals.devices import DeviceLeft

USED: Final = "used"
"""The word of a token's record: since when its one member uses the device. It refuses nothing."""


def advance_device(address: Address, signal: Signal) -> tuple[Address, list[Effect]]:
    """The token's record after a signal. One person has it: whoever stated it last; the other one is told.

    A statement that is older than what is known moves nothing, and who made it is told.
    """
    if not isinstance(signal, AddressJoined):
        return address, []
    word = (address.words or {}).get(USED)
    holder, since = next(iter(address.members), ""), word.at if word else 0
    if signal.left:
        return (replace(address, members=(), words=None) if holder == signal.person else address), []
    if holder not in ("", signal.person) and signal.at < since:
        return address, [_left(address, signal.person, holder, since, signal)]
    used = {USED: AddressWord(allowed=True, at=max(since, signal.at))}
    after = replace(address, members=(signal.person,), words=used)
    if holder in ("", signal.person):
        return after, []
    return after, [_left(address, holder, signal.person, signal.at, signal)]


def _left(address: Address, person: str, holder: str, since: int, signal: AddressJoined) -> EmitSignal:
    return EmitSignal(
        DeviceLeft(
            key=person,
            id=f"{signal.id}:left:{person}",
            at=since,
            received_at=signal.received_at,
            device=address.key,
            holder=holder,
        )
    )
