"""Brevo against its documented contract on loopback: fields, login, keys for half an hour, errors, webhooks."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.email.brevo import Brevo, idempotency_uuid
from loopline.providers.email.mail_service import ServiceSetting
from loopline.providers.http_client import Answer
from loopline.settings import Settings
from tests.providers.email.mails import FULL, PDF, UNSUBSCRIBE, bill, kept_files, mail, mail_with_files
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import error_of, identify, living

KEY = "xkeysib-hunter2"
LOGIN = "brevo:hunter2"
SENDER = "Loop <hello@loop.test>"
VERIFIED = {"hello@loop.test", "hello@xn--bcher-kva.test"}
FIELDS = {"sender", "to", "subject", "htmlContent", "textContent", "headers", "replyTo", "attachment"}
KEY_MS = 30 * 60_000

# How the stand answers, by the name before the @: status, code of the error, words.
ANSWERS = {
    "busy": (429, "too_many_requests", "API rate limit exceeded"),
    "poor": (402, "not_enough_credits", "Not enough credits"),
    "new": (403, "permission_denied", "Unable to send email. Your SMTP account is not yet activated."),
    "odd": (400, "invalid_parameter", "email is not valid in to"),
    "strange": (400, "out_of_range", "Something is out of range"),
    "foreign": (401, "unauthorized", "We have detected you are using an unrecognised IP address"),
}


class Bureau(HttpServer):
    """Brevo's /v3/smtp/email. A key that was used within half an hour is refused as a double."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []
        self.used: dict[str, int] = {}
        self.now = NOW
        self.calls = 0
        self.deaf = 0

    async def respond(self, call: Call) -> bytes | None:
        self.calls += 1
        if (call.method, call.target) != ("POST", "/v3/smtp/email"):
            return error(404, "document_not_found", "Route not found")
        if call.headers.get("api-key") != KEY:
            return error(401, "unauthorized", "Key not found")
        assert call.headers["content-type"] == "application/json"
        sent = msgspec.json.decode(call.body)
        if fault := self.fault(sent):
            return error(400, *fault)
        name = sent["to"][0]["email"].partition("@")[0]
        if name in ANSWERS:
            return error(*ANSWERS[name], headers={"x-sib-ratelimit-reset": "7"} if name == "busy" else {})
        if self.deaf:
            self.deaf -= 1
            return error(503, "unavailable", "Try again")
        key = sent["headers"]["idempotencyKey"]
        if self.now - self.used.get(key, -KEY_MS) < KEY_MS:
            return None if name == "silent" else error(400, "duplicate_parameter", "idempotencyKey was used")
        self.used[key] = self.now
        self.taken.append(sent)
        match name:
            case "silent" | "dropped":
                return None
            case "broken":
                return error(500, "internal_error", "Oops")
            case _:
                body = {"messageId": f"<{len(self.taken)}@relay.brevo.test>"}
                return http_answer(201, msgspec.json.encode(body))

    def fault(self, sent: dict[str, Any]) -> tuple[str, str] | None:
        """The first thing that is wrong with the body: code and words."""
        if unknown := sent.keys() - FIELDS:
            return "invalid_parameter", f"{sorted(unknown)} is not known"
        for name in ("sender", "to", "subject"):
            if not sent.get(name):
                return "missing_parameter", f"{name} is missing"
        if not (sent.get("htmlContent") or sent.get("textContent")):
            return "missing_parameter", "Either of htmlContent or textContent is required"
        if not 1 <= len(sent["to"]) <= 99 or not isinstance(sent.get("replyTo", {}), dict):
            return "invalid_parameter", "to or replyTo is not valid"
        if not all(one.keys() == {"name", "content"} for one in sent.get("attachment", [])):
            return "invalid_parameter", "attachment is not valid"
        headers = sent["headers"]
        if not all(isinstance(one, str) and one.isascii() and one.isprintable() for one in headers.values()):
            return "invalid_parameter", "headers are not valid"
        try:
            UUID(headers["idempotencyKey"])
        except (KeyError, ValueError):
            return "invalid_parameter", "idempotencyKey is not valid"
        if sent["sender"]["email"] not in VERIFIED:
            return "invalid_parameter", "Sending has been rejected because the sender you used is not valid."
        return None

    def keys(self) -> list[str]:
        return [sent["headers"]["X-Loopline-Message"] for sent in self.taken]

    def provider(self, api_key: str = KEY) -> Brevo:
        setting = ServiceSetting(
            sender=SENDER, now_ms=lambda: NOW, allow_private=True, timeout_seconds=30, files=kept_files
        )
        return Brevo(api_key, setting, webhook=LOGIN, address=self.url(""))


def error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> bytes:
    """An error as Brevo writes it."""
    return http_answer(status, msgspec.json.encode({"code": code, "message": message}), headers)


async def sent(provider: Brevo, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


ONE_REPLY = replace(FULL, reply_to='"Help, Desk" <help@bücher.test>')


@pytest.mark.anyio
async def test_a_mail_leaves_with_everything_that_smtp_would_carry() -> None:
    async with running(Bureau()) as service:
        outcome = await sent(service.provider(), mail(key="e1:mail/0 +ü", rendered=ONE_REPLY))
        assert outcome == [Accepted("<1@relay.brevo.test>")]
        (taken,) = service.taken
    assert taken["to"] == [{"email": "ann@example.test"}]
    assert taken["sender"]["email"] == "hello@xn--bcher-kva.test" and taken["sender"]["name"].isascii()
    assert str(make_header(decode_header(taken["sender"]["name"]))) == "Müller, Söhne & Co."
    assert taken["replyTo"] == {"email": "help@xn--bcher-kva.test", "name": "Help, Desk"}
    assert taken["subject"] == "Grüße, «Ann» Bcc: eve@evil.test"
    assert (taken["textContent"], taken["htmlContent"]) == (FULL.text, FULL.html)
    assert taken["headers"]["List-Unsubscribe"] == UNSUBSCRIBE
    assert taken["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert taken["headers"]["X-Mailin-custom"] == "e1%3Amail/0%20%2B%C3%BC"
    assert taken["headers"]["idempotencyKey"] == idempotency_uuid("e1:mail/0 +ü")


@pytest.mark.anyio
async def test_files_go_along_but_pictures_inside_are_none_of_its() -> None:
    async with running(Bureau()) as service:
        accepted, refused = await sent(service.provider(), mail_with_files(bill()), mail_with_files())
        (taken,) = service.taken
    assert isinstance(accepted, Accepted)
    assert [(one["name"], b64decode(one["content"])) for one in taken["attachment"]] == [("Rechnung März.pdf", PDF)]
    assert isinstance(refused, Refused) and refused.code == "brevo_inline" and "another provider" in refused.reason


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "written"),
    [("Müller", "Müller"), ("Acme, Inc.", "Acme, Inc."), ("", None), ("Ü, x" * 40, None)],
)
async def test_names_of_senders_come_whole(name: str, written: str | None) -> None:
    async with running(Bureau()) as service:
        await sent(
            service.provider(), mail(rendered=Rendered(subject="s", text="t", sender=f'"{name}" <hello@loop.test>'))
        )
        given = service.taken[0]["sender"].get("name", "")
    assert given == written if written else str(make_header(decode_header(given))) == name


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann", Accepted("<1@relay.brevo.test>")),
        ("busy", Deferred("brevo_too_many_requests", "", 7_000)),
        ("poor", Refused("brevo_not_enough_credits", "", scope="provider")),
        ("new", Refused("brevo_permission_denied", "", scope="provider")),
        ("odd", Refused("brevo_invalid_parameter", "", scope="address")),
        ("strange", Refused("brevo_out_of_range", "")),
        ("foreign", Deferred("brevo_unauthorized", "", away=True)),
        ("silent", Unknown("")),
        ("no one", Refused("address_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(name: str, expected: Outcome) -> None:
    async with running(Bureau()) as service:
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
        (Rendered(subject="s", text="t", sender="x@elsewhere.test"), "brevo_invalid_parameter", "provider"),
        (Rendered(subject="s"), "brevo_missing_parameter", "message"),
        (Rendered(text="t"), "brevo_missing_parameter", "message"),
        (FULL, "brevo_reply_to", "message"),
        (Rendered(subject="s", text="t", headers={"X-Mailin-Custom": "x"}), "brevo_header", "message"),
        (Rendered(subject="s", text="t", headers={"IdempotencyKey": "x"}), "brevo_header", "message"),
        (Rendered(subject="s", html="x" * 20_000_000, text="t"), "brevo_too_large", "message"),
    ],
)
async def test_refusals_say_whose_fault_it_is(rendered: Rendered, code: str, scope: str) -> None:
    async with running(Bureau()) as service:
        (outcome,) = await sent(service.provider(), mail(rendered=rendered))
        assert service.taken == []
    assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == (code, scope)


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["dropped", "broken"])
async def test_a_lost_answer_is_asked_for_once_more_and_nothing_doubles(name: str) -> None:
    """It was stored before the answer was lost; the same key at once is told so."""
    async with running(Bureau()) as service:
        (outcome,) = await sent(service.provider(), mail(f"{name}@example.test"))
        assert (outcome, service.calls, service.keys()) == (Accepted(), 2, ["k1"])


@pytest.mark.anyio
async def test_one_fault_that_stored_nothing_costs_nothing_and_two_are_held() -> None:
    async with running(Bureau()) as service:
        service.deaf = 1
        assert await sent(service.provider(), mail()) == [Accepted("<1@relay.brevo.test>")]
        service.deaf = 2
        (outcome,) = await sent(service.provider(), mail(key="k2"))
        assert isinstance(outcome, Unknown) and service.keys() == ["k1"]
    assert Brevo.unknown_policy == "hold", "half an hour later the same key would send anew"


@pytest.mark.anyio
async def test_a_login_that_is_refused_costs_no_attempt_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Bureau()) as service:
        provider = service.provider(api_key="xkeysib-wrong-secret")
        (outcome,) = await sent(provider, mail())
    (down,) = await sent(provider, mail())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "brevo_unauthorized"
    assert isinstance(down, Deferred) and down.away and down.code == "brevo_unreachable"
    assert "wrong-secret" not in f"{outcome} {down} {provider!r} {caplog.text}"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, b'{"messageId": "<1@x>", "new": {}}', Accepted),
        (202, b'{"messageId": "<1@x>"}', Accepted),
        (201, b"{}", type(None)),
        (200, b"<html>Please log in</html>", type(None)),
        (201, b"[" * 60_000, type(None)),
        (403, b"<html>blocked by a proxy</html>", type(None)),
        (400, b'{"code": "Odd Code", "message": "x"}', type(None)),
        (400, b'{"code": "new_code", "message": "x"}', Refused),
        (403, b'{"code": "new_code", "message": "x"}', Refused),
        (429, b'{"code": "new_code", "message": "x"}', Deferred),
        (502, b'{"code": "bad_gateway", "message": "x"}', type(None)),
    ],
)
def test_only_what_is_brevos_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(Bureau().provider().told(Answer(status, {}, body)), expected)


def test_each_key_has_one_uuid() -> None:
    keys = ["k1", "k2", "ü", "\ud83d", ""]
    assert len({idempotency_uuid(key) for key in keys}) == len(keys)
    assert UUID(idempotency_uuid("k1")).version == 5 and idempotency_uuid("k1") == idempotency_uuid("k1")


def event(kind: str = "delivered", key: str = "k1", **more: Any) -> dict[str, Any]:
    """An event as Brevo posts it."""
    told = {"event": kind, "email": "ann@example.test", "id": 7, "message-id": "<1@relay>", "ts_event": NOW // 1000}
    return {**told, "X-Mailin-custom": key, **more}


def called(told: Any, *, by_token: bool = True, login: str = "") -> HookRequest:
    """A call of the webhook: to the address with our token, or with a login."""
    headers = {"authorization": f"Basic {b64encode(login.encode()).decode()}"} if login else {}
    return HookRequest(path="/hooks/brevo", headers=headers, body=msgspec.json.encode(told), by_token=by_token)


def test_it_is_believed_by_our_token_or_by_its_login() -> None:
    provider = Brevo.from_url(f"brevo://:{KEY}@?webhook={LOGIN}", tools())
    for request in (called(event()), called(event(), by_token=False, login=LOGIN)):
        (told,) = list(provider.receipts(request))  # type: ignore[arg-type]
        assert isinstance(told, Receipt) and (told.kind, told.message) == ("delivered", "k1")
    for request in (called(event(), by_token=False), called(event(), by_token=False, login="brevo:other")):
        refused = provider.receipts(request)
        assert isinstance(refused, HookRefusal) and (refused.code, refused.status) == ("signature_invalid", 401)
    bare = Brevo.from_url(f"brevo://:{KEY}@", tools())
    assert isinstance(bare.receipts(called(event(), by_token=False, login=":")), HookRefusal)


def test_a_call_may_bring_several_events() -> None:
    provider = Brevo.from_url(f"brevo://:{KEY}@", tools())
    told = provider.receipts(called([event(), event("request"), event("click", key="k2")]))
    assert isinstance(told, list) and [one.message for one in told] == ["k1", "k2"]


@pytest.mark.parametrize("body", [b"", b"7", b"[1]", b"[" * 100_000, b"\xff"])
def test_a_call_that_cannot_be_read_is_refused(body: bytes) -> None:
    told = Brevo.from_url(f"brevo://:{KEY}@", tools()).receipts(HookRequest(body=body, by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("brevo_body", 400)


def test_a_webhook_by_get_is_told_what_to_change() -> None:
    told = Brevo.from_url(f"brevo://:{KEY}@", tools()).receipts(HookRequest(method="GET", by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("brevo_method", 400)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("brevo://", "provider_url_invalid"),
        ("brevo://hunter2@api.brevo.com", "provider_url_invalid"),
        ("brevo://login:hunter2@api.brevo.com", "provider_url_invalid"),
        ("brevo://:hunter2@api.brevo.com/v3", "provider_url_invalid"),
        ("brevo://:hunter2@a%20b", "provider_url_invalid"),
        ("brevo://:hunter2@?webhook=hunter2", "provider_url_invalid"),
        ("brevo://:hunter2@?sender=nobody", "provider_url_invalid"),
        ("brevo://:hunter2@?connections=0", "provider_option_invalid"),
        ("brevo://:hunter2@?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Brevo.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_bounce_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    settings = Settings.model_validate({"email": f"brevo://:{KEY}@?webhook={LOGIN}", "public_url": "https://loop.test"})
    with living(tmp_path, settings) as house:
        assert house.stranger.get("/api/health").json()["channels"]["email"] == "brevo"
        house.send(identify("ann", email="ann@example.test"))
        request = called(event("hard_bounce", key="", reason="550 5.1.1"), login=LOGIN)
        answer = house.stranger.post("/hooks/brevo", content=request.body, headers=dict(request.headers))
        assert (answer.status_code, answer.content) == (200, b"")
        house.settle()
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@example.test": "bounced"}
        unsigned = house.stranger.post("/hooks/brevo", content=request.body)
        assert error_of(unsigned) == (401, "signature_invalid")


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Bureau()) as service:

        def to(fate: str, key: str) -> Dispatch:
            names = {"accept": "ann", "defer": "busy", "refuse": "odd", "lose": "silent"}
            return mail(f"{names[fate]}@example.test", key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (service.provider(api_key="xkeysib-wrong"), mail()),
            "poor": (service.provider(), mail("poor@example.test")),
            "new": (service.provider(), mail("new@example.test")),
            "foreign": (service.provider(), mail("foreign@example.test")),
        }
        yield Stand(
            service.provider(),
            to,
            service.keys,
            delivered=lambda key: called(event(key=key)),
            signs=False,
            mishaps=mishaps,
        )


STAND: MakeStand = stand
