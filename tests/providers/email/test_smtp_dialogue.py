"""Several commands in one write: what each reply belongs to, and what becomes of a server that talks nonsense."""

import asyncio

import pytest

from loopline.model.message import Accepted, Deferred, Refused, Unknown
from loopline.providers.email.smtp_dialogue import stuffed
from tests.providers.email.relay import fates, running_relay

pytestmark = pytest.mark.anyio


async def test_the_envelope_is_one_write() -> None:
    async with running_relay() as (desk, channel):
        assert await fates(channel, "ann", "bob") == [Accepted("2.0.0 queued")] * 2
        assert desk.most_at_once == 3
        assert desk.connections == 1
        assert len(desk.mails) == 2


async def test_each_reply_is_told_to_its_command_and_the_next_mail_is_not_harmed() -> None:
    async with running_relay() as (desk, channel):
        dead, ann, full, spam, odd, bob = await fates(channel, "dead", "ann", "full", "spam", "odd", "bob")
        assert isinstance(dead, Refused)
        assert dead.hard_bounce
        assert isinstance(full, Deferred)
        assert isinstance(spam, Refused)
        assert isinstance(odd, Deferred)
        assert [ann, bob] == [Accepted("2.0.0 queued")] * 2
        assert len(desk.mails) == 3


async def test_nonsense_before_the_mail_sent_nothing_and_after_it_is_unknown() -> None:
    async with running_relay(timeout_seconds=0.3) as (desk, channel):
        noise, half, mute, ann = await fates(channel, "noise", "half", "mute", "ann")
        assert isinstance(noise, Deferred)
        assert isinstance(half, Unknown)
        assert isinstance(mute, Unknown)
        assert ann == Accepted("2.0.0 queued")
        assert len(desk.mails) == 3


async def test_a_farewell_between_two_mails_costs_neither() -> None:
    async with running_relay() as (desk, channel):
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
