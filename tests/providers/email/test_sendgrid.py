"""SendGrid against its documented contract on loopback: fields, login, errors, signed events."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.email.mail_service import ServiceSetting
from loopline.providers.email.sendgrid import Sendgrid, is_signed, public_key
from loopline.providers.http_client import Answer
from loopline.settings import Settings
from tests.providers.email.at_home import key_of_mail, kinds_of_receipts, sending_house
from tests.providers.email.mails import DOT, FULL, PDF, UNSUBSCRIBE, kept_files, mail, mail_with_files
from tests.providers.email.sendgrid_event import event
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import error_of, identify, living

KEY = "SG.hunter2.and-more"
SENDER = "Loop <hello@loop.test>"
VERIFIED = {"hello@loop.test", "hello@xn--bcher-kva.test"}
FIELDS = {
    "personalizations",
    "from",
    "reply_to",
    "reply_to_list",
    "subject",
    "content",
    "headers",
    "custom_args",
    "tracking_settings",
    "attachments",
}
RESERVED = {
    "x-sg-id",
    "x-sg-eid",
    "received",
    "dkim-signature",
    "content-type",
    "content-transfer-encoding",
    "to",
    "from",
    "subject",
    "reply-to",
    "cc",
    "bcc",
}
PRIVATE = ec.generate_private_key(ec.SECP256R1())
PUBLIC = b64encode(
    PRIVATE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()


class Posting(HttpServer):
    """SendGrid's /v3/mail/send; the recipient's name says what else befalls a mail that is in order."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", "/v3/mail/send"):
            return faults(404, "not found")
        if call.headers.get("authorization") != f"Bearer {KEY}":
            return faults(401, "The provided authorization grant is invalid, expired, or revoked")
        if call.headers.get("content-type") != "application/json":
            return faults(415, "Content-Type should be application/json.")
        mail = msgspec.json.decode(call.body)
        if fault := self.fault(mail):
            return faults(403 if fault[1] == "from" else 400, *fault)
        if not all(file.get("content") and file.get("filename") for file in mail.get("attachments", [])):
            return faults(400, "The attachment is not complete.", "attachments.0")
        name = mail["personalizations"][0]["to"][0]["email"].partition("@")[0]
        match name:
            case "busy":
                return faults(429, "too many requests", headers={"X-RateLimit-Reset": str(NOW // 1000 + 7)})
            case "spent":
                return faults(401, "Maximum credits exceeded")
            case "blocked":
                return faults(403, "access forbidden")
            case _:
                pass
        self.taken.append(mail)
        match name:
            case "silent":
                return None
            case "broken":
                return http_answer(500, b"")
            case _:
                pass
        return http_answer(202, b"", {"X-Message-Id": f"id{len(self.taken)}"})

    def fault(self, mail: dict[str, Any]) -> tuple[str, str] | None:
        """The first thing that is wrong with the body: the words and the field."""
        if unknown := mail.keys() - FIELDS:
            return "Additional property is not allowed", sorted(unknown)[0]
        if len(mail["personalizations"]) != 1 or len(mail["personalizations"][0]["to"]) != 1:
            return "Too many of them.", "personalizations"
        if mail["personalizations"][0]["to"][0]["email"].startswith("odd."):
            return "Does not contain a valid address.", "personalizations.0.to.0.email"
        kinds = [part["type"] for part in mail["content"]]
        if kinds not in (["text/plain"], ["text/plain", "text/html"], ["text/html"]):
            return "If present, text/plain must be first, followed by text/html.", "content"
        if not all(part["value"] for part in mail["content"]):
            return "The content value must be a string at least one character in length.", "content.0.value"
        if not mail["subject"]:
            return "The subject is required.", "subject"
        if "reply_to" in mail and "reply_to_list" in mail:
            return "Only one of reply_to and reply_to_list.", "reply_to_list"
        if any(name.lower() in RESERVED or not value.isascii() for name, value in mail["headers"].items()):
            return "The header is reserved.", "headers"
        if not all(isinstance(value, str) for value in mail["custom_args"].values()):
            return "Invalid type. Expected: string.", "custom_args"
        if mail["from"]["email"] not in VERIFIED:
            return "The from address does not match a verified Sender Identity.", "from"
        return None

    def keys(self) -> list[str]:
        return [mail["custom_args"]["loopline_message"] for mail in self.taken]

    def provider(self, api_key: str = KEY, webhook_key: str = PUBLIC) -> Sendgrid:
        setting = ServiceSetting(
            sender=SENDER, now_ms=lambda: NOW, allow_private=True, timeout_seconds=30, files=kept_files
        )
        return Sendgrid(api_key, setting, webhook_key=webhook_key, address=f"http://127.0.0.1:{self.port}")


def faults(status: int, message: str, field: str | None = None, headers: dict[str, str] | None = None) -> bytes:
    """An error as SendGrid writes it."""
    body = {"errors": [{"message": message, "field": field, "help": None}]}
    return http_answer(status, msgspec.json.encode(body), headers)


async def sent(provider: Sendgrid, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


@pytest.mark.anyio
async def test_a_mail_leaves_with_everything_that_smtp_would_carry() -> None:
    async with running(Posting()) as service:
        assert await sent(service.provider(), mail(key="e1:mail:0", rendered=FULL)) == [Accepted("id1")]
        (taken,) = service.taken
    assert taken["personalizations"] == [{"to": [{"email": "ann@example.test"}]}]
    assert taken["from"] == {"email": "hello@xn--bcher-kva.test", "name": "Müller, Söhne & Co."}
    assert taken["reply_to_list"] == [
        {"email": "help@acme.test", "name": "Help, Desk"},
        {"email": "sales@xn--bcher-kva.test"},
    ]
    assert taken["subject"] == "Grüße, «Ann» Bcc: eve@evil.test"
    assert [part["value"] for part in taken["content"]] == [FULL.text, FULL.html]
    assert taken["headers"]["List-Unsubscribe"] == UNSUBSCRIBE
    assert taken["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert taken["headers"]["X-Loopline-Message"] == taken["custom_args"]["loopline_message"] == "e1:mail:0"
    assert not any(setting["enable"] for setting in taken["tracking_settings"].values())


@pytest.mark.anyio
async def test_files_go_along_and_pictures_stand_in_the_html() -> None:
    async with running(Posting()) as service:
        (outcome,) = await sent(service.provider(), mail_with_files())
        assert isinstance(outcome, Accepted)
        first, dot = service.taken[0]["attachments"]
    assert (first["filename"], first["type"], first["disposition"]) == (
        "Rechnung März.pdf",
        "application/pdf",
        "attachment",
    )
    assert (b64decode(first["content"]), b64decode(dot["content"])) == (PDF, DOT)
    assert "content_id" not in first and (dot["disposition"], dot["content_id"]) == ("inline", "dot@loop.test")


@pytest.mark.anyio
async def test_one_address_for_replies_and_a_domain_in_unicode() -> None:
    async with running(Posting()) as service:
        await sent(service.provider(), mail("ann@käse.test", rendered=replace(FULL, reply_to="a@b.test")))
        (taken,) = service.taken
    assert taken["reply_to"] == {"email": "a@b.test"} and "reply_to_list" not in taken
    assert taken["personalizations"][0]["to"] == [{"email": "ann@xn--kse-qla.test"}]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann", Accepted("id1")),
        ("odd.", Refused("sendgrid_address", "", scope="address")),
        ("busy", Deferred("sendgrid_rate", "", 7_000)),
        ("spent", Refused("sendgrid_credits", "", scope="provider")),
        ("blocked", Deferred("sendgrid_login", "", away=True)),
        ("silent", Unknown("")),
        ("broken", Unknown("")),
        ("no one", Refused("address_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(name: str, expected: Outcome) -> None:
    async with running(Posting()) as service:
        (outcome,) = await sent(service.provider(), mail(f"{name}@example.test"))
    if isinstance(expected, Accepted):
        assert outcome == expected
    else:
        assert not isinstance(outcome, Accepted) and replace(outcome, reason="") == expected
        assert len(outcome.reason) > 10


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("rendered", "code", "scope"),
    [
        (Rendered(subject="s", text="t", sender="x@elsewhere.test"), "sendgrid_sender", "provider"),
        (Rendered(subject="s"), "sendgrid_message", "message"),
        (Rendered(subject="s", text="t", headers={"DKIM-Signature": "v=1"}), "sendgrid_header", "message"),
        (Rendered(subject="s", html="x" * 30_000_000, text="t"), "sendgrid_too_large", "message"),
    ],
)
async def test_refusals_say_whose_fault_it_is(rendered: Rendered, code: str, scope: str) -> None:
    async with running(Posting()) as service:
        (outcome,) = await sent(service.provider(), mail(rendered=rendered))
        assert service.taken == []
    assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == (code, scope)


@pytest.mark.anyio
async def test_a_login_that_is_refused_costs_no_attempt_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Posting()) as service:
        provider = service.provider(api_key="SG.wrong-secret")
        (outcome,) = await sent(provider, mail())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "sendgrid_login"
    assert "wrong-secret" not in f"{outcome} {provider!r} {caplog.text}"


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (202, {"x-message-id": "a"}, b"", Accepted),
        (202, {}, b"\r\n", Accepted),
        (202, {}, b"<html>Please log in</html>", type(None)),
        (200, {}, b"", type(None)),
        (400, {}, b"<html>", type(None)),
        (400, {}, b'{"errors": []}', type(None)),
        (400, {}, b'{"errors": [{"message": null, "field": null, "new": 1}]}', Refused),
        (413, {}, b'{"errors": [{"message": "too big"}]}', Refused),
        (429, {"retry-after": "3"}, b'{"errors": [{"message": "slow"}]}', Deferred),
        (404, {}, b'{"errors": [{"message": "not found"}]}', type(None)),
        (500, {}, b'{"errors": [{"message": "oops"}]}', type(None)),
        (400, {}, b"[" * 60_000, type(None)),
    ],
)
def test_only_what_is_sendgrids_own_answer_is_believed(
    status: int, headers: dict[str, str], body: bytes, expected: type
) -> None:
    assert isinstance(Posting().provider().told(Answer(status, headers, body)), expected)


VECTOR_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eN"
    "Ec6wEA3F+g=="
)
VECTOR_SIGNATURE = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
VECTOR_BODY = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
)


def test_the_published_signature_holds() -> None:
    key = public_key(VECTOR_KEY)
    assert is_signed(key, VECTOR_SIGNATURE, "1600112502", VECTOR_BODY)
    assert not is_signed(key, VECTOR_SIGNATURE, "1600112503", VECTOR_BODY)
    assert not is_signed(key, VECTOR_SIGNATURE, "1600112502", VECTOR_BODY.rstrip())
    assert not is_signed(public_key(PUBLIC), VECTOR_SIGNATURE, "1600112502", VECTOR_BODY)
    for signature in ("", "é", "AAAA", VECTOR_SIGNATURE[:-8]):
        assert not is_signed(key, signature, "1600112502", VECTOR_BODY)


def called(*events: dict[str, Any], at_ms: int = NOW) -> HookRequest:
    """A signed call, its body as SendGrid formats it."""
    body, stamp = msgspec.json.encode(events) + b"\r\n", str(at_ms // 1000)
    signature = b64encode(PRIVATE.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    headers = {
        "x-twilio-email-event-webhook-signature": signature,
        "x-twilio-email-event-webhook-timestamp": stamp,
    }
    return HookRequest(path="/hooks/sendgrid", headers=headers, body=body)


def provider(webhook_key: str = PUBLIC) -> Sendgrid:
    return Sendgrid.from_url(f"sendgrid://:{KEY}@?webhook_key={quote(webhook_key, safe='')}", tools())


def test_a_signature_covers_time_and_body() -> None:
    good = called(event("delivered"))
    assert provider().receipts(good)
    assert not isinstance(provider().receipts(called(event("open"), at_ms=NOW - 299_000)), HookRefusal)
    forged = [
        replace(good, body=good.body.rstrip()),
        replace(good, headers={}),
        replace(good, headers={}, by_token=True),
        replace(good, headers={**good.headers, "x-twilio-email-event-webhook-timestamp": str(NOW // 1000 - 1)}),
        replace(good, headers={**good.headers, "x-twilio-email-event-webhook-signature": "\xfc"}),
        called(event("delivered"), at_ms=NOW - 301_000),
        called(event("delivered"), at_ms=NOW + 301_000),
    ]
    for request in forged:
        told = provider().receipts(request)
        assert isinstance(told, HookRefusal) and (told.code, told.status) == ("signature_invalid", 401)
    told = provider(VECTOR_KEY).receipts(good)
    assert isinstance(told, HookRefusal), "another account's"


def test_without_a_key_the_token_is_the_proof() -> None:
    bare = Sendgrid.from_url(f"sendgrid://:{KEY}@", tools())
    request = HookRequest(body=msgspec.json.encode([event("delivered")]))
    assert isinstance(bare.receipts(request), HookRefusal)
    assert isinstance(bare.receipts(replace(request, by_token=True)), list)


def test_a_parsed_mail_is_believed_by_the_token_and_never_unsigned() -> None:
    body = urlencode({"from": "Ann <ann@example.test>", "text": "Yes", "headers": "Message-ID: <1@a>"}).encode()
    request = HookRequest(headers={"content-type": "application/x-www-form-urlencoded"}, body=body)
    told = provider().receipts(replace(request, by_token=True))
    assert told == [Receipt(kind="replied", address="ann@example.test", id="<1@a>", reason="Yes")]
    assert isinstance(provider().receipts(request), HookRefusal)
    other = provider().receipts(replace(request, by_token=True, body=b"a=1"))
    assert isinstance(other, HookRefusal) and other.code == "sendgrid_body"


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"[" * 100_000, b"\xff"])
def test_a_call_that_cannot_be_read_is_refused(body: bytes) -> None:
    told = Sendgrid.from_url(f"sendgrid://:{KEY}@", tools()).receipts(HookRequest(body=body, by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("sendgrid_body", 400)


def test_a_webhook_by_get_is_told_what_to_change() -> None:
    told = provider().receipts(HookRequest(method="GET"))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("sendgrid_method", 400)


P384 = b64encode(
    ec.generate_private_key(ec.SECP384R1())
    .public_key()
    .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sendgrid://", "provider_url_invalid"),
        ("sendgrid://hunter2@api.sendgrid.com", "provider_url_invalid"),
        ("sendgrid://login:hunter2@api.sendgrid.com", "provider_url_invalid"),
        ("sendgrid://:hunter2@api.sendgrid.com/v3", "provider_url_invalid"),
        ("sendgrid://:hunter2@a%20b", "provider_url_invalid"),
        ("sendgrid://:hunter2@?webhook_key=hunter2", "provider_url_invalid"),
        (f"sendgrid://:hunter2@?webhook_key={quote(P384, safe='')}", "provider_url_invalid"),
        ("sendgrid://:hunter2@?sender=nobody", "provider_url_invalid"),
        ("sendgrid://:hunter2@?connections=0", "provider_option_invalid"),
        ("sendgrid://:hunter2@?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Sendgrid.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_bare_plus_in_the_key_is_no_space() -> None:
    made = Sendgrid.from_url(f"sendgrid://:{KEY}@api.eu.sendgrid.com?webhook_key={VECTOR_KEY}", tools())
    assert made.name == "sendgrid"


def test_a_bounce_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"sendgrid://:{KEY}@?webhook_key={quote(PUBLIC, safe='')}"
    settings = Settings.model_validate({"email": url, "public_url": "https://loop.test"})
    with living(tmp_path, settings) as house:
        assert house.stranger.get("/api/health").json()["channels"]["email"] == "sendgrid"
        house.send(identify("ann", email="ann@example.test"))
        now = house.app.clock.now()
        request = called(event("bounce", key="", type="bounce", reason="550 5.1.1"), at_ms=now)
        told = house.stranger.post("/hooks/sendgrid", content=request.body, headers=dict(request.headers))
        assert (told.status_code, told.content) == (200, b"")
        house.settle()
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@example.test": "bounced"}
        lifted = house.client.post("/api/suppressions/lift", json={"address": "ann@example.test"})
        assert lifted.status_code == 204, lifted.text
        again = house.stranger.post("/hooks/sendgrid", content=request.body, headers=dict(request.headers))
        house.settle()
        assert again.status_code == 200 and house.get("/api/people/ann")["suppressed"] == {}, "old news is no news"
        unsigned = house.stranger.post("/hooks/sendgrid", content=request.body)
        assert error_of(unsigned) == (401, "signature_invalid")


def test_a_mail_leaves_and_its_news_comes_back_by_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service, url = Posting(), f"sendgrid://:{KEY}@HOST?webhook_key={quote(PUBLIC, safe='')}"
    with sending_house(service, url, tmp_path, monkeypatch) as house:
        key = key_of_mail(house)
        (taken,) = service.taken
        assert service.keys() == [key]
        assert taken["from"] == {"email": "hello@loop.test", "name": "Acme, Inc."}
        assert taken["headers"]["List-Unsubscribe"].startswith("<https://loop.test/")
        request = called(
            event("delivered", key), event("click", key, url="https://a.test/"), at_ms=house.app.clock.now()
        )
        for _ in range(2):
            told = house.stranger.post("/hooks/sendgrid", content=request.body, headers=dict(request.headers))
            assert told.status_code == 200
        assert kinds_of_receipts(house, key) == ["delivered", "clicked"]


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Posting()) as service:

        def to(fate: str, key: str) -> Dispatch:
            names = {"accept": "ann", "defer": "busy", "refuse": "odd.", "lose": "silent"}
            return mail(f"{names[fate]}@example.test", key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (service.provider(api_key="SG.wrong"), mail()),
            "unpaid": (service.provider(), mail("spent@example.test")),
        }
        yield Stand(
            service.provider(),
            to,
            service.keys,
            delivered=lambda key: called(event("delivered", key=key)),
            mishaps=mishaps,
        )


STAND: MakeStand = stand
