"""Connections to the outside only: a host is resolved once, its address is checked, and that one is connected to."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

ADDRESSES_MAX: Final = 4
"""So many addresses of a host are tried, in the order in which the resolver gives them."""

CheckedAddress = tuple[socket.AddressFamily, socket.SocketKind, int, tuple[object, ...]]
"""As a socket takes it: family, kind, protocol and the address itself."""

# Beyond what the standard library calls not global: carrier NAT, test networks, the old site-local and discard ranges,
# and IPv4 addresses inside IPv6 ones.
OLD: Final = ("fec0::/10", "100::/64", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "3fff::/20", "5f00::/16")
TUNNELS: Final = ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
ALSO_PRIVATE: Final = tuple(
    map(ip_network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", *OLD, *TUNNELS))
)


class PrivateAddress(Exception):
    """The host is one of ours (loopback, private, link-local, metadata) and settings do not allow it."""


async def reach(host: str, port: int, *, allow_private: bool) -> socket.socket:
    """A connected socket to the first address of the host that answers. The caller says for how long it may take.

    Raises as `checked_addresses` does; OSError when none answers.
    """
    last = OSError(f"{host} has no address")
    for family, kind, protocol, address in await checked_addresses(host, port, allow_private=allow_private):
        try:
            return await _connected(socket.socket(family, kind, protocol), address)
        except OSError as error:
            last = error
    raise last


async def checked_addresses(host: str, port: int, *, allow_private: bool) -> list[CheckedAddress]:
    """The first addresses of the host, checked once: whoever connects to one of them asks for the name no more.

    Raises PrivateAddress when any address of the host is not public, unless `allow_private`; OSError when it has none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OSError(f"{host} has no address: {error}") from error
    if not allow_private and not all(is_public(str(address[0])) for *_, address in found):
        raise PrivateAddress(host)
    return [(family, kind, protocol, address) for family, kind, protocol, _, address in found[:ADDRESSES_MAX]]


async def _connected(sock: socket.socket, address: tuple[object, ...]) -> socket.socket:
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


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
