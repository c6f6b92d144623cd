"""The signals between people and addresses."""

from loopline.model.addresses.address import AddressWord
from loopline.model.signals.devices import DeviceSignal
from loopline.model.signals.header import SignalHeader


class AddressJoined(SignalHeader, frozen=True, kw_only=True, gc=False, tag="address_joined", array_like=True):
    """Emitted to an address, or a device: a person has it now (`left`: no more), and asks what was said of it.

    `words` are those that the person's record holds from a time when addresses had no records. `guest`: only a browser
    said that she has it. `forget`: who leaves is forgotten, and where nobody else has the address, its letters go too.
    """

    person: str
    left: bool = False
    words: dict[str, AddressWord] | None = None
    guest: bool = False
    forget: bool = False


class AddressSpoken(SignalHeader, frozen=True, kw_only=True, gc=False, tag="address_spoken", array_like=True):
    """These words were said of an address: refused, or allowed again. `person` is through whom, "" is nobody known."""

    words: tuple[str, ...]
    allowed: bool = False
    person: str = ""
    by: str = ""
    note: str = ""


class AddressTold(SignalHeader, frozen=True, kw_only=True, gc=False, tag="address_told", array_like=True):
    """Emitted to a person: this stands against the address now. What is older than what the person knows is void."""

    address: str
    words: dict[str, AddressWord] | None = None
    version: int = 0
    lifted_at: int = 0


AddressSignal = AddressJoined | AddressSpoken | AddressTold | DeviceSignal
