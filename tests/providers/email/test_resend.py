"""Resend against its documented contract on loopback: fields, login, idempotency, errors, signed webhooks."""

import re
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook as Signature

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.email.key_tag import key_tag
from loopline.providers.email.mail_service import ServiceSetting
from loopline.providers.email.resend import Resend, idempotency_key
from loopline.providers.http_client import Answer
from loopline.settings import Settings
from tests.providers.email.mails import DOT, FULL, PDF, UNSUBSCRIBE, bill, kept_files, mail, mail_with_files
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import error_of, identify, living

KEY = "re_hunter2"
SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl"
SENDER = "Loop <hello@loop.test>"
VERIFIED = ("@loop.test>", "@xn--bcher-kva.test>")
FIELDS = {"from", "to", "subject", "html", "text", "reply_to", "headers", "tags", "attachments"}
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")

# How the stand answers, by the name before the @: status, name of the error, words.
ANSWERS = {
    "busy": (429, "rate_limit_exceeded", "Too many requests. You can only make 5 requests per second."),
    "day": (429, "daily_quota_exceeded", "You have reached your daily email sending quota."),
    "month": (429, "monthly_quota_exceeded", "You have reached your monthly email sending quota."),
    "risky": (451, "security_error", "We may have found a security issue with the request."),
    "rights": (401, "restricted_api_key", "This API key is restricted to only send emails."),
    "at_work": (409, "concurrent_idempotent_requests", "Same idempotency key used while original is in progress."),
    "trial": (403, "validation_error", "You can only send testing emails to your own email address."),
    "odd": (422, "validation_error", "Invalid `to` field. The email address needs to follow the format."),
    "attached": (422, "invalid_attachment", "Attachment must have either a `content` or `path`."),
}


class Resender(HttpServer):
    """Resend's /emails: a key that was used answers as it did, or says that the mail was another."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: dict[str, tuple[dict[str, Any], str]] = {}
        self.calls = 0

    async def respond(self, call: Call) -> bytes | None:
        self.calls += 1
        if (call.method, call.target) != ("POST", "/emails"):
            return error(404, "not_found", "The requested endpoint does not exist.")
        if call.headers.get("authorization") != f"Bearer {KEY}":
            return error(403, "invalid_api_key", "API key is invalid.")
        assert call.headers["content-type"] == "application/json"
        sent, key = msgspec.json.decode(call.body), call.headers.get("idempotency-key", "")
        if not 1 <= len(key) <= 256:
            return error(400, "invalid_idempotency_key", "The key must be between 1-256 chars.")
        if fault := self.fault(sent):
            return error(*fault)
        if not all(file.get("content") and file.get("filename") for file in sent.get("attachments", [])):
            return error(422, "invalid_attachment", "Attachment must have either a `content` or `path`.")
        name = sent["to"][0].partition("@")[0]
        if name in ANSWERS:
            return error(*ANSWERS[name], headers={"ratelimit-reset": "7"} if name == "busy" else {})
        if key in self.taken:
            before, identity = self.taken[key]
            if before != sent:
                return error(409, "invalid_idempotent_request", "The body doesn't match the original request.")
            return http_answer(200, msgspec.json.encode({"id": identity}))
        self.taken[key] = sent, f"id{len(self.taken) + 1}"
        if name == "silent":
            return None
        if name == "broken":
            return error(500, "internal_server_error", "An unexpected error occurred.")
        return http_answer(200, msgspec.json.encode({"id": self.taken[key][1]}))

    def fault(self, sent: dict[str, Any]) -> tuple[int, str, str] | None:
        """The first thing that is wrong with the body."""
        if unknown := sent.keys() - FIELDS:
            return 422, "validation_error", f"Unknown field {sorted(unknown)}"
        for name in ("from", "to", "subject"):
            if not sent.get(name):
                return 422, "missing_required_field", f"Missing `{name}` field."
        if not (sent.get("html") or sent.get("text")):
            return 422, "missing_required_field", "Missing `html` or `text` field."
        if not 1 <= len(sent["to"]) <= 50:
            return 422, "validation_error", "Invalid `to` field."
        for name, value in sent.get("headers", {}).items():
            if not isinstance(value, str) or not value.isascii():
                return 422, "validation_error", f"Invalid header {name}."
        for tag in sent.get("tags", []):
            if not (TAG.fullmatch(tag["name"]) and TAG.fullmatch(tag["value"])):
                return 422, "validation_error", "Tags should only contain ASCII letters, numbers, _ and -."
        if not f"{sent['from'].rstrip('>')}>".endswith(VERIFIED):
            return 403, "validation_error", "The elsewhere.test domain is not verified."
        return None

    def keys(self) -> list[str]:
        return [sent["headers"]["X-Loopline-Message"] for sent, _ in self.taken.values()]

    def provider(self, api_key: str = KEY) -> Resend:
        setting = ServiceSetting(
            sender=SENDER, now_ms=lambda: NOW, allow_private=True, timeout_seconds=30, files=kept_files
        )
        return Resend(api_key, setting, webhook_secret=SECRET, address=self.url(""))


def error(status: int, name: str, message: str, headers: dict[str, str] | None = None) -> bytes:
    """An error as Resend writes it."""
    return http_answer(status, msgspec.json.encode({"statusCode": status, "name": name, "message": message}), headers)


async def sent(provider: Resend, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


@pytest.mark.anyio
async def test_a_mail_leaves_with_everything_that_smtp_would_carry() -> None:
    async with running(Resender()) as service:
        assert await sent(service.provider(), mail(key="e1:mail:0", rendered=FULL)) == [Accepted("id1")]
        ((taken, _),) = service.taken.values()
        assert list(service.taken) == ["e1:mail:0"]
    assert taken["from"] == '"Müller, Söhne & Co." <hello@xn--bcher-kva.test>'
    assert taken["to"] == ["ann@example.test"]
    assert taken["reply_to"] == ['"Help, Desk" <help@acme.test>', "sales@xn--bcher-kva.test"]
    assert taken["subject"] == "Grüße, «Ann» Bcc: eve@evil.test"
    assert (taken["text"], taken["html"]) == (FULL.text, FULL.html)
    assert taken["headers"]["List-Unsubscribe"] == UNSUBSCRIBE
    assert taken["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert taken["headers"]["X-Loopline-Message"] == "e1:mail:0"
    assert taken["tags"] == [{"name": "loopline_message", "value": key_tag("e1:mail:0")}]


@pytest.mark.anyio
async def test_files_go_along_and_pictures_stand_in_the_html() -> None:
    async with running(Resender()) as service:
        (outcome,) = await sent(service.provider(), mail_with_files())
        assert isinstance(outcome, Accepted)
        ((taken, _),) = service.taken.values()
    first, dot = taken["attachments"]
    assert (first["filename"], first["content_type"]) == ("Rechnung März.pdf", "application/pdf")
    assert (b64decode(first["content"]), b64decode(dot["content"])) == (PDF, DOT)
    assert "content_id" not in first and dot["content_id"] == "dot@loop.test"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "content_type", "leaves"),
    [
        ("a.pdf", "application/pdf", True),
        ("A.PDF", "Application/PDF", True),
        ("a.jpeg", "image/jpeg", True),
        ("a.jpe", "image/jpeg", True),
        ("a.pdf", "image/png", False),
        ("a", "application/pdf", False),
        ("a.pdf.txt", "application/pdf", False),
    ],
)
async def test_a_file_that_resend_would_drop_in_silence_is_refused(name: str, content_type: str, leaves: bool) -> None:
    async with running(Resender()) as service:
        (outcome,) = await sent(service.provider(), mail_with_files(bill(name, content_type)))
        assert len(service.taken) == leaves
    assert isinstance(outcome, Accepted if leaves else Refused)
    assert leaves or (isinstance(outcome, Refused) and outcome.code == "resend_attachment" and name in outcome.reason)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann", Accepted("id1")),
        ("busy", Deferred("resend_rate_limit_exceeded", "", 7_000)),
        ("day", Deferred("resend_daily_quota_exceeded", "", away=True)),
        ("month", Refused("resend_monthly_quota_exceeded", "", scope="provider")),
        ("risky", Refused("resend_security_error", "", scope="provider")),
        ("trial", Refused("resend_validation_error", "", scope="provider")),
        ("rights", Deferred("resend_restricted_api_key", "", away=True)),
        ("odd", Refused("resend_validation_error", "", scope="address")),
        ("attached", Refused("resend_invalid_attachment", "")),
        ("at_work", Unknown("")),
        ("silent", Unknown("")),
        ("broken", Unknown("")),
        ("no one", Refused("address_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(name: str, expected: Outcome) -> None:
    async with running(Resender()) as service:
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
        (Rendered(subject="s", text="t", sender="x@elsewhere.test"), "resend_validation_error", "provider"),
        (Rendered(subject="s"), "resend_missing_required_field", "message"),
        (Rendered(text="t"), "resend_missing_required_field", "message"),
        (Rendered(subject="s", html="x" * 40_000_000, text="t"), "resend_too_large", "message"),
    ],
)
async def test_refusals_say_whose_fault_it_is(rendered: Rendered, code: str, scope: str) -> None:
    async with running(Resender()) as service:
        (outcome,) = await sent(service.provider(), mail(rendered=rendered))
        assert service.taken == {}
    assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == (code, scope)


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["silent", "broken"])
async def test_what_is_sent_again_does_not_double(name: str) -> None:
    """It was stored before the answer was lost; the same again is told so, and so is the mail in other words."""
    async with running(Resender()) as service:
        provider, message = service.provider(), mail(f"{name}@example.test", "k7")
        (lost,) = await sent(provider, message)
        (again,) = await sent(provider, message)
        (reworded,) = await sent(provider, mail(f"{name}@example.test", "k7", Rendered(subject="Other", text="t")))
        assert service.calls == 3 and list(service.taken) == ["k7"]
    assert isinstance(lost, Unknown)
    assert (again, reworded) == (Accepted("id1"), Accepted())
    assert provider.unknown_policy == "resend"


@pytest.mark.anyio
async def test_a_login_that_is_refused_costs_no_attempt_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Resender()) as service:
        provider = service.provider(api_key="re_wrong-secret")
        (outcome,) = await sent(provider, mail())
    (down,) = await sent(provider, mail())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "resend_invalid_api_key"
    assert isinstance(down, Deferred) and down.away and down.code == "resend_unreachable"
    assert "wrong-secret" not in f"{outcome} {down} {provider!r} {caplog.text}"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"id": "1", "new": {}}', Accepted),
        (200, b'{"id": ""}', type(None)),
        (200, b"<html>Please log in</html>", type(None)),
        (200, b"[" * 60_000, type(None)),
        (302, b'{"name": "found"}', type(None)),
        (403, b"<html>blocked by a proxy</html>", type(None)),
        (400, b'{"name": "New Error", "message": "x"}', type(None)),
        (400, b'{"name": "new_error", "message": "x"}', Refused),
        (400, b'{"name": "validation_error", "message": "API key is invalid"}', Deferred),
        (401, b'{"name": "validation_error", "message": "no"}', Deferred),
        (429, b'{"name": "new_limit", "message": "slow"}', Deferred),
        (503, b'{"name": "application_error", "message": "x"}', type(None)),
    ],
)
def test_only_what_is_resends_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(Resender().provider().told(Answer(status, {}, body)), expected)


@pytest.mark.parametrize("key", ["k1", "e1:mail/0 a"])
def test_a_key_that_a_header_can_hold_stays_as_it_is(key: str) -> None:
    assert idempotency_key(key) == key


def test_every_other_key_has_a_digest_of_its_own() -> None:
    keys = ["", " k1", "k1\r\nX: y", "ü", "x" * 257, "x" * 258, "\ud83d"]
    digests = {idempotency_key(key) for key in keys}
    assert len(digests) == len(keys) and all(re.fullmatch("[0-9a-f]{64}", one) for one in digests)


def event(kind: str = "delivered", key: str = "k1", address: str = "ann@example.test", **data: Any) -> dict[str, Any]:
    """An event as Resend posts it."""
    about = {
        "email_id": "id1",
        "from": SENDER,
        "to": [address],
        "tags": {"loopline_message": key_tag(key)},
        "headers": [{"name": "X-Loopline-Message", "value": key}],
    }
    return {"type": f"email.{kind}", "created_at": "2026-11-28T10:00:00.000Z", "data": {**about, **data}}


def called(told: dict[str, Any], *, at_ms: int = NOW, secret: str = SECRET, identity: str = "msg_1") -> HookRequest:
    """A signed call."""
    body = msgspec.json.encode(told)
    signature = Signature(secret).sign(identity, datetime.fromtimestamp(at_ms // 1000, UTC), body.decode())
    headers = {"svix-id": identity, "svix-timestamp": str(at_ms // 1000), "svix-signature": f"v1,AAAA {signature}"}
    return HookRequest(path="/hooks/resend", headers=headers, body=body)


def provider(now_ms: int = NOW, secret: str = SECRET) -> Resend:
    setting = ServiceSetting(sender=SENDER, now_ms=lambda: now_ms)
    return Resend(KEY, setting, webhook_secret=secret)


def test_a_signed_event_is_the_fate_of_our_message() -> None:
    (told,) = list(provider().receipts(called(event())))  # type: ignore[arg-type]
    assert isinstance(told, Receipt)
    assert (told.kind, told.message, told.id) == ("delivered", "k1", "msg_1")


@pytest.mark.parametrize(
    ("secret", "identity", "stamp", "body", "signature"),
    [
        (
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1_731_705_121,
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
        (
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            b'{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ],
)
def test_the_published_signatures_hold(secret: str, identity: str, stamp: int, body: bytes, signature: str) -> None:
    headers = {"svix-id": identity, "svix-timestamp": str(stamp), "svix-signature": signature}
    good = HookRequest(headers=headers, body=body)
    there = provider(stamp * 1000 + 299_000, secret)
    assert there.receipts(good) == []
    forged = replace(good, body=body + b" "), replace(good, headers={**headers, "svix-id": "msg_2"})
    for request in forged:
        assert isinstance(there.receipts(request), HookRefusal)


def test_a_signature_covers_id_time_and_body() -> None:
    good = called(event())
    forged = [
        replace(good, body=good.body + b" "),
        replace(good, headers={}),
        replace(good, headers={}, by_token=True),
        replace(good, headers={**good.headers, "svix-id": "msg_2"}),
        replace(good, headers={**good.headers, "svix-timestamp": str(NOW // 1000 - 1)}),
        replace(good, headers={**good.headers, "svix-timestamp": "soon"}),
        replace(good, headers={**good.headers, "svix-timestamp": "9" * 40}),
        replace(good, headers={**good.headers, "svix-signature": "v1,\xfc v1 ,"}),
        replace(good, headers={**good.headers, "svix-signature": good.headers["svix-signature"].replace("v1", "v2")}),
        replace(good, body=b"\xff"),
        called(event(), at_ms=NOW - 301_000),
        called(event(), at_ms=NOW + 301_000),
        called(event(), secret="whsec_" + "A" * 32),
    ]
    for request in forged:
        told = provider().receipts(request)
        assert isinstance(told, HookRefusal) and (told.code, told.status) == ("signature_invalid", 401)


def test_without_a_secret_the_token_is_the_proof() -> None:
    bare = Resend.from_url(f"resend://:{KEY}@", tools())
    request = replace(called(event()), headers={})
    assert isinstance(bare.receipts(request), HookRefusal)
    assert isinstance(bare.receipts(replace(request, by_token=True)), list)
    for body in (b"", b"[]", b"[" * 100_000, b"\xff"):
        told = bare.receipts(HookRequest(body=body, by_token=True))
        assert isinstance(told, HookRefusal) and (told.code, told.status) == ("resend_body", 400)


def test_a_webhook_by_get_is_told_what_to_change() -> None:
    told = provider().receipts(HookRequest(method="GET"))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("resend_method", 400)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("resend://", "provider_url_invalid"),
        ("resend://hunter2@api.resend.com", "provider_url_invalid"),
        ("resend://login:hunter2@api.resend.com", "provider_url_invalid"),
        ("resend://:hunter2@api.resend.com/emails", "provider_url_invalid"),
        ("resend://:hunter2@a%20b", "provider_url_invalid"),
        ("resend://:hunter2@?webhook_secret=hunter2%C3%BC", "provider_url_invalid"),
        ("resend://:hunter2@?webhook_secret=whsec_", "provider_url_invalid"),
        ("resend://:hunter2@?sender=nobody", "provider_url_invalid"),
        ("resend://:hunter2@?connections=0", "provider_option_invalid"),
        ("resend://:hunter2@?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Resend.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_bare_plus_in_the_secret_is_no_space() -> None:
    secret = "whsec_ab+/" + "A" * 28
    made = Resend.from_url(f"resend://:{KEY}@?webhook_secret={secret}", tools())
    assert isinstance(made.receipts(called(event(), secret=secret)), list)


def test_a_bounce_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"resend://:{KEY}@?webhook_secret={quote(SECRET, safe='')}"
    settings = Settings.model_validate({"email": url, "public_url": "https://loop.test"})
    with living(tmp_path, settings) as house:
        assert house.stranger.get("/api/health").json()["channels"]["email"] == "resend"
        house.send(identify("ann", email="ann@example.test"))
        told = event("bounced", key="", bounce={"type": "Permanent", "subType": "General", "message": "no"})
        request = called(told, at_ms=house.app.clock.now())
        answer = house.stranger.post("/hooks/resend", content=request.body, headers=dict(request.headers))
        assert (answer.status_code, answer.content) == (200, b"")
        house.settle()
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@example.test": "bounced"}
        unsigned = house.stranger.post("/hooks/resend", content=request.body)
        assert error_of(unsigned) == (401, "signature_invalid")


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Resender()) as service:

        def to(fate: str, key: str) -> Dispatch:
            names = {"accept": "ann", "defer": "busy", "refuse": "odd", "lose": "silent"}
            return mail(f"{names[fate]}@example.test", key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (service.provider(api_key="re_wrong"), mail()),
            "month": (service.provider(), mail("month@example.test")),
            "risky": (service.provider(), mail("risky@example.test")),
            "trial": (service.provider(), mail("trial@example.test")),
            "rights": (service.provider(), mail("rights@example.test")),
        }
        yield Stand(service.provider(), to, service.keys, delivered=lambda key: called(event(key=key)), mishaps=mishaps)


STAND: MakeStand = stand
