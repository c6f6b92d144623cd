"""Plivo against its documented contract on loopback: fields, login, errors, both signatures, reports, STOP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import Consent, Heard, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.ports import Provider
from loopline.providers.http_client import Answer
from loopline.providers.sms.http_sms import SmsLine, basic
from loopline.providers.sms.plivo import Plivo, plivo_outcome, plivo_signature, signature_of_address
from loopline.providers.url import hook_url
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.sms.texts import OTHER, SENDER, a_stop_is_heard, same, sent, sms
from tests.providers.stand import NOW, MakeStand, Stand, tools

ACCOUNT, TOKEN = "MA0123456789ABCDEFGH", "hunter2/and:more"
POWERPACK = "5b40a428-bfc7-4daf-9d06-726c558bf3b8"
NONCE = "05429567804466091622"
FIELDS = {"src", "powerpack_uuid", "dst", "text", "type", "url", "method", "log", "trackable", "message_expiry"}
STATUS_OF = {"+14155550402": 402, "+14155550403": 403, "+14155550429": 429}
STORED_AND_BROKEN, STORED_AND_SILENT, NO_NUMBER = "+14155550500", "+14155550599", "+14155550400"


class Exchange(HttpServer):
    """Plivo's Message resource, as it is documented."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", f"/v1/Account/{ACCOUNT}/Message/"):
            return error(404, "not found")
        if call.headers.get("authorization") != basic(ACCOUNT, TOKEN)[1]:
            return error(401, "authentication failed")
        assert call.headers["content-type"] == "application/json"
        fields = msgspec.json.decode(call.body, type=dict[str, str])
        assert fields.keys() <= FIELDS, "Plivo would leave it out in silence"
        if fault := self.fault(fields):
            return error(400, fault)
        to = fields["dst"]
        if to in STATUS_OF:
            return error(STATUS_OF[to], f"error {STATUS_OF[to]}")
        if to == NO_NUMBER:
            return http_answer(202, msgspec.json.encode({"api_id": "a", "invalid_number": [to]}))
        self.taken.append(fields)
        if to == STORED_AND_SILENT:
            return None
        if to == STORED_AND_BROKEN:
            return error(500, "internal error")
        made = {"api_id": "a", "message": "message(s) queued", "message_uuid": [f"U{len(self.taken)}"]}
        return http_answer(202, msgspec.json.encode(made))

    def fault(self, fields: dict[str, str]) -> str:
        """What is wrong with the fields, "" where nothing is."""
        callback = urlsplit(fields.get("url", "https://a.test/"))
        if not fields.get("text") or len(fields["text"]) > 1_600:
            return "text parameter is invalid"
        if ("src" in fields) is ("powerpack_uuid" in fields):
            return "exactly one of src and powerpack_uuid is needed"
        if fields.get("src", SENDER) not in (SENDER, "Shop") or fields.get("powerpack_uuid", POWERPACK) != POWERPACK:
            return "src parameter is invalid"
        if "<" in fields["dst"] or fields["dst"] == fields.get("src"):
            return "dst parameter is invalid"
        return "" if callback.scheme == "https" and fields.get("method", "POST") == "POST" else "url is not valid"

    def keys(self) -> list[str]:
        """Our keys, as they came along in the reports' addresses."""
        return [parse_qs(urlsplit(fields["url"]).query)["key"][0] for fields in self.taken]

    def provider(self, *, token: str = TOKEN, sender: str = SENDER, public_url: str = "https://loop.test") -> Plivo:
        return Plivo(
            ACCOUNT,
            token,
            sender,
            now_ms=lambda: NOW,
            public_url=public_url,
            hook_url=hook_url(public_url, "plivo"),
            line=SmsLine(address=f"http://127.0.0.1:{self.port}", allow_private=True, timeout_seconds=30),
        )


def error(status: int, text: str) -> bytes:
    """An error as Plivo writes it."""
    return http_answer(status, msgspec.json.encode({"api_id": "a", "error": text}))


@pytest.mark.anyio
async def test_a_message_leaves_with_its_fields_and_its_key() -> None:
    key = "e1:text/0 +ü"
    async with running(Exchange()) as plivo:
        assert await sent(plivo.provider(), sms(key=key)) == [Accepted("U1")]
        assert plivo.keys() == [key]
    callback = f"https://loop.test/hooks/plivo?key={quote(key, safe='')}"
    assert plivo.taken == [
        {"src": SENDER, "dst": OTHER, "text": "Hello Ünn", "type": "sms", "url": callback, "method": "POST"}
    ]


@pytest.mark.anyio
async def test_a_powerpack_sends_a_message_may_name_its_own_sender_and_nobody_calls_where_nobody_can() -> None:
    async with running(Exchange()) as plivo:
        provider = plivo.provider(sender=POWERPACK, public_url="http://127.0.0.1:8400")
        for message in (sms(), sms(sender="Shop")):
            await sent(provider, message)
    assert [(one.get("powerpack_uuid"), one.get("src")) for one in plivo.taken] == [(POWERPACK, None), (None, "Shop")]
    assert not any({"url", "method"} & one.keys() for one in plivo.taken)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OTHER, Accepted),
        (SENDER, Refused("plivo_400", "")),
        (NO_NUMBER, Refused("plivo_number_refused", "", scope="address")),
        ("+14155550402", Refused("plivo_402", "", scope="provider")),
        ("+14155550403", Refused("plivo_403", "", scope="provider")),
        ("+14155550429", Deferred("plivo_429", "")),
        (STORED_AND_BROKEN, Unknown),
        (STORED_AND_SILENT, Unknown),
        (f"{OTHER}<{OTHER}", Refused("plivo_number_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Exchange()) as plivo:
        (outcome,) = await sent(plivo.provider(), sms(to))
    assert same(outcome, expected)


@pytest.mark.anyio
async def test_texts_that_plivo_would_not_take() -> None:
    async with running(Exchange()) as plivo:
        outcomes = await sent(plivo.provider(), sms(body="x" * 1_601), sms(body=""), sms(body="\ud83d"))
    codes = [getattr(outcome, "code", "") for outcome in outcomes]
    assert codes == ["plivo_text_too_long", "plivo_400", "plivo_text_invalid"]


@pytest.mark.anyio
async def test_a_login_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Exchange()) as plivo:
        provider = plivo.provider(token="wrong-secret")
        (outcome,) = await sent(provider, sms())
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("plivo_401", True)
    shown = f"{outcome} {provider!r} {caplog.text}"
    assert "wrong-secret" not in shown and "Basic" not in shown


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (202, b'{"message_uuid": ["U1"], "new": {}}', Accepted),
        (202, b'{"message_uuid": []}', Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (202, b"", Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked by a proxy</html>", Deferred),
        (422, b'{"error": "New"}', Refused),
        (503, b'{"error": "Busy"}', Unknown),
    ],
)
def test_only_what_is_plivos_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(plivo_outcome(Answer(status, {}, body), NOW), expected)


VECTOR = [("From", "14155550100"), ("To", "14155550123"), ("Status", "delivered"), ("MessageUUID", POWERPACK)]
AT = "https://loop.example/in/plivo/t"


@pytest.mark.parametrize(
    ("query", "form", "expected"),
    [
        ([], VECTOR, b"T0c6kHuVG+R57/h02wYbK8fq5waqzw4AAIM+j6kkWKc="),
        ([("k", "m1"), ("a", "2")], VECTOR, b"KGsQt5izJdyjBBhCamUrnuILTYu74Lk7tma8+1qRlNk="),
        (VECTOR, [], b"Zaie6tz692W/w4pHVI5pD56lH38tj9oSsw3GLIWWESY="),
    ],
)
def test_the_third_signature_holds(query: list[tuple[str, str]], form: list[tuple[str, str]], expected: bytes) -> None:
    assert plivo_signature("my_auth_token", AT, query, form, NONCE) == expected


def test_the_published_second_signature_holds() -> None:
    meant = b"ehV3IKhLysWBxC1sy8INm0qGoQYdYsHwuoKjsX7FsXc="
    assert signature_of_address("my_auth_token", "https://answer.url", "12345") == meant


def called(query: str = "", base: str = "https://loop.test", token: str = TOKEN, **fields: str) -> HookRequest:
    """A call of ours by Plivo, signed in the third way."""
    form = list(fields.items())
    signed = plivo_signature(token, f"{base}/hooks/plivo", parse_qsl(query), form, NONCE).decode()
    headers = {"x-plivo-signature-v3": f"b3RoZXI=,{signed}", "x-plivo-signature-v3-nonce": NONCE}
    return HookRequest(path="/hooks/plivo", query=query, headers=headers, body=urlencode(form).encode())


def status(word: str, code: str = "", key: str = "k1", base: str = "https://loop.test") -> HookRequest:
    """A report."""
    fields = {"MessageUUID": "U1", "From": SENDER[1:], "To": OTHER[1:], "Status": word, "Units": "1"}
    return called(f"key={quote(key, safe='')}", base, **fields, **({"ErrorCode": code} if code else {}))


def answer(text: str, intent: str = "", uuid: str = "U9") -> HookRequest:
    """An SMS to our number."""
    fields = {"From": OTHER[1:], "To": SENDER[1:], "Text": text, "Type": "sms", "MessageUUID": uuid, "Units": "1"}
    return called(**fields, MessageIntent=intent)


def provider(public_url: str = "https://loop.test") -> Plivo:
    url = f"plivo://{ACCOUNT}:{quote(TOKEN, safe='')}@?from=+15005550006"
    return Plivo.from_url(url, replace(tools(), public_url=public_url))


def heard(request: HookRequest) -> list[Heard]:
    news = provider().receipts(request)
    assert isinstance(news, list), news
    return news


@pytest.mark.parametrize(
    ("word", "code", "kind", "hard"),
    [
        ("delivered", "", "delivered", False),
        ("undelivered", "80", "bounced", False),
        ("undelivered", "", "bounced", False),
        ("undelivered", "50", "bounced", True),
        ("failed", "70", "bounced", True),
        ("failed", "900", "failed", False),
        ("rejected", "30", "failed", False),
    ],
)
def test_a_status_is_the_fate_of_our_message(word: str, code: str, kind: str, hard: bool) -> None:
    (news,) = heard(status(word, code, key="e1:text/0 +ü"))
    assert isinstance(news, Receipt)
    assert (news.kind, news.message, news.address) == (kind, "e1:text/0 +ü", OTHER)
    assert (news.id, news.hard_bounce) == (f"U1:{word}", hard)
    assert code in news.reason


@pytest.mark.parametrize("word", ["queued", "sent", "hatched"])
def test_a_status_that_tells_nothing_new_is_left_out(word: str) -> None:
    assert heard(status(word)) == []


def test_a_message_that_met_a_stop_takes_the_person_off_the_channel() -> None:
    receipt, consent = heard(status("failed", "200"))
    assert isinstance(receipt, Receipt) and (receipt.kind, receipt.hard_bounce) == ("failed", False)
    assert consent == Consent(allowed=False, message="k1", address=OTHER, id="U1:failed", method="stop_word")


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("How much?", "", Receipt(kind="replied", address=OTHER, id="U9", reason="How much?")),
        ("Help", "help", Receipt(kind="replied", address=OTHER, id="U9", reason="Help", answer="help")),
        ("stop", "", Consent(allowed=False, address=OTHER, id="U9", method="stop_word", said="stop", answer="stop")),
        (
            "no thanks",
            "optout",
            Consent(allowed=False, address=OTHER, id="U9", method="stop_word", said="no thanks", answer="stop"),
        ),
        (
            "yes",
            "optin",
            Consent(allowed=True, address=OTHER, id="U9", method="start_word", said="yes", answer="start"),
        ),
    ],
)
def test_an_answer_is_a_reply_or_a_word(text: str, intent: str, expected: Heard) -> None:
    assert heard(answer(text, intent)) == [expected]


def test_the_third_signature_covers_the_address_what_is_asked_and_each_field() -> None:
    good = status("delivered")
    assert heard(good)
    assert heard(status("delivered", base="https://loop.test:443"))
    asked = plivo_signature(TOKEN, "https://loop.test/hooks/plivo", [("Text", "hi"), ("MessageUUID", "U9")], [], NONCE)
    headers = {"x-plivo-signature-v3": asked.decode(), "x-plivo-signature-v3-nonce": NONCE}
    by_get = HookRequest(method="GET", path="/hooks/plivo", query="Text=hi&MessageUUID=U9", headers=headers)
    assert heard(by_get) == [Receipt(kind="replied", id="U9", reason="hi")]
    forged = [
        replace(good, query="key=k2"),
        replace(good, body=good.body + b"&ErrorCode=50"),
        replace(good, body=good.body + b"&a=" * 1_000),
        replace(good, headers={}),
        replace(good, headers={**good.headers, "x-plivo-signature-v3-nonce": "1"}),
        replace(good, headers={"x-plivo-signature-v3": "\xfc", "x-plivo-signature-v3-nonce": NONCE}),
        replace(good, path="/hooks/other"),
        replace(by_get, query="Text=ho&MessageUUID=U9"),
        status("delivered", base="https://other.test"),
        called("key=k1", token="other", MessageUUID="U1", Status="delivered"),
    ]
    for request in forged:
        news = provider().receipts(request)
        assert isinstance(news, HookRefusal) and (news.code, news.status) == ("signature_invalid", 401)
    assert isinstance(provider(public_url="").receipts(good), HookRefusal), "whoever has no address believes nobody"


def test_a_call_with_the_second_signature_alone_is_believed_of_its_address() -> None:
    signed = signature_of_address(TOKEN, "https://loop.test/hooks/plivo", NONCE).decode()
    headers = {"x-plivo-signature-v2": signed, "x-plivo-signature-v2-nonce": NONCE}
    assert heard(replace(status("delivered"), headers=headers))
    wrong = [
        replace(status("delivered"), headers=headers, path="/hooks/plivo2"),
        replace(status("delivered"), headers={**headers, "x-plivo-signature-v3": "no"}),
        replace(status("delivered"), headers={**headers, "x-plivo-signature-v2-nonce": ""}),
    ]
    assert all(isinstance(provider().receipts(request), HookRefusal) for request in wrong)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("plivo://", "provider_url_invalid"),
        (f"plivo://{ACCOUNT}@api.plivo.com?from=Shop", "provider_url_invalid"),
        ("plivo://hunter2:hunter2@api.plivo.com?from=Shop", "provider_url_invalid"),
        (f"plivo://{ACCOUNT}:hunter2@api.plivo.com", "provider_url_invalid"),
        (f"plivo://{ACCOUNT}:hunter2@?from=Shop&timeout=0", "provider_option_invalid"),
        (f"plivo://{ACCOUNT}:hunter2@?from=Shop&hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Plivo.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_stop_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"plivo://{ACCOUNT}:{quote(TOKEN, safe='')}@?from={SENDER}"
    said = {"Stop": False, "UNSTOP": True, "wrong number": False}
    a_stop_is_heard(tmp_path, url, lambda text: answer(text, uuid=f"U{text}"), said)


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Exchange()) as plivo:

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+14155550429", "refuse": NO_NUMBER, "lose": STORED_AND_SILENT}
            return sms(numbers[fate], key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (plivo.provider(token="wrong"), sms()),
            "unpaid": (plivo.provider(), sms("+14155550402")),
            "country": (plivo.provider(), sms("+14155550403")),
        }
        yield Stand(
            plivo.provider(), to, plivo.keys, delivered=lambda key: status("delivered", key=key), mishaps=mishaps
        )


STAND: MakeStand = stand
