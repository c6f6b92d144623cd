"""A real mail server of our own that allows for pipelining and misbehaves as recipients' names say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from loopline.model.message import Outcome
from loopline.providers.email.smtp import Smtp
from loopline.providers.email.smtp_connection import Relay
from tests.delivery.messages import dispatch

BEHIND_SECONDS = 5.0


class PipeliningRelay:
    """Takes commands as they come; recipients' names say how it answers. `mails` are those that it has."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.commands: list[bytes] = []
        self.most_at_once = 0
        self.connections = 0
        self.closes_next = False
        self.recipients: list[list[str]] = []
        self.listening: asyncio.Server
        self._early: dict[asyncio.StreamReader, bytes] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay ESMTP\r\n")
        name, minds, keeps, recipients = "", False, False, list[str]()
        while data := self._early.pop(reader, b"") or await reader.read(65_536):
            lines = data.split(b"\r\n")[:-1]
            self.commands += lines
            self.most_at_once = max(self.most_at_once, len(lines))
            for line in lines:
                if line.startswith(b"RCPT"):
                    name = line[9:].partition(b"@")[0].decode()
                    recipients.append(name)
                minds = minds and line != b"RSET"
                keeps = keeps and line != b"RSET"
                recipients = [] if line == b"RSET" else recipients
                is_minded = minds or (keeps and line.startswith(b"MAIL"))
                answer = b"503 5.5.1 send RSET first\r\n" if is_minded else self._answer(line[:4].upper(), name)
                if line.startswith(b"MAIL") and self.closes_next:
                    self.closes_next = False
                    writer.write(b"421 4.3.2 closing\r\n")
                    await self._wait_in_silence(reader)
                    return
                writer.write(answer)
                if answer.startswith(b"354"):
                    if name == "parting":
                        await self._wait_in_silence(reader)
                        return
                    if not await self._take(reader, writer, name, has_others=keeps):
                        return
                    self.recipients.append(recipients)
                    minds, keeps = name == "strict", name == "keeps"
                    recipients = list(recipients) if name in ("keeps", "joins") else []
            if name == "bye" and b"RSET" not in data and self.mails:
                writer.write(b"421 4.4.2 idle for too long\r\n")
                await asyncio.sleep(0.2)
                break

    async def _take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str, *, has_others: bool
    ) -> bool:
        """A mail. False when nothing more is said on this connection."""
        mail = b""
        while not mail.endswith(b"\r\n.\r\n") and mail != b".\r\n":
            mail += await reader.readuntil(b"\n")
        if mail == b".\r\n" and not has_others:
            writer.write(b"554 5.5.1 nobody to send it to\r\n")
            return True
        self.mails.append(mail)
        if name == "behind":  # it answers once the next mail is announced
            async with asyncio.timeout(BEHIND_SECONDS):
                self._early[reader] = await reader.read(65_536)
        if name == "deaf":  # it throws away what came behind the mail
            with suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await reader.read(65_536)
        if name == "mute":
            await self._wait_in_silence(reader)
        if name in ("mute", "gone"):
            return False
        writer.write(self._taken(name))
        if name == "closes":
            await self._wait_in_silence(reader)
            return False
        if name == "leaves":
            await writer.drain()
            return False
        return True

    async def _wait_in_silence(self, reader: asyncio.StreamReader) -> None:
        while await reader.read(65_536):
            pass

    def _answer(self, verb: bytes, name: str) -> bytes:
        if verb == b"EHLO":
            return b"250-relay\r\n250 PIPELINING\r\n"
        if verb == b"RCPT" and name == "dead":
            return b"550-5.1.1 no such\r\n550 5.1.1 mailbox\r\n"
        if verb == b"RCPT" and name == "noise":
            return b"what?\r\n"
        if verb == b"DATA":
            parting = b"354 go on\r\n421 4.3.2 closing\r\n"
            refused = {"full": b"452 4.3.1 no room\r\n", "odd": b"250 fine\r\n", "parting": parting}
            return refused.get(name, b"354 go on\r\n")
        return b"250 2.0.0 ok\r\n"

    def _taken(self, name: str) -> bytes:
        refused = {
            "spam": b"554 5.7.1 no\r\n",
            "strict": b"451 4.3.0 no\r\n",
            "keeps": b"451 4.3.0 no\r\n",
            "half": b"250\xff",
            "joins": b"451 4.3.0 no\r\n",
            "closes": b"421 4.3.2 closing\r\n",
        }
        return refused.get(name, b"250 2.0.0 queued\r\n")


@asynccontextmanager
async def running_relay(
    timeout_seconds: float = 5.0, messages: int = 1_000
) -> AsyncIterator[tuple[PipeliningRelay, Smtp]]:
    """The server and a provider with one connection to it."""
    desk = PipeliningRelay()
    tasks: set[asyncio.Task[None]] = set()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(desk.serve(reader, writer)))

    desk.listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = desk.listening.sockets[0].getsockname()[1]
    channel = Smtp(
        Relay("127.0.0.1", port),
        sender="hello@loop.test",
        size=1,
        timeout_seconds=timeout_seconds,
        messages_per_connection=messages,
    )
    await channel.open()
    try:
        yield desk, channel
    finally:
        await channel.close()
        desk.listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fates(channel: Smtp, *names: str) -> list[Outcome]:
    """What becomes of a mail to each of these, all in one batch."""
    return await channel.send([dispatch(f"k{at}", address=f"{name}@x.test") for at, name in enumerate(names)])
