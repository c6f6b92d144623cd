"""HTTP/2 calls: guarded, bounded, and plain about what surely was not sent and what may have been."""

import pytest

from loopline.providers.http_client import Answer, Lost, NotSent
from loopline.providers.push.http2_client import Http2Client
from tests.providers.push.apple import SILENT, Apple, apple, device, trusting
from tests.providers.servers import receiver


async def told(client: Http2Client, url: str, to: str = "aa" * 32) -> Answer | NotSent | Lost:
    await client.open()
    try:
        return await client.post(f"{url}/3/device/{to}", [("apns-topic", "x")], b"{}")
    finally:
        await client.close()


def client(*, private: bool = True, trust: bool = True, seconds: float = 30) -> Http2Client:
    context = trusting() if trust else None
    return Http2Client(allow_private=private, at_once=2, timeout_seconds=seconds, context=context)


def at(service: Apple) -> str:
    return f"https://127.0.0.1:{service.port}"


@pytest.mark.anyio
async def test_an_answer_comes_with_its_status_and_headers() -> None:
    async with apple() as service:
        answer = await told(client(), at(service))
    assert isinstance(answer, Answer) and answer.status == 403 and b"MissingProviderToken" in answer.body


@pytest.mark.anyio
async def test_what_surely_did_not_leave_is_not_lost() -> None:
    async with apple() as service:
        private = await told(client(private=False), at(service))
        strange = await told(client(trust=False), at(service))
        assert await client().post(at(service), [], b"") == NotSent("the provider is not open")
        assert not service.tokens
    away = await told(client(), at(service))
    assert isinstance(private, NotSent) and private.private
    assert isinstance(strange, NotSent) and isinstance(away, NotSent) and not away.private


@pytest.mark.anyio
async def test_a_server_that_speaks_no_http2_or_no_tls_got_nothing() -> None:
    async with receiver() as plain:
        assert isinstance(await told(client(seconds=3), f"https://127.0.0.1:{plain.port}"), NotSent)
        assert plain.requests == []


@pytest.mark.anyio
async def test_what_no_header_can_hold_is_not_sent() -> None:
    async with apple() as service:
        caller = client()
        await caller.open()
        for value in ("a\nb", "\ud83d"):
            with pytest.raises(ValueError, match="header"):
                await caller.post(f"{at(service)}/3/device/{device(SILENT)}", [("apns-topic", value)], b"{}")
        await caller.close()
        assert service.called == []
