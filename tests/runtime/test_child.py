"""A process of our own is linked to, and none is left behind."""

import asyncio
import socket
import subprocess
import sys

import pytest

from loopline.runtime.child import linked, put_away, see_end

ECHO = "import os, sys; link = int(sys.argv[1]); os.write(link, os.read(link, 9)); os.read(link, 9)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def child(code: str, *given: socket.socket) -> "subprocess.Popen[bytes]":
    numbers = [one.fileno() for one in given]
    return subprocess.Popen([sys.executable, "-c", code, *map(str, numbers)], pass_fds=numbers)


def test_what_is_said_on_our_end_is_heard_on_the_other_which_ends_with_ours() -> None:
    async def talk() -> tuple[bytes, bytes]:
        started = list[subprocess.Popen[bytes]]()
        reader, writer = await linked(lambda theirs: started.append(child(ECHO, theirs)))
        writer.write(b"hello")
        heard = await reader.readexactly(5)
        writer.write_eof()
        rest = await reader.read()
        writer.close()
        see_end(started[0], 60)
        assert started[0].returncode == 0
        return heard, rest

    assert asyncio.run(talk()) == (b"hello", b"")


def test_a_process_that_does_not_start_leaves_no_link_open() -> None:
    ends = list[socket.socket]()

    def start(theirs: socket.socket) -> None:
        ends.append(theirs)
        raise OSError("no memory")

    with pytest.raises(OSError, match="no memory"):
        asyncio.run(linked(start))
    assert ends[0].fileno() == -1


def test_one_that_does_not_end_by_itself_is_ended() -> None:
    process = child(DEAF)
    see_end(process, 0.05)
    assert process.returncode == -9
    see_end(None, 0.05)


def test_one_that_is_put_away_is_gone() -> None:
    process = child(DEAF)
    asyncio.run(put_away(process))
    assert process.returncode == -9
