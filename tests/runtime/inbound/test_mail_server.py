"""The mail server over real SMTP: bounded in size, connections and time, durable before its 250, and never a relay."""

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from loopline.delivery.returned.addresses import ReturnAddresses
from loopline.model.hook import Receipt
from loopline.runtime.inbound import mail_server
from loopline.runtime.inbound.mail_rules import MailRules
from loopline.runtime.inbound.mail_server import LINES_MAX, MailServer
from tests.runtime.inbound.certificate import certificate

pytestmark = pytest.mark.anyio
DOMAIN, SECRET = "bounces.shop.test", "a secret"
OURS = ReturnAddresses(SECRET, DOMAIN)
KEY = "afe1518921c8e34385af121f27f32656:mail:1"
DEAD = (Path(__file__).parents[2] / "delivery/returned/corpus/postfix-no-user.hard.eml").read_bytes()


class Ear:
    """Hears what mails tell; `is_durable` is what it answers."""

    def __init__(self) -> None:
        self.told: list[Receipt] = []
        self.is_durable = True

    async def hear(self, receipts: Sequence[Receipt]) -> bool:
        self.told += receipts
        return self.is_durable


@asynccontextmanager
async def listening(**rules: object) -> AsyncIterator[tuple[Ear, int]]:
    """A mail server on a free port."""
    ear, listener = Ear(), socket.create_server(("127.0.0.1", 0))
    made = MailRules(secret=SECRET, domain=DOMAIN, **rules)  # type: ignore[arg-type]  # any field of MailRules
    server = await MailServer(made, ear.hear).listen(listener)
    try:
        yield ear, listener.getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0)


def deliver(port: int, raw: bytes, *recipients: str, tls: bool = False) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        if tls:
            client.starttls()
        return client.sendmail("", recipients, raw)


async def test_a_bounce_is_heard_before_it_is_taken() -> None:
    async with listening() as (ear, port):
        to = OURS.address("bounce", KEY)
        assert await asyncio.to_thread(deliver, port, DEAD, to) == {}
        assert [(one.kind, one.message, one.hard_bounce) for one in ear.told] == [("bounced", KEY, True)]
        ear.is_durable = False
        with pytest.raises(smtplib.SMTPDataError) as caught:
            await asyncio.to_thread(deliver, port, DEAD, to)
        assert caught.value.smtp_code == 451
        assert len({one.id for one in ear.told}) == 1, "it is the same when it comes again"


async def test_what_is_not_ours_is_refused_beside_what_is() -> None:
    async with listening() as (ear, port):
        ours = OURS.address("bounce", KEY)
        refused = await asyncio.to_thread(deliver, port, DEAD, ours, "ann@box.test", f"x@{DOMAIN}")
        assert {address: code for address, (code, _) in refused.items()} == {"ann@box.test": 550, f"x@{DOMAIN}": 550}
        assert len(ear.told) == 1
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            await asyncio.to_thread(deliver, port, DEAD, "ann@box.test")


async def test_long_lines_and_many_recipients_are_taken_to_a_bound() -> None:
    async with listening() as (ear, port):
        to = [OURS.address("bounce", f"{n:032x}:mail:1") for n in range(12)]
        raw = DEAD + b"x" * 20_000 + b"\n"
        refused = await asyncio.to_thread(deliver, port, raw, *to)
        assert [code for code, _ in refused.values()] == [452, 452]
        assert len(ear.told) == 10


@pytest.mark.parametrize(("lines", "code"), [(LINES_MAX - 1_000, 250), (LINES_MAX + 1_000, 552), (LINES_MAX, 552)])
async def test_lines_are_taken_to_a_bound_and_the_connection_goes_on(lines: int, code: int) -> None:
    def say(port: int) -> list[int]:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
            client.ehlo()
            said = []
            for body in (DEAD + b"\n" * (lines - DEAD.count(b"\n")), DEAD):
                client.mail("")
                client.rcpt(OURS.address("bounce", KEY))
                said.append(client.data(body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0])
            return said

    async with listening() as (ear, port):
        assert await asyncio.to_thread(say, port) == [code, 250], "an empty line costs more memory than its two bytes"
        assert len(ear.told) == (2 if code == 250 else 1)


async def test_too_many_connections_are_turned_away_and_come_in_later(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(connections_max=2) as (_, port):
        talks = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        greetings = [await reader.readline() for reader, _ in talks]
        assert [line[:3] for line in greetings] == [b"220", b"220", b"421"]
        for _, writer in talks:
            writer.close()
            await writer.wait_closed()
        while await asyncio.to_thread(turned_away, port):
            await asyncio.sleep(0.01)
    monkeypatch.setattr(mail_server, "CONNECTIONS_MAX_PEER", 1)
    async with listening() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await reader.readline())[:3] == b"220"
        assert await asyncio.to_thread(turned_away, port)
        writer.close()
        await writer.wait_closed()


def turned_away(port: int) -> bool:
    try:
        deliver(port, DEAD, OURS.address("bounce", KEY))
    except smtplib.SMTPConnectError:
        return True
    return False


@pytest.mark.parametrize("rules", [{"idle_seconds": 0.2}, {"connection_seconds": 0.2}])
async def test_who_says_nothing_or_stays_too_long_is_hung_up_on(rules: dict[str, float]) -> None:
    async with listening(**rules) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"EHLO x\r\nMAIL FROM:<>\r\n")
        async with asyncio.timeout(30):
            while await reader.readline():
                pass
        writer.close()


async def test_mail_by_a_secret_connection(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    async with listening(certificate=str(files.certificate), key=str(files.key), connections_max=1) as (ear, port):
        for count in (1, 2, 3):  # each is counted once, and counted down
            async with asyncio.timeout(30):
                while await asyncio.to_thread(refused_by_tls, port):
                    await asyncio.sleep(0.01)
            assert len(ear.told) == count


def refused_by_tls(port: int) -> bool:
    try:
        deliver(port, DEAD, OURS.address("bounce", KEY), tls=True)
    except smtplib.SMTPConnectError:
        return True
    return False


async def test_without_a_certificate_there_is_no_starttls() -> None:
    async with listening() as (_, port):
        with pytest.raises(smtplib.SMTPNotSupportedError):
            await asyncio.to_thread(deliver, port, DEAD, OURS.address("bounce", KEY), tls=True)
