"""The token of a device: one person has it, the last who stated it by time, and the one before is told."""

from loopline.model.addresses.address import Address
from loopline.model.addresses.normal import device_key
from loopline.model.effect import EmitSignal
from loopline.model.signals.addresses import AddressJoined
from loopline.model.signals.devices import DeviceLeft
from loopline.signals.addresses.address import advance_address

KEY = device_key("cZ9k:APA91b")


def joined(person: str, at: int, *, left: bool = False) -> AddressJoined:
    return AddressJoined(key=KEY, id=f"{person}/{at}/{left}", at=at, received_at=99, person=person, left=left)


def after(*signals: AddressJoined) -> tuple[tuple[str, ...], list[tuple[str, str, int]]]:
    """Who has the token then, and who was told that it is whose since when."""
    address, told = Address(KEY), list[tuple[str, str, int]]()
    for signal in signals:
        address, effects = advance_address(address, signal)
        for one in effects:
            assert isinstance(one, EmitSignal) and isinstance(one.signal, DeviceLeft)
            told.append((one.signal.key, one.signal.holder, one.signal.at))
    return address.members, told


def test_the_last_who_stated_it_has_it_and_the_one_before_is_told() -> None:
    assert after(joined("ann", 1)) == (("ann",), [])
    assert after(joined("ann", 1), joined("ann", 5)) == (("ann",), [])
    assert after(joined("ann", 1), joined("bob", 5)) == (("bob",), [("ann", "bob", 5)])


def test_what_is_older_moves_nothing_and_who_said_so_is_told() -> None:
    assert after(joined("ann", 5), joined("bob", 1)) == (("ann",), [("bob", "ann", 5)])
    assert after(joined("ann", 1), joined("ann", 7), joined("bob", 5)) == (("ann",), [("bob", "ann", 7)])


def test_who_lets_it_go_leaves_it_to_anybody_and_nobody_lets_go_what_is_not_theirs() -> None:
    assert after(joined("ann", 5), joined("ann", 6, left=True), joined("bob", 1)) == (("bob",), [])
    assert after(joined("ann", 5), joined("bob", 6, left=True)) == (("ann",), [])


def test_its_key_does_not_hold_the_token() -> None:
    assert "APA91b" not in KEY and KEY.startswith("!at/push/#")
