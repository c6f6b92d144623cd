"""Web Push against its standards on loopback: encryption read by the browser, VAPID, headers, sizes, answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.http_client import Answer
from loopline.providers.push.vapid import new_vapid_key
from loopline.providers.push.webpush import WebPush, webpush_outcome
from loopline.runtime.clock import VirtualClock
from tests.delivery.messages import dispatch
from tests.providers.push.push_service import PushService
from tests.providers.servers import running
from tests.providers.stand import NOW, MakeStand, Stand, tools

KEY = new_vapid_key()


def push(to: str, key: str = "k1", *, body: str = "Your trial ends Ünn", payload: str = "") -> Dispatch:
    parts = Rendered(title="Hello", body=body, url="https://loop.test/a", payload=payload)
    return dispatch(key, parts, channel="push", address=to)


def provider(options: str = "timeout=30", clock: VirtualClock | None = None, *, private: bool = True) -> WebPush:
    return WebPush.from_url(f"webpush://?key={KEY}&{options}", tools(clock=clock, allow_private=private))


OTHER_KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
"""A public key that is not ours, of RFC 8292."""


def subscription(service: PushService, name: str = "ann", public_key: str = "") -> str:
    return service.browser(name, public_key or provider().public_key).subscription()


async def sent(webpush: WebPush, *batch: Dispatch) -> list[Outcome]:
    await webpush.open()
    try:
        return await webpush.send(batch)
    finally:
        await webpush.close()


@pytest.mark.anyio
async def test_the_browser_reads_what_the_author_wrote() -> None:
    payload = '{"n": 3, "notification": {"icon": "/a.png", "actions": [{"action": "go", "title": "Go"}]}}'
    async with running(PushService()) as service:
        (outcome,) = await sent(provider("ttl=60&urgency=high"), push(subscription(service), "k/ü", payload=payload))
        assert outcome == Accepted(service.url("/m/1"))
        ((_, headers),) = service.taken
        (shown,) = service.browsers["ann"].seen
    assert (headers["ttl"], headers["urgency"]) == ("60", "high")
    assert shown == {
        "title": "Hello",
        "notification": {
            "body": "Your trial ends Ünn",
            "tag": headers["topic"],
            "icon": "/a.png",
            "actions": [{"action": "go", "title": "Go"}],
            "data": {"n": 3, "url": "https://loop.test/a", "loopline_message": "k/ü"},
        },
    }


@pytest.mark.anyio
async def test_a_second_message_takes_the_place_of_the_first_and_of_no_other() -> None:
    async with running(PushService()) as service:
        to = subscription(service)
        await sent(provider("connections=1"), push(to, "k1"), push(to, "k1"), push(to, "k2"))
        topics = [headers["topic"] for _, headers in service.taken]
    assert topics[0] == topics[1] != topics[2]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gone", Refused("webpush_gone", "", scope="address", hard_bounce=True)),
        ("unknown", Refused("webpush_gone", "", scope="address", hard_bounce=True)),
        ("busy", Deferred("webpush_too_many", "", 30_000)),
        ("down", Deferred("webpush_unavailable", "", 30_000)),
        ("bridge", Deferred("webpush_unavailable", "")),
        ("broken", Deferred("webpush_unavailable", "")),
        ("silent", Unknown),
    ],
)
async def test_each_answer_has_its_outcome(name: str, expected: Outcome | type) -> None:
    async with running(PushService()) as service:
        (outcome,) = await sent(provider(), push(subscription(service, name)))
    if isinstance(expected, Refused | Deferred):
        assert isinstance(outcome, type(expected)) and replace(outcome, reason="") == expected
    else:
        assert isinstance(expected, type) and isinstance(outcome, expected)


@pytest.mark.anyio
async def test_a_text_of_the_full_size_is_read_and_a_longer_one_is_refused() -> None:
    async with running(PushService()) as service:
        to = subscription(service)
        (outcome,) = await sent(provider(), push(to, body=""))
        room = 3_993 - len('{"title":"Hello","notification":{"body":"","tag":"","data":{}}}') - 32
        room -= len('"loopline_message":"k1","url":"https://loop.test/a"')
        full, long, garbage, half = await sent(
            provider(),
            push(to, body="x" * room),
            push(to, body="x" * (room + 1)),
            push(to, payload="[]"),
            push(to, body="\ud83d"),
        )
    assert isinstance(outcome, Accepted) and isinstance(full, Accepted)
    codes = [getattr(one, "code", "") for one in (long, garbage, half)]
    assert codes == ["webpush_too_large", "webpush_payload_invalid", "webpush_text_invalid"]


@pytest.mark.anyio
async def test_another_key_is_our_fault_until_the_service_has_taken_something() -> None:
    """A page that subscribed with another key is one person's; a wrong clock or contact is everybody's."""
    other = WebPush(new_vapid_key(), "mailto:a@b.test", now_ms=lambda: NOW).public_key
    async with running(PushService()) as service:
        right, wrong = subscription(service), subscription(service, "bob", other)
        webpush = provider("connections=1")
        outcomes = await sent(webpush, push(wrong), push(right), push(wrong))
    assert [getattr(one, "scope", "") for one in outcomes] == ["provider", "", "address"]
    assert [getattr(one, "code", "") for one in outcomes] == ["webpush_login", "", "webpush_key_differs"]


@pytest.mark.anyio
async def test_one_token_serves_half_a_day() -> None:
    clock = VirtualClock(NOW)
    async with running(PushService(clock.now)) as service:
        to, webpush = subscription(service), provider(clock=clock)
        for hours in (0, 5, 7, 12):
            clock.move_to(NOW + hours * 3_600_000)
            assert isinstance((await sent(webpush, push(to, f"k{hours}")))[0], Accepted)
        assert len(service.tokens) == 2


@pytest.mark.anyio
async def test_a_subscription_that_leads_into_our_own_network_is_refused() -> None:
    async with running(PushService()) as service:
        inside = service.browser("ann", "").subscription(endpoint=f"https://127.0.0.1:{service.port}/x")
        plain = subscription(service)
        outcomes = await sent(provider(private=False), push(inside), push(plain))
        assert service.called == []
    assert [one.code for one in outcomes if isinstance(one, Refused)] == [
        "webpush_endpoint_private",
        "webpush_subscription_invalid",
    ]


@pytest.mark.anyio
async def test_what_is_no_subscription_says_so() -> None:
    async with running(PushService()) as service:
        browser = service.browser("ann", "")
        for text in ("t1", "{}", browser.subscription(keys={"p256dh": "AA", "auth": "AA"})):
            (outcome,) = await sent(provider(), push(text))
            assert isinstance(outcome, Refused) and outcome.code == "webpush_subscription_invalid"
            assert outcome.scope == "address" and not outcome.hard_bounce
        to = subscription(service)
    (outcome,) = await sent(provider(), push(to))
    assert isinstance(outcome, Deferred) and outcome.code == "webpush_unreachable"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, Accepted), (202, Accepted), (204, Unknown), (307, Refused), (400, Refused), (413, Refused), (599, Deferred)],
)
def test_other_answers(status: int, expected: type) -> None:
    assert isinstance(webpush_outcome(Answer(status, {}, b""), NOW, proven=True), expected)


def test_who_asks_for_the_public_key_gets_it() -> None:
    webpush = provider()
    assert webpush.receipts(HookRequest(method="GET", query="key")) == HookChallenge(webpush.public_key)
    for request in (HookRequest(method="POST", query="key"), HookRequest(method="GET", query="key=1")):
        told = webpush.receipts(request)
        assert isinstance(told, HookRefusal) and told.status == 404


def test_the_key_is_made_once_and_the_sender_is_the_contact() -> None:
    made: dict[str, str] = {}
    lent = replace(tools(), secret=lambda name, make: made.setdefault(name, make()))
    first, second = (WebPush.from_url("webpush://", lent) for _ in range(2))
    assert first.public_key == second.public_key and made.keys() == {"vapid"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("webpush://host", "provider_url_invalid"),
        ("webpush://?key=hunter2", "webpush_key_invalid"),
        (f"webpush://?key={'_' * 43}", "webpush_key_invalid"),
        ("webpush://?contact=hunter2", "webpush_contact_invalid"),
        ("webpush://?ttl=2592001", "provider_option_invalid"),
        ("webpush://?urgency=now", "provider_option_invalid"),
        ("webpush://?hunter2=1", "provider_option_unknown"),
    ],
)
def test_a_wrong_url_stops_the_start_and_repeats_nothing(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        WebPush.from_url(url, replace(tools(), secret=lambda name, make: make()))
    assert caught.value.code == code and "hunter2" not in caught.value.text


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    """Web Push for the contract of all providers."""
    names = {"accept": "ann", "defer": "busy", "refuse": "gone", "lose": "silent"}
    async with running(PushService()) as service:
        webpush = provider()
        tos = {fate: subscription(service, name) for fate, name in names.items()}

        def carried() -> list[str]:
            return [shown["notification"]["data"]["loopline_message"] for shown in service.browsers["ann"].seen]

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (provider(), push(subscription(service, "stranger", OTHER_KEY))),
        }
        yield Stand(webpush, lambda fate, key: push(tos[fate], key), carried, mishaps=mishaps)


STAND: MakeStand = stand
