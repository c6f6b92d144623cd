"""Telnyx against its documented contract on loopback: fields, login, errors, Ed25519 signatures, webhooks, STOP."""

import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import Consent, Heard, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.ports import Provider
from loopline.providers.http_client import Answer
from loopline.providers.sms.http_sms import SmsLine
from loopline.providers.sms.telnyx import Telnyx, is_telnyx_signed, telnyx_outcome
from loopline.providers.url import hook_url
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.sms.texts import OTHER, SENDER, a_stop_is_heard, same, sent, sms
from tests.providers.stand import NOW, MakeStand, Stand, tools

KEY = "KEY0123_hunter2"
PROFILE = "4000eba1-a0c0-4563-9925-b25e842a7cb6"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = b64encode(PRIVATE.public_key().public_bytes_raw()).decode()
FIELDS = {"to", "from", "messaging_profile_id", "text", "type", "encoding", "webhook_url", "use_profile_webhooks"}
FAULTS = {
    "+14155550001": (400, "40001"),
    "+14155550002": (422, "10002"),
    "+14155550013": (400, "40013"),
    "+14155550300": (400, "40300"),
    "+14155550403": (403, "10010"),
    "+14155550429": (429, "10011"),
}
STORED_AND_BROKEN, STORED_AND_SILENT = "+14155550500", "+14155550599"


class Exchange(HttpServer):
    """Telnyx's Messages resource, as it is documented."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", "/v2/messages"):
            return error(404, "10005")
        if call.headers.get("authorization") != f"Bearer {KEY}":
            return error(401, "10009")
        assert call.headers["content-type"] == "application/json"
        fields = msgspec.json.decode(call.body, type=dict[str, str])
        assert fields.keys() <= FIELDS, "Telnyx would refuse it"
        if fault := self.fault(fields):
            return error(422, fault)
        to = fields["to"]
        if to in FAULTS:
            return error(*FAULTS[to])
        self.taken.append(fields)
        if to == STORED_AND_SILENT:
            return None
        if to == STORED_AND_BROKEN:
            return error(500, "10007")
        number = {"phone_number": to, "status": "queued", "carrier": "", "line_type": ""}
        made = {"record_type": "message", "id": f"M{len(self.taken)}", "to": [number], "parts": 1, "errors": []}
        return http_answer(200, msgspec.json.encode({"data": made}))

    def fault(self, fields: dict[str, str]) -> str:
        """The code of what is wrong with the fields, "" where nothing is."""
        callback = urlsplit(fields.get("webhook_url", "https://a.test/"))
        if not fields.get("text"):
            return "10004"
        if ("from" in fields) is ("messaging_profile_id" in fields):
            return "10004"
        if fields.get("from", SENDER) not in (SENDER, "Shop") or fields.get("messaging_profile_id", PROFILE) != PROFILE:
            return "40305"
        good = callback.scheme == "https" and len(fields.get("webhook_url", "")) <= 2_000 and fields["type"] == "SMS"
        return "" if good else "10015"

    def keys(self) -> list[str]:
        """Our keys, as they came along in the webhooks' addresses."""
        return [parse_qs(urlsplit(fields["webhook_url"]).query)["key"][0] for fields in self.taken]

    def provider(self, *, key: str = KEY, sender: str = SENDER, public_url: str = "https://loop.test") -> Telnyx:
        return Telnyx(
            key,
            sender,
            now_ms=lambda: NOW,
            public_key=PUBLIC,
            hook_url=hook_url(public_url, "telnyx"),
            line=SmsLine(address=f"http://127.0.0.1:{self.port}", allow_private=True, timeout_seconds=30),
        )


def error(status: int, code: str) -> bytes:
    """An error as Telnyx writes it."""
    fault = {"code": code, "title": f"Error {code}", "detail": f"Error {code}.", "meta": {"url": "https://a.test"}}
    headers = {"Retry-After": "7"} if status == 429 else None
    return http_answer(status, msgspec.json.encode({"errors": [fault]}), headers)


@pytest.mark.anyio
async def test_a_message_leaves_with_its_fields_and_its_key() -> None:
    key = "e1:text/0 +ü"
    async with running(Exchange()) as telnyx:
        assert await sent(telnyx.provider(), sms(key=key)) == [Accepted("M1")]
        assert telnyx.keys() == [key]
    callback = f"https://loop.test/hooks/telnyx?key={quote(key, safe='')}"
    assert telnyx.taken == [{"from": SENDER, "to": OTHER, "text": "Hello Ünn", "type": "SMS", "webhook_url": callback}]


@pytest.mark.anyio
async def test_a_profile_sends_a_message_may_name_its_own_sender_and_nobody_calls_where_nobody_can() -> None:
    async with running(Exchange()) as telnyx:
        provider = telnyx.provider(sender=PROFILE, public_url="http://127.0.0.1:8400")
        for message in (sms(), sms(sender="Shop")):
            await sent(provider, message)
        await sent(telnyx.provider(), sms(key="k" * 2_000))
    assert [(one.get("messaging_profile_id"), one.get("from")) for one in telnyx.taken[:2]] == [
        (PROFILE, None),
        (None, "Shop"),
    ]
    assert not any("webhook_url" in one for one in telnyx.taken)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OTHER, Accepted),
        ("+14155550001", Refused("telnyx_40001", "", hard_bounce=True, scope="address")),
        ("+14155550002", Refused("telnyx_10002", "", scope="address")),
        ("+14155550013", Refused("telnyx_40013", "", scope="provider")),
        ("+14155550300", Refused("telnyx_40300", "", scope="consent")),
        ("+14155550403", Refused("telnyx_10010", "", scope="provider")),
        ("+14155550429", Deferred("telnyx_10011", "", 7_000)),
        (STORED_AND_BROKEN, Unknown),
        (STORED_AND_SILENT, Unknown),
        ("14155550100", Refused("telnyx_number_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Exchange()) as telnyx:
        (outcome,) = await sent(telnyx.provider(), sms(to))
    assert same(outcome, expected)


@pytest.mark.anyio
async def test_a_login_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Exchange()) as telnyx:
        provider = telnyx.provider(key="wrong-secret")
        (outcome,) = await sent(provider, sms())
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("telnyx_10009", True)
    shown = f"{outcome} {provider!r} {caplog.text}"
    assert "wrong-secret" not in shown and "Bearer" not in shown


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"data": {"id": "M1", "new": {}}}', Accepted),
        (200, b'{"data": {"id": ""}}', Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (200, b"", Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked by a proxy</html>", Deferred),
        (429, b"", Deferred),
        (401, b'{"errors": [{"code": "99999"}]}', Deferred),
        (400, b'{"errors": [{"code": "../x"}]}', Deferred),
        (400, b'{"errors": [{"code": "10008"}]}', Unknown),
        (400, b'{"errors": [{"code": "99999", "title": "New"}]}', Refused),
        (503, b'{"errors": [{"code": "40012"}]}', Unknown),
    ],
)
def test_only_what_is_telnyxs_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(telnyx_outcome(Answer(status, {}, body), NOW), expected)


def test_the_published_signature_holds() -> None:
    """RFC 8032, section 7.1, test 2."""
    public = b64encode(bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")).decode()
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_telnyx_signed(public, b64encode(signature).decode(), b"\x72")
    assert not is_telnyx_signed(public, b64encode(signature).decode(), b"\x73")
    assert not is_telnyx_signed("", b64encode(signature).decode(), b"\x72")


@pytest.mark.parametrize("given", ["", "ü", "AAAA", "no base64!", "A" * 100_000])
def test_what_is_no_signature_is_none(given: str) -> None:
    assert not is_telnyx_signed(PUBLIC, given, b"x")


def called(event: dict[str, Any], url: str = "", now: int = NOW, private: Ed25519PrivateKey = PRIVATE) -> HookRequest:
    """A call of ours by Telnyx, signed."""
    data = {"record_type": "event", "id": "E1", "occurred_at": "2026-11-28T12:00:00.000Z", **event}
    body = msgspec.json.encode({"data": data, "meta": {"attempt": 1, "delivered_to": url}})
    at = str(now // 1000)
    signed = b64encode(private.sign(at.encode() + b"|" + body)).decode()
    headers = {"telnyx-timestamp": at, "telnyx-signature-ed25519": signed}
    return HookRequest(path="/hooks/telnyx", query=urlsplit(url).query, headers=headers, body=body)


def status(word: str, code: str = "", key: str = "k1", now: int = NOW, named: bool = True) -> HookRequest:
    """The last news of a message."""
    url = f"https://loop.test/hooks/telnyx?key={quote(key, safe='')}"
    to = [{"phone_number": OTHER, "status": word, "carrier": "T-MOBILE", "line_type": "Wireless"}]
    errors = [{"code": code, "title": "Not delivered", "detail": "Not delivered."}] if code else []
    message = {"id": "M1", "to": to, "errors": errors, "text": "Hello", "webhook_url": url if named else None}
    return called({"event_type": "message.finalized", "payload": message}, url, now)


def answer(text: str, now: int = NOW, identity: str = "E9") -> HookRequest:
    """An SMS to our number."""
    sender, to = {"phone_number": OTHER, "carrier": "", "line_type": ""}, [{"phone_number": SENDER}]
    message = {"id": "M9", "from": sender, "to": to, "text": text, "media": [], "parts": 1, "type": "SMS"}
    url = "https://loop.test/hooks/telnyx"
    return called({"id": identity, "event_type": "message.received", "payload": message}, url, now)


def provider(public_key: str = PUBLIC) -> Telnyx:
    return Telnyx.from_url(f"telnyx://:hunter2@?from=+15005550006&public_key={public_key}", tools())


def heard(request: HookRequest) -> list[Heard]:
    news = provider().receipts(request)
    assert isinstance(news, list), news
    return news


@pytest.mark.parametrize(
    ("word", "code", "kind", "hard"),
    [
        ("delivered", "", "delivered", False),
        ("delivery_failed", "40008", "bounced", False),
        ("delivery_failed", "40001", "bounced", True),
        ("expired", "", "bounced", False),
        ("sending_failed", "40003", "failed", False),
        ("sending_failed", "40012", "bounced", True),
    ],
)
def test_a_status_is_the_fate_of_our_message(word: str, code: str, kind: str, hard: bool) -> None:
    for named in (True, False):
        (news,) = heard(status(word, code, key="e1:text/0 +ü", named=named))
        assert isinstance(news, Receipt)
        assert (news.kind, news.message, news.address) == (kind, "e1:text/0 +ü", OTHER)
        assert (news.id, news.hard_bounce) == ("E1", hard)
        assert code in news.reason


def test_news_that_tells_nothing_new_is_left_out() -> None:
    assert heard(status("delivery_unconfirmed")) == []
    assert heard(called({"event_type": "message.sent", "payload": {"to": [{"status": "sent"}]}})) == []
    assert heard(called({"event_type": "message.finalized", "payload": {"to": []}})) == []
    assert heard(called({"event_type": "call.initiated"})) == []


def test_a_message_that_met_a_stop_takes_the_person_off_the_channel() -> None:
    receipt, consent = heard(status("sending_failed", "40300"))
    assert isinstance(receipt, Receipt) and (receipt.kind, receipt.hard_bounce) == ("failed", False)
    assert consent == Consent(allowed=False, message="k1", address=OTHER, id="E1", method="stop_word")


def test_an_answer_is_a_reply_or_a_word() -> None:
    assert heard(answer("How much?")) == [Receipt(kind="replied", address=OTHER, id="E9", reason="How much?")]
    assert heard(answer("STOP ALL")) == [
        Consent(allowed=False, address=OTHER, id="E9", method="stop_word", said="STOP ALL", answer="stop")
    ]


def test_a_signature_covers_the_body_and_the_time() -> None:
    good = status("delivered")
    assert heard(good)
    assert [one.message for one in heard(replace(good, query="key=k2"))] == ["k1"], "the query is not signed"
    forged = [
        replace(good, body=good.body.replace(b"k1", b"k2")),
        replace(good, headers={**good.headers, "telnyx-timestamp": str(NOW // 1000 + 1)}),
        replace(good, headers={**good.headers, "telnyx-timestamp": "\u0661"}),
        replace(good, headers={**good.headers, "telnyx-signature-ed25519": "\xfc"}),
        replace(good, headers={}),
        replace(good, headers={}, by_token=True),
        status("delivered", now=NOW - 301_000),
        called({"event_type": "message.finalized"}, private=Ed25519PrivateKey.generate()),
    ]
    for request in forged:
        news = provider().receipts(request)
        assert isinstance(news, HookRefusal) and (news.code, news.status) == ("signature_invalid", 401)
    assert isinstance(provider("").receipts(good), HookRefusal), "whoever has no key believes nobody"


@pytest.mark.parametrize("body", [b"", b"[1]", b"[" * 100_000, b'{"data": {"payload": {"to": "x"}}}'])
def test_what_is_signed_and_cannot_be_read_is_refused(body: bytes) -> None:
    signed = b64encode(PRIVATE.sign(str(NOW // 1000).encode() + b"|" + body)).decode()
    headers = {"telnyx-timestamp": str(NOW // 1000), "telnyx-signature-ed25519": signed}
    news = provider().receipts(HookRequest(body=body, headers=headers))
    assert isinstance(news, HookRefusal) and (news.code, news.status) == ("telnyx_body", 400)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("telnyx://", "provider_url_invalid"),
        ("telnyx://hunter2@api.telnyx.com?from=Shop", "provider_url_invalid"),
        ("telnyx://login:hunter2@api.telnyx.com?from=Shop", "provider_url_invalid"),
        ("telnyx://:hunter2@api.telnyx.com", "provider_url_invalid"),
        ("telnyx://:hunter2@?from=Shop&public_key=short", "provider_url_invalid"),
        ("telnyx://:hunter2@?from=Shop&timeout=0", "provider_option_invalid"),
        ("telnyx://:hunter2@?from=Shop&hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Telnyx.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_stop_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"telnyx://:{KEY}@?from={SENDER}&public_key={PUBLIC}"
    said = {"Stop": False, "start": True, "no more texts please": False}
    a_stop_is_heard(tmp_path, url, lambda text: answer(text, int(time.time() * 1000), f"E{text}"), said)


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Exchange()) as telnyx:

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+14155550429", "refuse": "+14155550001", "lose": STORED_AND_SILENT}
            return sms(numbers[fate], key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (telnyx.provider(key="wrong"), sms()),
            "sender": (telnyx.provider(), sms("+14155550013")),
            "permission": (telnyx.provider(), sms("+14155550403")),
        }
        yield Stand(
            telnyx.provider(), to, telnyx.keys, delivered=lambda key: status("delivered", key=key), mishaps=mishaps
        )


STAND: MakeStand = stand
