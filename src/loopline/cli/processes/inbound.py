"""The mail server for what comes back, which the server starts: `python -m loopline.cli.processes.inbound`.

Its arguments are the link, the listener and the level of the log. Its standard input says how it is set up: what holds
a secret is no argument.
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from subprocess import PIPE, Popen
from typing import Final

import msgspec

from loopline.logs import log, set_up_logs
from loopline.model.hook import Receipt
from loopline.runtime.inbound.mail_rules import MailRules
from loopline.runtime.inbound.protocol import MailTold, decode_heard, mail_frame
from loopline.runtime.intake.protocol import Frames

MODULE: Final = "loopline.cli.processes.inbound"
PIECE_BYTES: Final = 1 << 16
ANSWER_SECONDS: Final = 60.0


def launch_mail(rules: MailRules, listener: socket.socket, level: str, link: socket.socket) -> "Popen[bytes]":
    """Start the process on its end of a link. It ends when the other end is closed, however that happens.

    The listener stays open here: who calls while the process is being restarted waits and is not refused.
    """
    numbers = (link.fileno(), listener.fileno())
    process = Popen([sys.executable, "-m", MODULE, *map(str, numbers), level], stdin=PIPE, pass_fds=numbers)
    assert process.stdin is not None
    with process.stdin as told, suppress(BrokenPipeError):
        told.write(msgspec.json.encode(rules))
    return process


class Teller:
    """Tells the server what a mail tells, and waits until that is durable."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[bool]] = {}

    async def hear(self, receipts: Sequence[Receipt]) -> bool:
        """False when it cannot be written, or nobody says so in time."""
        number = next(self._numbers)
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._writer.write(mail_frame(MailTold(number, list(receipts))))
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except (TimeoutError, ConnectionError):
            return False
        finally:
            del self._waiting[number]

    async def listen(self) -> None:
        """Take answers until the server hangs up."""
        frames = Frames()
        with suppress(ConnectionError):
            while piece := await self._reader.read(PIECE_BYTES):
                for packed in frames.take(piece):
                    heard = decode_heard(packed)
                    answer = self._waiting.get(heard.number)
                    if answer is not None and not answer.done():
                        answer.set_result(heard.durable)


async def serve_mail(rules: MailRules, link: socket.socket, listener: socket.socket) -> None:
    """Serve until the server is gone."""
    from loopline.runtime.inbound.mail_server import MailServer  # what it needs is loaded in its process alone

    reader, writer = await asyncio.open_connection(sock=link)
    teller = Teller(reader, writer)
    server = await MailServer(rules, teller.hear).listen(listener)
    writer.write(mail_frame(MailTold(0, [])))  # its answer tells the server that all is well
    log.info("inbound", port=listener.getsockname()[1], domain=rules.domain)
    await teller.listen()
    server.close()


def begin_serving(link: str, listener: str, level: str) -> None:
    """Serve. A Ctrl-C at the terminal reaches us too, but the server decides when we stop."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    set_up_logs(level)
    rules = msgspec.json.decode(sys.stdin.buffer.read(), type=MailRules)
    asyncio.run(serve_mail(rules, socket.socket(fileno=int(link)), socket.socket(fileno=int(listener))))


if __name__ == "__main__":
    begin_serving(*sys.argv[1:4])
