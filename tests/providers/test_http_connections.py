"""Connections that are kept: used again while they live, never for another host, never behind a server's farewell."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trustme

from loopline.providers import http_connections
from loopline.providers.http_client import Answer, Lost, NotSent
from loopline.providers.http_connections import HttpConnections, Origin
from tests.providers.scripted import OK, Script, client, door, keeping, saying
from tests.providers.servers import read_call, receiver


@pytest.mark.anyio
async def test_a_connection_is_used_again_and_by_its_own_host_alone() -> None:
    async with receiver() as one, receiver() as other, client(connections=4) as http:
        for _ in range(3):
            assert isinstance(await http.post(one.url(), [], b""), Answer)
            assert isinstance(await http.post(other.url(), [], b""), Answer)
        assert (one.connections, other.connections) == (1, 1)
        assert (len(one.requests), len(other.requests)) == (3, 3)


@pytest.mark.anyio
async def test_many_hosts_hold_no_more_connections_than_allowed() -> None:
    """What rests counts: the one that has rested longest makes room."""
    alive: set[int] = set()
    most = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        alive.add(id(writer))
        most = max(most, len(alive))
        try:
            while True:
                await read_call(reader)
                writer.write(OK)
        finally:
            alive.discard(id(writer))

    async with door(count) as a, door(count) as b, door(count) as c, client(connections=2) as http:
        for opened in (a, b, c, a, b, c):
            assert isinstance(await http.post(opened.url, [], b""), Answer)
            await asyncio.sleep(0.02)
        assert most == 2
        assert isinstance(await http.post(c.url, [], b""), Answer)
        assert c.connections == 2, "the last one still rests"


def once_then_farewell(heard: list[bytes], farewell: bytes = b"") -> Script:
    """Answers one request, and hangs up."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await read_call(reader)).body)
        writer.write(OK)
        await writer.drain()
        if farewell:
            await asyncio.sleep(0.02)
            writer.write(farewell)
            await writer.drain()

    return play


@pytest.mark.anyio
@pytest.mark.parametrize("farewell", [b"", b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"])
async def test_a_server_that_hangs_up_between_two_requests_gets_each_once(farewell: bytes) -> None:
    """A kept connection that is closed is seen before anything is written to it; the request goes out on a new one."""
    heard: list[bytes] = []
    async with door(once_then_farewell(heard, farewell)) as opened, client() as http:
        for number in range(5):
            answer = await http.post(opened.url, [], b"%d" % number)
            assert isinstance(answer, Answer) and answer.status == 200
            await asyncio.sleep(0.05)
        assert heard == [b"0", b"1", b"2", b"3", b"4"]
        assert opened.connections == 5


@pytest.mark.anyio
async def test_a_farewell_that_nobody_has_read_yet_is_seen_too() -> None:
    """The server's end is in the socket, and our event loop has had no time to look: it is held up here."""
    heard: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        while True:
            with contextlib.suppress(OSError):
                taken, _ = listener.accept()
                with taken:
                    heard.append(taken.recv(65_536))
                    taken.sendall(OK)
                continue
            return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        async with client() as http:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            for _ in range(5):
                assert isinstance(await http.post(url, [], b""), Answer)
                time.sleep(0.1)
        listener.shutdown(socket.SHUT_RDWR)
    assert len(heard) == 5


@pytest.mark.anyio
async def test_a_request_that_the_server_may_have_taken_is_not_sent_twice() -> None:
    """It reads the second request on a kept connection and hangs up without a word: nobody knows."""
    heard: list[bytes] = []

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await read_call(reader)).body)
        writer.write(OK)
        heard.append((await read_call(reader)).body)

    async with door(play) as opened, client() as http:
        assert isinstance(await http.post(opened.url, [], b"one"), Answer)
        assert isinstance(await http.post(opened.url, [], b"two"), Lost)
        assert heard == [b"one", b"two"] and opened.connections == 1


@pytest.mark.anyio
async def test_a_server_that_hangs_up_on_everybody_got_nothing() -> None:
    async def slam(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with door(slam) as opened, client() as http:
        answers = [await http.post(opened.url, [], b"") for _ in range(20)]
        assert all(isinstance(answer, Lost | NotSent) for answer in answers)
        assert opened.connections == 20


@pytest.mark.anyio
@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
)
async def test_a_connection_that_may_not_be_kept_is_not(said: bytes) -> None:
    async with door(keeping(said, [])) as opened, client() as http:
        for _ in range(2):
            assert isinstance(await http.post(opened.url, [], b""), Answer)
        assert opened.connections == 2


@pytest.mark.anyio
async def test_a_connection_of_http_1_0_is_kept_where_the_server_says_so() -> None:
    said = b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"
    async with door(keeping(said, [])) as opened, client() as http:
        for _ in range(3):
            assert isinstance(await http.post(opened.url, [], b""), Answer)
        assert opened.connections == 1


@pytest.mark.anyio
async def test_what_rests_too_long_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connections, "KEEPALIVE_SECONDS", 0.05)
    async with receiver() as desk, client() as http:
        assert isinstance(await http.post(desk.url(), [], b""), Answer)
        await asyncio.sleep(0.2)
        assert desk.connections == desk.ended == 1
        assert isinstance(await http.post(desk.url(), [], b""), Answer)
        assert desk.connections == 2


@pytest.mark.anyio
async def test_whoever_waits_too_long_for_a_connection_has_sent_nothing() -> None:
    async with receiver() as desk, client(timeout_seconds=0.3) as http:
        slow = asyncio.create_task(http.post(desk.url("/slow"), [], b""))
        await asyncio.sleep(0.15)
        waiting = asyncio.create_task(http.post(desk.url(), [], b""))
        assert isinstance(await slow, Lost)
        assert isinstance(await waiting, Answer), "its turn came in time"
        held = [asyncio.create_task(http.post(desk.url("/slow"), [], b"")) for _ in range(3)]
        kinds = sorted(type(answer).__name__ for answer in await asyncio.gather(*held))
        assert kinds.count("NotSent") >= 1 and "Answer" not in kinds
        assert isinstance(await http.post(desk.url(), [], b""), Answer), "no turn is lost"


@pytest.mark.anyio
async def test_a_call_that_is_cancelled_frees_its_connection() -> None:
    async with receiver() as desk, client(timeout_seconds=5) as http:
        calls = [asyncio.create_task(http.post(desk.url("/slow"), [], b"")) for _ in range(3)]
        await asyncio.sleep(0.05)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        assert isinstance(await http.post(desk.url(), [], b""), Answer)


@pytest.mark.anyio
async def test_closing_leaves_nobody_waiting() -> None:
    async with receiver() as desk, client(timeout_seconds=20) as http:
        calls = [asyncio.create_task(http.post(desk.url("/slow"), [], b"")) for _ in range(3)]
        await asyncio.sleep(0.05)
        await http.close()
        async with asyncio.timeout(2):
            kinds = [type(await call) for call in calls]
        assert kinds == [Lost, NotSent, NotSent]


@asynccontextmanager
async def secured(name: str, authority: trustme.CA) -> AsyncIterator[int]:
    """A server of HTTPS whose certificate is for this name; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await read_call(reader)
                writer.write(OK)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(play, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("host", "name", "known", "good"),
    [
        ("localhost", "localhost", True, True),
        ("127.0.0.1", "127.0.0.1", True, True),
        ("localhost", "other.test", True, False),
        ("127.0.0.1", "localhost", True, False),
        ("localhost", "localhost", False, False),
    ],
)
async def test_certificates_and_their_names_are_checked(
    host: str,
    name: str,
    known: bool,
    good: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    authority, folder = trustme.CA(), tmp_path_factory.mktemp("roots")
    trusted = authority if known else trustme.CA()
    trusted.cert_pem.write_to_path(str(folder / "roots.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "roots.pem"))
    async with secured(name, authority) as port, client() as http:
        answers = [await http.post(f"https://{host}:{port}/", [], b"") for _ in range(3)]
        assert {type(answer) for answer in answers} == {Answer if good else NotSent}
        if not good:
            assert "certificate" in answers[0].reason.lower()  # type: ignore[union-attr] # it is NotSent


@pytest.mark.anyio
async def test_a_server_without_tls_is_not_reached_by_https() -> None:
    async with door(saying(OK)) as opened, client(timeout_seconds=0.5) as http:
        answer = await http.post(opened.url.replace("http:", "https:"), [], b"")
        assert isinstance(answer, NotSent)


@pytest.mark.anyio
async def test_a_server_that_never_greets_is_given_up_in_time() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(20)

    async with door(mute) as opened, client(timeout_seconds=0.3) as http:
        answer = await http.post(opened.url.replace("http:", "https:"), [], b"")
        assert isinstance(answer, NotSent) and "0.3" in answer.reason


@pytest.mark.anyio
async def test_an_origin_that_answers_nothing_keeps_nobody_waiting_but_those_who_ask_it() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with door(silent) as hung, door(silent) as other:
        connections = HttpConnections(9, allow_private=True, body_max=100, most_each=2)
        slow, quick = Origin(False, "127.0.0.1", hung.port), Origin(False, "127.0.0.1", other.port)
        held = [await connections.take(slow, 5) for _ in range(2)]
        waiting = [asyncio.ensure_future(connections.take(slow, 5)) for _ in range(30)]
        await asyncio.sleep(0)
        connections.give_back(await connections.take(quick, 5))
        assert not any(one.done() for one in waiting)
        connections.give_back(held[0])
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert [one.done() for one in waiting] == [True, *[False] * 29], "in their turn"
        connections.give_back(held[1])
        connections.give_back(waiting[0].result())
        for one in waiting[1:]:
            connections.give_back(await one)
        assert connections._asked == {}
        connections.close()
