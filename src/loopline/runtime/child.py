"""A process of our own at the other end of a link: linked to, and left behind by nobody."""

import asyncio
import socket
from collections.abc import Callable
from subprocess import Popen, TimeoutExpired
from typing import Final

GONE_SECONDS: Final = 0.01


async def linked(start: Callable[[socket.socket], object]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Our end of a new link, whose other end `start` gives to the process that it starts."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            start(theirs)
        return await asyncio.open_connection(sock=ours)
    except BaseException:
        ours.close()
        raise


def see_end(process: "Popen[bytes] | None", seconds: float) -> None:
    """Wait for its end for so long, then end it."""
    if process is None:
        return
    try:
        process.wait(seconds)
    except TimeoutExpired:
        process.kill()
        process.wait()


async def put_away(process: "Popen[bytes]") -> None:
    """Kill it, and leave no child behind; one that hangs in its disk ends when the disk answers."""
    process.kill()
    while process.poll() is None:
        await asyncio.sleep(GONE_SECONDS)
