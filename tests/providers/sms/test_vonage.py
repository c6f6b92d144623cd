"""Vonage against its documented contract on loopback: fields, login, errors in a 200, parts, both proofs, STOP."""

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import Consent, Heard, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.ports import Provider
from loopline.providers.http_client import Answer
from loopline.providers.sms.http_sms import SmsLine, basic
from loopline.providers.sms.vonage import Vonage, vonage_outcome
from loopline.providers.sms.vonage_proof import Hash, vonage_signature
from loopline.providers.url import hook_url
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.sms.texts import OTHER, SENDER, a_stop_is_heard, same, sent, sms
from tests.providers.stand import NOW, MakeStand, Stand, tools

KEY, SECRET, SIGNS = "abcd1234", "hunter2/and:more", "qwertyuiopasdfghjklzxcvbnm123456"
FIELDS = {"from", "to", "text", "type", "client-ref", "callback", "status-report-req", "ttl", "entity-id", "content-id"}
STATUS_OF = {
    "14155550401": "1",
    "14155550405": "5",
    "14155550406": "6",
    "14155550407": "7",
    "14155550409": "9",
    "14155550415": "15",
}
STORED_AND_BROKEN, STORED_AND_SILENT, IN_PART = "+14155550500", "+14155550599", "+14155550502"


class Gateway(HttpServer):
    """Vonage's SMS API, as it is documented: 200 for whatever has the form of a request."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", "/sms/json"):
            return http_answer(404, b"")
        if call.headers.get("authorization") != basic(KEY, SECRET)[1]:
            return told({"status": "4", "error-text": "Bad Credentials"})
        assert call.headers["content-type"] == "application/json"
        fields = msgspec.json.decode(call.body, type=dict[str, str])
        assert fields.keys() <= FIELDS, "Vonage would leave it out in silence"
        if fault := self.fault(fields):
            return told({"status": fault, "error-text": f"Error {fault}"})
        to = f"+{fields['to']}"
        self.taken.append(fields)
        if to == STORED_AND_SILENT:
            return None
        if to == STORED_AND_BROKEN:
            return http_answer(503, b"")
        good = {"status": "0", "to": fields["to"], "message-id": f"M{len(self.taken)}", "network": "310090"}
        return told(good, {"status": "1", "error-text": "Throttled"}) if to == IN_PART else told(good, good)

    def fault(self, fields: dict[str, str]) -> str:
        """The status of what is wrong with the fields, "" where nothing is."""
        callback = urlsplit(fields.get("callback", "https://a.test/"))
        if not {"from", "to", "text"} <= fields.keys() or not fields["text"]:
            return "2"
        if fields["to"].startswith("+") or fields["from"].startswith("+") or len(fields.get("client-ref", "")) > 100:
            return "3"
        wide = any(ord(letter) > 0x17F for letter in fields["text"])
        assert (fields.get("type") == "unicode") is wide, "else the phone shows question marks"
        if fields["from"] != SENDER[1:] and fields["from"] != "Shop":
            return "15"
        if callback.scheme != "https" or len(fields.get("callback", "")) > 100:
            return "23"
        return STATUS_OF.get(fields["to"], "")

    def keys(self) -> list[str]:
        """Our keys, as they came along."""
        return [fields["client-ref"] for fields in self.taken]

    def provider(self, *, secret: str = SECRET, sender: str = SENDER, public_url: str = "https://loop.test") -> Vonage:
        return Vonage(
            KEY,
            secret,
            sender,
            now_ms=lambda: NOW,
            signature=SIGNS,
            hook_url=hook_url(public_url, "vonage"),
            line=SmsLine(address=f"http://127.0.0.1:{self.port}", allow_private=True, timeout_seconds=30),
        )


def told(*parts: dict[str, str]) -> bytes:
    """An answer as Vonage writes it."""
    return http_answer(200, msgspec.json.encode({"message-count": str(len(parts)), "messages": parts}))


@pytest.mark.anyio
async def test_a_message_leaves_with_its_fields_and_its_key() -> None:
    key = "e1:text/0 +ü"
    async with running(Gateway()) as vonage:
        assert await sent(vonage.provider(), sms(key=key)) == [Accepted("M1")]
    assert vonage.taken == [
        {
            "from": "15005550006",
            "to": "14155550100",
            "text": "Hello Ünn",
            "client-ref": key,
            "callback": "https://loop.test/hooks/vonage",
        }
    ]


@pytest.mark.anyio
async def test_a_name_sends_letters_are_wide_where_they_have_to_be_and_long_fields_stay_away() -> None:
    async with running(Gateway()) as vonage:
        provider = vonage.provider(public_url=f"https://{'long.' * 30}test")
        assert await sent(provider, sms(sender="Shop", body="Здравствуй", key="k" * 101)) == [Accepted("M1")]
    assert vonage.taken == [{"from": "Shop", "to": "14155550100", "text": "Здравствуй", "type": "unicode"}]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OTHER, Accepted),
        ("+14155550401", Deferred("vonage_1", "")),
        ("+14155550405", Unknown),
        ("+14155550406", Refused("vonage_6", "", scope="address")),
        ("+14155550407", Refused("vonage_7", "", scope="consent")),
        ("+14155550409", Refused("vonage_9", "", scope="provider")),
        ("+14155550415", Refused("vonage_15", "", scope="provider")),
        (IN_PART, Unknown),
        (STORED_AND_BROKEN, Unknown),
        (STORED_AND_SILENT, Unknown),
        ("0150 05550006", Refused("vonage_number_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Gateway()) as vonage:
        (outcome,) = await sent(vonage.provider(), sms(to))
    assert same(outcome, expected)


@pytest.mark.anyio
async def test_a_login_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Gateway()) as vonage:
        provider = vonage.provider(secret="wrong-secret")
        (outcome,) = await sent(provider, sms())
    (gone,) = await sent(provider, sms())
    assert isinstance(outcome, Deferred) and (outcome.code, outcome.away) == ("vonage_4", True)
    assert isinstance(gone, Deferred) and (gone.code, gone.away) == ("vonage_unreachable", True)
    shown = f"{outcome} {gone} {provider!r} {caplog.text}"
    assert "wrong-secret" not in shown and "Basic" not in shown


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"messages": [{"status": "0", "message-id": "M1", "new": {}}]}', Accepted),
        (200, b'{"messages": [{"status": "99"}]}', Refused),
        (200, b'{"messages": [{"status": "../x"}]}', Refused),
        (200, b'{"messages": []}', Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (200, b"", Unknown),
        (401, b"", Deferred),
        (429, b"Slow down", Deferred),
        (302, b"", Deferred),
        (500, b'{"messages": [{"status": "0"}]}', Unknown),
    ],
)
def test_only_what_is_vonages_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(vonage_outcome(Answer(status, {}, body), NOW), expected)


def by_get(secret: str = SIGNS, now: int = NOW, hashed: Hash = "sha256", **fields: str) -> HookRequest:
    """A call of the SMS API, signed by its fields."""
    whole = {**fields, "timestamp": str(now // 1000), "nonce": "e4a1"}
    whole["sig"] = vonage_signature(secret, whole, hashed).upper()
    return HookRequest(method="GET", path="/hooks/vonage", query=urlencode(whole))


def by_token(body: dict[str, object], secret: str = SIGNS, now: int = NOW, hashed: str = "") -> HookRequest:
    """A call of the Messages API, with a token that signs its body."""
    raw = msgspec.json.encode(body)
    claims = {"iat": now // 1000, "iss": "Vonage", "payload_hash": hashed or sha256(raw).hexdigest()}
    text = ".".join(packed(msgspec.json.encode(part)) for part in ({"typ": "JWT", "alg": "HS256"}, claims))
    token = f"{text}.{packed(hmac.new(secret.encode(), text.encode(), 'sha256').digest())}"
    return HookRequest(path="/hooks/vonage", headers={"authorization": f"Bearer {token}"}, body=raw)


def packed(raw: bytes) -> str:
    """Base64 as tokens have it."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def status(word: str, code: str = "0", key: str = "k1", now: int = NOW) -> HookRequest:
    """A delivery receipt."""
    fields = {"msisdn": OTHER[1:], "to": SENDER[1:], "messageId": "M1", "status": word, "err-code": code}
    return by_get(SIGNS, now, "sha256", **fields, **{"client-ref": key, "scts": "2611281200", "price": "0.03"})


def answer(text: str, now: int = NOW, identity: str = "I9") -> HookRequest:
    """An SMS to our number."""
    return by_get(now=now, msisdn=OTHER[1:], to=SENDER[1:], messageId=identity, text=text, type="text", keyword="X")


def provider(signs: str = SIGNS) -> Vonage:
    url = f"vonage://{KEY}:hunter2@?from=+15005550006"
    return Vonage.from_url(f"{url}&signature={signs}" if signs else url, tools())


def heard(request: HookRequest) -> list[Heard]:
    news = provider().receipts(request)
    assert isinstance(news, list), news
    return news


@pytest.mark.parametrize(
    ("word", "code", "kind", "hard"),
    [
        ("delivered", "0", "delivered", False),
        ("expired", "1", "bounced", False),
        ("failed", "6", "bounced", False),
        ("failed", "9", "bounced", True),
        ("rejected", "3", "bounced", True),
        ("rejected", "10", "failed", False),
    ],
)
def test_a_status_is_the_fate_of_our_message(word: str, code: str, kind: str, hard: bool) -> None:
    (news,) = heard(status(word, code, key="e1:text/0 +ü&=x"))
    assert isinstance(news, Receipt)
    assert (news.kind, news.message, news.address) == (kind, "e1:text/0 +ü&=x", OTHER)
    assert (news.id, news.hard_bounce) == (f"M1:{word}", hard)


@pytest.mark.parametrize("word", ["accepted", "buffered", "unknown", "hatched"])
def test_a_status_that_tells_nothing_new_is_left_out(word: str) -> None:
    assert heard(status(word)) == []


def test_who_barred_us_has_left() -> None:
    receipt, consent = heard(status("failed", "4"))
    assert isinstance(receipt, Receipt) and not receipt.hard_bounce
    assert consent == Consent(allowed=False, message="k1", address=OTHER, id="M1:failed", method="stop_word")


def test_the_messages_api_brings_the_same_in_other_words() -> None:
    body: dict[str, object] = {"message_uuid": "U1", "to": OTHER[1:], "from": SENDER[1:], "client_ref": "k1"}
    seen = heard(by_token({**body, "status": "read", "usage": {"price": "0.03"}}))
    assert seen == [Receipt(kind="opened", message="k1", address=OTHER, id="U1:read")]
    fate = heard(by_token({**body, "status": "undeliverable"}))
    assert [one.kind for one in fate if isinstance(one, Receipt)] == ["bounced"]
    said = {"message_uuid": "U2", "from": OTHER[1:], "to": SENDER[1:], "text": "stop", "message_type": "text"}
    assert heard(by_token(dict(said))) == [
        Consent(allowed=False, address=OTHER, id="U2", method="stop_word", said=said["text"], answer="stop")
    ]


def test_an_answer_is_a_reply_or_a_word() -> None:
    assert heard(answer("How much?")) == [Receipt(kind="replied", address=OTHER, id="I9", reason="How much?")]
    assert heard(answer("STOP")) == [
        Consent(allowed=False, address=OTHER, id="I9", method="stop_word", said="STOP", answer="stop")
    ]
    assert heard(by_get(msisdn=OTHER[1:], messageId="I9", type="binary")) == []


def test_a_proof_covers_the_fields_the_body_and_the_time() -> None:
    good, body = status("delivered"), by_token({"status": "delivered", "client_ref": "k1"})
    assert heard(good) and heard(body)
    forged = [
        replace(good, query=good.query.replace("k1", "k2")),
        replace(good, query=good.query + "&new=1"),
        replace(good, query=good.query + "&a=" * 5_000),
        replace(body, body=body.body.replace(b"k1", b"k2")),
        replace(body, headers={}),
        replace(body, headers={"authorization": "Bearer "}),
        by_token({"status": "delivered"}, hashed="0" * 64),
        by_token({"status": "delivered"}, secret="other"),
        by_token({"status": "delivered"}, now=NOW - 301_000),
        status("delivered", now=NOW + 301_000),
        by_get("other", status="delivered"),
        by_get(hashed="md5", status="delivered"),
    ]
    for request in forged:
        news = provider().receipts(request)
        assert isinstance(news, HookRefusal) and (news.code, news.status) == ("signature_invalid", 401)


def test_an_account_that_signs_nothing_is_believed_at_the_address_with_our_token() -> None:
    assert isinstance(provider("").receipts(status("delivered")), HookRefusal)
    assert provider("").receipts(replace(status("delivered"), by_token=True))
    assert isinstance(provider().receipts(HookRequest(body=b"{}", by_token=True)), HookRefusal)
    unread = provider("").receipts(HookRequest(body=b'{"a": [', by_token=True))
    assert isinstance(unread, HookRefusal) and unread.status == 400


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("vonage://", "provider_url_invalid"),
        (f"vonage://{KEY}@rest.nexmo.com?from=Shop", "provider_url_invalid"),
        (f"vonage://{KEY}:hunter2@rest.nexmo.com", "provider_url_invalid"),
        (f"vonage://{KEY}:hunter2@rest.nexmo.com/sms?from=Shop", "provider_url_invalid"),
        (f"vonage://{KEY}:hunter2@?from=Shop&hash=md5hash", "provider_option_invalid"),
        (f"vonage://{KEY}:hunter2@?from=Shop&hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Vonage.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_stop_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    secret = SECRET.replace("/", "%2F")
    url = f"vonage://{KEY}:{secret}@?from={SENDER}&signature={SIGNS}&answers=theirs"  # nobody is there to take ours
    said = {"Stop": False, "START": True, "take me off your list": False}
    a_stop_is_heard(tmp_path, url, lambda text: answer(text, int(time.time() * 1000), f"I{text}"), said)


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Gateway()) as vonage:

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+14155550401", "refuse": "+14155550406", "lose": STORED_AND_SILENT}
            return sms(numbers[fate], key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (vonage.provider(secret="wrong"), sms()),
            "unpaid": (vonage.provider(), sms("+14155550409")),
            "sender": (vonage.provider(), sms("+14155550415")),
        }
        yield Stand(
            vonage.provider(), to, vonage.keys, delivered=lambda key: status("delivered", key=key), mishaps=mishaps
        )


STAND: MakeStand = stand
