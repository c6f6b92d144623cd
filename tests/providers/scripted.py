"""Servers that play a script, connection by connection, and a client of ours that calls them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from loopline.providers.http_client import HttpClient
from tests.providers.servers import read_call

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Door:
    """A port of loopback; each connection is played by the next script, and by the last one from then on."""

    def __init__(self, scripts: tuple[Script, ...]) -> None:
        self.scripts, self.port, self.connections = scripts, 0, 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/x"


@asynccontextmanager
async def door(*scripts: Script) -> AsyncIterator[Door]:
    opened = Door(scripts)
    tasks: set[asyncio.Task[None]] = set()

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        script = opened.scripts[min(opened.connections, len(opened.scripts) - 1)]
        opened.connections += 1
        try:
            await script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(play, "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    try:
        yield opened
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def saying(*pieces: bytes, pause_seconds: float = 0.0) -> Script:
    """Hears a request, says this piece by piece, and hangs up."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_call(reader)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_seconds)

    return play


def keeping(answer: bytes, heard: list[bytes]) -> Script:
    """Answers every request on the connection."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heard.append((await read_call(reader)).body)
            writer.write(answer)

    return play


@asynccontextmanager
async def client(timeout_seconds: float = 2.0, connections: int = 1) -> AsyncIterator[HttpClient]:
    made = HttpClient(allow_private=True, connections=connections, timeout_seconds=timeout_seconds)
    await made.open()
    try:
        yield made
    finally:
        await made.close()
