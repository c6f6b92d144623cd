"""Mailgun against its documented contract on loopback: the form, the login, the MIME, errors, the log, signatures."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import HTTP, default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from loopline.delivery.email.mime import compose
from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.email.mail_service import ServiceSetting, keyed
from loopline.providers.email.mailgun import TOKENS_MAX, Mailgun, TokensSeen, mailgun_signature
from loopline.providers.http_client import Answer
from loopline.settings import Settings
from tests.providers.email.at_home import key_of_mail, kinds_of_receipts, sending_house
from tests.providers.email.mails import DOT, FULL, PDF, UNSUBSCRIBE, kept_files, mail, mail_with_files
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import error_of, identify, living

KEY, SIGNING_KEY, DOMAIN = "hunter2-and-more", "key-test", "mg.loop.test"
SENDER = "Loop <hello@loop.test>"
CODES = {
    "busy": (429, "Too many requests, wait a second."),
    "broke": (402, "Your account is over its limit."),
    "pending": (403, f"Domain {DOMAIN} is not allowed to send: it is not verified."),
    "new": (400, "Something new."),
}


class Gun(HttpServer):
    """Mailgun's messages.mime and events; the recipient's name says what befalls a mail that is in order."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[dict[str, str], bytes]] = []

    async def respond(self, call: Call) -> bytes | None:
        if call.headers.get("authorization") != f"Basic {b64encode(f'api:{KEY}'.encode()).decode()}":
            return http_answer(401, b"Forbidden")
        path = urlsplit(call.target).path
        if not path.startswith("/v3/"):
            return http_answer(200, b"Mailgun Magnificent API")
        if not path.startswith(f"/v3/{DOMAIN}/"):
            return told(404, "Domain not found: " + path)
        if call.method == "GET":
            return self.found(call.target)
        fields, mime = read_form(call)
        if fault := self.fault(fields, mime):
            return told(400, fault)
        name = fields["to"].partition("@")[0]
        if name in CODES:
            return told(*CODES[name])
        self.taken.append((fields, mime))
        match name:
            case "silent":
                return None
            case "broken":
                return told(500, "Internal error.")
            case _:
                identity = str(message_from_bytes(mime, policy=default)["Message-ID"])
                answer = {"id": identity, "message": "Queued. Thank you."}
                return http_answer(200, msgspec.json.encode(answer))

    def fault(self, fields: dict[str, str], mime: bytes) -> str:
        """What is wrong with the form, "" where nothing is."""
        for name in fields:
            if name != "to" and not name.startswith(("o:", "v:", "h:")):
                return f"{name} is no parameter."
        if any(fields.get(name) != "no" for name in ("o:tracking", "o:tracking-clicks", "o:tracking-opens")):
            return "This stand wants tracking to be off."
        if fields["to"].startswith("odd.") or "@" not in fields["to"]:
            return "'to' parameter is not a valid address. please check documentation"
        read = message_from_bytes(mime, policy=default)
        if read.defects or not read["From"]:
            return "'from' parameter is missing."
        return "" if read["From"].addresses[0].domain != "odd.test" else "'from' parameter is not a valid address."

    def found(self, target: str) -> bytes:
        """The log: accepted messages by their Message-ID."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query, strict_parsing=True).items()}
        assert query.keys() == {"message-id", "event", "ascending", "limit"} and int(query["limit"]) <= 300
        items = [
            {"event": "accepted", "id": str(at), "user-variables": {"loopline_message": fields["v:loopline_message"]}}
            for at, (fields, mime) in enumerate(self.taken)
            if message_from_bytes(mime, policy=default)["Message-ID"] == f"<{query['message-id']}>"
        ]
        return http_answer(200, msgspec.json.encode({"items": items, "paging": {}}))

    def keys(self) -> list[str]:
        return [fields["v:loopline_message"] for fields, _ in self.taken]

    def provider(self, api_key: str = KEY, domain: str = DOMAIN, path: str = "") -> Mailgun:
        setting = ServiceSetting(
            sender=SENDER, now_ms=lambda: NOW, allow_private=True, timeout_seconds=30, files=kept_files
        )
        return Mailgun(api_key, domain, setting, signing_key=SIGNING_KEY, address=f"http://127.0.0.1:{self.port}{path}")


def read_form(call: Call) -> tuple[dict[str, str], bytes]:
    """The fields of a form and the mail in it, read by the standard library."""
    head = f"Content-Type: {call.headers['content-type']}\r\n\r\n".encode()
    form = message_from_bytes(head + call.body, policy=HTTP)
    assert form.get_content_type() == "multipart/form-data" and not form.defects
    fields: dict[str, str] = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        assert isinstance(name, str) and name not in fields
        if name != "message":
            value = part.get_payload(decode=True)
            assert isinstance(value, bytes)
            fields[name] = value.decode()
    begin = call.body.index(b"Content-Type: message/rfc822\r\n\r\n") + len(b"Content-Type: message/rfc822\r\n\r\n")
    end = call.body.rindex(b"\r\n--" + (form.get_boundary() or "").encode() + b"--")
    assert b'name="message"; filename=' in call.body[:begin]
    return fields, call.body[begin:end]


def told(status: int, message: str) -> bytes:
    """An answer as Mailgun writes it."""
    headers = {"Retry-After": "7"} if status == 429 else None
    return http_answer(status, msgspec.json.encode({"message": message}), headers)


async def sent(provider: Mailgun, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


@pytest.mark.anyio
async def test_the_mail_that_leaves_is_the_one_that_smtp_would_send_byte_for_byte() -> None:
    message = mail("ann@käse.test", key="e1:mail:0 ü", rendered=FULL)
    async with running(Gun()) as gun:
        (outcome,) = await sent(gun.provider(), message)
        ((fields, mime),) = gun.taken
    assert isinstance(outcome, Accepted) and outcome.provider_id.endswith(f"@{DOMAIN}>")
    assert mime == compose(keyed(message), sender=SENDER, domain=DOMAIN)
    assert fields["to"] == "ann@xn--kse-qla.test" and fields["v:loopline_message"] == "e1:mail:0 ü"
    read = message_from_bytes(mime, policy=default)
    assert read["List-Unsubscribe"] == UNSUBSCRIBE
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [(one.display_name, one.addr_spec) for one in read["From"].addresses] == [
        ("Müller, Söhne & Co.", "hello@xn--bcher-kva.test")
    ]
    assert [one.addr_spec for one in read["Reply-To"].addresses] == ["help@acme.test", "sales@xn--bcher-kva.test"]
    assert read["X-Loopline-Message"] == "e1:mail:0 ü"


@pytest.mark.anyio
async def test_files_go_along_and_pictures_stand_in_the_html() -> None:
    async with running(Gun()) as gun:
        (outcome,) = await sent(gun.provider(), mail_with_files())
        assert isinstance(outcome, Accepted)
        read = message_from_bytes(gun.taken[0][1], policy=default)
    files = {part.get_filename(): part for part in read.walk() if part.get_filename()}
    assert files["Rechnung März.pdf"].get_content() == PDF
    assert files["dot.png"].get_content() == DOT and files["dot.png"]["Content-ID"] == "<dot@loop.test>"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann", Accepted(f"<k1@{DOMAIN}>")),
        ("odd.", Refused("mailgun_address", "", scope="address")),
        ("busy", Deferred("mailgun_rate", "", 7_000)),
        ("broke", Refused("mailgun_account", "", scope="provider")),
        ("pending", Refused("mailgun_account", "", scope="provider")),
        ("new", Refused("mailgun_message", "")),
        ("silent", Unknown("")),
        ("broken", Unknown("")),
    ],
)
async def test_each_answer_has_its_outcome(name: str, expected: Outcome) -> None:
    async with running(Gun()) as gun:
        (outcome,) = await sent(gun.provider(), mail(f"{name}@example.test"))
    if isinstance(expected, Accepted):
        assert outcome == expected
    else:
        assert not isinstance(outcome, Accepted) and replace(outcome, reason="") == expected
        assert len(outcome.reason) > 10


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("rendered", "code", "scope"),
    [
        (Rendered(subject="s", text="t", sender="x@odd.test"), "mailgun_message", "message"),
        (Rendered(subject="s", text="t", headers={"Bcc": "x"}), "header_invalid", "message"),
        (Rendered(subject="s", text="x" * 25_000_000), "mailgun_too_large", "message"),
    ],
)
async def test_refusals_say_whose_fault_it_is(rendered: Rendered, code: str, scope: str) -> None:
    async with running(Gun()) as gun:
        (outcome,) = await sent(gun.provider(), mail(rendered=rendered))
        assert gun.taken == []
    assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == (code, scope)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("domain", "path", "code"), [("other.test", "", "mailgun_domain"), (DOMAIN, "/wrong", "mailgun_path")]
)
async def test_another_region_or_domain_is_the_accounts_fault(domain: str, path: str, code: str) -> None:
    async with running(Gun()) as gun:
        (outcome,) = await sent(gun.provider(domain=domain, path=path), mail())
    assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == (code, "provider")


@pytest.mark.anyio
async def test_a_login_that_is_refused_costs_no_attempt_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Gun()) as gun:
        provider = gun.provider(api_key="wrong-secret")
        (outcome,) = await sent(provider, mail())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "mailgun_login"
    assert "wrong-secret" not in f"{outcome} {provider!r} {caplog.text}"


@pytest.mark.anyio
async def test_a_message_is_found_in_the_log_by_our_key() -> None:
    async with running(Gun()) as gun:
        provider = gun.provider()
        await sent(provider, mail("silent@example.test", "e1:mail:0 ü"), mail("broken@example.test", "k2"))
        await provider.open()
        told = [await provider.ask(key) for key in ("e1:mail:0 ü", "k2", "k3")]
        await provider.close()
        assert isinstance(told[0], Accepted) and told[1] == Accepted(f"<k2@{DOMAIN}>")
        assert isinstance(told[2], Unknown)
        stranger = gun.provider(api_key="wrong")
        await stranger.open()
        assert isinstance(await stranger.ask("k2"), Unknown)
        await stranger.close()
        assert isinstance(await stranger.ask("k2"), Unknown)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"id": "<a@b>", "message": "Queued. Thank you.", "new": 1}', Accepted),
        (200, b'{"message": "Queued. Thank you."}', type(None)),
        (200, b"<html>Please log in</html>", type(None)),
        (202, b'{"id": "<a@b>", "message": "Queued. Thank you."}', type(None)),
        (400, b"<html>", type(None)),
        (400, b'{"message": 5}', type(None)),
        (413, b'{"message": "Too large"}', Refused),
        (403, b"<html>blocked by a proxy</html>", type(None)),
        (418, b'{"message": "Tea"}', type(None)),
        (500, b'{"message": "Oops"}', type(None)),
        (400, b"[" * 60_000, type(None)),
    ],
)
def test_only_what_is_mailguns_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(Gun().provider().told(Answer(status, {}, body)), expected)


def test_the_signature_is_that_of_the_research() -> None:
    token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"
    expected = b"2df0e54f503d31abdc1519117a730ae38748e41e86f9ae25431dbd26059468af"
    assert mailgun_signature(SIGNING_KEY, "1529006854", token) == expected


def signed(token: str = "t1", at_ms: int = NOW, key: str = SIGNING_KEY) -> dict[str, str]:
    stamp = str(at_ms // 1000)
    return {"timestamp": stamp, "token": token, "signature": mailgun_signature(key, stamp, token).decode()}


def called(kind: str, key: str = "k1", *, sign: dict[str, str] | None = None, **more: Any) -> HookRequest:
    """A signed call."""
    data = {
        "event": kind,
        "id": "ev-1",
        "timestamp": NOW / 1000,
        "recipient": "ann@example.test",
        "user-variables": {"loopline_message": key},
        **more,
    }
    body = {"signature": sign or signed(), "event-data": data}
    headers = {"content-type": "application/json"}
    return HookRequest(path="/hooks/mailgun", headers=headers, body=msgspec.json.encode(body))


def test_a_signature_holds_for_five_minutes_and_for_one_body() -> None:
    provider = Gun().provider()
    good = called("delivered", sign=signed(at_ms=NOW - 299_000))
    assert provider.receipts(good) == provider.receipts(good), "when it comes again, it tells the same"
    forged = [
        called("complained", sign=signed(at_ms=NOW - 299_000)),
        called("delivered", sign=signed("t2", at_ms=NOW - 301_000)),
        called("delivered", sign=signed("t3", at_ms=NOW + 301_000)),
        called("delivered", sign=signed("t4", key="other")),
        called("delivered", sign={**signed("t5"), "token": "t6"}),
        called("delivered", sign={**signed("t7"), "signature": "\xfc\u2028"}),
        HookRequest(body=b'{"event-data": {"event": "delivered"}}', by_token=True),
        HookRequest(body=b'{"signature": ["a"], "event-data": {"event": "delivered"}}'),
    ]
    for request in forged:
        told = provider.receipts(request)
        assert isinstance(told, HookRefusal) and (told.code, told.status) == ("signature_invalid", 401)


def test_tokens_are_forgotten_when_their_signatures_are_old_and_never_too_many() -> None:
    now = [NOW]
    seen = TokensSeen(lambda: now[0])
    assert seen.take("t", b"1") and seen.take("t", b"1") and not seen.take("t", b"2")
    now[0] += 600_001
    assert seen.take("t", b"2")
    for at in range(TOKENS_MAX):
        assert seen.take(str(at), b"")
    assert seen.take("t", b"3"), "it made room"
    assert not seen.take(str(TOKENS_MAX - 1), b"other")


def test_without_a_signing_key_the_token_is_the_proof() -> None:
    bare = Mailgun.from_url(f"mailgun://:{KEY}@/{DOMAIN}", tools())
    assert isinstance(bare.receipts(called("delivered")), HookRefusal)
    assert isinstance(bare.receipts(replace(called("delivered"), by_token=True)), list)


def test_a_mail_that_a_route_forwards_is_a_reply() -> None:
    form = {"sender": "ann@example.test", "recipient": "r@in.test", "stripped-text": "Yes", "message-headers": "[]"}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    request = HookRequest(headers=headers, body=urlencode({**form, **signed("t9")}).encode())
    assert Gun().provider().receipts(request) == [
        Receipt(kind="replied", address="ann@example.test", id="t9", reason="Yes")
    ]
    forged = replace(request, body=request.body.replace(b"Yes", b"No"))
    provider = Gun().provider()
    assert isinstance(provider.receipts(request), list) and isinstance(provider.receipts(forged), HookRefusal)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"event-data": 5}', b"[" * 100_000, b"event=delivered&recipient=ann%40example.test"]
)
def test_a_call_that_cannot_be_read_is_refused(body: bytes) -> None:
    bare = Mailgun.from_url(f"mailgun://:{KEY}@/{DOMAIN}", tools())
    headers = {"content-type": "application/x-www-form-urlencoded"}
    told = bare.receipts(HookRequest(body=body, headers=headers, by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("mailgun_body", 400)


def test_a_webhook_by_get_is_told_what_to_change() -> None:
    told = Gun().provider().receipts(HookRequest(method="GET", by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("mailgun_method", 400)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mailgun://", "provider_url_invalid"),
        (f"mailgun://hunter2@api.mailgun.net/{DOMAIN}", "provider_url_invalid"),
        (f"mailgun://login:hunter2@/{DOMAIN}", "provider_url_invalid"),
        ("mailgun://:hunter2@api.mailgun.net", "provider_url_invalid"),
        ("mailgun://:hunter2@/hunter2", "provider_url_invalid"),
        (f"mailgun://:hunter2@/v3/{DOMAIN}", "provider_url_invalid"),
        (f"mailgun://:hunter2@/{DOMAIN}?connections=0", "provider_option_invalid"),
        (f"mailgun://:hunter2@/{DOMAIN}?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Mailgun.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_bounce_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"mailgun://:{KEY}@api.eu.mailgun.net/{DOMAIN}?signing_key={SIGNING_KEY}"
    with living(tmp_path, Settings.model_validate({"email": url, "public_url": "https://loop.test"})) as house:
        assert house.stranger.get("/api/health").json()["channels"]["email"] == "mailgun"
        house.send(identify("ann", email="ann@example.test"))
        status = {"delivery-status": {"code": 550, "message": "5.1.1 no such mailbox"}}
        more = {"severity": "permanent", "reason": "bounce", **status}
        request = called("failed", "", sign=signed(at_ms=house.app.clock.now()), **more)
        told = house.stranger.post("/hooks/mailgun", content=request.body, headers=dict(request.headers))
        assert (told.status_code, told.content) == (200, b"")
        house.settle()
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@example.test": "bounced"}
        lifted = house.client.post("/api/suppressions/lift", json={"address": "ann@example.test"})
        assert lifted.status_code == 204, lifted.text
        again = house.stranger.post("/hooks/mailgun", content=request.body, headers=dict(request.headers))
        house.settle()
        assert again.status_code == 200 and house.get("/api/people/ann")["suppressed"] == {}, "old news is no news"
        changed = house.stranger.post("/hooks/mailgun", content=request.body.replace(b"ann@", b"eve@"))
        assert error_of(changed) == (401, "signature_invalid")


def test_a_mail_leaves_and_its_news_comes_back_by_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gun, url = Gun(), f"mailgun://:{KEY}@HOST/{DOMAIN}?signing_key={SIGNING_KEY}"
    with sending_house(gun, url, tmp_path, monkeypatch) as house:
        key = key_of_mail(house)
        ((_, mime),) = gun.taken
        assert gun.keys() == [key]
        read = message_from_bytes(mime, policy=default)
        assert read["From"].addresses[0].display_name == "Acme, Inc." and read["List-Unsubscribe-Post"]
        for token in ("t1", "t2"):
            request = called("delivered", key, sign=signed(token, at_ms=house.app.clock.now()))
            told = house.stranger.post("/hooks/mailgun", content=request.body, headers=dict(request.headers))
            assert told.status_code == 200
        assert kinds_of_receipts(house, key) == ["delivered"]


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Gun()) as gun:

        def to(fate: str, key: str) -> Dispatch:
            names = {"accept": "ann", "defer": "busy", "refuse": "odd.", "lose": "silent"}
            return mail(f"{names[fate]}@example.test", key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (gun.provider(api_key="wrong"), mail()),
            "broke": (gun.provider(), mail("broke@example.test")),
            "pending": (gun.provider(), mail("pending@example.test")),
        }
        yield Stand(gun.provider(), to, gun.keys, delivered=lambda key: called("delivered", key), mishaps=mishaps)


STAND: MakeStand = stand
