"""A name server as it answers, fails, is silent, or says nonsense."""

import pytest

from loopline.model.errors import Unavailable
from loopline.studio.senders.dns_client import DnsClient, Texts
from tests.studio.senders.name_server import Fault, name_server

pytestmark = pytest.mark.anyio


async def test_texts_come_whole_and_what_is_not_there_is_none() -> None:
    long = "v=DKIM1; p=" + "A" * 400
    with name_server() as server:
        server.texts = {"acme.test": ["v=spf1 -all", long], "deep.below.test": ["x"]}
        client: Texts = DnsClient(server.address)
        assert sorted(await client.texts("acme.test")) == sorted((long, "v=spf1 -all"))
        assert await client.texts("nobody.test") == () and await client.texts("below.test") == ()


@pytest.mark.parametrize("fault", ["fails", "silent", "garbage"])
async def test_what_nobody_answers_is_told(fault: Fault) -> None:
    with name_server() as server:
        server.faults["acme.test"] = fault
        with pytest.raises(Unavailable, match="LOOPLINE_DNS") as caught:
            await DnsClient(server.address, seconds=0.3).texts("acme.test")
        assert (caught.value.code, caught.value.at) == ("dns_unanswered", "acme.test")


async def test_a_server_that_is_no_address_is_told() -> None:
    with pytest.raises(Unavailable, match="LOOPLINE_DNS"):
        await DnsClient("dns.acme.test:53").texts("acme.test")
