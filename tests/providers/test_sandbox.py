"""The sandbox keeps a message once, as it would have been sent, and remembers that it did."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from loopline.model.errors import Invalid, Unavailable
from loopline.model.message import Accepted, Deferred, Dispatch, Refused, Rendered
from loopline.providers.sandbox import Sandbox
from tests.delivery.messages import dispatch
from tests.providers.stand import Inbox, MakeStand, Stand, tools

pytestmark = pytest.mark.anyio


async def test_a_message_is_kept_as_it_would_have_been_sent() -> None:
    inbox, message = Inbox(), dispatch("k1", Rendered(body="Hi"), channel="sms", address="+49170")
    await Sandbox(inbox).send([message])
    assert inbox.kept == {"k1": message}


async def test_a_key_is_kept_once() -> None:
    class Counting(Inbox):
        times = 0

        def keep(self, messages: Sequence[Dispatch]) -> None:
            self.times += len(messages)
            super().keep(messages)

    inbox = Counting()
    sandbox = Sandbox(inbox)
    outcomes = await sandbox.send([dispatch("k1"), dispatch("k1")]) + await sandbox.send([dispatch("k1")])
    assert outcomes == [Accepted("k1")] * 3
    assert inbox.times == 1


async def test_nothing_is_remembered_that_was_not_kept() -> None:
    class Full(Inbox):
        def keep(self, messages: Sequence[Dispatch]) -> None:
            raise OSError("disk full")

    sandbox = Sandbox(Full())
    with pytest.raises(OSError, match="disk full"):
        await sandbox.send([dispatch("k1")])
    assert isinstance(await sandbox.ask("k1"), Deferred)


async def test_an_inbox_that_cannot_be_written_now_is_tried_again() -> None:
    class Busy(Inbox):
        busy = True

        def keep(self, messages: Sequence[Dispatch]) -> None:
            if self.busy:
                raise Unavailable("store_busy", "another process writes")
            super().keep(messages)

    inbox = Busy()
    sandbox = Sandbox(inbox)
    told = await sandbox.send([dispatch("k1"), dispatch("k2", address="")])
    assert isinstance(told[0], Deferred) and told[0].away and isinstance(told[1], Refused)
    inbox.busy = False
    assert await sandbox.send([dispatch("k1")]) == [Accepted("k1")]
    assert list(inbox.kept) == ["k1"]


async def test_it_answers_for_what_it_kept_before_a_restart() -> None:
    inbox = Inbox()
    await Sandbox(inbox).send([dispatch("old")])
    again = Sandbox(inbox)
    await again.send([dispatch("new")])
    assert await again.ask("new") == Accepted("new")
    assert await again.ask("old") == Accepted("old")
    assert isinstance(await again.ask("other"), Deferred), "it is sure, so the message may be sent again"


async def test_a_person_without_an_address_is_refused() -> None:
    (outcome,) = await Sandbox(Inbox()).send([dispatch("k1", address="")])
    assert isinstance(outcome, Refused)
    assert outcome.code == "address_missing"


@pytest.mark.parametrize("url", ["sandbox://here", "sandbox:///path", "sandbox://?keep=1"])
async def test_it_has_no_options(url: str) -> None:
    with pytest.raises(Invalid, match=r"provider_(url_invalid|option_unknown)"):
        Sandbox.from_url(url, tools())


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    inbox = Inbox()

    def to(fate: str, key: str) -> Dispatch:
        return dispatch(key, channel="sms", address="+4917000000" if fate == "accept" else "")

    yield Stand(Sandbox.from_url("sandbox://", tools(inbox)), to, lambda: list(inbox.kept), ("accept", "refuse"))


STAND: MakeStand = stand
