"""Several commands in one write: what each reply belongs to, and what becomes of a server that talks nonsense."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from loopline.providers.email import smtp
from loopline.providers.email.smtp import Smtp
from loopline.providers.email.smtp_dialogue import stuffed
from tests.delivery.messages import dispatch

pytestmark = pytest.mark.anyio


class Relay:
    """A server with PIPELINING that takes commands as they come; recipients' names say how it answers."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.most_at_once = 0
        self.connections = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            await self.talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Command by command."""
        writer.write(b"220 relay ESMTP\r\n")
        name = ""
        while data := await reader.read(65_536):
            lines = data.split(b"\r\n")[:-1]
            self.most_at_once = max(self.most_at_once, len(lines))
            for line in lines:
                if line.startswith(b"RCPT"):
                    name = line[9:].partition(b"@")[0].decode()
                answer = self.answer(line[:4].upper(), name)
                writer.write(answer)
                if answer.startswith(b"354"):
                    mail = b""
                    while not mail.endswith(b"\r\n.\r\n") and mail != b".\r\n":
                        mail += await reader.readuntil(b"\n")
                    if mail != b".\r\n":
                        self.mails.append(mail)
                    writer.write(b"554 5.5.1 nobody to send it to\r\n" if mail == b".\r\n" else self.taken(name))
            if name == "bye" and b"RSET" not in data and self.mails:
                writer.write(b"421 4.4.2 idle for too long\r\n")
                await asyncio.sleep(0.2)
                break

    def answer(self, verb: bytes, name: str) -> bytes:
        """To one command."""
        if verb == b"EHLO":
            return b"250-relay\r\n250 PIPELINING\r\n"
        if verb == b"RCPT" and name == "dead":
            return b"550-5.1.1 no such\r\n550 5.1.1 mailbox\r\n"
        if verb == b"RCPT" and name == "noise":
            return b"what?\r\n"
        if verb == b"DATA":
            return {"full": b"452 4.3.1 no room\r\n", "odd": b"250 fine\r\n"}.get(name, b"354 go on\r\n")
        return b"250 2.0.0 ok\r\n"

    def taken(self, name: str) -> bytes:
        """After a mail."""
        return {"spam": b"554 5.7.1 no\r\n", "half": b"250\xff", "mute": b""}.get(name, b"250 2.0.0 queued\r\n")


@asynccontextmanager
async def relay(timeout_seconds: float = 5.0) -> AsyncIterator[tuple[Relay, Smtp]]:
    """The server and a channel of one connection to it."""
    desk = Relay()
    tasks: set[asyncio.Task[None]] = set()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(desk.serve(reader, writer)))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    desk.port = server.sockets[0].getsockname()[1]
    target = smtp.Relay("127.0.0.1", desk.port)
    channel = Smtp(target, sender="hello@loop.test", size=1, timeout_seconds=timeout_seconds)
    await channel.open()
    try:
        yield desk, channel
    finally:
        await channel.close()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fates(channel: Smtp, *names: str) -> list[Outcome]:
    return await channel.send([dispatch(f"k{at}", address=f"{name}@x.test") for at, name in enumerate(names)])


async def test_the_envelope_is_one_write() -> None:
    async with relay() as (desk, channel):
        assert await fates(channel, "ann", "bob") == [Accepted("2.0.0 queued")] * 2
        assert desk.most_at_once == 3
        assert desk.connections == 1
        assert len(desk.mails) == 2


async def test_each_reply_is_told_to_its_command_and_the_next_mail_is_not_harmed() -> None:
    async with relay() as (desk, channel):
        dead, ann, full, spam, odd, bob = await fates(channel, "dead", "ann", "full", "spam", "odd", "bob")
        assert isinstance(dead, Refused)
        assert dead.hard_bounce
        assert isinstance(full, Deferred)
        assert isinstance(spam, Refused)
        assert isinstance(odd, Deferred)
        assert [ann, bob] == [Accepted("2.0.0 queued")] * 2
        assert len(desk.mails) == 3


async def test_nonsense_before_the_mail_sent_nothing_and_after_it_is_unknown() -> None:
    async with relay(timeout_seconds=0.3) as (desk, channel):
        noise, half, mute, ann = await fates(channel, "noise", "half", "mute", "ann")
        assert isinstance(noise, Deferred)
        assert isinstance(half, Unknown)
        assert isinstance(mute, Unknown)
        assert ann == Accepted("2.0.0 queued")
        assert len(desk.mails) == 3


async def test_a_farewell_between_two_mails_costs_neither() -> None:
    async with relay() as (desk, channel):
        assert await fates(channel, "bye") == [Accepted("2.0.0 queued")]
        await asyncio.sleep(0.05)
        assert await fates(channel, "ann") == [Accepted("2.0.0 queued")]
        assert desk.connections == 2
        assert len(desk.mails) == 2


@pytest.mark.parametrize(
    ("mail", "sent"),
    [
        (b"a\r\nb\r\n", b"a\r\nb\r\n.\r\n"),
        (b"a\r\nb", b"a\r\nb\r\n.\r\n"),
        (b".a\r\n.\r\n..b\r\n", b"..a\r\n..\r\n...b\r\n.\r\n"),
        (b"a\n.\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\r.\rb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\r\n.\n\r\n", b"a\r\n..\r\n\r\n.\r\n"),
    ],
)
async def test_no_line_of_a_mail_ends_it(mail: bytes, sent: bytes) -> None:
    assert stuffed(mail) == sent
