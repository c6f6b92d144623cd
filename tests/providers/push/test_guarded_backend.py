"""HTTP/2 reaches no machine of our own network either."""

import pytest
from httpcore2 import ConnectError

from loopline.providers.guarded_network import PrivateAddress
from loopline.providers.push.guarded_backend import GuardedBackend
from tests.providers.servers import receiver


@pytest.mark.anyio
async def test_our_own_network_is_reached_only_where_that_is_allowed() -> None:
    async with receiver() as plain:
        with pytest.raises(PrivateAddress):
            await GuardedBackend(allow_private=False).connect_tcp("localhost", plain.port, 2)
        stream = await GuardedBackend(allow_private=True).connect_tcp("localhost", plain.port, 2)
        await stream.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300])
async def test_a_host_that_is_none_is_an_error_of_the_connection(host: str) -> None:
    with pytest.raises(ConnectError):
        await GuardedBackend(allow_private=True).connect_tcp(host, 443, 2)
