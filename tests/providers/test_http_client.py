"""HTTP calls against a real server: what was surely not sent, what is lost, and what never gets out of hand."""

import asyncio
import time

import pytest

from loopline.providers.http_client import ANSWER_BYTES_MAX, Answer, HttpClient, Lost, NotSent, retry_after_ms
from tests.providers.servers import receiver
from tests.providers.stand import NOW

HEADERS = [("Content-Type", "text/plain")]


async def posted(
    *urls: str, allow_private: bool = True, connections: int = 2, timeout_seconds: float = 2.0
) -> list[Answer | NotSent | Lost]:
    """What becomes of these calls."""
    client = HttpClient(allow_private=allow_private, connections=connections, timeout_seconds=timeout_seconds)
    await client.open()
    try:
        return await client.in_turn(urls, lambda url: client.post(url, HEADERS, b"hello"))
    finally:
        await client.close()


@pytest.mark.anyio
async def test_an_answer_is_read_with_its_headers() -> None:
    async with receiver() as desk:
        (answer,) = await posted(desk.url("/after"))
        assert isinstance(answer, Answer)
        assert (answer.status, answer.body, answer.words) == (429, b"ok", "429 ok")
        assert answer.retry_after_ms(NOW) == 120_000
        ((path, headers, body),) = desk.requests
    assert (path, body) == ("/after", b"hello")
    assert (headers["host"], headers["content-length"]) == (f"127.0.0.1:{desk.port}", "5")
    assert (headers["content-type"], headers["user-agent"]) == ("text/plain", "Loopline")


@pytest.mark.anyio
async def test_what_stands_somewhere_can_be_asked_for() -> None:
    async with receiver() as desk:
        client = HttpClient(allow_private=True, connections=1, timeout_seconds=2)
        await client.open()
        answers = [await client.get(desk.url(path)) for path in ("/answer?a=1", "/status/404", "/drop")]
        await client.close()
        asked = list(zip(desk.requests, desk.names, strict=True))
    assert [getattr(answer, "status", 0) for answer in answers] == [200, 404, 0] and isinstance(answers[2], Lost)
    assert asked[0][0][0] == "/answer?a=1" and asked[0][0][2] == b"" and "content-length" not in asked[0][1]


@pytest.mark.anyio
async def test_a_login_in_the_address_stays_here() -> None:
    async with receiver() as desk:
        await posted(f"http://me:hunter2@127.0.0.1:{desk.port}/ok")
        ((_, headers, _),) = desk.requests
    assert "hunter2" not in str(headers)


@pytest.mark.anyio
async def test_silence_is_lost_and_a_closed_door_is_not_sent() -> None:
    async with receiver() as desk:
        dropped, slow = await posted(desk.url("/drop"), desk.url("/slow"), timeout_seconds=0.2)
        gone = desk.url()
    assert isinstance(dropped, Lost) and isinstance(slow, Lost)
    assert dropped.reason and slow.reason
    (nowhere,) = await posted(gone)
    assert isinstance(nowhere, NotSent) and not nowhere.private
    client = HttpClient(allow_private=True, connections=1, timeout_seconds=1)
    assert isinstance(await client.post(gone, HEADERS, b""), NotSent), "it was not opened"


@pytest.mark.anyio
async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    async with receiver() as desk:
        started = time.monotonic()
        (answer,) = await posted(desk.url("/flood"))
    assert isinstance(answer, Answer)
    assert len(answer.body) < ANSWER_BYTES_MAX * 3 and time.monotonic() - started < 2


@pytest.mark.anyio
async def test_the_own_network_is_not_called() -> None:
    async with receiver() as desk:
        (answer,) = await posted(desk.url(), allow_private=False)
        assert isinstance(answer, NotSent) and answer.private and "127.0.0.1" in answer.reason
        assert desk.connections == 0


@pytest.mark.anyio
async def test_batches_share_the_connections_and_each_call_is_answered_in_order() -> None:
    now = most = 0
    client = HttpClient(allow_private=True, connections=3, timeout_seconds=5)

    async def one(number: int) -> tuple[int, Answer | NotSent | Lost]:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        answer = await client.post(desk.url(), HEADERS, b"")
        now -= 1
        return number, answer

    async with receiver() as desk:
        await client.open()
        one_batch, other = await asyncio.gather(client.in_turn(range(20), one), client.in_turn(range(20, 40), one))
        await client.close()
        assert [number for number, _ in one_batch + other] == list(range(40))
        assert all(isinstance(answer, Answer) for _, answer in one_batch + other)
        assert (most, desk.connections) == (6, 3), "three of each batch at a time, and three connections for both"


@pytest.mark.anyio
async def test_what_no_request_can_hold_is_said_at_once() -> None:
    client = HttpClient(allow_private=True, connections=1, timeout_seconds=1)
    with pytest.raises(ValueError):
        await client.post("http://127.0.0.1:1/", [("X-Name", "\ud83d")], b"")


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        ("120", 120_000),
        ("999999999999", 24 * 3_600_000),
        ("Sat, 22 Nov 2025 08:27:40 GMT", 60_000),
        ("Sat, 22 Nov 2020 08:27:40 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after(value: str, ms: int | None) -> None:
    assert retry_after_ms(value, NOW) == ms
