"""The sandbox keeps a message once, as it would have been sent, and remembers that it did."""

import pytest

from loopline.model.message import Accepted, Deferred, Refused, Rendered, Unknown
from loopline.providers.sandbox import Sandbox, SandboxMessage
from tests.delivery.messages import dispatch

pytestmark = pytest.mark.anyio


async def test_a_message_is_kept_as_it_would_have_been_sent() -> None:
    kept: list[SandboxMessage] = []
    await Sandbox(kept.extend).send([dispatch("k1", Rendered(body="Hi"), channel="sms", address="+49170")])
    assert kept == [
        SandboxMessage(
            key="k1",
            person="ann",
            channel="sms",
            topic="offers",
            address="+49170",
            journey="upsell",
            version=3,
            node="mail",
            enrollment="e1",
            at=1_763_800_000_000,
            rendered=Rendered(body="Hi"),
        )
    ]


async def test_a_key_is_kept_once() -> None:
    kept: list[SandboxMessage] = []
    channel = Sandbox(kept.extend)
    outcomes = await channel.send([dispatch("k1"), dispatch("k1")]) + await channel.send([dispatch("k1")])
    assert outcomes == [Accepted("k1")] * 3
    assert len(kept) == 1


async def test_nothing_is_remembered_that_was_not_kept() -> None:
    def full(_: list[SandboxMessage]) -> None:
        raise OSError("disk full")

    channel = Sandbox(full)
    with pytest.raises(OSError, match="disk full"):
        await channel.send([dispatch("k1")])
    assert isinstance(await channel.ask("k1"), Unknown)


async def test_it_answers_for_what_it_kept_before_a_restart() -> None:
    channel = Sandbox(lambda _: None, kept=lambda key: key == "old")
    await channel.send([dispatch("new")])
    assert await channel.ask("new") == Accepted("new")
    assert await channel.ask("old") == Accepted("old")
    assert isinstance(await channel.ask("other"), Deferred), "it is sure, so the message may be sent again"


async def test_a_person_without_an_address_is_refused() -> None:
    (outcome,) = await Sandbox(lambda _: None).send([dispatch("k1", address="")])
    assert isinstance(outcome, Refused)
    assert outcome.code == "address_missing"
