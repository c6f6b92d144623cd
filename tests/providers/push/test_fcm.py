"""FCM against its documented contract on loopback: the service account's token, fields, limits, error bodies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.http_client import Answer
from loopline.providers.push.fcm import Fcm, fcm_outcome
from loopline.runtime.clock import VirtualClock
from tests.delivery.messages import dispatch
from tests.providers.push.firebase import PROJECT, Firebase
from tests.providers.servers import running
from tests.providers.stand import NOW, MakeStand, Stand, tools

TOKEN = "cZ9k:APA91bHun4MxP5egoKMwt2KZFBaFUH"


def push(
    to: str = TOKEN, key: str = "k1", *, body: str = "Your trial ends Ünn", url: str = "", payload: str = ""
) -> Dispatch:
    return dispatch(key, Rendered(title="Hello", body=body, url=url, payload=payload), channel="push", address=to)


async def sent(provider: Fcm, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


def provider(service: Firebase, options: str = "timeout=30", clock: VirtualClock | None = None) -> Fcm:
    return Fcm.from_url(service.provider_url(options), tools(clock=clock))


@pytest.mark.anyio
async def test_a_message_leaves_with_its_words_its_key_and_its_address() -> None:
    key = "e1:push/0 +ü"
    async with running(Firebase()) as firebase:
        said = await sent(provider(firebase), push(key=key, url="https://loop.test/a", payload='{"screen": "trial"}'))
        assert said == [Accepted(f"projects/{PROJECT}/messages/0:1")]
        (message,) = firebase.taken
    assert message["token"] == TOKEN
    assert message["notification"] == {"title": "Hello", "body": "Your trial ends Ünn"}
    assert message["data"] == {"loopline_message": key, "url": "https://loop.test/a", "screen": "trial"}
    assert message["webpush"]["fcm_options"] == {"link": "https://loop.test/a"}
    assert message["android"]["notification"]["tag"] == message["apns"]["headers"]["apns-collapse-id"]


@pytest.mark.anyio
async def test_a_second_message_takes_the_place_of_the_first_and_of_no_other() -> None:
    async with running(Firebase()) as firebase:
        await sent(provider(firebase, "connections=1"), push(key="k1"), push(key="k1"), push(key="k2"))
        tags = [message["android"]["notification"]["tag"] for message in firebase.taken]
    assert tags[0] == tags[1] != tags[2] and all(len(tag) == 32 for tag in tags)


@pytest.mark.anyio
async def test_what_is_no_text_goes_as_json_and_platforms_have_fields_of_their_own() -> None:
    payload = '{"n": 3, "list": [1], "android": {"ttl": "3600s", "notification": {"channel_id": "news"}}}'
    async with running(Firebase()) as firebase:
        (outcome,) = await sent(provider(firebase), push(payload=payload, url="myapp://trial"))
        assert isinstance(outcome, Accepted)
        (message,) = firebase.taken
    assert message["data"] == {"loopline_message": "k1", "url": "myapp://trial", "n": "3", "list": "[1]"}
    assert (message["android"]["ttl"], message["android"]["priority"]) == ("3600s", "HIGH")
    assert message["android"]["notification"].keys() == {"tag", "channel_id"}
    assert "fcm_options" not in message["webpush"], "FCM takes https only"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("gone:APA91b", Refused("fcm_unregistered", "", scope="address", hard_bounce=True)),
        ("made-up", Refused("fcm_token_invalid", "", scope="address", hard_bounce=True)),
        ("other:APA91b", Refused("fcm_sender_id_mismatch", "", scope="address")),
        ("third:APA91b", Refused("fcm_third_party_auth_error", "", scope="provider")),
        ("quota:APA91b", Deferred("fcm_quota_exceeded", "", 90_000)),
        ("busy:APA91b", Deferred("fcm_unavailable", "", 90_000)),
        ("broken:APA91b", Deferred("fcm_internal", "")),
        ("silent:APA91b", Unknown),
        ("proxy:APA91b", Unknown),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Firebase()) as firebase:
        (outcome,) = await sent(provider(firebase), push(to))
    if isinstance(expected, Refused | Deferred):
        assert isinstance(outcome, type(expected)) and replace(outcome, reason="") == expected
    else:
        assert isinstance(expected, type) and isinstance(outcome, expected)


@pytest.mark.anyio
async def test_messages_that_fcm_would_not_take() -> None:
    reserved, long = '{"from": "us"}', f'{{"x": "{"y" * 4_096}"}}'
    batch = [push(payload=text) for text in (reserved, long, "[1]", "{", '{"android": {"priority": "LOUD"}}')]
    async with running(Firebase()) as firebase:
        outcomes = await sent(provider(firebase), *batch, push(body="\ud83d"), push(payload=" "))
        assert len(firebase.taken) == 1
    assert [getattr(one, "code", "") for one in outcomes] == [
        "fcm_invalid_argument",
        "fcm_invalid_argument",
        "fcm_payload_invalid",
        "fcm_payload_invalid",
        "fcm_invalid_argument",
        "fcm_text_invalid",
        "",
    ]
    refused = outcomes[4]
    assert isinstance(refused, Refused) and "message.android.priority" in refused.reason and refused.scope == "message"


@pytest.mark.anyio
async def test_one_token_serves_all_until_its_end() -> None:
    clock = VirtualClock(NOW)
    async with running(Firebase(clock.now)) as firebase:
        fcm = provider(firebase, clock=clock)
        await sent(fcm, *(push(key=f"k{i}") for i in range(40)))
        assert firebase.asked == 1
        clock.move_to(NOW + 3_300_000)
        assert isinstance((await sent(fcm, push()))[0], Accepted)
        assert firebase.asked == 2
        firebase.granted.clear()  # revoked before its time
        assert all(isinstance(one, Accepted) for one in await sent(fcm, *(push(key=f"r{i}") for i in range(20))))
        assert firebase.asked == 3


@pytest.mark.anyio
async def test_an_account_that_gets_no_token_defers_all_and_asks_once(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Firebase()) as firebase:
        stranger = firebase.account(client_email="else@loop-test.iam.gserviceaccount.com")
        fcm = Fcm(stranger, now_ms=lambda: NOW, address=firebase.url(""), allow_private=True)
        outcomes = await sent(fcm, *(push(key=f"k{i}") for i in range(30)))
        assert firebase.asked == 1
    assert {(one.code, one.away) for one in outcomes if isinstance(one, Deferred)} == {("fcm_login", True)}
    assert len(outcomes) == 30 and "invalid_grant" in str(outcomes[0])
    assert "PRIVATE KEY" not in f"{outcomes}{caplog.text}{fcm!r}" and "eyJ" not in str(outcomes)


@pytest.mark.anyio
async def test_google_being_away_or_down_is_no_messages_fault() -> None:
    clock = VirtualClock(NOW)
    async with running(Firebase(clock.now)) as firebase:
        fcm = provider(firebase, clock=clock)
        firebase.is_away = True
        assert isinstance((await sent(fcm, push()))[0], Deferred)
        firebase.is_away = False
        clock.move_to(NOW + 10_000)
        assert isinstance((await sent(fcm, push()))[0], Accepted)
    (outcome,) = await sent(fcm, push())
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("fcm_unreachable", True)


@pytest.mark.anyio
async def test_the_network_is_guarded_unless_the_house_allows_it() -> None:
    async with running(Firebase()) as firebase:
        account = firebase.account(token_uri="https://127.0.0.1:1/token")
        (outcome,) = await sent(Fcm(account, now_ms=lambda: NOW), push())
        assert isinstance(outcome, Deferred) and "own network" in outcome.reason
        with pytest.raises(Invalid, match="key file"):
            Fcm(firebase.account(), now_ms=lambda: NOW)  # http, where secrets would go in plain


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"name": "projects/p/messages/1", "new": {}}', Accepted),
        (200, b"", Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked</html>", Deferred),
        (429, b"", Deferred),
        (503, b"", Unknown),
        (400, b"[" * 60_000, Deferred),
        (400, b'{"error": {"status": "INVALID_ARGUMENT", "details": [{"@type": "x", "errorCode": 4}]}}', Deferred),
        (400, b'{"error": {"status": "FAILED_PRECONDITION", "message": "New."}}', Refused),
        (404, b'{"error": {"status": "NOT_FOUND"}}', Refused),
        (403, b'{"error": {"status": "PERMISSION_DENIED"}}', Deferred),
    ],
)
def test_only_what_is_fcms_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(fcm_outcome(Answer(status, {}, body), NOW), expected)


def test_the_key_stands_in_a_file_or_in_the_url(tmp_path: Path) -> None:
    file = tmp_path / "firebase.json"
    file.write_bytes(msgspec.json.encode(Firebase().account()))
    made = Fcm.from_url(f"fcm://?file={quote(str(file))}&unknown=resend&connections=3", tools())
    assert made.unknown_policy == "resend"
    assert Fcm.from_url(Firebase().provider_url(), tools()).unknown_policy == "hold"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("fcm://", "provider_url_invalid"),
        ("fcm://host?file=x", "provider_url_invalid"),
        ("fcm://?file=x&base64=eA", "provider_url_invalid"),
        ("fcm://?base64=hunter2!", "provider_url_invalid"),
        ("fcm://?base64=hunter2hunter2", "fcm_account_invalid"),
        ("fcm://?file=/hunter2/none", "provider_file_unreadable"),
        ("fcm://?file=/", "provider_file_unreadable"),
        ("fcm://?base64=e30=&address=ftp://hunter2", "provider_url_invalid"),
        ("fcm://?base64=e30=&unknown=ask", "provider_option_invalid"),
    ],
)
def test_a_wrong_url_stops_the_start_and_repeats_nothing(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Fcm.from_url(url, tools())
    assert caught.value.code == code and "hunter2" not in caught.value.text


def test_the_key_of_another_kind_is_refused_in_plain_words() -> None:
    for changes in ({"private_key": "hunter2"}, {"project_id": ""}, {"token_uri": "ftp://hunter2"}):
        with pytest.raises(Invalid) as caught:
            Fcm(Firebase().account(**changes), now_ms=lambda: NOW, allow_private=True)
        assert caught.value.code == "fcm_account_invalid" and "hunter2" not in str(caught.value)


def test_it_has_no_webhook() -> None:
    told = Fcm.from_url(Firebase().provider_url(), tools()).receipts(HookRequest())
    assert isinstance(told, HookRefusal) and told.status == 404


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    """FCM for the contract of all providers."""
    words = {"accept": "cZ9k", "defer": "busy", "refuse": "gone", "lose": "silent"}
    async with running(Firebase()) as firebase:
        taken = provider(firebase)

        def carried() -> list[str]:
            kept = [message for message in firebase.taken if not message["token"].startswith("silent")]
            return [message["data"]["loopline_message"] for message in kept]

        stranger = firebase.account(client_email="else@loop-test.iam.gserviceaccount.com")
        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (
                Fcm(stranger, now_ms=lambda: NOW, address=firebase.url(""), allow_private=True),
                push("cZ9k:APA91b"),
            ),
            "platform": (provider(firebase), push("third:APA91b")),
            "role": (provider(firebase), push("barred:APA91b")),
        }
        yield Stand(taken, lambda fate, key: push(f"{words[fate]}:APA91b", key), carried, mishaps=mishaps)


STAND: MakeStand = stand
