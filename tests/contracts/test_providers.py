"""What every provider promises, asked of each: one outcome a message, in order, and nothing said that is not so.

Providers are those that our own package installs as entry points; one without a stand fails here. What they owe to
operators beside it is held by `test_provider_duties.py`.
"""

import asyncio
from collections.abc import Sequence
from typing import get_args

import pytest
from msgspec.structs import replace

from loopline.model.channels import CHANNEL_NAMES
from loopline.model.hook import HookChallenge, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Refused, Unknown, UnknownPolicy
from loopline.providers.registry import provider_kind
from tests.contracts.stands import OURS, STANDS, stand_of
from tests.providers.stand import opened

pytestmark = pytest.mark.anyio
KINDS = {"accept": Accepted, "defer": Deferred, "refuse": Refused, "lose": Unknown}
everybody = pytest.mark.parametrize("name", STANDS)


@pytest.mark.parametrize("scheme", OURS)
def test_its_class_says_what_it_is(scheme: str) -> None:
    kind = provider_kind(scheme)
    assert scheme.startswith(kind.name), "smtps is smtp"
    assert kind.name in OURS
    assert kind.channels and kind.channels <= set(CHANNEL_NAMES)
    assert kind.unknown_policy in get_args(UnknownPolicy)
    assert f"{kind.name}://" in kind.example and kind.unknown_means


def test_a_provider_without_a_stand_is_seen() -> None:
    with pytest.raises((ImportError, AttributeError)):
        stand_of("loopline.providers.url")


@everybody
async def test_it_says_what_becomes_of_the_unknown(name: str) -> None:
    async with STANDS[name]() as stand:
        assert stand.provider.unknown_policy in get_args(UnknownPolicy)
        assert {"accept", "refuse"} <= set(stand.fates) <= set(KINDS)


@everybody
async def test_every_message_of_a_batch_is_carried_once(name: str) -> None:
    keys = [f"k{i}" for i in range(60)]
    async with opened(STANDS[name]) as stand:
        outcomes = await stand.provider.send([stand.to("accept", key) for key in keys])
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(outcomes) == len(keys)
        assert sorted(stand.carried()) == sorted(keys)


@everybody
async def test_an_empty_batch_is_no_trouble(name: str) -> None:
    async with opened(STANDS[name]) as stand:
        assert await stand.provider.send([]) == []


@everybody
async def test_one_bad_message_spoils_no_other(name: str) -> None:
    fates = ["accept", "refuse", "accept", "refuse", "refuse", "accept"] * 5
    async with opened(STANDS[name]) as stand:
        outcomes = await stand.provider.send([stand.to(fate, f"k{i}") for i, fate in enumerate(fates)])
        assert [type(outcome) for outcome in outcomes] == [Accepted if fate == "accept" else Refused for fate in fates]
        assert sorted(stand.carried()) == sorted(f"k{i}" for i, fate in enumerate(fates) if fate == "accept")


@everybody
async def test_outcomes_stand_in_the_order_of_the_batch(name: str) -> None:
    async with opened(STANDS[name]) as stand:
        fates = list(stand.fates) * 6
        outcomes = await stand.provider.send([stand.to(fate, f"k{i}") for i, fate in enumerate(fates)])
        assert [type(outcome) for outcome in outcomes] == [KINDS[fate] for fate in fates]


@everybody
async def test_it_carries_on_after_a_loss(name: str) -> None:
    async with opened(STANDS[name]) as stand:
        for at in range(3):
            for fate in (stand.fates[-1], "accept"):
                (outcome,) = await stand.provider.send([stand.to(fate, f"{fate}{at}")])
                assert isinstance(outcome, KINDS[fate])


@everybody
async def test_batches_at_the_same_time_share_the_provider(name: str) -> None:
    async with opened(STANDS[name]) as stand:
        batches = [[stand.to("accept", f"b{b}k{i}") for i in range(20)] for b in range(5)]
        for outcomes in await asyncio.gather(*(stand.provider.send(batch) for batch in batches)):
            assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(set(stand.carried())) == len(stand.carried()) == 100


@everybody
async def test_a_question_about_an_unseen_key_is_never_answered_accepted(name: str) -> None:
    """Who can be asked may be sure that it was not taken; who cannot must not guess."""
    async with opened(STANDS[name]) as stand:
        told = await stand.provider.ask("never seen")
        assert isinstance(told, Deferred | Refused | Unknown if stand.provider.unknown_policy == "ask" else Unknown)


@everybody
async def test_it_can_be_closed_and_opened_again(name: str) -> None:
    async with opened(STANDS[name]) as stand:
        await stand.provider.send([stand.to("accept", "k1")])
        await stand.provider.close()
        await stand.provider.close()
        await stand.provider.open()
        (outcome,) = await stand.provider.send([stand.to("accept", "k2")])
        assert isinstance(outcome, Accepted)
        assert sorted(stand.carried()) == ["k1", "k2"]


GARBAGE = [
    HookRequest(),
    HookRequest(method="GET", query="hub.challenge=%FF&a=1&a=2"),
    HookRequest(body=b"{"),
    HookRequest(body=b"\xff\x00" * 40),
    HookRequest(body=b"[" * 100_000),
    HookRequest(body=b'[{"event": "delivered", "message": "k1"}]', headers={"x-signature": "no"}),
    HookRequest(body=b"MessageSid=1&MessageStatus=delivered", query="key=k1"),
]


@everybody
async def test_a_call_that_is_not_signed_tells_nothing(name: str) -> None:
    async with STANDS[name]() as stand:
        for request in GARBAGE:
            told = stand.provider.receipts(request)
            assert isinstance(told, HookRefusal), told
            assert told.code and told.text.endswith(".")
            assert (told.status == 404) is (stand.delivered is None), "404: it has no webhook, and its stand no call"


@everybody
async def test_a_signed_call_is_read_and_a_changed_one_is_not(name: str) -> None:
    async with STANDS[name]() as stand:
        if stand.delivered is None:
            return
        request = stand.delivered("k1")
        told = stand.provider.receipts(request)
        assert isinstance(told, Sequence)
        assert [(one.kind, one.message) for one in told if isinstance(one, Receipt)] == [("delivered", "k1")]
        assert told == stand.provider.receipts(request), "the same call tells the same, ids too"
        forged = replace(request, body=request.body.replace(b"k1", b"k2"), query=request.query.replace("k1", "k2"))
        forged = forged if stand.signs else replace(forged, by_token=False)  # the token is all the proof there is
        assert forged != request
        refused = stand.provider.receipts(forged)
        assert not isinstance(refused, HookChallenge) and isinstance(refused, HookRefusal)
        assert refused.status in (401, 403)
