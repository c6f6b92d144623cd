"""Devices as one address: each token once, those of the record first, the dead ones left out, 16 at most."""

import pytest

from loopline.model.push.device import Device
from loopline.model.push.devices import DEVICES_MAX, devices_address, tokens_in


@pytest.mark.parametrize(
    ("own", "listed", "dead", "expected"),
    [
        ("t1", None, (), "t1"),
        ("t1", [], (), "t1"),
        (None, ["t1", {"token": "t2", "platform": "ios"}], (), "t1\nt2"),
        ("t1", ["t2", "t1", " t2 "], (), "t1\nt2"),
        ("t1", ["t2"], {"t1"}, "t2"),
        ("t1", ["t2"], {"t1", "t2"}, "t1\nt2"),
        ("t1", "t2", (), "t1"),
        ("", [None, 3, {}, {"token": 3}, "", "a\nb", "x" * 5_000], (), ""),
        ({"token": "t1"}, {"token": "t2"}, (), ""),
    ],
)
def test_an_address_names_the_devices_that_can_be_reached(
    own: object, listed: object, dead: set[str], expected: str
) -> None:
    assert devices_address((), own, listed, dead) == expected


def test_sixteen_devices_at_most_and_the_dead_take_no_place() -> None:
    listed = [f"t{number}" for number in range(30)]
    found = tokens_in(devices_address((), None, listed, {"t0", "t5"}))
    assert len(found) == DEVICES_MAX and found[0] == "t1" and "t5" not in found
    assert tokens_in("") == ()


def test_the_device_seen_last_comes_first_and_what_ended_is_void_whatever_a_trait_says() -> None:
    devices = (Device("old", seen_at=1), Device("new", seen_at=9), Device("left", seen_at=12, end="moved", ended_at=13))
    assert devices_address(devices, "left", ["t1", "new"], ()) == "new\nold\nt1"
    assert devices_address(devices, "t1", None, (), "latest") == "new"
    assert devices_address(devices[2:], "left", None, ()) == ""
