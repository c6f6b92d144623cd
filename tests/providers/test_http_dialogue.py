"""The talk with HTTP servers over real sockets: that speak well, oddly, half, too much, too slowly, or no more."""

import asyncio

import pytest

from loopline.providers.http_client import ANSWER_BYTES_MAX, Answer, Lost, NotSent
from loopline.providers.http_dialogue import HEAD_BYTES_MAX
from tests.providers.scripted import OK, client, door, keeping, saying
from tests.providers.servers import read_call


async def posted(url: str, timeout_seconds: float = 2.0, body: bytes = b"hello") -> Answer | NotSent | Lost:
    async with client(timeout_seconds) as one:
        return await one.post(url, [("Content-Type", "text/plain")], body)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("said", "status", "body"),
    [
        (OK, 200, b"ok"),
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, b"ok"),
        (b"HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nX-After: 1\r\n\r\n",
            200,
            b"ok",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 \r\nok\r\n0\r\n\r\n", 200, b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, b"ok"),
        (b"HTTP/1.0 200 OK\r\n\r\nok", 200, b"ok"),
        (b"HTTP/1.0 503 Busy\r\nContent-Length: 2\r\n\r\nok", 503, b"ok"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", 200, b"ok"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK, 200, b"ok"),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n\0\1", 101, b""),
        (OK + b"HTTP/1.1 500 Not Asked\r\nContent-Length: 0\r\n\r\n", 200, b"ok"),
        (OK + b"rubbish", 200, b"ok"),
    ],
)
@pytest.mark.parametrize("by_byte", [False, True])
async def test_answers_as_servers_give_them(said: bytes, status: int, body: bytes, by_byte: bool) -> None:
    pieces = [bytes([byte]) for byte in said] if by_byte else [said]
    async with door(saying(*pieces)) as opened:
        answer = await posted(opened.url)
    assert isinstance(answer, Answer), answer
    assert (answer.status, answer.body) == (status, body)
    assert "x-after" not in answer.headers and "link" not in answer.headers


@pytest.mark.anyio
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"220 mail.test ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
    ],
)
async def test_half_an_answer_is_none(said: bytes) -> None:
    async with door(saying(said)) as opened:
        assert isinstance(await posted(opened.url), Lost)
    assert opened.connections == 1, "nobody knows whether it was taken: it is not asked again"


@pytest.mark.anyio
@pytest.mark.parametrize("line", [b"X-Much: " + b"x" * 1_000 + b"\r\n", b"a:b\r\n", b"X: " + b"\t" * 70_000])
async def test_a_head_without_an_end_is_given_up(line: bytes) -> None:
    heard = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        await read_call(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while heard < 100 * HEAD_BYTES_MAX:
            writer.write(line)
            await writer.drain()
            heard += len(line)

    async with door(flood) as opened:
        answer = await posted(opened.url, timeout_seconds=20)
        assert isinstance(answer, Lost) and "head" in answer.reason


@pytest.mark.anyio
async def test_a_huge_head_that_ends_is_given_up_too() -> None:
    said = b"HTTP/1.1 200 OK\r\n" + b"X-Much: " + b"x" * HEAD_BYTES_MAX + b"\r\nContent-Length: 0\r\n\r\n"
    async with door(saying(said)) as opened:
        assert isinstance(await posted(opened.url), Lost)
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"x" * 90) for number in range(500))
    async with door(saying(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 2\r\n\r\nok")) as opened:
        answer = await posted(opened.url)
    assert isinstance(answer, Answer) and len(answer.headers) == 501, "one within the bound is read"


@pytest.mark.anyio
@pytest.mark.parametrize(
    "framed",
    [
        b"Content-Length: 100000000\r\n\r\n" + b"x" * 2_000_000,
        b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 400_000,
        b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 3_000_000,
    ],
)
async def test_of_a_body_without_an_end_the_beginning_is_read(framed: bytes) -> None:
    async with door(saying(b"HTTP/1.1 200 OK\r\n" + framed)) as opened:
        answer = await posted(opened.url, timeout_seconds=20)
    assert isinstance(answer, Answer)
    assert answer.status == 200 and len(answer.body) <= ANSWER_BYTES_MAX


@pytest.mark.anyio
async def test_a_server_that_drips_is_given_up_after_twice_the_time() -> None:
    async with door(saying(*(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 1_000), pause_seconds=0.02)) as opened:
        answer = await posted(opened.url, timeout_seconds=0.3)
    assert isinstance(answer, Lost) and "too long" in answer.reason


@pytest.mark.anyio
async def test_a_server_that_is_silent_within_its_answer_is_given_up() -> None:
    async with door(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", b"o", pause_seconds=5)) as opened:
        answer = await posted(opened.url, timeout_seconds=0.2)
    assert isinstance(answer, Lost) and "silent" in answer.reason


@pytest.mark.anyio
async def test_an_answer_before_the_whole_request_is_read_and_the_connection_is_not_used_again() -> None:
    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        await asyncio.sleep(5)

    async with door(early, keeping(OK, [])) as opened, client() as one:
        answer = await one.post(opened.url, [], b"x" * 20_000_000)
        assert isinstance(answer, Answer) and answer.status == 413
        assert isinstance(await one.post(opened.url, [], b""), Answer)
        assert opened.connections == 2


@pytest.mark.anyio
@pytest.mark.parametrize(
    "header",
    [("X-A", "a\r\nX-Evil: b"), ("X-A", "a\nb"), ("X A", "a"), ("", "a"), ("X-A:", "a"), ("X-A", "\0"), ("Ü", "a")],
)
async def test_a_header_that_would_be_two_is_refused_before_anything_is_sent(header: tuple[str, str]) -> None:
    async with door(keeping(OK, [])) as opened, client() as one:
        with pytest.raises(ValueError, match="no header"):
            await one.post(opened.url, [header], b"")
        assert opened.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/a b", "/a\x00", "/ü", "/a?b c"])
async def test_an_address_that_would_split_the_request_is_refused(path: str) -> None:
    async with client() as one:
        with pytest.raises(ValueError, match="no address"):
            await one.post(f"http://127.0.0.1:1{path}", [], b"")


@pytest.mark.anyio
async def test_the_path_is_sent_as_it_is_written() -> None:
    targets: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            targets.append((await read_call(reader)).target)
            writer.write(OK)

    async with door(note) as opened, client() as one:
        for path in ("", "/", "?a=b", "/a;b=c/d?e=%20f#g", "/%C3%BC//x"):
            await one.post(f"http://127.0.0.1:{opened.port}{path}", [], b"")
    assert targets == ["/", "/", "/?a=b", "/a;b=c/d?e=%20f", "/%C3%BC//x"]
