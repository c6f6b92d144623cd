"""The process that reads the rows of one import: `python -m loopline.studio.imports.reader_process FD`.

Reading a row costs about a third of deciding it, and in the server's process each would wait for the other.
"""

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.signal import Signal
from loopline.signals.imports.mapping import ImportKind
from loopline.signals.imports.rows import RowReader
from loopline.studio.imports.batches import ReadRows, read_some
from loopline.studio.imports.open_rows import opened
from loopline.studio.imports.schemas import FileShape

MODULE: Final = "loopline.studio.imports.reader_process"
HEAD: Final = 4
Read = Callable[[int], bytes]


class ReadOrder(Struct, frozen=True, kw_only=True):
    """What is to be read: a file from the row behind so many on (`skip`), and how its rows become signals.

    The rows of a kind that needs to know what is published are read in the server's process.
    """

    path: str
    shape: FileShape
    kind: ImportKind
    fixed: dict[str, str]
    identity: str
    at: int
    by: str
    silent: bool
    skip: int


class ReadFault(Struct, frozen=True, tag=True, array_like=True):
    """The file cannot be read on: an Invalid with this code and text."""

    code: str
    text: str


ReadAnswer = ReadRows | ReadFault
encode: Final = msgspec.msgpack.Encoder().encode
decode_answer: Final = msgspec.msgpack.Decoder(ReadAnswer).decode
_decode_order: Final = msgspec.msgpack.Decoder(ReadOrder).decode
_decode_time: Final = msgspec.msgpack.Decoder(int).decode


def framed(packed: bytes) -> bytes:
    """A packed value as it goes over the link."""
    return len(packed).to_bytes(HEAD, "big") + packed


def read_on_demand(link: socket.socket) -> None:
    """Take the order; then answer each time (ms) with the next rows, received then, until nobody asks any more."""
    with link.makefile("rb") as asked:
        order = _decode_order(_frame(asked.read))
        try:
            for answer in _answers(order, asked.read):
                link.sendall(framed(encode(answer)))
        except Invalid as fault:
            link.sendall(framed(encode(ReadFault(fault.code, fault.text))))
        except FileNotFoundError:
            text = "The file is gone; the same command sends it again, and goes on where this one was."
            link.sendall(framed(encode(ReadFault("import_file_gone", text))))


def _answers(order: ReadOrder, read: Read) -> Iterator[ReadAnswer]:
    columns, count = order.shape.columns, order.skip
    reader = RowReader(
        order.kind, columns, order.fixed, order.identity, order.at, order.by, _unspoken, silent=order.silent
    )
    with opened(Path(order.path), order.shape, order.skip) as file:
        while packed := _frame(read):
            found = read_some(file.rows, reader, count, _decode_time(packed))
            count += found.rows
            yield replace(found, position=file.position())


def _frame(read: Read) -> bytes:
    """The next frame; nothing when the other end has hung up."""
    head = read(HEAD)
    return read(int.from_bytes(head, "big")) if len(head) == HEAD else b""


def _unspoken(identity: str, found: object, at: int) -> list[Signal]:
    raise AssertionError("suppressions are read in the server's process")


def serve_reader(number: str) -> None:
    """Serve the link. A Ctrl-C at the terminal reaches us too, but the server decides when we stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(number)) as link, suppress(BrokenPipeError, ConnectionResetError):
        read_on_demand(link)


if __name__ == "__main__":
    serve_reader(sys.argv[1])
