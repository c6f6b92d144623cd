"""What mail services share: the mail in parts is the one that compose writes, and each call has its outcome."""

from base64 import b64encode
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default

import msgspec
import pytest

from loopline.delivery.email.mime import compose, sender_mailbox
from loopline.model.errors import Invalid
from loopline.model.hook import HookRequest
from loopline.model.mail.mailbox import Mailbox
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.providers.email import mail_service
from loopline.providers.email.mail_service import MailService, ServiceCall, ServiceSetting, mail_in_parts, read_json
from loopline.providers.http_client import Answer
from loopline.providers.url import ProviderUrl
from tests.providers.email.mails import FULL, UNSUBSCRIBE, mail
from tests.providers.servers import Call, HttpServer, http_answer, running
from tests.providers.stand import NOW, tools

SENDER = "Loop <hello@loop.test>"


class Letterbox(HttpServer):
    """Answers with the status and the words that the subject of the mail asks for; 0 hangs up."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []

    async def respond(self, call: Call) -> bytes | None:
        mail: dict[str, str] = msgspec.json.decode(call.body)
        self.taken.append(mail)
        status, _, words = mail["subject"].partition(" ")
        return http_answer(int(status), words.encode(), {"Retry-After": "7"}) if int(status) else None


class Courier(MailService):
    """The smallest service there can be."""

    name, label, bytes_max = "courier", "Courier", 1_000_000

    def __init__(self, address: str, *, allow_private: bool = True) -> None:
        setting = ServiceSetting(
            sender=SENDER, now_ms=lambda: NOW, allow_private=allow_private, connections=4, timeout_seconds=30
        )
        super().__init__(setting)
        self._address = address

    def call_for(self, dispatch: Dispatch) -> ServiceCall | Refused:
        parts = mail_in_parts(dispatch, self._sender)
        if parts.subject == "raise":
            raise RuntimeError("half a character")
        if parts.subject == "no":
            return Refused("courier_no", "It says no.")
        body = msgspec.json.encode({"key": parts.key, "subject": parts.subject, "html": parts.html})
        return ServiceCall(self._address, [("Content-Type", "application/json")], body)

    def told(self, answer: Answer) -> Outcome | None:
        return Accepted("c1") if answer.body == b"taken" else None


class Watch:
    """A flight that remembers."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def handed(self, dispatch: Dispatch) -> None:
        self.seen.append(dispatch.outgoing.key)

    def answered(self, dispatch: Dispatch, outcome: Outcome, *, goes_on: bool = False) -> None:
        self.seen.append(type(outcome))


async def told(subject: str, *, to: str = "ann@example.test", html: str = "", server: bool = True) -> Outcome:
    async with running(Letterbox()) as box:
        courier = Courier(box.url())
    if not server:
        return await one(courier, subject, to, html)
    async with running(box):
        return await one(courier, subject, to, html)


async def one(courier: Courier, subject: str, to: str, html: str) -> Outcome:
    await courier.open()
    try:
        (outcome,) = await courier.send([mail(to, rendered=Rendered(subject=subject, text="Hi", html=html))])
        return outcome
    finally:
        await courier.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("200 taken", Accepted("c1")),
        ("202 <html>", Unknown("Courier gave no clear answer: 202 <html>")),
        ("302 moved", Deferred("courier_garbled", "This is no answer of Courier; is there a proxy? 302 moved", 7_000)),
        ("403 no", Deferred("courier_garbled", "This is no answer of Courier; is there a proxy? 403 no", 7_000)),
        (
            "429 slow",
            Deferred("courier_rate", "Courier wants fewer calls at once; it is tried again.", 7_000),
        ),
        ("503 down", Unknown("Courier gave no clear answer: 503 down")),
        ("no", Refused("courier_no", "It says no.")),
        ("raise", Refused("message_invalid", "The message cannot be written as a mail: half a character")),
    ],
)
async def test_what_is_not_the_services_own_is_told_by_its_status(subject: str, expected: Outcome) -> None:
    assert await told(subject) == expected


@pytest.mark.anyio
async def test_a_loss_after_the_request_is_unknown_and_one_before_it_is_not() -> None:
    assert isinstance(await told("0 lost"), Unknown)
    away = await told("200 taken", server=False)
    assert isinstance(away, Deferred) and away.away and away.code == "courier_unreachable"


@pytest.mark.anyio
async def test_what_no_mail_can_be_is_refused_before_the_call() -> None:
    nobody = await told("200 taken", to="ann")
    assert isinstance(nobody, Refused) and (nobody.code, nobody.scope) == ("address_invalid", "address")
    large = await told("200 taken", html="x" * 1_000_000)
    assert isinstance(large, Refused) and (large.code, large.scope) == ("courier_too_large", "message")


@pytest.mark.anyio
async def test_our_own_network_is_called_only_where_the_house_allows_it() -> None:
    async with running(Letterbox()) as box:
        outcome = await one(Courier(box.url(), allow_private=False), "200 taken", "ann@example.test", "")
        assert box.taken == []
    assert isinstance(outcome, Deferred) and "own network" in outcome.reason


@pytest.mark.anyio
async def test_the_flight_hears_of_what_left_and_of_nothing_else() -> None:
    async with running(Letterbox()) as box:
        courier = Courier(box.url())
        courier.flight = watch = Watch()
        for subject in ("200 taken", "no", "503"):
            await one(courier, subject, "ann@example.test", "")
    assert watch.seen == ["k1", Accepted, "k1", Unknown]


@pytest.mark.anyio
async def test_nobody_is_found_by_a_service_that_cannot_be_asked() -> None:
    assert isinstance(await Courier("http://127.0.0.1:1/").ask("k1"), Unknown)


def test_the_parts_are_those_of_the_mail_that_smtp_sends() -> None:
    parts = mail_in_parts(mail(rendered=FULL), SENDER)
    assert (parts.key, parts.to) == ("k1", "ann@example.test")
    assert parts.sender == Mailbox("Müller, Söhne & Co.", "hello@xn--bcher-kva.test")
    assert parts.reply_to == (Mailbox("Help, Desk", "help@acme.test"), Mailbox("", "sales@xn--bcher-kva.test"))
    assert parts.headers["List-Unsubscribe"] == UNSUBSCRIBE
    assert parts.headers["X-Loopline-Message"] == "k1", "nobody else's word"
    assert all(value.isascii() and value.isprintable() for value in parts.headers.values())
    written = message_from_bytes(compose(mail(rendered=FULL), sender=SENDER, domain="loop.test"), policy=default)
    assert isinstance(written, EmailMessage)
    assert parts.subject == written["Subject"]
    unfolded = written["List-Unsubscribe"]
    assert unfolded == parts.headers["List-Unsubscribe"]
    body = written.get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n") == parts.text


def test_headers_of_other_alphabets_are_encoded() -> None:
    headers = mail_in_parts(mail(rendered=FULL), SENDER).headers
    read = message_from_bytes(f"X-Campaign: {headers['X-Campaign']}\r\n\r\n".encode(), policy=SMTP)
    assert read["X-Campaign"] == "Frühling"


def test_a_mail_that_names_nobody_is_from_the_house_and_has_a_text() -> None:
    parts = mail_in_parts(mail(rendered=Rendered(subject="Hi", html="<p>One</p><p>Two \ud83d</p>")), SENDER)
    assert parts.sender == Mailbox("Loop", "hello@loop.test") and parts.reply_to == ()
    assert parts.text.split() == ["One", "Two", "?"] and parts.html.endswith("?</p>")


@pytest.mark.parametrize(
    ("rendered", "code"),
    [
        (Rendered(subject="s", text="t", sender="Acme"), "sender_invalid"),
        (Rendered(subject="s", text="t", reply_to="a@b.test, c"), "reply_to_invalid"),
        (Rendered(subject="s", text="t", headers={"Bcc": "eve@evil.test"}), "header_invalid"),
    ],
)
def test_what_smtp_would_refuse_is_refused_alike(rendered: Rendered, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        mail_in_parts(mail(rendered=rendered), SENDER)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["", "Acme", "Acme, Inc.", 'A "B" \\ C', "Bücher, <x>"])
def test_a_mailbox_in_words_reads_as_it_was(name: str) -> None:
    words = mail_service.written_mailbox(Mailbox(name, "hello@acme.test"))
    read = message_from_bytes(b"From: " + words.encode() + b"\r\n\r\n", policy=SMTP.clone(utf8=True))
    (address,) = read["From"].addresses
    assert isinstance(address, Address) and address.addr_spec == "hello@acme.test"
    assert sender_mailbox(words) == Mailbox(name, "hello@acme.test")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"[" * 100_000, b"\xff", b'{"a": 1e999}'])
def test_what_cannot_be_read_is_none(body: bytes) -> None:
    assert read_json(body, dict[str, str]) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_763_800_000, 1_763_800_000_000),
        ("1763800000.25", 1_763_800_000_250),
        (0, 0),
        (-5, 0),
        ("soon", 0),
        (None, 0),
        (float("nan"), 0),
        ("9" * 400, 0),
        ([], 0),
    ],
)
def test_seconds_are_read_or_left(value: object, expected: int) -> None:
    assert mail_service.ms_of_seconds(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-11-22T08:26:40Z", 1_763_800_000_000),
        ("2025-11-22T09:26:40.2500000+01:00", 1_763_800_000_250),
        ("2025-11-22T08:26:40", 1_763_800_000_000),
        ("", 0),
        ("yesterday", 0),
        (5, 0),
        (None, 0),
    ],
)
def test_dates_are_read_or_left(value: object, expected: int) -> None:
    assert mail_service.ms_of_date(value) == expected


def basic(text: str) -> HookRequest:
    return HookRequest(headers={"authorization": f"Basic {b64encode(text.encode()).decode()}"})


def test_a_service_that_signs_nothing_is_believed_by_token_or_by_login() -> None:
    assert mail_service.is_believed(HookRequest(by_token=True))
    assert mail_service.is_believed(basic("hook:s3cret"), "hook:s3cret")
    for request in (HookRequest(), basic("hook:other"), basic(""), HookRequest(headers={"authorization": "Basic é!"})):
        assert not mail_service.is_believed(request, "hook:s3cret")
    assert not mail_service.is_believed(basic(""), "")


def test_a_url_sets_sender_connections_and_timeout() -> None:
    setting = mail_service.service_setting(ProviderUrl("courier://k@?sender=A%20<a@b.test>&timeout=3", ""), tools())
    assert (setting.sender, setting.connections, setting.timeout_seconds) == ("A <a@b.test>", 10, 3)
    assert mail_service.service_setting(ProviderUrl("courier://k@", ""), tools()).sender == tools().sender
    with pytest.raises(Invalid):
        mail_service.service_setting(ProviderUrl("courier://k@?sender=nobody", ""), tools())
