"""Postmark against its documented contract on loopback: fields, tokens, error codes, search by our key, webhooks."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.email.mail_service import ServiceSetting
from loopline.providers.email.postmark import Postmark
from loopline.providers.email.postmark_events import of_pieces
from loopline.providers.http_client import Answer
from loopline.settings import Settings
from tests.providers.email.at_home import key_of_mail, kinds_of_receipts, sending_house
from tests.providers.email.mails import DOT, FULL, PDF, UNSUBSCRIBE, bill, kept_files, mail, mail_with_files
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import error_of, identify, living

TOKEN = "hunter2-and-more"
SENDER = "Loop <hello@loop.test>"
CONFIRMED = ("hello@loop.test", "hello@xn--bcher-kva.test")
FIELDS = {
    "From",
    "To",
    "Subject",
    "TextBody",
    "HtmlBody",
    "ReplyTo",
    "Headers",
    "Metadata",
    "Attachments",
    "MessageStream",
    "TrackOpens",
    "TrackLinks",
}
CODES = {
    "inactive": (422, 406, "You tried to send to a recipient that has been marked as inactive."),
    "broke": (422, 405, "Not allowed to send: no credits left."),
    "pending": (422, 412, "Account is pending."),
    "stopped": (422, 413, "Account may not send."),
    "busy": (429, 429, "Rate limit exceeded."),
    "closed": (503, 100, "Maintenance."),
    "new": (422, 1234, "Something new."),
}


class Office(HttpServer):
    """Postmark's /email and /messages/outbound; the recipient's name says what befalls a mail that is in order."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []

    async def respond(self, call: Call) -> bytes | None:
        if call.headers.get("x-postmark-server-token") != TOKEN:
            return told(401, 10, "The Server Token you provided in the header was invalid.")
        if call.headers.get("accept") != "application/json":
            return told(422, 409, "Accept must be application/json.")
        if call.method == "GET":
            return self.found(call.target)
        if call.target != "/email":
            return http_answer(404, b"<html>Not found</html>")
        if call.headers.get("content-type") != "application/json":
            return told(422, 409, "JSON required.")
        mail = msgspec.json.decode(call.body)
        if fault := self.fault(mail):
            return told(422, *fault)
        name = mail["To"].partition("@")[0]
        if name in CODES:
            return told(*CODES[name])
        self.taken.append(mail)
        if name == "silent":
            return None
        if name == "broken":
            return told(500, 0, "Oops.")
        answer = {"To": mail["To"], "SubmittedAt": "2025-11-22T08:26:40Z", "ErrorCode": 0, "Message": "OK"}
        return http_answer(200, msgspec.json.encode({**answer, "MessageID": f"id{len(self.taken)}"}))

    def fault(self, mail: dict[str, Any]) -> tuple[int, str] | None:
        """The first thing that is wrong with the body: the code and the words."""
        if unknown := mail.keys() - FIELDS:
            return 402, f"Unknown field {sorted(unknown)[0]}."
        if not mail.get("TextBody") and not mail.get("HtmlBody"):
            return 300, "Provide either email TextBody or HtmlBody or both."
        if max(len(mail.get(part, "").encode()) for part in ("TextBody", "HtmlBody")) > 5 * 1024 * 1024:
            return 300, "A body is larger than 5 MB."
        if mail["To"].startswith("odd."):
            return 300, f"Invalid 'To' address: '{mail['To']}'."
        if not mail["From"].rstrip(">").endswith(CONFIRMED):
            return 400, "The 'From' address you supplied is not a Sender Signature on your account."
        if mail["MessageStream"] not in ("outbound", "news"):
            return 1235, "The stream is unknown."
        metadata = mail["Metadata"]
        if len(metadata) > 10 or any(len(name) > 20 or len(value) > 80 for name, value in metadata.items()):
            return 300, "Metadata is too long."
        if not all(one["Value"].isascii() and one.keys() == {"Name", "Value"} for one in mail["Headers"]):
            return 300, "Headers must be ASCII."
        for file in mail.get("Attachments", []):
            if not {"Name", "Content", "ContentType"} <= file.keys() <= {"Name", "Content", "ContentType", "ContentID"}:
                return 403, "An attachment is not complete."
            if not file.get("ContentID", "cid:").startswith("cid:"):
                return 300, "A ContentID begins with cid:."
        return None

    def found(self, target: str) -> bytes:
        """The search: by one metadata field, and by nothing that it does not know."""
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query, strict_parsing=True)
        assert path == "/messages/outbound" and int(query.pop("count")[0]) <= 500 and query.pop("offset") == ["0"]
        ((field, (value,)),) = query.items()
        name = field.removeprefix("metadata_")
        found = [
            {"MessageID": f"id{at}", "Metadata": one["Metadata"], "Status": "Sent"}
            for at, one in enumerate(self.taken, 1)
            if one["Metadata"].get(name) == value
        ]
        return http_answer(200, msgspec.json.encode({"TotalCount": len(found), "Messages": found}))

    def keys(self) -> list[str]:
        return [of_pieces(mail["Metadata"]) for mail in self.taken]

    def provider(self, token: str = TOKEN, broadcast: str = "") -> Postmark:
        setting = ServiceSetting(
            sender=SENDER, now_ms=lambda: NOW, allow_private=True, timeout_seconds=30, files=kept_files
        )
        address = f"http://127.0.0.1:{self.port}"
        return Postmark(token, setting, broadcast=broadcast, webhook="hook:s3cret", address=address)


def told(status: int, code: int, message: str) -> bytes:
    """An error as Postmark writes it."""
    return http_answer(status, msgspec.json.encode({"ErrorCode": code, "Message": message}))


async def sent(provider: Postmark, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


@pytest.mark.anyio
async def test_a_mail_leaves_with_everything_that_smtp_would_carry() -> None:
    key = "e1:mail:0" + "x" * 90
    async with running(Office()) as office:
        assert await sent(office.provider(), mail(key=key, rendered=FULL)) == [Accepted("id1")]
        (taken,) = office.taken
        assert office.keys() == [key]
    headers = {one["Name"]: one["Value"] for one in taken["Headers"]}
    assert taken["From"] == '"Müller, Söhne & Co." <hello@xn--bcher-kva.test>'
    assert taken["ReplyTo"] == '"Help, Desk" <help@acme.test>, sales@xn--bcher-kva.test'
    assert (taken["TextBody"], taken["HtmlBody"]) == (FULL.text, FULL.html)
    assert taken["Subject"] == "Grüße, «Ann» Bcc: eve@evil.test"
    assert headers["List-Unsubscribe"] == UNSUBSCRIBE
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["X-Loopline-Message"] == key
    assert (taken["TrackOpens"], taken["TrackLinks"]) == (False, "None")


@pytest.mark.anyio
async def test_files_go_along_and_pictures_stand_in_the_html() -> None:
    async with running(Office()) as office:
        assert await sent(office.provider(), mail_with_files()) == [Accepted("id1")]
        first, dot = office.taken[0]["Attachments"]
    assert (first["Name"], first["ContentType"]) == ("Rechnung März.pdf", "application/pdf")
    assert (b64decode(first["Content"]), b64decode(dot["Content"])) == (PDF, DOT)
    assert "ContentID" not in first and dot["ContentID"] == "cid:dot@loop.test"


@pytest.mark.anyio
async def test_a_file_that_is_gone_costs_its_message_alone() -> None:
    async with running(Office()) as office:
        gone = mail_with_files(bill(), bill(digest="gone"))
        refused, accepted = await sent(office.provider(), gone, mail_with_files())
        assert accepted == Accepted("id1")
    assert isinstance(refused, Refused) and refused.code == "attachment_gone"


@pytest.mark.anyio
async def test_what_can_be_left_goes_by_the_broadcast_stream() -> None:
    async with running(Office()) as office:
        for message in (mail(rendered=FULL), mail()):
            await sent(office.provider(broadcast="news"), message)
        await sent(office.provider(), mail(rendered=FULL))
        assert [taken["MessageStream"] for taken in office.taken] == ["news", "outbound", "outbound"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann", Accepted("id1")),
        ("odd.", Refused("postmark_300", "", scope="address")),
        ("inactive", Refused("postmark_406", "", scope="address", hard_bounce=True)),
        ("broke", Refused("postmark_405", "", scope="provider")),
        ("pending", Refused("postmark_412", "", scope="provider")),
        ("stopped", Refused("postmark_413", "", scope="provider")),
        ("busy", Deferred("postmark_rate", "")),
        ("closed", Deferred("postmark_100", "", away=True)),
        ("new", Refused("postmark_1234", "")),
        ("silent", Unknown("")),
        ("broken", Unknown("")),
    ],
)
async def test_each_answer_has_its_outcome(name: str, expected: Outcome) -> None:
    async with running(Office()) as office:
        (outcome,) = await sent(office.provider(), mail(f"{name}@example.test"))
    if isinstance(expected, Accepted):
        assert outcome == expected
    else:
        assert not isinstance(outcome, Accepted) and replace(outcome, reason="") == expected
        assert len(outcome.reason) > 10


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("rendered", "code", "scope"),
    [
        (Rendered(subject="s", text="t", sender="x@elsewhere.test"), "postmark_400", "provider"),
        (Rendered(subject="s"), "postmark_300", "message"),
        (Rendered(subject="s", text="ü" * 2_500_001), "postmark_too_large", "message"),
    ],
)
async def test_refusals_say_whose_fault_it_is(rendered: Rendered, code: str, scope: str) -> None:
    async with running(Office()) as office:
        (outcome,) = await sent(office.provider(), mail(rendered=rendered))
        assert office.taken == []
    assert isinstance(outcome, Refused) and (outcome.code, outcome.scope) == (code, scope)


@pytest.mark.anyio
async def test_a_login_that_is_refused_costs_no_attempt_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Office()) as office:
        provider = office.provider(token="wrong-secret")
        (outcome,) = await sent(provider, mail())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "postmark_10"
    assert "wrong-secret" not in f"{outcome} {provider!r} {caplog.text}"


@pytest.mark.anyio
async def test_a_message_is_found_by_our_key_and_only_by_the_whole_of_it() -> None:
    first, second = "k" * 80 + "a", "k" * 80 + "b"
    async with running(Office()) as office:
        provider = office.provider()
        await sent(provider, mail("silent@example.test", first))
        await provider.open()
        told = [await provider.ask(key) for key in (first, second, "k" * 80, "k1 &+/ü")]
        await provider.close()
        assert told[0] == Accepted("id1")
        assert all(isinstance(one, Unknown) for one in told[1:])
        stranger = office.provider(token="wrong")
        await stranger.open()
        assert isinstance(await stranger.ask(first), Unknown)
        await stranger.close()
        assert isinstance(await stranger.ask(first), Unknown)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"ErrorCode": 0, "MessageID": "a", "Message": "OK", "New": {}}', Accepted),
        (200, b'{"ErrorCode": 0, "Message": "OK"}', type(None)),
        (200, b"<html>Please log in</html>", type(None)),
        (200, b"{}", type(None)),
        (422, b"<html>", type(None)),
        (422, b'{"ErrorCode": "406"}', type(None)),
        (422, b'{"ErrorCode": 402, "Message": "JSON"}', Refused),
        (413, b'{"ErrorCode": 300, "Message": "Too large"}', Refused),
        (500, b'{"ErrorCode": 500, "Message": "Oops"}', type(None)),
        (503, b'{"ErrorCode": 100, "Message": "Maintenance"}', Deferred),
        (422, b"[" * 60_000, type(None)),
    ],
)
def test_only_what_is_postmarks_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(Office().provider().told(Answer(status, {}, body)), expected)


def delivery(key: str, **headers: str) -> HookRequest:
    """A call of Postmark's that a message was delivered."""
    body = {
        "RecordType": "Delivery",
        "MessageID": "id1",
        "Recipient": "ann@example.test",
        "DeliveredAt": "2025-11-22T08:26:40Z",
        "Metadata": {"loopline_message": key},
    }
    return HookRequest(path="/hooks/postmark", headers=headers, body=msgspec.json.encode(body))


def basic(login: str) -> str:
    return f"Basic {b64encode(login.encode()).decode()}"


def test_a_call_is_believed_by_our_token_or_by_the_login_of_the_url() -> None:
    provider = Postmark.from_url(f"postmark://:{TOKEN}@?webhook=hook:s3cret", tools())
    assert isinstance(provider.receipts(replace(delivery("k1"), by_token=True)), list)
    assert isinstance(provider.receipts(delivery("k1", authorization=basic("hook:s3cret"))), list)
    for request in (delivery("k1"), delivery("k1", authorization=basic("hook:other"))):
        told = provider.receipts(request)
        assert isinstance(told, HookRefusal), told
        assert (told.code, told.status) == ("signature_invalid", 401), "a 403 would stop it for good"
    bare = Postmark.from_url(f"postmark://:{TOKEN}@", tools())
    assert isinstance(bare.receipts(delivery("k1", authorization=basic(""))), HookRefusal)


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b"[" * 100_000, b"\xff"])
def test_a_call_that_cannot_be_read_is_refused(body: bytes) -> None:
    told = Office().provider().receipts(HookRequest(body=body, by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("postmark_body", 400)


def test_a_webhook_by_get_is_told_what_to_change() -> None:
    told = Office().provider().receipts(HookRequest(method="GET", by_token=True))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("postmark_method", 400)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postmark://", "provider_url_invalid"),
        ("postmark://hunter2@api.postmarkapp.com", "provider_url_invalid"),
        ("postmark://login:hunter2@", "provider_url_invalid"),
        ("postmark://:hunter2@/email", "provider_url_invalid"),
        ("postmark://:hunter2@?stream=hunter2/", "provider_url_invalid"),
        ("postmark://:hunter2@?broadcast=hunter2/", "provider_url_invalid"),
        ("postmark://:hunter2@?webhook=hunter2", "provider_url_invalid"),
        ("postmark://:hunter2@?timeout=0", "provider_option_invalid"),
        ("postmark://:hunter2@?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Postmark.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_complaint_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"postmark://:{TOKEN}@?webhook=hook:s3cret"
    with living(tmp_path, Settings.model_validate({"email": url, "public_url": "https://loop.test"})) as house:
        assert house.stranger.get("/api/health").json()["channels"]["email"] == "postmark"
        house.send(identify("ann", email="ann@example.test"))
        body = {
            "RecordType": "SpamComplaint",
            "ID": 42,
            "Email": "ann@example.test",
            "BouncedAt": "2025-11-22T08:26:40Z",
        }
        told = house.stranger.post("/hooks/postmark", json=body, auth=("hook", "s3cret"))
        assert (told.status_code, told.content) == (200, b"")
        house.settle()
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@example.test": "complained"}
        assert error_of(house.stranger.post("/hooks/postmark", json=body)) == (401, "signature_invalid")


def test_a_mail_leaves_and_its_news_comes_back_by_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, url = Office(), f"postmark://:{TOKEN}@HOST?broadcast=news&webhook=hook:s3cret"
    with sending_house(office, url, tmp_path, monkeypatch) as house:
        key = key_of_mail(house)
        (taken,) = office.taken
        assert office.keys() == [key] and taken["MessageStream"] == "news"
        assert taken["From"] == '"Acme, Inc." <hello@loop.test>'
        for _ in range(2):
            told = house.stranger.post("/hooks/postmark", content=delivery(key).body, auth=("hook", "s3cret"))
            assert told.status_code == 200
        assert kinds_of_receipts(house, key) == ["delivered"]


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Office()) as office:

        def to(fate: str, key: str) -> Dispatch:
            names = {"accept": "ann", "defer": "busy", "refuse": "inactive", "lose": "silent"}
            return mail(f"{names[fate]}@example.test", key)

        def delivered(key: str) -> HookRequest:
            return replace(delivery(key), by_token=True)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (office.provider(token="wrong"), mail()),
            "broke": (office.provider(), mail("broke@example.test")),
            "pending": (office.provider(), mail("pending@example.test")),
            "stopped": (office.provider(), mail("stopped@example.test")),
        }
        yield Stand(office.provider(), to, office.keys, delivered=delivered, signs=False, mishaps=mishaps)


STAND: MakeStand = stand
