"""The network as httpcore2 uses it, led through our guard. Imported only where HTTP/2 is spoken."""

from collections.abc import Iterable
from typing import Any

from httpcore2 import AnyIOBackend, AsyncNetworkStream, ConnectError, ConnectTimeout

from loopline.providers.guarded_network import checked_addresses


class GuardedBackend(AnyIOBackend):
    """Connects to public addresses only, unless the own network is allowed. The name is asked for once, and checked."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # the library's own
    ) -> AsyncNetworkStream:
        """A connection to the first address that answers. Raises PrivateAddress, and the library's own errors."""
        try:
            found = await checked_addresses(host, port, allow_private=self._allow_private)
        except OSError as error:
            raise ConnectError(str(error)) from error
        last: Exception = ConnectError(f"{host} has no address")
        for *_, address in found:
            try:
                return await super().connect_tcp(str(address[0]), port, timeout, local_address, socket_options)
            except (ConnectError, ConnectTimeout) as error:
                last = error
        raise last
