"""AWS End User Messaging against its described contract on loopback: fields, signatures, errors, a topic's news."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from botocore.model import ServiceModel
from botocore.session import get_session
from botocore.validate import ParamValidator
from loopline.providers.sms.aws_sms import AwsSms

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.providers.aws.signer import AwsSigner
from loopline.providers.aws.topic import SnsTopic
from loopline.providers.http_client import Answer
from loopline.providers.sms.http_sms import SmsLine
from loopline.settings import Settings
from tests.providers.aws import amazon
from tests.providers.servers import Call, http_answer, running
from tests.providers.sms.texts import OTHER, SENDER, same, sent, sms
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import WELCOME, error_of, identify, living, track

SET = "loopline"
URL = (
    f"awssms://{amazon.ACCESS}:{amazon.SECRET.replace('/', '%2F')}@{amazon.REGION}"
    f"?from={SENDER}&configuration={SET}&topic={amazon.ARN}"
)

# How the stand answers by number: status, kind of error, reason.
ANSWERS = {
    "+15005550429": (400, "ThrottlingException", ""),
    "+15005550430": (400, "ServiceQuotaExceededException", "DAILY_NOTIFY_TIER_MESSAGE_LIMIT"),
    "+15005550431": (400, "ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
    "+15005550004": (400, "ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
    "+15005550007": (400, "ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
    "+15005550008": (400, "ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND"),
    "+15005550010": (400, "ValidationException", "DESTINATION_COUNTRY_BLOCKED"),
    "+15005550011": (400, "ValidationException", "INVALID_PARAMETER"),
    "+15005550403": (400, "AccessDeniedException", "ACCOUNT_DISABLED"),
    "+15005550404": (400, "ResourceNotFoundException", ""),
}
STORED_AND_BROKEN, STORED_AND_SILENT, NO_NUMBER = "+15005550500", "+15005550599", "+15005550009"


class Exchange(amazon.Sns):
    """SendTextMessage as it is described, beside the front of SNS."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []

    async def respond(self, call: Call) -> bytes | None:
        if "x-amz-target" not in call.headers:
            return await super().respond(call)
        if fault := amazon.sigv4_fault(call, "sms-voice"):
            return error(400, fault)
        assert (call.method, call.target) == ("POST", "/")
        if call.headers["x-amz-target"] != "PinpointSMSVoiceV2.SendTextMessage":
            return error(400, "UnknownOperationException")
        assert call.headers["content-type"] == "application/x-amz-json-1.0"
        asked = msgspec.json.decode(call.body)
        number = asked.get("DestinationPhoneNumber", "")
        if number == NO_NUMBER or asked_wrongly(asked):
            field = "DestinationPhoneNumber" if number == NO_NUMBER else "MessageBody"
            return error(400, "ValidationException", "FIELD_VALIDATION_FAILED", field)
        if number in ANSWERS:
            return error(*ANSWERS[number])
        self.taken.append(asked)
        if number == STORED_AND_SILENT:
            return None
        if number == STORED_AND_BROKEN:
            return error(500, "InternalServerException")
        return http_answer(200, msgspec.json.encode({"MessageId": f"862a8790-{len(self.taken):08x}"}))

    def keys(self) -> list[str]:
        """Our keys, as they came along in the context."""
        return [asked["Context"]["loopline_message"] for asked in self.taken]

    def provider(self, *, secret: str = amazon.SECRET, sender: str = SENDER, allow_private: bool = True) -> AwsSms:
        return AwsSms(
            AwsSigner(amazon.ACCESS, secret, service="sms-voice", region=amazon.REGION),
            SnsTopic(amazon.ARN, oldest="2", allow_private=True, address=self.url("")),
            now_ms=lambda: NOW,
            line=SmsLine(address=self.url(""), allow_private=allow_private, timeout_seconds=1),
            sender=sender,
            configuration=SET,
        )


def asked_wrongly(asked: dict[str, Any]) -> bool:
    """Whether the call is not as described, which botocore checks but for patterns and longest texts."""
    loader = get_session().get_component("data_loader")
    model = ServiceModel(loader.load_service_model("pinpoint-sms-voice-v2", "service-2"), "pinpoint-sms-voice-v2")
    report = ParamValidator().validate(asked, model.operation_model("SendTextMessage").input_shape)
    context, text = asked.get("Context", {}), asked.get("MessageBody", "")
    short = len(text) <= 1_600 and len(context) <= 5 and all(0 < len(one) <= 800 for one in context.values())
    return report.has_errors() or not short or not text.strip() or any(one != one.strip() for one in context.values())


def error(status: int, kind: str, reason: str = "", field: str = "") -> bytes:
    """An error of JSON 1.0: its kind stands in the body."""
    body: dict[str, Any] = {"__type": f"com.amazonaws.pinpointsmsvoicev2#{kind}", "Message": "It is so"}
    body |= {"Reason": reason} if reason else {}
    body |= {"Fields": [{"Name": field, "Message": "bad"}]} if field else {}
    return http_answer(status, msgspec.json.encode(body), {"Content-Type": "application/x-amz-json-1.0"})


@pytest.mark.anyio
async def test_a_message_leaves_with_its_fields_and_its_key() -> None:
    async with running(Exchange()) as aws:
        message = sms(key="e1:text/0 +ü", body="50 % off: Grüße 😀")
        assert await sent(aws.provider(), message) == [Accepted("862a8790-00000001")]
        (asked,) = aws.taken
    assert asked == {
        "DestinationPhoneNumber": OTHER,
        "MessageBody": "50 % off: Grüße 😀",
        "MessageType": "TRANSACTIONAL",
        "OriginationIdentity": SENDER,
        "ConfigurationSetName": SET,
        "Context": {"loopline_message": "e1:text%2F0%20%2B%C3%BC"},
    }


@pytest.mark.anyio
async def test_a_message_may_name_its_own_sender_or_none() -> None:
    async with running(Exchange()) as aws:
        await sent(aws.provider(), sms(sender="Acme"))
        await sent(aws.provider(sender=""), sms())
        assert [asked.get("OriginationIdentity") for asked in aws.taken] == ["Acme", None]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OTHER, Accepted),
        ("+15005550429", Deferred("awssms_throttling", "")),
        ("+15005550430", Deferred("awssms_daily_notify_tier_message_limit", "", away=True)),
        ("+15005550431", Refused("awssms_monthly_spend_limit_reached_for_text", "", scope="provider")),
        ("+15005550004", Refused("awssms_destination_phone_number_opted_out", "", scope="consent")),
        ("+15005550007", Refused("awssms_destination_phone_number_not_verified", "", scope="provider")),
        ("+15005550008", Refused("awssms_no_origination_identities_found", "", scope="provider")),
        ("+15005550010", Refused("awssms_destination_country_blocked", "", scope="provider")),
        ("+15005550011", Refused("awssms_invalid_parameter", "")),
        ("+15005550403", Refused("awssms_account_disabled", "", scope="provider")),
        ("+15005550404", Refused("awssms_resource_not_found", "", scope="provider")),
        (NO_NUMBER, Refused("awssms_field_validation_failed", "", scope="address")),
        (STORED_AND_BROKEN, Unknown),
        (STORED_AND_SILENT, Unknown),
        ("0150 05550006", Refused("awssms_number_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Exchange()) as aws:
        (outcome,) = await sent(aws.provider(), sms(to))
    assert same(outcome, expected), outcome


@pytest.mark.anyio
async def test_texts_that_aws_would_not_take() -> None:
    async with running(Exchange()) as aws:
        batch = [sms(body=body) for body in ("x" * 1_600, "x" * 1_601, "", " \n", "\ud83d")]
        outcomes = await sent(aws.provider(), *batch)
        assert [getattr(outcome, "code", "") for outcome in outcomes] == [
            "",
            "awssms_text_too_long",
            "awssms_field_validation_failed",
            "awssms_field_validation_failed",
            "awssms_text_invalid",
        ]
        assert len(aws.taken) == 1


@pytest.mark.anyio
async def test_a_key_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Exchange()) as aws:
        wrong, guarded = aws.provider(secret="hunter2-hunter2"), aws.provider(allow_private=False)
        (outcome,), (private,) = await sent(wrong, sms()), await sent(guarded, sms())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "awssms_invalid_signature"
    assert isinstance(private, Deferred) and private.away and "own network" in private.reason
    told = f"{outcome} {private} {wrong!r} {caplog.text}"
    assert "hunter2" not in told and amazon.SECRET not in told and "AWS4" not in told


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"MessageId": "1", "new": {}}', Accepted),
        (200, b"", Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (200, b"[" * 60_000, Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked by a proxy</html>", Deferred),
        (400, b'{"__type": "NewException", "message": "x"}', Refused),
        (400, b'{"__type": "NewException", "Reason": "<b>", "Message": ""}', Refused),
        (429, b'{"__type": "NewException"}', Deferred),
        (503, b'{"__type": "NewException"}', Unknown),
    ],
)
def test_only_what_is_an_answer_of_aws_is_believed(status: int, body: bytes, expected: type) -> None:
    outcome = AwsSms.from_url(URL, tools())._outcome(Answer(status, {}, body))
    assert isinstance(outcome, expected)
    assert "<" not in getattr(outcome, "code", "")


def event(key: str = "k1", kind: str = "TEXT_DELIVERED", **more: Any) -> HookRequest:
    """An event of the configuration set, by the topic."""
    told = {"eventType": kind, "messageId": "862a8790", "destinationPhoneNumber": OTHER, "eventTimestamp": NOW}
    return amazon.told(msgspec.json.encode({**told, "context": {"loopline_message": key}, **more}).decode())


def incoming(text: str, identity: str) -> HookRequest:
    """An answer by SMS, by the topic."""
    told = {"originationNumber": OTHER, "messageBody": text, "inboundMessageId": identity}
    return amazon.told(msgspec.json.encode(told).decode())


@pytest.mark.anyio
async def test_news_come_by_the_topic() -> None:
    async with running(Exchange()) as aws:
        provider = aws.provider()
        await provider.open()
        for request in (amazon.handshake(), event()):
            await provider.prepare(request)
        assert provider.receipts(amazon.handshake()) == []
        told = provider.receipts(event())
        await provider.close()
    assert isinstance(told, list)
    assert [(one.kind, one.message) for one in told if isinstance(one, Receipt)] == [("delivered", "k1")]


def test_without_a_topic_nobody_is_believed_and_it_says_what_to_do() -> None:
    told = AwsSms.from_url(URL.partition("&")[0], tools()).receipts(event())
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("awssms_topic_missing", 403)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("awssms://", "provider_url_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@evil.test", "provider_url_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@eu-west-1?from=a%20b", "provider_url_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@eu-west-1?configuration=a.b", "provider_url_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@eu-west-1?topic=arn:aws:sqs:eu-west-1:1:x", "provider_url_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@eu-west-1?signature=0", "provider_option_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@eu-west-1?type=spam", "provider_option_invalid"),
        (f"awssms://{amazon.ACCESS}:hunter2@eu-west-1?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        AwsSms.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


def test_a_stop_is_heard_in_a_whole_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SMS leaves, its fate comes back by the topic, and so does what Ann answers; nobody else is believed."""
    exchange = Exchange()
    monkeypatch.setattr("loopline.providers.sms.aws_line.service_address", lambda prefix, region: exchange.url(""))
    settings = {"sms": URL, "public_url": "https://loop.test", "allow_private_webhooks": True}
    text = {"kind": "message", "channel": "sms", "content": {"body": "Still there?"}}
    with amazon.in_a_thread(exchange), living(tmp_path, Settings.model_validate(settings)) as house:
        provider = house.app.channels["sms"]
        assert isinstance(provider, AwsSms) and provider._topic is not None
        provider._topic._address = exchange.url("")  # the certificate's home stays Amazon's
        house.publish({**WELCOME, "entry": {"on": ["signed_up"]}, "start": "text", "nodes": {"text": text}})
        consent = {"context": {"consent": {"categoryPreferences": {"sms": True}}}}
        house.send({**identify("ann", phone=OTHER), **consent}, track("ann", "signed_up"))
        (key,) = exchange.keys()

        def tell(request: HookRequest) -> int:
            told = house.stranger.post("/hooks/awssms", content=request.body, headers=dict(request.headers))
            house.settle()
            return error_of(told)[0] if told.content else told.status_code

        assert [tell(amazon.handshake()), tell(event(key)), tell(incoming("Stop", "i1"))] == [200, 200, 200]
        assert house.get("/api/people/ann")["consent"] == {"sms": False}
        forged = incoming("START", "i2")
        assert tell(HookRequest(headers=forged.headers, body=forged.body.replace(b"i2", b"i3"))) == 401
        assert house.get("/api/people/ann")["consent"] == {"sms": False}
        texts = [line["text"] for line in house.get("/api/people/ann/timeline")["facts"]]
        assert any("elivered" in line for line in texts), texts


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Exchange()) as aws:
        provider = aws.provider()
        await provider.open()
        await provider.prepare(event())
        await provider.close()

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+15005550429", "refuse": NO_NUMBER, "lose": STORED_AND_SILENT}
            return sms(numbers[fate], key)

        yield Stand(provider, to, aws.keys, delivered=event)


STAND: MakeStand = stand
