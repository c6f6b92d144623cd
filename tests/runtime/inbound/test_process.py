"""The mail server's process, kept: what cannot be written is asked for again, and what dies is started again."""

import asyncio
import os
import signal
import smtplib
import socket
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from loopline.cli.processes.inbound import launch_mail
from loopline.delivery.returned.addresses import ReturnAddresses
from loopline.model.errors import Unavailable
from loopline.model.hook import Receipt
from loopline.runtime.inbound.mail_rules import MailRules
from loopline.runtime.inbound.process import InboundMail
from tests.runtime.parts import until

pytestmark = pytest.mark.anyio
OURS = ReturnAddresses("a secret", "b.test")
CORPUS = Path(__file__).parents[2] / "delivery/returned/corpus"
DEAD = (CORPUS / "postfix-no-user.hard.eml").read_bytes()


class Kept:
    """A mail server in its process, and what it told."""

    def __init__(self) -> None:
        self.told: list[Receipt] = []
        self.faults: list[str] = []
        self.is_full = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        rules = MailRules(secret="a secret", domain="b.test")
        self.mail = InboundMail(partial(launch_mail, rules, self.listener, "error"), self._hear, self._fault)

    async def _hear(self, told: Sequence[Receipt]) -> None:
        if self.is_full:
            raise Unavailable("log_write_failed", "The disk is full.")
        self.told += told

    def _fault(self, error: BaseException) -> None:
        self.faults.append(getattr(error, "code", type(error).__name__))

    def deliver(self, key: str) -> int:
        """The code that the mail was answered by."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
                client.sendmail("", [OURS.address("bounce", key)], DEAD)
        except smtplib.SMTPDataError as error:
            return error.smtp_code
        return 250

    def pid(self) -> int:
        """Of the process that is there; 0 while there is none."""
        process = self.mail._process
        return process.pid if process is not None and process.poll() is None else 0


@pytest.fixture
async def kept() -> AsyncIterator[Kept]:
    """Running, until the test ends."""
    made = Kept()
    made.mail.start()
    yield made
    await asyncio.to_thread(made.mail.stop)
    made.listener.close()


def key(number: int) -> str:
    return f"{number:032x}:mail:1"


async def test_many_mails_at_once_are_all_heard(kept: Kept) -> None:
    codes = await asyncio.gather(*(asyncio.to_thread(kept.deliver, key(n)) for n in range(8)))
    assert set(codes) == {250}
    assert sorted(one.message for one in kept.told) == [key(n) for n in range(8)]
    assert kept.mail.task.report().state == "running"


async def test_what_cannot_be_written_is_asked_for_again(kept: Kept) -> None:
    kept.is_full = True
    assert await asyncio.to_thread(kept.deliver, key(1)) == 451
    kept.is_full = False
    assert await asyncio.to_thread(kept.deliver, key(1)) == 250
    assert [one.message for one in kept.told] == [key(1)]
    assert kept.faults == ["log_write_failed"]


async def test_a_process_that_dies_is_started_again_and_who_calls_meanwhile_waits(kept: Kept) -> None:
    await until(lambda: kept.mail.task.report().state == "running")
    for number in (1, 2):
        before = kept.pid()
        os.kill(before, signal.SIGKILL)
        assert await asyncio.to_thread(kept.deliver, key(number)) == 250
        await until(lambda before=before: kept.pid() not in (0, before))  # type: ignore[misc]
    assert [one.message for one in kept.told] == [key(1), key(2)]
    assert kept.faults == ["inbound_down", "inbound_down"]


async def test_it_ends_with_its_server(kept: Kept) -> None:
    await until(lambda: kept.mail.task.report().state == "running")
    process = kept.mail._process
    assert process is not None
    await asyncio.to_thread(kept.mail.stop)
    assert process.poll() == 0
