"""APNs against its documented contract: HTTP/2 over TLS, tokens signed by ES256, headers, sizes, reasons."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.http_client import Answer
from loopline.providers.push.apns import Apns, apns_outcome, signing_key
from loopline.runtime.clock import VirtualClock
from tests.delivery.messages import dispatch
from tests.providers.push.apple import DEVICE, KEY_ID, SILENT, TEAM, TOPIC, Apple, apple, device, p8, trusting
from tests.providers.stand import NOW, MakeStand, Stand, tools

MINUTE_MS = 60_000


def push(to: str = DEVICE, key: str = "k1", *, body: str = "Your trial ends Ünn", payload: str = "") -> Dispatch:
    parts = Rendered(title="Hello", body=body, url="https://loop.test/a", payload=payload)
    return dispatch(key, parts, channel="push", address=to)


def provider(
    service: Apple, clock: VirtualClock | None = None, topic: str = TOPIC, at_once: int = 100, seconds: float = 30
) -> Apns:
    return Apns(
        TEAM,
        KEY_ID,
        p8(),
        topic,
        now_ms=(clock or VirtualClock(NOW)).now,
        address=f"https://127.0.0.1:{service.port}",
        allow_private=True,
        at_once=at_once,
        timeout_seconds=seconds,
        context=trusting(),
    )


async def sent(apns: Apns, *batch: Dispatch) -> list[Outcome]:
    await apns.open()
    try:
        return await apns.send(batch)
    finally:
        await apns.close()


@pytest.mark.anyio
async def test_a_message_leaves_with_its_words_its_key_and_its_headers() -> None:
    async with apple() as service:
        (outcome,) = await sent(provider(service), push(payload='{"n": 3, "aps": {"sound": "default", "badge": 1}}'))
        ((to, headers, payload),) = service.taken
    assert to == DEVICE
    assert isinstance(outcome, Accepted) and UUID(outcome.provider_id) == UUID(headers["apns-id"])
    assert payload == {
        "aps": {"alert": {"title": "Hello", "body": "Your trial ends Ünn"}, "sound": "default", "badge": 1},
        "n": 3,
        "url": "https://loop.test/a",
        "loopline_message": "k1",
    }
    assert (headers["apns-topic"], headers["apns-push-type"], headers["apns-priority"]) == (TOPIC, "alert", "10")


@pytest.mark.anyio
async def test_a_second_message_takes_the_place_of_the_first_and_of_no_other() -> None:
    async with apple() as service:
        await sent(provider(service, at_once=1), push(key="k1"), push(key="k1"), push(key="k2"))
        ids = [(headers["apns-collapse-id"], headers["apns-id"]) for _, headers, _ in service.taken]
    assert ids[0] == ids[1] and ids[0][0] != ids[2][0] and ids[0][1] != ids[2][1]


@pytest.mark.anyio
async def test_hundreds_travel_over_one_connection_at_the_same_time() -> None:
    async with apple() as service:
        outcomes = await sent(provider(service, at_once=50), *(push(key=f"k{i}") for i in range(400)))
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert service.connections == 1 and len(service.tokens) == 1
        assert len(service.taken) == 400


@pytest.mark.anyio
async def test_a_connection_that_the_service_ends_costs_no_message_and_doubles_none() -> None:
    """Apple says which calls it did not look at; they go over another connection."""
    keys = [f"k{i}" for i in range(60)]
    async with apple() as service:
        batch = [push(device("0c") if number in (0, 30) else DEVICE, key) for number, key in enumerate(keys)]
        outcomes = await sent(provider(service, at_once=20), *batch)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Accepted)] == []
        assert sorted(payload["loopline_message"] for *_, payload in service.taken) == sorted(keys)
        assert service.connections >= 2


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (device("01"), Refused("apns_unregistered", "", scope="address", hard_bounce=True)),
        (device("02"), Refused("apns_unregistered", "", scope="address", hard_bounce=True)),
        (device("03"), Refused("apns_token_of_other_app", "", scope="address")),
        (device("04"), Deferred("apns_too_many_requests", "")),
        (device("05"), Deferred("apns_unavailable", "")),
        (device("06"), Deferred("apns_unavailable", "")),
        (device("07"), Deferred("apns_login", "", 20 * MINUTE_MS, away=True)),
        (device("08"), Refused("apns_token_invalid", "", scope="address")),
        (device("09"), Deferred("apns_unavailable", "")),
        ("aabb", Refused("apns_token_invalid", "", scope="address")),
        ("not hex", Refused("apns_token_invalid", "", scope="address")),
        ("../../x", Refused("apns_token_invalid", "", scope="address")),
        (device(SILENT), Unknown),
        (device("0b"), Unknown),
        (device("0c"), Accepted),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with apple() as service:
        seconds = 3 if to == device(SILENT) else 30
        (outcome,) = await sent(provider(service, seconds=seconds), push(to))
    if isinstance(expected, Refused | Deferred):
        assert isinstance(outcome, type(expected)) and replace(outcome, reason="") == expected
        assert outcome.reason
    else:
        assert isinstance(expected, type) and isinstance(outcome, expected)


@pytest.mark.anyio
async def test_a_connection_that_breaks_is_followed_by_another() -> None:
    async with apple() as service:
        apns = provider(service)
        await apns.open()
        for at in range(5):
            (lost,), (taken,) = await apns.send([push(device("0b"))]), await apns.send([push(key=f"k{at}")])
            assert isinstance(lost, Unknown) and isinstance(taken, Accepted)
        await apns.close()


@pytest.mark.anyio
async def test_a_bad_token_is_dead_only_where_good_ones_are_taken() -> None:
    """With the wrong host or topic in the URL every token of every person looks bad."""
    async with apple() as service:
        apns = provider(service, at_once=1)
        outcomes = await sent(apns, push(device("08")), push(), push(device("08")))
    assert [one.hard_bounce for one in outcomes if isinstance(one, Refused)] == [False, True]


@pytest.mark.anyio
async def test_the_token_is_signed_anew_before_its_hour_is_over_and_not_too_often() -> None:
    clock = VirtualClock(NOW)
    async with apple(clock.now) as service:
        apns = provider(service, clock)
        for minutes in (0, 39, 41, 60, 80, 82):
            clock.move_to(NOW + minutes * MINUTE_MS)
            assert isinstance((await sent(apns, push(key=f"k{minutes}")))[0], Accepted)
        assert len(service.tokens) == 3


@pytest.mark.anyio
async def test_a_token_that_apple_calls_too_old_is_renewed_once_for_all() -> None:
    clock = VirtualClock(NOW)
    async with apple(clock.now) as service:
        apns = provider(service, clock)
        await sent(apns, push())
        clock.move_to(NOW + 25 * MINUTE_MS)
        service.dead_before = clock.now() // 1_000
        outcomes = await sent(apns, *(push(key=f"k{i}") for i in range(30)))
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(service.tokens) == 2
        service.dead_before += 60  # a clock is wrong: a new token now would only get us banned
        (outcome,) = await sent(apns, push())
        assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("apns_login", True)
        assert "this machine's clock" in outcome.reason and len(service.tokens) == 2


@pytest.mark.anyio
async def test_messages_that_apple_would_not_take() -> None:
    full = "x" * (
        4_096 - len('{"aps":{"alert":{"title":"Hello","body":""}},"loopline_message":"k1","url":"https://loop.test/a"}')
    )
    async with apple() as service:
        outcomes = await sent(
            provider(service), push(body=full), push(body=f"{full}x"), push(payload="[1]"), push(body="\ud83d")
        )
        assert len(service.taken) == 1
    codes = ["", "apns_too_large", "apns_payload_invalid", "apns_text_invalid"]
    assert [getattr(one, "code", "") for one in outcomes] == codes


@pytest.mark.anyio
async def test_a_wrong_topic_is_ours_and_a_wrong_key_can_be_mended(caplog: pytest.LogCaptureFixture) -> None:
    async with apple() as service:
        (outcome,) = await sent(provider(service, topic="com.example.other"), push())
        assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == ("apns_topic_wrong", "provider")
        stranger = Apns(
            TEAM, "WRONG", p8(), TOPIC, now_ms=lambda: NOW, address=f"https://127.0.0.1:{service.port}",
            allow_private=True, context=trusting(),
        )  # fmt: skip
        (denied,) = await sent(stranger, push())
        assert isinstance(denied, Deferred) and (denied.code, denied.away) == ("apns_login", True)
        assert all(token not in f"{denied}{caplog.text}" for token in service.tokens)


@pytest.mark.anyio
async def test_a_service_that_is_down_or_is_another_took_nothing() -> None:
    async with apple() as service:
        apns = provider(service)
        port = service.port
        doubtful = Apns(
            TEAM, KEY_ID, p8(), TOPIC, now_ms=lambda: NOW, address=f"https://127.0.0.1:{port}", allow_private=True
        )
        guarded = Apns(TEAM, KEY_ID, p8(), TOPIC, now_ms=lambda: NOW, address=f"https://127.0.0.1:{port}")
        (unproved,), (private,) = await sent(doubtful, push()), await sent(guarded, push())
        assert not service.called
    (outcome,) = await sent(apns, push())
    for one in (outcome, unproved, private):
        assert isinstance(one, Deferred) and (one.code, one.away) == ("apns_unreachable", True)
    assert "own network" in str(private) and "certificate" in str(unproved).lower()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (204, b"", Unknown),
        (502, b"<html>Bad Gateway</html>", Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked</html>", Deferred),
        (400, b"[" * 60_000, Deferred),
        (400, b'{"reason": "NewReason"}', Refused),
        (413, b'{"reason": "PayloadTooLarge"}', Refused),
        (403, b'{"reason": "BadEnvironmentKeyIdInToken"}', Deferred),
    ],
)
def test_only_what_is_apples_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(apns_outcome(Answer(status, {}, body), NOW, proven=True), expected)


def test_the_url_names_team_key_and_topic() -> None:
    service = Apple(lambda: NOW)
    service.port = 8443
    made = Apns.from_url(service.url("unknown=resend&at_once=5"), tools())
    assert made.unknown_policy == "resend"
    told = made.receipts(HookRequest())
    assert isinstance(told, HookRefusal) and told.status == 404


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("apns://", "provider_url_invalid"),
        ("apns://TEAM@?topic=a.b&base64=hunter2", "provider_url_invalid"),
        ("apns://TEAM:KEY@?base64=aHVudGVyMg", "provider_url_invalid"),
        ("apns://TEAM:KEY@?topic=a/b&base64=aHVudGVyMg", "provider_url_invalid"),
        ("apns://TEAM:KEY@a%20b?topic=a.b&base64=aHVudGVyMg", "provider_url_invalid"),
        ("apns://TEAM:KEY@?topic=a.b", "provider_url_invalid"),
        ("apns://TEAM:KEY@?topic=a.b&base64=aHVudGVyMg", "apns_key_invalid"),
        ("apns://TEAM:KEY@?topic=a.b&file=/hunter2", "provider_file_unreadable"),
        ("apns://TEAM:KEY@?topic=a.b&base64=aHVudGVyMg&at_once=0", "provider_option_invalid"),
    ],
)
def test_a_wrong_url_stops_the_start_and_repeats_nothing(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Apns.from_url(url, tools())
    assert caught.value.code == code and "hunter2" not in caught.value.text


def test_a_key_of_another_kind_is_refused() -> None:
    others = rsa.generate_private_key(65_537, 2_048), ec.generate_private_key(ec.SECP384R1())
    for other in others:
        with pytest.raises(Invalid, match="no key for APNs"):
            signing_key(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert signing_key(p8()).curve.name == "secp256r1"


def _stranger(service: Apple) -> Apns:
    """One whose key Apple does not know."""
    return Apns(
        TEAM, "WRONG", p8(), TOPIC, now_ms=lambda: NOW, address=f"https://127.0.0.1:{service.port}",
        allow_private=True, context=trusting(),
    )  # fmt: skip


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    """APNs for the contract of all providers."""
    devices = {"accept": DEVICE, "defer": device("05"), "refuse": device("01"), "lose": device(SILENT)}
    async with apple() as service:

        def carried() -> list[str]:
            return [payload["loopline_message"] for to, _, payload in service.taken if to == DEVICE]

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "app": (provider(service, topic="com.example.other"), push()),
            "key": (_stranger(service), push()),
            "tokens": (provider(service), push(device("07"))),
        }
        yield Stand(provider(service, seconds=6), lambda fate, key: push(devices[fate], key), carried, mishaps=mishaps)


STAND: MakeStand = stand
