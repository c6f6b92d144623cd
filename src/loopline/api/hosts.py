"""The names under which browsers may reach the studio: a page that points its own name at us gets no answer."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

ANY: Final = "*"
LOCALHOST: Final = "localhost"


class AllowedHosts:
    """The host of the public URL, the loopback names, and what the operator names (`*.example.com`: all below)."""

    def __init__(self, public_url: str, named: str = "") -> None:
        self._names = {_bare(name.strip()) for name in named.split(",") if name.strip()}
        self._public = urlsplit(public_url).hostname or ""
        self._names.add(self._public)

    def allow(self, host: str) -> None:
        """One more: the address that the server listens on."""
        self._names.add(_bare(host))

    def is_public(self, header: str) -> bool:
        """Whether this Host header is that of the public URL."""
        return _bare(header) == self._public

    def allows(self, header: str) -> bool:
        """Whether a request with this Host header may come in."""
        name = _bare(header)
        if not name:
            return False
        if ANY in self._names or name in self._names or _is_loopback(name):
            return True
        return any(name.endswith(f".{parent}") for parent in _parents(self._names))


def _parents(names: set[str]) -> list[str]:
    return [name.removeprefix("*.") for name in names if name.startswith("*.")]


def _bare(header: str) -> str:
    """The name alone: without the port, the brackets of IPv6 and the last dot, in small letters."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    name, _, port = text.partition(":")
    return text if ":" in port else name.rstrip(".")


def _is_loopback(name: str) -> bool:
    if name == LOCALHOST or name.endswith(f".{LOCALHOST}"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
