"""WhatsApp against the documented contract on loopback: fields, login, errors, signatures, the handshake, STOP."""

import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import Consent, HookChallenge, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.sms.http_sms import SmsLine
from loopline.providers.whatsapp.whatsapp import Whatsapp, is_meta_signed
from loopline.settings import Settings
from tests.delivery.messages import dispatch
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.sms.texts import OTHER, same, sent
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import error_of, identify, living

TOKEN, SECRET, NUMBER_ID = "EAAG_hunter2", "app_secret", "106540352242922"
TEMPLATE = '{"name": "order_shipped", "language": "en_US", "body": ["Ann"]}'
FIELDS = {"messaging_product", "recipient_type", "to", "type", "template", "text", "biz_opaque_callback_data"}
FAULTS = {
    "+14155550026": (400, 131026),
    "+14155550047": (400, 131047),
    "+14155550050": (400, 131050),
    "+14155550042": (400, 131042),
    "+14155550429": (429, 130429),
}
STORED_AND_BROKEN, STORED_AND_SILENT = "+14155550500", "+14155550599"


class Graph(HttpServer):
    """The messages of one number, as they are documented."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", f"/v24.0/{NUMBER_ID}/messages"):
            return error(404, 100)
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(401, 190)
        assert call.headers["content-type"] == "application/json"
        fields = msgspec.json.decode(call.body, type=dict[str, Any])
        if not self.good(fields):
            return error(400, 100)
        to = fields["to"]
        if to in FAULTS:
            return error(*FAULTS[to])
        self.taken.append(fields)
        if to == STORED_AND_SILENT:
            return None
        if to == STORED_AND_BROKEN:
            return error(500, 131000)
        made = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to[1:]}],
            "messages": [{"id": f"wamid.{len(self.taken)}", "message_status": "accepted"}],
        }
        return http_answer(200, msgspec.json.encode(made))

    def good(self, fields: dict[str, Any]) -> bool:
        """Whether the fields are those of the contract."""
        kind = fields.get("type")
        if not fields.keys() <= FIELDS or fields.get("messaging_product") != "whatsapp" or kind not in fields:
            return False
        if len(fields.get("biz_opaque_callback_data", "")) > 512:
            return False
        if kind == "text":
            return 0 < len(fields["text"]["body"]) <= 4_096
        template = fields["template"]
        values = [one["text"] for part in template.get("components", []) for one in part["parameters"]]
        return bool(template["name"] and template["language"]["code"]) and not any("\n" in one for one in values)

    def keys(self) -> list[str]:
        """Our keys, as they came along."""
        return [fields["biz_opaque_callback_data"] for fields in self.taken]

    def provider(self, *, token: str = TOKEN) -> Whatsapp:
        return Whatsapp(
            token,
            NUMBER_ID,
            now_ms=lambda: NOW,
            app_secret=SECRET,
            verify="open sesame",
            line=SmsLine(address=f"http://127.0.0.1:{self.port}", allow_private=True, timeout_seconds=30),
        )


def error(status: int, code: int) -> bytes:
    """An error as Meta writes it."""
    fault = {"message": f"(#{code})", "type": "OAuthException", "code": code, "error_data": {"details": "No."}}
    return http_answer(status, msgspec.json.encode({"error": fault}))


def message(to: str = OTHER, key: str = "k1", body: str = "", payload: str = TEMPLATE) -> Dispatch:
    """A message that is about to leave."""
    return dispatch(key, Rendered(body=body, payload=payload), channel="whatsapp", address=to)


@pytest.mark.anyio
async def test_a_template_leaves_with_its_values_and_its_key() -> None:
    key = "e1:text/0 +ü"
    async with running(Graph()) as graph:
        assert await sent(graph.provider(), message(key=key, body="x" * 9_000)) == [Accepted("wamid.1")]
    body = {"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}
    assert graph.taken == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": OTHER,
            "type": "template",
            "template": {"name": "order_shipped", "language": {"code": "en_US"}, "components": [body]},
            "biz_opaque_callback_data": key,
        }
    ]


@pytest.mark.anyio
async def test_words_leave_where_there_is_no_template_and_a_key_that_is_too_long_stays_here() -> None:
    async with running(Graph()) as graph:
        await sent(graph.provider(), message(body="Hi Ünn", payload=" "), message(key="k" * 513))
    assert sorted(one["type"] for one in graph.taken) == ["template", "text"]
    assert [one["text"]["body"] for one in graph.taken if one["type"] == "text"] == ["Hi Ünn"]
    assert [one for one in graph.taken if "biz_opaque_callback_data" not in one]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (message(), Accepted),
        (message("+14155550026"), Refused("whatsapp_131026", "", scope="address")),
        (message("+14155550047"), Refused("whatsapp_131047", "")),
        (message("+14155550050"), Refused("whatsapp_131050", "", scope="consent")),
        (message("+14155550042"), Refused("whatsapp_131042", "", scope="provider")),
        (message("+14155550429"), Deferred("whatsapp_130429", "")),
        (message(STORED_AND_BROKEN), Unknown),
        (message(STORED_AND_SILENT), Unknown),
        (message("14155550100"), Refused("whatsapp_number_invalid", "", scope="address")),
        (message(payload='{"name": "x", "body": [" "]}'), Refused("whatsapp_template_invalid", "")),
        (message(payload='["x"]'), Refused("whatsapp_template_invalid", "")),
        (message(payload="", body="x" * 4_097), Refused("whatsapp_text_too_long", "")),
    ],
)
async def test_each_answer_has_its_outcome(given: Dispatch, expected: Outcome | type) -> None:
    async with running(Graph()) as graph:
        (outcome,) = await sent(graph.provider(), given)
    assert same(outcome, expected)


@pytest.mark.anyio
async def test_a_login_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Graph()) as graph:
        provider = graph.provider(token="wrong-secret")
        (outcome,) = await sent(provider, message())
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("whatsapp_login", True)
    shown = f"{outcome} {provider!r} {caplog.text}"
    assert "wrong-secret" not in shown and "Bearer" not in shown


def called(value: dict[str, Any], secret: str = SECRET) -> HookRequest:
    """A call of ours by Meta, signed."""
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", **value}}
    body = msgspec.json.encode({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    return signed(body, secret)


def signed(body: bytes, secret: str = SECRET) -> HookRequest:
    """These bytes, signed."""
    signature = hmac.new(secret.encode(), body, sha256).hexdigest()
    return HookRequest(path="/hooks/whatsapp", headers={"x-hub-signature-256": f"sha256={signature}"}, body=body)


def status(word: str, key: str = "k1") -> HookRequest:
    """News of a message."""
    one = {"id": "wamid.1", "status": word, "timestamp": "1763800000", "recipient_id": OTHER[1:]}
    return called({"statuses": [{**one, "biz_opaque_callback_data": key}]})


def answer(text: str, at: int = 1_763_800_000) -> HookRequest:
    """What somebody writes to our number."""
    one = {"id": "wamid.9", "from": OTHER[1:], "timestamp": str(at), "type": "text", "text": {"body": text}}
    return called({"messages": [one]})


def provider(options: str = f"&app_secret={SECRET}&verify=sesame") -> Whatsapp:
    return Whatsapp.from_url(f"whatsapp://:hunter2@?number={NUMBER_ID}{options}", tools())


def test_a_signature_covers_the_body() -> None:
    good = status("delivered")
    (news,) = provider().receipts(good)  # type: ignore[misc]
    assert isinstance(news, Receipt) and (news.kind, news.message, news.address) == ("delivered", "k1", OTHER)
    forged = [
        replace(good, body=good.body.replace(b"k1", b"k2")),
        replace(good, headers={"x-hub-signature-256": good.headers["x-hub-signature-256"].upper()}),
        replace(good, headers={"x-hub-signature": good.headers["x-hub-signature-256"]}),
        replace(good, headers={"x-hub-signature-256": "\xfc"}),
        replace(good, headers={}),
        replace(good, headers={}, by_token=True),
        called({"statuses": []}, secret="another"),
        signed(good.body, secret=""),
    ]
    for request in forged:
        news = provider().receipts(request)
        assert isinstance(news, HookRefusal) and (news.code, news.status) == ("signature_invalid", 401)
    assert isinstance(provider("").receipts(signed(good.body, "")), HookRefusal), "without a secret nobody is believed"


def test_a_signature_holds_by_its_bytes() -> None:
    """RFC 4231, test case 2."""
    made = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert is_meta_signed("Jefe", made, b"what do ya want for nothing?")
    assert not is_meta_signed("Jefe", made, b"what do ya want for nothing!")


def test_the_handshake_answers_who_knows_the_word() -> None:
    def asked(query: str, of: Whatsapp) -> Any:
        return of.receipts(HookRequest(method="GET", path="/hooks/whatsapp", query=query))

    good = "hub.mode=subscribe&hub.verify_token=sesame&hub.challenge=1158201444"
    assert asked(good, provider()) == HookChallenge("1158201444")
    for query in ("", good.replace("sesame", "open"), good.replace("1158201444", ""), "hub.verify_token=%ff" * 400):
        assert asked(query, provider()).code == "whatsapp_verify"
    assert asked(good.replace("sesame", ""), provider("")).status == 403


@pytest.mark.parametrize("body", [b"", b"[1]", b"[" * 100_000, b'{"object": "page", "entry": []}', b'{"entry": 1}'])
def test_what_is_signed_and_cannot_be_read_is_refused(body: bytes) -> None:
    news = provider().receipts(signed(body))
    assert isinstance(news, HookRefusal) and (news.code, news.status) == ("whatsapp_body", 400)


def test_an_answer_is_a_reply_or_a_word() -> None:
    assert provider().receipts(answer("stop")) == [
        Consent(
            allowed=False,
            address=OTHER,
            id="wamid.9",
            at=1_763_800_000_000,
            method="stop_word",
            said="stop",
            answer="stop",
        )
    ]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("whatsapp://", "provider_url_invalid"),
        ("whatsapp://:hunter2@", "provider_url_invalid"),
        ("whatsapp://:hunter2@?number=+49151", "provider_url_invalid"),
        ("whatsapp://login:hunter2@?number=106540352242922", "provider_url_invalid"),
        ("whatsapp://:hunter2@?number=106540352242922&version=latest", "provider_url_invalid"),
        ("whatsapp://:hunter2@?number=106540352242922&timeout=0", "provider_option_invalid"),
        ("whatsapp://:hunter2@?number=106540352242922&hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Whatsapp.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_in_a_whole_house_a_stop_and_a_resume_are_heard(tmp_path: Path) -> None:
    url = f"whatsapp://:{TOKEN}@?number={NUMBER_ID}&app_secret={SECRET}&verify=sesame"
    settings = Settings.model_validate({"whatsapp": url, "public_url": "https://loop.test"})
    consent = {"context": {"consent": {"categoryPreferences": {"whatsapp": True, "sms": True}}}}
    with living(tmp_path, settings) as house:
        assert house.stranger.get("/api/health").json()["channels"]["whatsapp"] == "whatsapp"
        query = "hub.mode=subscribe&hub.verify_token=sesame&hub.challenge=42"
        assert house.stranger.get(f"/hooks/whatsapp?{query}").text == "42"
        house.send({**identify("ann", phone=OTHER), **consent})
        soon = int(time.time()) + 5
        for request, allowed in ((answer("Stop", soon), False), (preferred("resume", soon + 1), True)):
            posted = house.stranger.post("/hooks/whatsapp", content=request.body, headers=dict(request.headers))
            assert posted.status_code == 200
            house.settle()
            assert house.get("/api/people/ann")["consent"] == {"whatsapp": allowed, "sms": True}
        assert error_of(house.stranger.post("/hooks/whatsapp", content=answer("STOP").body)) == (
            401,
            "signature_invalid",
        )


def preferred(word: str, at: int) -> HookRequest:
    """Who turns marketing off, or on again, in WhatsApp itself."""
    return called(
        {"user_preferences": [{"wa_id": OTHER[1:], "category": "marketing_messages", "value": word, "timestamp": at}]}
    )


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Graph()) as graph:

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+14155550429", "refuse": "+14155550026", "lose": STORED_AND_SILENT}
            return message(numbers[fate], key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (graph.provider(token="wrong"), message()),
            "unpaid": (graph.provider(), message("+14155550042")),
        }
        yield Stand(graph.provider(), to, graph.keys, delivered=lambda key: status("delivered", key), mishaps=mishaps)


STAND: MakeStand = stand
