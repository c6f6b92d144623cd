"""Twilio against its documented contract on loopback: fields, login, errors, signatures, status callbacks, STOP."""

from base64 import b64encode
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
from loopline.providers.sms.http_sms import SmsLine
from loopline.providers.sms.twilio import Twilio, twilio_outcome, twilio_signature
from loopline.providers.url import hook_url
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.sms.texts import OTHER, SENDER, a_stop_is_heard, same, sent, sms
from tests.providers.stand import NOW, MakeStand, Stand, tools

ACCOUNT = "AC" + "0123456789abcdef" * 2
SERVICE = "MG" + "0123456789abcdef" * 2
TOKEN = "hunter2/and:more"
FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}

# Twilio's own magic numbers, and three more that the network or the account is to blame for.
MAGIC = {
    "+15005550001": (400, 21211),
    "+15005550002": (400, 21612),
    "+15005550003": (400, 21408),
    "+15005550004": (400, 21610),
    "+15005550009": (400, 21614),
    "+15005550429": (429, 20429),
}
STORED_AND_BROKEN, STORED_AND_SILENT = "+15005550500", "+15005550599"


class Exchange(HttpServer):
    """Twilio's Messages resource, as it is documented."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"):
            return error(404, 20404)
        if call.headers.get("authorization") != f"Basic {b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()}":
            return error(401, 20003)
        assert call.headers["content-type"] == "application/x-www-form-urlencoded"
        form = dict(parse_qsl(call.body.decode(), strict_parsing=True))
        assert form.keys() <= FIELDS, "Twilio would leave it out in silence"
        to = form.get("To", "")
        if fault := self.fault(form):
            return error(400, fault)
        if to in MAGIC:
            return error(*MAGIC[to])
        self.taken.append(form)
        if to == STORED_AND_SILENT:
            return None
        return error(500, 20500) if to == STORED_AND_BROKEN else created(len(self.taken), form)

    def fault(self, form: dict[str, str]) -> int:
        """The code of what is wrong with the fields, 0 where nothing is."""
        callback = urlsplit(form.get("StatusCallback", "https://a.test/"))
        if not form.get("To", "").startswith("+"):
            return 21211
        if not form.get("Body"):
            return 21602
        if len(form["Body"]) > 1_600:
            return 21617
        if ("From" in form) is ("MessagingServiceSid" in form):
            return 21603
        if form.get("From", SENDER) != SENDER or form.get("MessagingServiceSid", SERVICE) != SERVICE:
            return 21606
        return 0 if callback.scheme == "https" and "." in (callback.hostname or "") else 21609

    def keys(self) -> list[str]:
        """Our keys, as they came along in the callbacks' addresses."""
        return [parse_qs(urlsplit(form["StatusCallback"]).query)["key"][0] for form in self.taken]

    def provider(self, *, token: str = TOKEN, sender: str = SENDER, public_url: str = "https://loop.test") -> Twilio:
        return Twilio(
            ACCOUNT,
            token,
            sender,
            now_ms=lambda: NOW,
            public_url=public_url,
            hook_url=hook_url(public_url, "twilio"),
            line=SmsLine(address=f"http://127.0.0.1:{self.port}", allow_private=True, timeout_seconds=30),
        )


def error(status: int, code: int) -> bytes:
    """An error as Twilio writes it."""
    info = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": f"Error {code}.", "more_info": info, "status": status}
    return http_answer(status, msgspec.json.encode(body), {"Retry-After": "7"} if status == 429 else None)


def created(number: int, form: dict[str, str]) -> bytes:
    """A message that was made: queued, with no segments counted yet."""
    service = form.get("MessagingServiceSid")
    body = {
        "sid": f"SM{number:032x}",
        "account_sid": ACCOUNT,
        "to": form["To"],
        "from": form.get("From"),
        "messaging_service_sid": service,
        "body": form["Body"],
        "status": "accepted" if service else "queued",
        "num_segments": "0",
        "error_code": None,
        "error_message": None,
    }
    return http_answer(201, msgspec.json.encode(body))


@pytest.mark.anyio
async def test_a_message_leaves_with_its_fields_and_its_key() -> None:
    key = "e1:text/0 +ü"
    async with running(Exchange()) as twilio:
        assert await sent(twilio.provider(), sms(key=key)) == [Accepted(f"SM{1:032x}")]
        (form,) = twilio.taken
        assert twilio.keys() == [key]
    callback = f"https://loop.test/hooks/twilio?key={quote(key, safe='')}"
    assert form == {"To": OTHER, "From": SENDER, "Body": "Hello Ünn", "StatusCallback": callback}


@pytest.mark.anyio
async def test_a_messaging_service_sends_and_a_message_may_name_its_own_sender() -> None:
    async with running(Exchange()) as twilio:
        for message in (sms(), sms(sender=SENDER)):  # one after the other: those of a batch come in any order
            await sent(twilio.provider(sender=SERVICE), message)
        assert [form.get("MessagingServiceSid") for form in twilio.taken] == [SERVICE, None]
        assert [form.get("From") for form in twilio.taken] == [None, SENDER]


@pytest.mark.anyio
@pytest.mark.parametrize("url", ["http://127.0.0.1:8400", "http://localhost:8400", ""])
async def test_nobody_is_asked_to_call_where_nobody_can(url: str) -> None:
    async with running(Exchange()) as twilio:
        assert await sent(twilio.provider(public_url=url), sms()) == [Accepted(f"SM{1:032x}")]
        assert "StatusCallback" not in twilio.taken[0]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OTHER, Accepted),
        ("+15005550001", Refused("twilio_21211", "", hard_bounce=True, scope="address")),
        ("+15005550002", Refused("twilio_21612", "", scope="provider")),
        ("+15005550003", Refused("twilio_21408", "", scope="provider")),
        ("+15005550004", Refused("twilio_21610", "", scope="consent")),
        ("+15005550009", Refused("twilio_21614", "", hard_bounce=True, scope="address")),
        ("+15005550429", Deferred("twilio_20429", "", 7_000)),
        (STORED_AND_BROKEN, Unknown),
        (STORED_AND_SILENT, Unknown),
        ("0150 05550006", Refused("twilio_number_invalid", "", scope="address")),
        ("+15005550006\n", Refused("twilio_number_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Exchange()) as twilio:
        (outcome,) = await sent(twilio.provider(), sms(to))
    assert same(outcome, expected)


@pytest.mark.anyio
async def test_texts_that_twilio_would_not_take() -> None:
    async with running(Exchange()) as twilio:
        outcomes = await sent(
            twilio.provider(), sms(body="x" * 1_600), sms(body="x" * 1_601), sms(body=""), sms(body="\ud83d")
        )
        assert [getattr(outcome, "code", "") for outcome in outcomes] == [
            "",
            "twilio_text_too_long",
            "twilio_21602",
            "twilio_text_invalid",
        ]
        assert len(twilio.taken) == 1


@pytest.mark.anyio
async def test_a_login_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Exchange()) as twilio:
        provider = twilio.provider(token="wrong-secret")
        (outcome,) = await sent(provider, sms())
        elsewhere = Twilio(
            "AC" + "f" * 32, TOKEN, SENDER, now_ms=lambda: NOW, public_url="", line=SmsLine(address=twilio.url(""))
        )
        (private,) = await sent(elsewhere, sms())
    assert isinstance(outcome, Deferred) and outcome.code == "twilio_20003" and "auth token" in outcome.reason
    assert outcome.away, "it takes no message at all, and a correct token mends it"
    assert isinstance(private, Deferred) and private.code == "twilio_unreachable" and "own network" in private.reason
    told = f"{outcome} {private} {provider!r} {caplog.text}"
    assert "wrong-secret" not in told and TOKEN not in told and "Basic" not in told


@pytest.mark.anyio
async def test_a_service_that_is_down_took_nothing() -> None:
    async with running(Exchange()) as twilio:
        provider = twilio.provider()
    (outcome,) = await sent(provider, sms())
    assert isinstance(outcome, Deferred) and outcome.code == "twilio_unreachable"


@pytest.mark.anyio
@pytest.mark.parametrize("allowed", [True, False])
async def test_the_network_is_guarded_unless_the_house_allows_it(allowed: bool) -> None:
    url = f"twilio://{ACCOUNT}:t@127.0.0.1:1?from={SENDER}"
    (outcome,) = await sent(Twilio.from_url(url, tools(allow_private=allowed)), sms())
    assert isinstance(outcome, Deferred) and ("own network" in outcome.reason) is not allowed


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, b'{"sid": "SM1", "status": "queued", "error_code": null, "new": {}}', Accepted),
        (201, b"", Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (201, b'{"sid": "SM1', Unknown),
        (201, b"[" * 60_000, Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked by a proxy</html>", Deferred),
        (429, b"", Deferred),
        (429, b'{"code": 99999, "message": "Slow", "status": 429}', Deferred),
        (400, b'{"code": "21211"}', Deferred),
        (400, b'{"code": 99999, "message": "New", "status": 400}', Refused),
        (503, b'{"code": 20503, "message": "Busy", "status": 503}', Unknown),
    ],
)
def test_only_what_is_twilios_own_answer_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(twilio_outcome(Answer(status, {}, body), NOW), expected)


VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
REPEATED = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]


@pytest.mark.parametrize(
    ("form", "expected"),
    [(list(VECTOR.items()), b"RSOYDt4T1cUTdK1PDd93/VVr8B8="), (REPEATED, b"IK+Dwps556ElfBT0I3Rgjkr1wJU=")],
)
def test_the_published_signatures_hold(form: list[tuple[str, str]], expected: bytes) -> None:
    assert twilio_signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form) == expected


def called(
    query: str = "", base: str = "https://loop.test", *extra: tuple[str, str], token: str = TOKEN, **fields: str
) -> HookRequest:
    """A call of ours by Twilio, signed."""
    form = [("AccountSid", ACCOUNT), ("ApiVersion", "2010-04-01"), *fields.items(), *extra]
    target = f"/hooks/twilio?{query}" if query else "/hooks/twilio"
    headers = {"x-twilio-signature": twilio_signature(token, base + target, form).decode()}
    return HookRequest(path="/hooks/twilio", query=query, headers=headers, body=urlencode(form).encode())


def status(
    word: str, code: int = 0, key: str = "k1", base: str = "https://loop.test", sender: str = SENDER
) -> HookRequest:
    """A status callback."""
    error = {"ErrorCode": str(code)} if code else {}
    sids = {"MessageSid": "SM1", "SmsSid": "SM1"}
    words = {"MessageStatus": word, "SmsStatus": word}
    return called(f"key={quote(key, safe='')}", base, **sids, **words, **error, To=OTHER, From=sender)


def answer(text: str, kind: str = "", sid: str = "SM9") -> HookRequest:
    """An SMS to our number."""
    fields = {"MessageSid": sid, "SmsSid": sid, "SmsStatus": "received", "Body": text, "NumMedia": "0"}
    return called(**fields, **({"OptOutType": kind} if kind else {}), From=OTHER, To=SENDER, FromCity="")


def provider(public_url: str = "https://loop.test") -> Twilio:
    url = f"twilio://{ACCOUNT}:{quote(TOKEN, safe='')}@?from=%2B15005550006"
    return Twilio.from_url(url, replace(tools(), public_url=public_url))


def heard(request: HookRequest) -> list[Heard]:
    told = provider().receipts(request)
    assert isinstance(told, list), told
    return told


@pytest.mark.parametrize(
    ("word", "code", "kind", "hard"),
    [
        ("delivered", 0, "delivered", False),
        ("read", 0, "opened", False),
        ("undelivered", 30003, "bounced", False),
        ("undelivered", 30005, "bounced", True),
        ("undelivered", 30006, "bounced", True),
        ("undelivered", 0, "bounced", False),
        ("failed", 21614, "bounced", True),
        ("failed", 30007, "failed", False),
        ("canceled", 0, "failed", False),
    ],
)
def test_a_status_is_the_fate_of_our_message(word: str, code: int, kind: str, hard: bool) -> None:
    (told,) = heard(status(word, code, key="e1:text/0 +ü"))
    assert isinstance(told, Receipt)
    assert (told.kind, told.message, told.address) == (kind, "e1:text/0 +ü", OTHER)
    assert (told.id, told.hard_bounce) == (f"SM1:{word}", hard)
    assert str(code) in told.reason or not code


def test_a_short_code_that_does_not_reach_a_carrier_says_nothing_of_the_number() -> None:
    (told,) = heard(status("undelivered", 30006, sender="12345"))
    assert isinstance(told, Receipt) and not told.hard_bounce


@pytest.mark.parametrize(
    "word", ["queued", "accepted", "sending", "sent", "scheduled", "partially_delivered", "hatched"]
)
def test_a_status_that_tells_nothing_new_is_left_out(word: str) -> None:
    assert heard(status(word)) == []


def test_a_message_that_met_a_stop_takes_the_person_off_the_channel() -> None:
    receipt, consent = heard(status("failed", 21610))
    assert isinstance(receipt, Receipt) and (receipt.kind, receipt.hard_bounce) == ("failed", False)
    assert consent == Consent(allowed=False, message="k1", address=OTHER, id="SM1:failed", method="stop_word")


@pytest.mark.parametrize(
    ("text", "kind", "allowed"),
    [
        ("STOP", "", False),
        (" stop ", "", False),
        ("Quit", "", False),
        ("START", "", True),
        ("Unstop", "", True),
        ("ARRET", "STOP", False),
        ("yes", "START", True),
    ],
)
def test_stop_and_start_are_about_the_channel(text: str, kind: str, allowed: bool) -> None:
    assert heard(answer(text, kind)) == [
        Consent(
            allowed=allowed,
            address=OTHER,
            id="SM9",
            said=text,
            method="start_word" if allowed else "stop_word",
            answer="start" if allowed else "stop",
        )
    ]


@pytest.mark.parametrize(("text", "kind"), [("Please stop it", ""), ("YES", ""), ("", ""), ("HELP", "HELP")])
def test_everything_else_is_a_reply(text: str, kind: str) -> None:
    assert heard(answer(text, kind)) == [
        Receipt(kind="replied", address=OTHER, id="SM9", reason=text, answer="help" if kind else None)
    ]


def test_a_signature_covers_the_address_each_field_and_the_token() -> None:
    good = status("delivered")
    assert heard(good)
    assert heard(status("delivered", base="https://loop.test:443"))
    forged = [
        replace(good, query="key=k2"),
        replace(good, body=good.body + b"&ErrorCode=30005"),
        replace(good, body=good.body + b"&a=" * 100_000),
        replace(good, headers={}),
        replace(good, headers={"x-twilio-signature": "\xfc"}),
        status("delivered", base="https://other.test"),
        called("key=k1", token="other", MessageSid="SM1", MessageStatus="delivered"),
    ]
    for request in forged:
        told = provider().receipts(request)
        assert isinstance(told, HookRefusal) and (told.code, told.status) == ("signature_invalid", 401)
    told = provider(public_url="").receipts(good)
    assert isinstance(told, HookRefusal), "whoever does not know his own address believes nobody"


def test_a_webhook_by_get_is_told_what_to_change() -> None:
    told = provider().receipts(HookRequest(method="GET", query="MessageStatus=delivered"))
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("twilio_method", 400)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("twilio://", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}@api.twilio.com?from=+15005550006", "provider_url_invalid"),
        ("twilio://SKhunter2:hunter2@api.twilio.com?from=+15005550006", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@api.twilio.com", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@api.twilio.com?from=%2B0150", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@api.twilio.com?from=a+far+too+long+name", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@api.twilio.com/v1?from=+15005550006", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@a%20b?from=+15005550006", "provider_url_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@?from=+15005550006&connections=0", "provider_option_invalid"),
        (f"twilio://{ACCOUNT}:hunter2@?from=+15005550006&hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Twilio.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("sender", ["+15005550006", "%2B15005550006", SERVICE, "12345", "Loopline", "My+Shop"])
def test_senders_that_a_url_may_name(sender: str) -> None:
    assert Twilio.from_url(f"twilio://{ACCOUNT}:t@api.dublin.ie1.twilio.com?from={sender}", tools()).name == "twilio"


def test_a_stop_is_heard_in_a_whole_house(tmp_path: Path) -> None:
    url = f"twilio://{ACCOUNT}:{quote(TOKEN, safe='')}@?from={SENDER}"
    a_stop_is_heard(
        tmp_path,
        url,
        lambda text: answer(text, sid=f"SM{text}"),
        {"Stop": False, "START": True, "please stop texting me": False},
    )


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Exchange()) as twilio:

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+15005550429", "refuse": "+15005550009", "lose": STORED_AND_SILENT}
            return sms(numbers[fate], key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (twilio.provider(token="wrong"), sms()),
            "route": (twilio.provider(), sms("+15005550002")),
            "country": (twilio.provider(), sms("+15005550003")),
        }
        yield Stand(
            twilio.provider(), to, twilio.keys, delivered=lambda key: status("delivered", key=key), mishaps=mishaps
        )


STAND: MakeStand = stand
