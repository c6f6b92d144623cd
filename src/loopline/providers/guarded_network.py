"""Connections to the outside only: a host is resolved once, its address is checked, and that one is connected to."""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError, ConnectTimeout

# Beyond what the standard library calls not global: carrier NAT, test networks, the old site-local and discard ranges,
# and IPv4 addresses inside IPv6 ones.
OLD: Final = ("fec0::/10", "100::/64", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "3fff::/20", "5f00::/16")
TUNNELS: Final = ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
ALSO_PRIVATE: Final = tuple(
    map(ip_network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", *OLD, *TUNNELS))
)


class PrivateAddress(Exception):
    """The host is one of ours (loopback, private, link-local, metadata) and settings do not allow it."""


class GuardedBackend(AsyncNetworkBackend):
    """A network backend that refuses addresses that are not public, unless `allow_private`."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # httpcore2's own alias is private
    ) -> AsyncNetworkStream:
        """Connects to the first address of the host; PrivateAddress when any address of it is not public."""
        address = await self._checked(host, port, timeout)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """As the pool asks between its own connection attempts."""
        await self._inner.sleep(seconds)

    async def _checked(self, host: str, port: int, timeout: float | None) -> str:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError as error:
            raise ConnectTimeout(f"{host} was not resolved in time") from error
        except (OSError, UnicodeError) as error:
            raise ConnectError(f"{host} has no address: {error}") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses:
            raise ConnectError(f"{host} has no address")
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise PrivateAddress(host)
        return addresses[0]


def is_public(address: str) -> bool:
    """True for an address that belongs to the public internet and to one host only."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback:
        return False
    return not any(ip.version == network.version and ip in network for network in ALSO_PRIVATE)
