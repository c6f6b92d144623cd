"""No message of ours reaches a machine of our own network, however its address is written."""

import asyncio
import socket

import pytest

from loopline.providers.guarded_network import PrivateAddress, is_public, reach
from tests.providers.servers import receiver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:1::",
        "fec0::1",
        "feff:ffff::1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "192.88.99.1",
        "100::1",
        "2001:2::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "64:ff9b:1::7f00:1",
        "not an address",
    ],
)
def test_addresses_of_our_own(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "::1"])
async def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    async with receiver() as desk:
        with pytest.raises((PrivateAddress, OSError)):
            await reach(host, desk.port, allow_private=False)
        assert desk.connections == 0


@pytest.mark.anyio
async def test_loopback_is_reached_when_settings_allow_it() -> None:
    async with receiver() as desk:
        with await reach("127.0.0.1", desk.port, allow_private=True) as sock:
            assert sock.getpeername() == ("127.0.0.1", desk.port)


@pytest.mark.anyio
async def test_a_host_without_an_address_is_a_connection_error() -> None:
    with pytest.raises(OSError, match="has no address"):
        await reach("a" * 70 + ".invalid", 80, allow_private=False)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """A resolver that gives these addresses, one answer a question; the names that it was asked for."""
    asked: list[str] = []
    rest = iter(addresses)

    async def getaddrinfo(self: object, host: str, port: int, **rules: object) -> list[tuple[object, ...]]:
        if host.startswith("127."):  # uvloop takes an address apart by this too; no resolver hears of it
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(rest).split()]

    monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.anyio
async def test_a_host_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver() as desk:
        resolving(monkeypatch, "93.184.216.34 127.0.0.1")
        with pytest.raises(PrivateAddress):
            await reach("rebind.test", desk.port, allow_private=False)
        assert desk.connections == 0


@pytest.mark.anyio
async def test_the_address_that_was_checked_is_the_one_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver whose second answer is another one, as an attacker's is, is not asked a second time."""
    async with receiver() as desk:
        asked = resolving(monkeypatch, "127.0.0.1", "127.0.0.2")
        with await reach("rebind.test", desk.port, allow_private=True) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"
    assert asked == ["rebind.test"]


@pytest.mark.anyio
async def test_the_next_address_is_tried_where_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver() as desk:
        resolving(monkeypatch, "127.0.0.3 127.0.0.1")
        with await reach("two.test", desk.port, allow_private=True) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"
