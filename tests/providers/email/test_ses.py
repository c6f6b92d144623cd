"""Amazon SES: moto's server takes our mails and tells of them; a stand enforces what that one lets pass."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import msgspec
import pytest
from botocore.model import ServiceModel
from botocore.session import get_session
from botocore.validate import ParamValidator
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.aws.signer import AwsSigner
from loopline.providers.aws.topic import SnsTopic
from loopline.providers.email.key_tag import key_tag
from loopline.providers.email.mail_service import ServiceSetting
from loopline.providers.email.ses import Ses
from loopline.providers.http_client import Answer
from loopline.settings import Settings
from tests.delivery.messages import dispatch
from tests.providers.aws import amazon
from tests.providers.servers import Call, HttpServer, http_answer, in_a_thread, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import WELCOME, error_of, identify, living, track

SET = "loopline"
URL = (
    f"ses://{amazon.ACCESS}:{amazon.SECRET.replace('/', '%2F')}@{amazon.REGION}?configuration={SET}&topic={amazon.ARN}"
)
LINE_BYTES_MAX = 1_000
SENDER = "Loop <hello@loop.test>"
CONSENT = {"context": {"consent": {"categoryPreferences": {"email": True}}}}
JOURNEY = {**WELCOME, "entry": {"on": ["signed_up"]}, "nodes": {"hello": WELCOME["nodes"]["hello"] | {"then": "end"}}}
JOURNEY["nodes"]["end"] = {"kind": "exit"}
SETTING = ServiceSetting(sender=SENDER, now_ms=lambda: NOW, allow_private=True, connections=10, timeout_seconds=30)

# How the stand answers, by the name before the @: status, kind of error, words.
ANSWERS = {
    "fast": (429, "TooManyRequestsException", "Maximum sending rate exceeded."),
    "throttled": (429, "ThrottlingException", "Maximum sending rate exceeded."),
    "quota": (429, "TooManyRequestsException", "Daily message quota exceeded."),
    "limit": (400, "LimitExceededException", "There are too many instances."),
    "suspended": (400, "AccountSuspendedException", "Sending is permanently restricted."),
    "paused": (400, "SendingPausedException", "Sending paused for this account."),
    "mx": (400, "MailFromDomainNotVerifiedException", "The domain is not verified."),
    "sandbox": (400, "MessageRejected", "Email address is not verified. The following identities failed: x"),
    "virus": (400, "MessageRejected", "Message contains a virus."),
    "illegal": (400, "BadRequestException", "Illegal address"),
    "broken": (400, "BadRequestException", "Missing final '@domain'? No: the parameter is malformed"),
    "noset": (404, "NotFoundException", "Configuration set <loopline> does not exist."),
    "denied": (403, "AccessDeniedException", "User is not authorized to perform ses:SendEmail"),
    "stored500": (500, "InternalFailure", "We encountered an internal error."),
    "stored503": (503, "ServiceUnavailable", ""),
}


@cache
def contract() -> ServiceModel:
    """The description of the service that Amazon publishes with botocore."""
    loader = get_session().get_component("data_loader")
    return ServiceModel(loader.load_service_model("sesv2", "service-2"), "sesv2")


class Office(amazon.Sns):
    """SES's SendEmail as it is described, beside the front of SNS."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[dict[str, Any], EmailMessage]] = []

    async def respond(self, call: Call) -> bytes | None:
        if call.target != "/v2/email/outbound-emails":
            return await super().respond(call)
        if fault := amazon.sigv4_fault(call, "ses"):
            return error(403, fault, "The security token included in the request is invalid.")
        assert call.method == "POST" and call.headers["content-type"] == "application/json"
        said = msgspec.json.decode(call.body)
        if fault := asked_wrongly(said):
            return error(400, "BadRequestException", fault)
        mail, (to,) = b64decode(said["Content"]["Raw"]["Data"]), said["Destination"]["ToAddresses"]
        name = to.partition("@")[0]
        if name in ANSWERS and not name.startswith("stored"):
            return error(*ANSWERS[name])
        if said.get("ConfigurationSetName") != SET:
            return error(*ANSWERS["noset"])
        parsed = message_from_bytes(mail, policy=policy.strict)
        assert isinstance(parsed, EmailMessage)
        if not str(parsed["From"]).endswith("@loop.test>"):
            return error(*ANSWERS["sandbox"])
        self.taken.append((said, parsed))
        if name == "silent":
            return None
        if name in ANSWERS:
            return error(*ANSWERS[name])
        answer = {"MessageId": f"0102018f-{len(self.taken):08x}-000000"}
        return http_answer(200, msgspec.json.encode(answer), {"Content-Type": "application/json"})

    def keys(self) -> list[str]:
        """Our keys, as they came along in the mails."""
        return [str(mail["X-Loopline-Message"]) for _, mail in self.taken]

    def provider(self, *, secret: str = amazon.SECRET, configuration: str = SET) -> Ses:
        return Ses(
            SETTING,
            AwsSigner(amazon.ACCESS, secret, service="ses", region=amazon.REGION),
            SnsTopic(amazon.ARN, oldest="2", allow_private=True, address=self.url("")),
            address=self.url(""),
            configuration=configuration,
        )


def asked_wrongly(said: dict[str, Any]) -> str:
    """What SES finds wrong with a request, "" when it is as described."""
    shape = contract().operation_model("SendEmail").input_shape
    content = said.get("Content", {})
    raw = b64decode(content.get("Raw", {}).get("Data", ""), validate=True)
    report = ParamValidator().validate({**said, "Content": {"Raw": {"Data": raw}}}, shape)
    if report.has_errors() or list(content) != ["Raw"]:
        return str(report.generate_report())
    if said.keys() & {"FromEmailAddress", "ReplyToAddresses", "ListManagementOptions"}:
        return "it would replace what stands in the mail"
    for tag in said.get("EmailTags", []):
        for word in tag.values():
            if not word or len(word) > 256 or not word.replace("_", "").replace("-", "").isalnum():
                return "Invalid tag"
    if max(map(len, raw.split(b"\r\n"))) > LINE_BYTES_MAX or not raw.isascii():
        return "a line is too long, or not in 7 bits"
    return "" if 1 <= len(said.get("Destination", {}).get("ToAddresses", [])) <= 50 else "no recipients"


def error(status: int, kind: str, words: str) -> bytes:
    """An error of REST-JSON: its kind stands in a header."""
    headers = {"x-amzn-ErrorType": f"{kind}:http://internal.amazon.com/", "Content-Type": "application/json"}
    return http_answer(status, msgspec.json.encode({"message": words}), headers)


def mail(to: str = "ann@example.test", key: str = "k1", **rendered: Any) -> Dispatch:  # any field of Rendered
    return dispatch(key, Rendered(**{"subject": "Hello", "html": "<p>Hi</p>", "text": "Hi\n", **rendered}), address=to)


async def sent(provider: Ses, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


@pytest.mark.anyio
async def test_a_mail_leaves_as_we_wrote_it_with_its_key_and_without_the_tracking_of_ses() -> None:
    key = "e1:mail/0 +ü"
    headers = {"List-Unsubscribe": "<https://loop.test/u/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    async with running(Office()) as office:
        message = mail(
            "ann@exämple.test",
            key,
            subject="Grüße, Änn",
            sender="Lööp, Inc. <news@loop.test>",
            reply_to="Help <help@loop.test>, b@loop.test",
            html="<p>" + "ü" * 3_000 + "</p>",
            headers={**headers, "x-loopline-message": "forged"},
        )
        (outcome,) = await sent(office.provider(), message)
        assert outcome == Accepted("0102018f-00000001-000000")
        ((said, parsed),) = office.taken
    assert said["Destination"] == {"ToAddresses": ["ann@xn--exmple-cua.test"]}
    assert said["ConfigurationSetName"] == SET
    assert said["EmailTags"] == [{"Name": "loopline_message", "Value": key_tag(key)}]
    assert said["ConfigurationOverrides"] == {
        "Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
    }
    assert parsed.get_all("X-Loopline-Message") == [key]
    assert (parsed["Subject"], parsed["To"]) == ("Grüße, Änn", "ann@xn--exmple-cua.test")
    assert [one.display_name for one in parsed["From"].addresses] == ["Lööp, Inc."]
    assert [one.addr_spec for one in parsed["Reply-To"].addresses] == ["help@loop.test", "b@loop.test"]
    assert {name: parsed[name] for name in headers} == headers
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    html = parsed.get_body(("html",))
    assert html is not None and "ü" * 3_000 in html.get_content()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("ann", Accepted),
        ("fast", Deferred("ses_too_many_requests", "")),
        ("throttled", Deferred("ses_throttling", "")),
        ("quota", Deferred("ses_too_many_requests", "", away=True)),
        ("limit", Refused("ses_limit_exceeded", "", scope="provider")),
        ("suspended", Refused("ses_account_suspended", "", scope="provider")),
        ("paused", Refused("ses_sending_paused", "", scope="provider")),
        ("mx", Refused("ses_mail_from_domain_not_verified", "", scope="provider")),
        ("sandbox", Refused("ses_message_rejected", "", scope="provider")),
        ("noset", Refused("ses_not_found", "", scope="provider")),
        ("denied", Refused("ses_access_denied", "", scope="provider")),
        ("virus", Refused("ses_message_rejected", "")),
        ("illegal", Refused("ses_bad_request", "", scope="address")),
        ("broken", Refused("ses_bad_request", "")),
        ("stored500", Unknown),
        ("stored503", Unknown),
        ("silent", Unknown),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Office()) as office:
        (outcome,) = await sent(office.provider(), mail(f"{to}@example.test"))
    if isinstance(expected, Refused | Deferred):
        assert isinstance(outcome, type(expected)) and replace(outcome, reason="") == expected
        assert outcome.reason.endswith(".") and ".." not in outcome.reason
    else:
        assert isinstance(expected, type) and isinstance(outcome, expected)


@pytest.mark.anyio
async def test_what_no_mail_can_hold_is_refused_and_costs_itself_alone() -> None:
    async with running(Office()) as office:
        outcomes = await sent(
            office.provider(),
            mail("not an address"),
            mail(sender="nobody"),
            mail(reply_to="nobody"),
            mail(headers={"Bcc": "x@example.test"}),
            mail(html="x" * 40_000_000),
            mail(subject="\ud83d", key="k2"),
        )
        assert [getattr(outcome, "code", "") for outcome in outcomes] == [
            "address_invalid",
            "sender_invalid",
            "reply_to_invalid",
            "header_invalid",
            "ses_too_large",
            "",
        ]
        assert office.keys() == ["k2"]


@pytest.mark.anyio
async def test_a_key_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Office()) as office:
        wrong = office.provider(secret="hunter2-hunter2")
        (outcome,) = await sent(wrong, mail())
        provider = office.provider()
    (down,) = await sent(provider, mail())
    signer = AwsSigner(amazon.ACCESS, amazon.SECRET, service="ses", region=amazon.REGION)
    guarded = Ses(replace(SETTING, allow_private=False), signer, None, address="http://127.0.0.1:1")
    (private,) = await sent(guarded, mail())
    assert isinstance(outcome, Deferred) and outcome.code == "ses_invalid_signature" and outcome.away
    assert isinstance(down, Deferred) and down.code == "ses_unreachable" and down.away
    assert isinstance(private, Deferred) and "own network" in private.reason
    told = f"{outcome} {down} {private} {wrong!r} {caplog.text}"
    assert "hunter2" not in told and amazon.SECRET not in told and "AWS4" not in told


@pytest.mark.parametrize(
    ("status", "kind", "body", "expected"),
    [
        (200, "", b'{"MessageId": "1", "new": {}}', Accepted),
        (200, "", b"", Unknown),
        (200, "", b'{"MessageId": ""}', Unknown),
        (200, "", b"<html>Please log in</html>", Unknown),
        (200, "", b"[" * 60_000, Unknown),
        (302, "", b"", Deferred),
        (403, "", b"<html>blocked by a proxy</html>", Deferred),
        (429, "", b"", Deferred),
        (400, "", b'{"__type": "com.amazonaws#MessageRejected", "Message": "Too odd"}', Refused),
        (400, "NewException", b'{"message": "New"}', Refused),
        (502, "NewException", b'{"message": "New"}', Unknown),
    ],
)
def test_only_what_is_an_answer_of_ses_is_believed(status: int, kind: str, body: bytes, expected: type) -> None:
    provider = Ses.from_url(URL, tools())
    outcome = provider._outcome(Answer(status, {"x-amzn-errortype": kind}, body))
    assert isinstance(outcome, expected)


def event(key: str = "k1", kind: str = "Delivery", address: str = "ann@example.test", **detail: Any) -> HookRequest:
    """An event of the configuration set, by the topic."""
    mail = {
        "messageId": "0102-1",
        "destination": [address],
        "headers": [{"name": "X-Loopline-Message", "value": key}],
        "tags": {"ses:configuration-set": [SET], "loopline_message": [key_tag(key)]},
    }
    part = {"timestamp": "2026-11-28T10:00:00.000Z", "recipients": [address], **detail}
    return amazon.told(msgspec.json.encode({"eventType": kind, "mail": mail, kind.lower(): part}).decode())


@pytest.mark.anyio
async def test_news_come_by_the_topic() -> None:
    async with running(Office()) as office:
        provider = office.provider()
        await provider.open()
        for request in (amazon.handshake(), event()):
            await provider.prepare(request)
        assert provider.receipts(amazon.handshake()) == []
        told = provider.receipts(event())
        validated = amazon.told("Successfully validated SNS topic for Amazon SES event publishing.")
        assert provider.receipts(validated) == []
        await provider.close()
    assert isinstance(told, list)
    assert [(one.kind, one.message, one.id) for one in told if isinstance(one, Receipt)] == [
        ("delivered", "k1", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324:ann@example.test")
    ]


def test_without_a_topic_nobody_is_believed_and_it_says_what_to_do() -> None:
    provider = Ses.from_url(URL.partition("&")[0], tools())
    told = provider.receipts(event())
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("ses_topic_missing", 403)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ses://", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}@eu-west-1", "provider_url_invalid"),
        ("ses://short:hunter2@eu-west-1", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@evil.test", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1/v2", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1:444", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1?topic=arn:aws:sqs:eu-west-1:1:x", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1?configuration=a.b", "provider_url_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1?signature=0", "provider_option_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1?connections=0", "provider_option_invalid"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1?hunter2=1", "provider_option_unknown"),
        (f"ses://{amazon.ACCESS}:hunter2@eu-west-1?sender=nobody", "provider_url_invalid"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Ses.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with amazon.moto_server() as address:
        yield address


class Door(HttpServer):
    """Where moto's SNS calls us, and where its certificates are fetched: it serves them by Amazon's names of hosts."""

    def __init__(self, moto: str) -> None:
        super().__init__()
        self.moto, self.calls = moto, list[HookRequest]()

    async def respond(self, call: Call) -> bytes | None:
        if call.method == "GET":
            return http_answer(200, await asyncio.to_thread(self._certificate, call.target))
        self.calls.append(HookRequest(path=call.target, headers=call.headers, body=call.body))
        return http_answer(200, b"")

    def _certificate(self, path: str) -> bytes:
        scope = f"Credential={amazon.ACCESS}/20261128/{amazon.REGION}/sns/aws4_request"
        with urlopen(Request(self.moto + path, headers={"Authorization": f"AWS4-HMAC-SHA256 {scope}, "})) as answer:
            return bytes(answer.read())


@pytest.mark.anyio
async def test_amazons_double_takes_our_mails_and_its_topic_is_believed(moto: str) -> None:
    """The text that its SNS signs is ours, as moto's SES tells none as text; certificate and signature are its own."""
    sns, ses = amazon.client("sns", moto), amazon.client("ses", moto)
    async with running(Door(moto)) as door:

        def prepare() -> str:
            ses.verify_domain_identity(Domain="loop.test")
            arn = str(sns.create_topic(Name=f"loopline-{door.port}")["TopicArn"])
            sns.subscribe(TopicArn=arn, Protocol="http", Endpoint=door.url("/hooks/ses"))
            return arn

        arn = await asyncio.to_thread(prepare)
        signer = AwsSigner(amazon.ACCESS, amazon.SECRET, service="ses", region=amazon.REGION)
        topic = SnsTopic(arn, oldest="2", allow_private=True, address=door.url(""))
        provider = Ses(replace(SETTING, timeout_seconds=30), signer, topic, address=moto)
        await provider.open()
        outcomes = await provider.send([mail("ann@example.test"), mail("a@example.test", sender="x@elsewhere.test")])
        text = msgspec.json.decode(event("k1").body)["Message"]
        await asyncio.to_thread(lambda: sns.publish(TopicArn=arn, Message=text))
        (call,) = door.calls
        await provider.prepare(call)
        told = provider.receipts(call)
        forged = provider.receipts(replace(call, body=call.body.replace(b"ann@", b"bob@")))
        await provider.close()
    assert [type(one) for one in outcomes] == [Accepted, Refused]
    assert isinstance(told, list) and [(one.kind, one.message) for one in told] == [("delivered", "k1")]
    assert isinstance(forged, HookRefusal) and forged.code == "signature_invalid"


def test_a_bounce_is_heard_in_a_whole_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail leaves, SNS subscribes, and what it tells of the mail keeps the address off; nobody else is believed."""
    settings = {"email": URL, "public_url": "https://loop.test", "allow_private_webhooks": True}
    office = Office()
    monkeypatch.setattr("loopline.providers.email.ses.service_address", lambda prefix, region: office.url(""))
    with in_a_thread(office), living(tmp_path, Settings.model_validate(settings | {"sender": SENDER})) as house:
        provider = house.app.channels["email"]
        assert isinstance(provider, Ses) and provider._topic is not None
        provider._topic._address = office.url(
            ""
        )  # the certificate's home stays Amazon's: only the way there leads to the stand
        assert house.stranger.get("/api/health").json()["channels"]["email"] == "ses"
        house.publish(JOURNEY)
        house.send({**identify("ann", email="ann@example.test"), **CONSENT}, track("ann", "signed_up"))
        (key,) = office.keys()
        assert [line["status"] for line in house.get("/api/messages", person="ann")["messages"]] == ["sent"]

        def tell(request: HookRequest) -> tuple[int, str]:
            told = house.stranger.post("/hooks/ses", content=request.body, headers=dict(request.headers))
            house.settle()
            return error_of(told) if told.content else (told.status_code, "")

        who = [{"emailAddress": "ann@example.test", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}]
        bounce = event(key, "Bounce", bounceType="Permanent", bounceSubType="General", bouncedRecipients=who)
        assert tell(replace(bounce, body=bounce.body.replace(b"550", b"551"))) == (401, "signature_invalid")
        assert "ann@example.test" not in str(house.get("/api/people/ann")["suppressed"])
        office.status = 503
        assert tell(amazon.handshake()) == (503, "sns_confirmation_missing")
        office.status = 0
        assert tell(amazon.handshake()) == (200, "")
        assert [tell(bounce) for _ in range(2)] == [(200, "")] * 2
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@example.test": "bounced"}
        texts = [line["text"] for line in house.get("/api/people/ann/timeline")["facts"]]
        assert sum("ounced" in text for text in texts) == 1, texts


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Office()) as office:
        provider = office.provider()
        await provider.open()
        await provider.prepare(event())
        await provider.close()

        def to(fate: str, key: str) -> Dispatch:
            names = {"accept": "ann", "defer": "fast", "refuse": "virus", "lose": "silent"}
            return mail(f"{names[fate]}@example.test", key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (office.provider(secret="hunter2-hunter2"), mail()),
            "limit": (office.provider(), mail("limit@example.test")),
            "suspended": (office.provider(), mail("suspended@example.test")),
            "paused": (office.provider(), mail("paused@example.test")),
            "mx": (office.provider(), mail("mx@example.test")),
            "sandbox": (office.provider(), mail("sandbox@example.test")),
            "noset": (office.provider(), mail("noset@example.test")),
            "denied": (office.provider(), mail("denied@example.test")),
        }
        yield Stand(provider, to, office.keys, delivered=event, mishaps=mishaps)


STAND: MakeStand = stand
