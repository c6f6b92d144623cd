"""What every channel promises, asked of each: one outcome a message, in order, and nothing said that is not so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from msgspec import Struct

from loopline.delivery.retry import UNKNOWN_POLICIES
from loopline.model.channels import CHANNELS as KINDS
from loopline.model.message import Accepted, Deferred, Dispatch, Refused, Rendered, Unknown
from loopline.ports import Channel
from loopline.providers.email.smtp import Smtp
from loopline.providers.registry import CHANNELS
from loopline.providers.sandbox import Sandbox, SandboxMessage
from loopline.providers.webhook.webhook import Webhook
from tests.delivery.messages import dispatch
from tests.providers.servers import mailroom, receiver

pytestmark = pytest.mark.anyio


class Stand(Struct):
    """A channel with its provider: `to(fate, key)` makes a message that meets this fate, `carried` lists the keys."""

    channel: Channel
    to: Callable[[str, str], Dispatch]
    carried: Callable[[], list[str]]


@asynccontextmanager
async def smtp() -> AsyncIterator[Stand]:
    async with mailroom() as room:

        def to(fate: str, key: str) -> Dispatch:
            name = {"accept": "ann", "defer": "grey", "refuse": "dead", "lose": "drop"}[fate]
            return dispatch(key, address=f"{name}.{key}@example.test")

        def carried() -> list[str]:
            return [address.partition("@")[0].partition(".")[2] for address, _ in room.mails]

        yield Stand(Smtp(f"smtp://127.0.0.1:{room.port}", sender="hello@loop.test", timeout_seconds=5), to, carried)


@asynccontextmanager
async def webhook() -> AsyncIterator[Stand]:
    async with receiver() as desk:

        def to(fate: str, key: str) -> Dispatch:
            path = {"accept": "/ok", "defer": "/status/503", "refuse": "/status/410", "lose": "/drop"}[fate]
            rendered = Rendered(payload='{"hello": "Ann"}', url=desk.url(path))
            return dispatch(key, rendered, channel="webhook", address="")

        def carried() -> list[str]:
            return [headers["webhook-id"] for path, headers, _ in desk.requests if path == "/ok"]

        yield Stand(Webhook("whsec_c2VjcmV0", now_ms=lambda: 1_000, allow_private=True), to, carried)


@asynccontextmanager
async def sandbox() -> AsyncIterator[Stand]:
    kept: list[SandboxMessage] = []

    def to(fate: str, key: str) -> Dispatch:
        return dispatch(key, channel="sms", address="+4917000000" if fate == "accept" else "")

    yield Stand(Sandbox(kept.extend), to, lambda: [message.key for message in kept])


STANDS: dict[str, Callable[[], AbstractAsyncContextManager[Stand]]] = {
    "smtp": smtp,
    "webhook": webhook,
    "sandbox": sandbox,
}
WITH_A_PROVIDER = ["smtp", "webhook"]


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Stand]:
    async with STANDS[name]() as stand:
        await stand.channel.open()
        try:
            yield stand
        finally:
            await stand.channel.close()


def test_every_channel_of_the_registry_is_held_to_this() -> None:
    assert set(STANDS) == set(CHANNELS)
    for name, channel in CHANNELS.items():
        assert channel.name == name
        assert channel.carries <= set(KINDS)
        assert channel.carries


@pytest.mark.parametrize("name", STANDS)
async def test_it_says_what_becomes_of_the_unknown(name: str) -> None:
    async with STANDS[name]() as stand:
        assert stand.channel.unknown_policy in UNKNOWN_POLICIES


@pytest.mark.parametrize("name", STANDS)
async def test_every_message_of_a_batch_is_carried_once(name: str) -> None:
    keys = [f"k{i}" for i in range(60)]
    async with opened(name) as stand:
        outcomes = await stand.channel.send([stand.to("accept", key) for key in keys])
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(outcomes) == len(keys)
        assert sorted(stand.carried()) == sorted(keys)


@pytest.mark.parametrize("name", STANDS)
async def test_an_empty_batch_is_no_trouble(name: str) -> None:
    async with opened(name) as stand:
        assert await stand.channel.send([]) == []


@pytest.mark.parametrize("name", STANDS)
async def test_one_bad_message_spoils_no_other(name: str) -> None:
    fates = ["accept", "refuse", "accept", "refuse", "refuse", "accept"] * 5
    async with opened(name) as stand:
        outcomes = await stand.channel.send([stand.to(fate, f"k{i}") for i, fate in enumerate(fates)])
        assert [type(outcome) for outcome in outcomes] == [Accepted if fate == "accept" else Refused for fate in fates]
        assert sorted(stand.carried()) == sorted(f"k{i}" for i, fate in enumerate(fates) if fate == "accept")


@pytest.mark.parametrize("name", WITH_A_PROVIDER)
async def test_outcomes_stand_in_the_order_of_the_batch(name: str) -> None:
    kinds = {"accept": Accepted, "defer": Deferred, "refuse": Refused, "lose": Unknown}
    fates = list(kinds) * 6
    async with opened(name) as stand:
        outcomes = await stand.channel.send([stand.to(fate, f"k{i}") for i, fate in enumerate(fates)])
        assert [type(outcome) for outcome in outcomes] == [kinds[fate] for fate in fates]


@pytest.mark.parametrize("name", WITH_A_PROVIDER)
async def test_it_carries_on_after_a_loss(name: str) -> None:
    async with opened(name) as stand:
        for at in range(3):
            (lost,) = await stand.channel.send([stand.to("lose", f"l{at}")])
            (good,) = await stand.channel.send([stand.to("accept", f"k{at}")])
            assert isinstance(lost, Unknown)
            assert isinstance(good, Accepted)


@pytest.mark.parametrize("name", STANDS)
async def test_batches_at_the_same_time_share_the_channel(name: str) -> None:
    async with opened(name) as stand:
        batches = [[stand.to("accept", f"b{b}k{i}") for i in range(20)] for b in range(5)]
        for outcomes in await asyncio.gather(*(stand.channel.send(batch) for batch in batches)):
            assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(set(stand.carried())) == len(stand.carried()) == 100


@pytest.mark.parametrize("name", STANDS)
async def test_a_question_about_an_unseen_key_is_answered_unknown(name: str) -> None:
    async with opened(name) as stand:
        assert isinstance(await stand.channel.ask("never seen"), Unknown)


@pytest.mark.parametrize("name", STANDS)
async def test_it_can_be_closed_and_opened_again(name: str) -> None:
    async with opened(name) as stand:
        await stand.channel.send([stand.to("accept", "k1")])
        await stand.channel.close()
        await stand.channel.close()
        await stand.channel.open()
        (outcome,) = await stand.channel.send([stand.to("accept", "k2")])
        assert isinstance(outcome, Accepted)
        assert sorted(stand.carried()) == ["k1", "k2"]
