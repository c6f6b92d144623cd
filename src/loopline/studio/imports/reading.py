"""The rows of an import, a batch at a time: read by a process of its own, or in a thread where that cannot be."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Final, Protocol

from msgspec.structs import replace

from loopline.model.errors import Invalid, Unavailable
from loopline.signals.imports.rows import RowReader
from loopline.studio.imports.batches import ReadRows, read_some
from loopline.studio.imports.open_rows import OpenFile, opened
from loopline.studio.imports.reader_process import (
    HEAD,
    MODULE,
    ReadFault,
    ReadOrder,
    decode_answer,
    encode,
    framed,
)
from loopline.studio.imports.schemas import FileShape

LEAVE_SECONDS: Final = 2.0
READER_DOWN: Final = "import_reader_down"


class RowSource(Protocol):
    """Gives the rows of a file, once each, in order."""

    def ask(self, received_at: int) -> None:
        """Begin to read the next batch, which is received at this time (ms); one at a time."""
        ...

    async def answer(self) -> ReadRows:
        """The batch that was asked for. Raises Invalid for a file that cannot be read on, Unavailable."""
        ...


class _ByProcess:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def ask(self, received_at: int) -> None:
        self._writer.write(framed(encode(received_at)))

    async def answer(self) -> ReadRows:
        try:
            head = await self._reader.readexactly(HEAD)
            packed = await self._reader.readexactly(int.from_bytes(head, "big"))
        except (asyncio.IncompleteReadError, ConnectionError):
            text = "The process that reads the rows of the import has ended; it is begun again where it was."
            raise Unavailable(READER_DOWN, text) from None
        found: ReadRows | ReadFault = decode_answer(packed)
        if isinstance(found, ReadFault):
            raise Invalid(found.code, found.text)
        return found


class _InThread:
    def __init__(self, file: OpenFile, reader: RowReader, first: int) -> None:
        self._file, self._reader, self._count, self._asked_at = file, reader, first, 0

    def ask(self, received_at: int) -> None:
        self._asked_at = received_at

    async def answer(self) -> ReadRows:
        found = await asyncio.to_thread(read_some, self._file.rows, self._reader, self._count, self._asked_at)
        self._count += found.rows
        return replace(found, position=self._file.position())


@asynccontextmanager
async def read_by_process(order: ReadOrder) -> AsyncIterator[RowSource]:
    """A process that reads while the block lasts."""
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        command = [sys.executable, "-m", MODULE, str(number)]
        process = await asyncio.to_thread(Popen, command, stdin=DEVNULL, pass_fds=[number])
    reader, writer = await asyncio.open_connection(sock=ours)
    try:
        writer.write(framed(encode(order)))
        yield _ByProcess(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        await asyncio.to_thread(_see_off, process)


def _see_off(process: "Popen[bytes]") -> None:
    """It ends by itself at the end of the link; one that is far in its file is ended."""
    try:
        process.wait(LEAVE_SECONDS)
    except TimeoutExpired:
        process.kill()
        process.wait()


@asynccontextmanager
async def read_in_thread(path: Path, shape: FileShape, reader: RowReader, first: int) -> AsyncIterator[RowSource]:
    """The file, open while the block lasts."""
    opening = opened(path, shape, first)
    file = await asyncio.to_thread(opening.__enter__)
    try:
        yield _InThread(file, reader, first)
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)
