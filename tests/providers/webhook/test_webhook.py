"""Webhooks against a real server: signed, bounded, never inside our network, and honest about what is not known."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook as Signature

from loopline.model.errors import Invalid
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.webhook.webhook import Webhook
from loopline.runtime.clock import SystemClock
from tests.delivery.messages import dispatch
from tests.providers.servers import Receiver, receiver
from tests.providers.stand import MakeStand, Stand, tools

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PAYLOAD = '{"hello": "Ünn"}'


def to(url: str, key: str = "k1", payload: str = PAYLOAD, headers: dict[str, str] | None = None) -> Dispatch:
    return dispatch(key, Rendered(payload=payload, url=url, headers=headers or {}), channel="webhook", address="")


async def sent(*batch: Dispatch, allow_private: bool = True, timeout_seconds: float = 2.0) -> list[Outcome]:
    channel = Webhook(
        SECRET,
        now_ms=lambda: int(time.time() * 1000),
        allow_private=allow_private,
        timeout_seconds=timeout_seconds,
        connections=2,
    )
    await channel.open()
    try:
        return await channel.send(batch)
    finally:
        await channel.close()


@pytest.mark.anyio
async def test_the_receiver_can_verify_who_sent_it_and_deduplicate() -> None:
    async with receiver() as desk:
        assert await sent(to(desk.url("/ok?x=1"), "key9", headers={"X-Tag": "a"})) == [Accepted("200")]
    ((path, headers, body),) = desk.requests
    assert path == "/ok?x=1"
    assert headers["webhook-id"] == "key9"
    assert headers["x-tag"] == "a"
    assert Signature(SECRET).verify(body, headers) == {"hello": "Ünn"}


async def outcome_of(desk: Receiver, path: str, timeout_seconds: float = 2.0) -> Outcome:
    (outcome,) = await sent(to(desk.url(path)), timeout_seconds=timeout_seconds)
    return outcome


@pytest.mark.anyio
async def test_what_the_receiver_says_is_told_apart() -> None:
    async with receiver() as desk:
        assert await outcome_of(desk, "/status/503") == Deferred("http_503", "503 ok")
        assert await outcome_of(desk, "/status/408") == Deferred("http_408", "408 ok")
        assert await outcome_of(desk, "/after") == Deferred("http_429", "429 ok", 120_000)
        assert await outcome_of(desk, "/status/410") == Refused("http_410", "410 ok")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (b'{"in_stock": true,  "left": 3}', b'{"in_stock":true,"left":3}'),
        (b"[1, 2]", b""),
        (b"ok", b""),
        (b"", b""),
        (b"{" + b'"a":{' * 5_000, b""),
        (b'{"a":' * 32 + b"1" + b"}" * 32, b'{"a":' * 32 + b"1" + b"}" * 32),
        (b'{"a":' * 33 + b"1" + b"}" * 33, b""),
        (b'{"much": "' + b"x" * 9_000 + b'"}', b""),
        (b'{"half": "\xff"}', b""),
    ],
)
async def test_an_answer_is_kept_where_the_message_asks_for_one_and_it_is_an_object(words: bytes, kept: bytes) -> None:
    async with receiver() as desk:
        desk.answer = words
        asked = to(desk.url("/answer"))
        asked = replace(asked, outgoing=replace(asked.outgoing, wants_answer=True))
        assert await sent(asked, to(desk.url("/answer"), "k2")) == [Accepted("200", kept), Accepted("200")]


@pytest.mark.anyio
async def test_redirects_are_not_followed() -> None:
    async with receiver() as desk:
        assert isinstance(await outcome_of(desk, "/redirect"), Refused)
        assert [path for path, _, _ in desk.requests] == ["/redirect"]


@pytest.mark.anyio
async def test_silence_after_the_request_is_unknown() -> None:
    async with receiver() as desk:
        assert isinstance(await outcome_of(desk, "/drop"), Unknown)
        assert isinstance(await outcome_of(desk, "/slow", timeout_seconds=0.2), Unknown)


@pytest.mark.anyio
async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    async with receiver() as desk:
        assert await outcome_of(desk, "/flood") == Accepted("200")


@pytest.mark.anyio
async def test_a_receiver_that_is_not_there_is_tried_again_later() -> None:
    async with receiver() as desk:
        url = desk.url()
    (outcome,) = await sent(to(url))
    assert isinstance(outcome, Deferred)
    assert outcome.code == "webhook_unreachable"


@pytest.mark.anyio
async def test_our_own_network_is_refused_and_the_channel_stays_usable() -> None:
    async with receiver() as desk:
        hosts = ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1"]
        batch = [to(f"http://{host}:{desk.port}/x", f"k{i}") for i, host in enumerate(hosts * 4)]
        outcomes = await sent(*batch, allow_private=False)
        assert {type(outcome) for outcome in outcomes} <= {Refused, Deferred}
        assert isinstance(outcomes[0], Refused)
        assert outcomes[0].code == "webhook_address_private"
        assert desk.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://x.test/", "webhook_url_invalid"),
        ("", "webhook_url_invalid"),
        ("https://me:pw@x.test/", "webhook_url_invalid"),
        ("https://@x.test/", "webhook_url_invalid"),
        ("https://[bad/", "webhook_url_invalid"),
        ("https://x.test/\r\nX: y", "webhook_url_invalid"),
        ("https://x.test:99999/", "webhook_url_invalid"),
        ("https://x.test/Ann Lee", "webhook_url_invalid"),
        ("https://x.test/?q=a b", "webhook_url_invalid"),
    ],
)
async def test_addresses_that_are_none(url: str, code: str) -> None:
    (outcome,) = await sent(to(url))
    assert isinstance(outcome, Refused)
    assert outcome.code == code


@pytest.mark.anyio
async def test_a_payload_that_is_not_json_and_headers_that_are_ours_are_refused() -> None:
    async with receiver() as desk:
        outcomes = await sent(
            to(desk.url(), payload='{"name": "An"n"}'),
            to(desk.url(), headers={"Webhook-Signature": "v1,forged"}),
            to(desk.url(), headers={"X-Tag": "Ü"}),
            to(desk.url(), headers={"X-Tag": "a\r\nX-Evil: b"}),
        )
    assert [getattr(outcome, "code", "") for outcome in outcomes] == [
        "webhook_payload_invalid",
        "header_invalid",
        "header_invalid",
        "",
    ]
    assert "x-evil" not in desk.requests[0][1]


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["https://me:hush@x.test/", "ftp://x.test/?token=hush", "https://x.test/\n?key=hush"])
async def test_a_refusal_repeats_no_secret_of_the_address(url: str) -> None:
    (outcome,) = await sent(to(url))
    assert isinstance(outcome, Refused)
    assert "x.test" in outcome.reason
    assert "hush" not in outcome.reason


@pytest.mark.anyio
async def test_without_a_payload_an_empty_object_is_posted() -> None:
    async with receiver() as desk:
        assert await sent(to(desk.url(), payload="")) == [Accepted("200")]
    ((_, headers, body),) = desk.requests
    assert body == b"{}"
    assert Signature(SECRET).verify(body, headers) == {}


@pytest.mark.anyio
async def test_methods_and_bodies_that_are_not_json() -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    parts = [
        Rendered(method="put", payload=PAYLOAD),
        Rendered(method=" PATCH ", body="a=1&b=2", headers=form),
        Rendered(method="DELETE"),
        Rendered(method="GET", headers={"X-Tag": "a"}),
        Rendered(body="<a/>", headers={"content-type": "text/xml"}),
        Rendered(body="not JSON", headers={"content-type": "application/vnd.shop+JSON"}),
        Rendered(body="not JSON"),
        Rendered(method="TRACE"),
        Rendered(method="GET / HTTP/1.1\r\nX: y"),
    ]
    async with receiver() as desk:
        batch = [dispatch(f"k{n}", replace(one, url=desk.url()), channel="webhook") for n, one in enumerate(parts)]
        outcomes = [(await sent(one))[0] for one in batch]
    assert outcomes[:5] == [Accepted("200")] * 5
    codes = [one.code for one in outcomes[5:] if isinstance(one, Refused)]
    assert codes == ["webhook_payload_invalid"] * 2 + ["webhook_method_invalid"] * 2
    assert desk.methods == ["PUT", "PATCH", "DELETE", "GET", "POST"]
    assert [body for _, _, body in desk.requests] == [PAYLOAD.encode(), b"a=1&b=2", b"", b"", b"<a/>"]
    types = [headers.get("content-type") for _, headers, _ in desk.requests]
    assert types == ["application/json", "application/x-www-form-urlencoded", None, None, "text/xml"]
    _, headers, body = desk.requests[0]
    assert Signature(SECRET).verify(body, headers) == {"hello": "Ünn"}


@pytest.mark.anyio
async def test_a_header_of_the_author_stands_in_the_place_of_ours() -> None:
    async with receiver() as desk:
        heads = {"content-type": "application/cloudevents+json", "User-Agent": "Shop"}
        assert await sent(to(desk.url(), headers=heads)) == [Accepted("200")]
        (names,) = desk.names
    assert sorted(name for name in names if name in ("content-type", "user-agent")) == ["content-type", "user-agent"]
    ((_, headers, _),) = desk.requests
    assert (headers["content-type"], headers["user-agent"]) == ("application/cloudevents+json", "Shop")


@pytest.mark.anyio
async def test_texts_that_no_request_can_hold_spoil_no_other() -> None:
    async with receiver() as desk:
        odd, good = await sent(to(desk.url(), payload='"\ud83d"'), to(desk.url()))
    assert isinstance(odd, Refused)
    assert good == Accepted("200")


def test_a_secret_that_is_none_stops_the_start() -> None:
    with pytest.raises(Invalid, match="webhook_secret_invalid"):
        Webhook("whsec_", now_ms=lambda: 0)


async def carried_by(provider: Webhook, to: Dispatch) -> Outcome:
    await provider.open()
    try:
        (outcome,) = await provider.send([to])
    finally:
        await provider.close()
    return outcome


@pytest.mark.anyio
async def test_the_url_names_the_secret_and_else_the_data_folder_has_one() -> None:
    async with receiver() as desk:
        clock = SystemClock()
        given = Webhook.from_url(f"webhook://?secret={SECRET}", tools(clock=clock))
        assert await carried_by(given, to(desk.url())) == Accepted("200")
        asked: list[str] = []

        def kept(name: str, make: Callable[[], str]) -> str:
            asked.append(name)
            return SECRET if make().startswith("whsec_") else ""

        lent = Webhook.from_url("webhook://", replace(tools(clock=clock), secret=kept))
        assert await carried_by(lent, to(desk.url())) == Accepted("200")
    assert asked == ["webhooks"]
    for _, headers, body in desk.requests:
        Signature(SECRET).verify(body, headers)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("webhook://hunter2.test", "provider_url_invalid"),
        ("webhook://?secret=whsec_&x=hunter2", "webhook_secret_invalid"),
        ("webhook://?unknown=hunter2", "provider_option_invalid"),
        ("webhook://?retries=hunter2", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Webhook.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value) and caught.value.__cause__ is None


@pytest.mark.anyio
async def test_the_network_is_guarded_unless_the_house_allows_it() -> None:
    async with receiver() as desk:
        outcome = await carried_by(Webhook.from_url("webhook://", tools(allow_private=False)), to(desk.url()))
    assert isinstance(outcome, Refused) and outcome.code == "webhook_address_private"


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with receiver() as desk:

        def to(fate: str, key: str) -> Dispatch:
            path = {"accept": "/ok", "defer": "/status/503", "refuse": "/status/410", "lose": "/drop"}[fate]
            rendered = Rendered(payload='{"hello": "Ann"}', url=desk.url(path))
            return dispatch(key, rendered, channel="webhook", address="")

        def carried() -> list[str]:
            return [headers["webhook-id"] for path, headers, _ in desk.requests if path == "/ok"]

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "private": (Webhook.from_url("webhook://", tools(allow_private=False)), to("accept", "k")),
        }
        yield Stand(Webhook.from_url("webhook://", tools()), to, carried, mishaps=mishaps)


STAND: MakeStand = stand
