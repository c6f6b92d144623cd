"""Asks a name server for texts (dnspython): with a time-out, and never on the way of a message."""

from typing import TYPE_CHECKING, Final, Protocol

from loopline.model.errors import Unavailable

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

ANSWER_SECONDS: Final = 5.0
TEXTS_MAX: Final = 100
"""So many TXT records of one name are read; nobody publishes as many."""


class Texts(Protocol):
    """Answers what DNS has; the tests' own stand keeps the same promise."""

    async def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, the pieces of each joined; () where it has none.

        Raises Unavailable `dns_unanswered` where nobody can tell.
        """
        ...


class DnsClient:
    """`server` is host:port of a name server's address; "" asks those of the machine."""

    def __init__(self, server: str = "", seconds: float = ANSWER_SECONDS) -> None:
        self._server, self._seconds = server, seconds

    async def texts(self, name: str) -> tuple[str, ...]:
        """As `Texts` promises, within the seconds."""
        from dns.exception import DNSException
        from dns.resolver import NXDOMAIN, NoAnswer

        try:
            found = await self._resolver().resolve(f"{name}.", "TXT", search=False)
        except (NXDOMAIN, NoAnswer):
            return ()
        except (DNSException, OSError, ValueError) as error:
            text = f"No name server tells what {name} has ({type(error).__name__}); try again, or set LOOPLINE_DNS."
            raise Unavailable("dns_unanswered", text, at=name) from None
        return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in list(found)[:TEXTS_MAX])

    def _resolver(self) -> "Resolver":
        from dns.asyncresolver import Resolver

        resolver = Resolver(configure=not self._server)
        if self._server:
            host, _, port = self._server.rpartition(":")
            resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
        resolver.lifetime = self._seconds
        return resolver
