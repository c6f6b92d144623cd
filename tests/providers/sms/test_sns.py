"""SMS by Amazon SNS: moto's server takes what we publish; a stand enforces what that one lets pass."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from botocore.model import ServiceModel
from botocore.session import get_session
from botocore.validate import ParamValidator
from moto.sns.models import sns_backends
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.model.hook import HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.ports import Provider
from loopline.providers.aws.signer import AwsSigner
from loopline.providers.http_client import Answer
from loopline.providers.sms.sns import Sns, publish_outcome
from loopline.settings import Settings
from tests.delivery.messages import dispatch
from tests.providers.aws import amazon
from tests.providers.servers import Call, HttpServer, http_answer, in_a_thread, running
from tests.providers.stand import NOW, MakeStand, Stand, tools
from tests.studio.house import WELCOME, error_of, identify, living, track

OTHER = "+14155550100"
URL = f"sns://{amazon.ACCESS}:{amazon.SECRET.replace('/', '%2F')}@{amazon.REGION}?sender=Loopline"
ATTRIBUTES = {"AWS.SNS.SMS.SenderID", "AWS.SNS.SMS.SMSType", "AWS.MM.SMS.OriginationNumber"}
NUMBERS = {"+15005550006", "12345"}

# How the stand answers by number: status, code of the error, words.
ANSWERS = {
    "+15005550429": (400, "Throttled", "Rate exceeded"),
    "+15005550428": (429, "Throttling", "Rate exceeded"),
    "+15005550004": (400, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: Phone number is opted out"),
    "+15005550005": (400, "OptedOut", "The number has opted out."),
    "+15005550009": (400, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: +1 is not valid to publish to"),
    "+15005550007": (400, "UserError", "The number is not verified in the sandbox."),
    "+15005550403": (403, "AuthorizationError", "User is not authorized to perform: SNS:Publish"),
}
STORED_AND_BROKEN, STORED_AND_SILENT = "+15005550500", "+15005550599"


class Exchange(HttpServer):
    """SNS's Publish to a number, as it is described."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []

    async def respond(self, call: Call) -> bytes | None:
        if fault := amazon.sigv4_fault(call, "sns"):
            return error(403, {"InvalidSignatureException": "SignatureDoesNotMatch"}.get(fault, fault), "No & <no>.")
        assert (call.method, call.target) == ("POST", "/")
        assert call.headers["content-type"].startswith("application/x-www-form-urlencoded")
        asked = asked_for(dict(parse_qsl(call.body.decode(), strict_parsing=True, keep_blank_values=True)))
        if fault := asked_wrongly(asked):
            return error(400, "InvalidParameter", f"Invalid parameter: {fault}")
        if asked["PhoneNumber"] in ANSWERS:
            return error(*ANSWERS[asked["PhoneNumber"]])
        self.taken.append(asked)
        match asked["PhoneNumber"]:
            case number if number == STORED_AND_SILENT:
                return None
            case number if number == STORED_AND_BROKEN:
                return error(500, "InternalError", "Oops")
            case _:
                return http_answer(200, published(len(self.taken)), {"Content-Type": "text/xml"})

    def keys(self) -> list[str]:
        """The keys that stand in the texts: none of ours travels with an SMS."""
        return [asked["Message"].rpartition(" ")[2] for asked in self.taken]

    def provider(self, *, secret: str = amazon.SECRET, sender: str = "", allow_private: bool = True) -> Sns:
        return Sns(
            AwsSigner(amazon.ACCESS, secret, service="sns", region=amazon.REGION),
            address=self.url(""),
            now_ms=lambda: NOW,
            sender=sender,
            allow_private=allow_private,
            timeout_seconds=30,
        )


def asked_for(form: dict[str, str]) -> dict[str, Any]:
    """The fields of a call, its attributes by name."""
    asked: dict[str, Any] = {name: value for name, value in form.items() if "." not in name}
    names = {name: value for name, value in form.items() if name.endswith(".Name")}
    attributes = {}
    for entry, name in names.items():
        value = f"{entry.removesuffix('Name')}Value."
        attributes[name] = {"DataType": form[f"{value}DataType"], "StringValue": form[f"{value}StringValue"]}
    assert len(form) == len(asked) + 3 * len(attributes)
    return {**asked, "MessageAttributes": attributes}


def asked_wrongly(asked: dict[str, Any]) -> str:
    """What SNS finds wrong with a call, "" when it is as described."""
    if (asked.pop("Action"), asked.pop("Version")) != ("Publish", "2010-03-31"):
        return "Action"
    loader = get_session().get_component("data_loader")
    shape = ServiceModel(loader.load_service_model("sns", "service-2"), "sns").operation_model("Publish").input_shape
    if ParamValidator().validate(asked, shape).has_errors() or asked.keys() & {"TopicArn", "TargetArn"}:
        return "a field"
    attributes = {name: value["StringValue"] for name, value in asked["MessageAttributes"].items()}
    if not attributes.keys() <= ATTRIBUTES or attributes["AWS.SNS.SMS.SMSType"] not in ("Promotional", "Transactional"):
        return "attributes"
    if attributes.get("AWS.MM.SMS.OriginationNumber", "12345") not in NUMBERS:
        return "OriginationNumber is not of this account"
    name = attributes.get("AWS.SNS.SMS.SenderID", "Acme")
    if len(name) > 11 or not any(letter.isalpha() for letter in name):
        return "SenderID"
    return "" if 0 < len(asked["Message"]) <= 1_600 else "Empty or too long message"


def published(number: int) -> bytes:
    """An answer of the query protocol."""
    result = f"<PublishResult><MessageId>94f20ce6-13c5-{number:08x}</MessageId></PublishResult>"
    meta = "<ResponseMetadata><RequestId>f187a3c1</RequestId></ResponseMetadata>"
    return (
        f'<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">{result}{meta}</PublishResponse>'.encode()
    )


def error(status: int, code: str, words: str) -> bytes:
    """An error of the query protocol."""
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    told = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{words}</Message></Error>"
    return http_answer(status, f"<ErrorResponse>{told}<RequestId>x</RequestId></ErrorResponse>".encode())


def sms(to: str = OTHER, key: str = "k1", body: str = "", sender: str = "") -> Dispatch:
    return dispatch(key, Rendered(body=body or f"Hello Ünn {key}", sender=sender), channel="sms", address=to)


async def sent(provider: Sns, *batch: Dispatch) -> list[Outcome]:
    await provider.open()
    try:
        return await provider.send(batch)
    finally:
        await provider.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("sender", "attribute"),
    [
        ("", {}),
        ("Loopline", {"AWS.SNS.SMS.SenderID": "Loopline"}),
        ("+15005550006", {"AWS.MM.SMS.OriginationNumber": "+15005550006"}),
        ("12345", {"AWS.MM.SMS.OriginationNumber": "12345"}),
    ],
)
async def test_a_message_leaves_with_its_fields_and_its_sender(sender: str, attribute: dict[str, str]) -> None:
    async with running(Exchange()) as sns:
        text = "50 % off & more: Grüße 😀\nSTOP to end"
        by_url, by_message = sms(body=text), sms(body=text, sender=sender)
        outcomes = await sent(sns.provider(sender=sender), by_url) + await sent(sns.provider(), by_message)
        assert [type(one) for one in outcomes] == [Accepted, Accepted]
        first, second = sns.taken
    assert first == second and (first["PhoneNumber"], first["Message"]) == (OTHER, text)
    assert {name: one["StringValue"] for name, one in first["MessageAttributes"].items()} == {
        **attribute,
        "AWS.SNS.SMS.SMSType": "Transactional",
    }


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OTHER, Accepted),
        ("+15005550429", Deferred("sns_throttled", "")),
        ("+15005550428", Deferred("sns_throttling", "")),
        ("+15005550004", Refused("sns_invalid_parameter", "", scope="consent")),
        ("+15005550005", Refused("sns_opted_out", "", scope="consent")),
        ("+15005550009", Refused("sns_invalid_parameter", "", scope="address")),
        ("+15005550007", Refused("sns_user_error", "", scope="provider")),
        ("+15005550403", Refused("sns_authorization_error", "", scope="provider")),
        (STORED_AND_BROKEN, Unknown),
        (STORED_AND_SILENT, Unknown),
        ("0150 05550006", Refused("sns_number_invalid", "", scope="address")),
        ("+15005550006\n", Refused("sns_number_invalid", "", scope="address")),
    ],
)
async def test_each_answer_has_its_outcome(to: str, expected: Outcome | type) -> None:
    async with running(Exchange()) as sns:
        (outcome,) = await sent(sns.provider(), sms(to))
    if isinstance(expected, Refused | Deferred):
        assert isinstance(outcome, type(expected)) and replace(outcome, reason="") == expected
        assert len(outcome.reason) > 10
    else:
        assert isinstance(expected, type) and isinstance(outcome, expected)


@pytest.mark.anyio
async def test_texts_and_senders_that_sns_would_not_take() -> None:
    async with running(Exchange()) as sns:
        outcomes = await sent(
            sns.provider(),
            sms(body="x" * 1_600),
            sms(body="x" * 1_601),
            dispatch("k1", Rendered(body=""), channel="sms", address=OTHER),
            sms(body="\ud83d"),
            sms(sender="a far too long name"),
            sms(sender="+14155550199"),
        )
        assert [getattr(outcome, "code", "") for outcome in outcomes] == [
            "",
            "sns_text_too_long",
            "sns_invalid_parameter",
            "sns_text_invalid",
            "sns_sender_invalid",
            "sns_invalid_parameter",
        ]
        assert len(sns.taken) == 1


@pytest.mark.anyio
async def test_a_key_that_is_refused_can_be_mended_and_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with running(Exchange()) as sns:
        wrong, guarded = sns.provider(secret="hunter2-hunter2"), sns.provider(allow_private=False)
        (outcome,), (private,) = await sent(wrong, sms()), await sent(guarded, sms())
        provider = sns.provider()
    (down,) = await sent(provider, sms())
    assert isinstance(outcome, Deferred) and outcome.away and outcome.code == "sns_signature_does_not_match"
    assert "No & <no>." in outcome.reason
    assert isinstance(private, Deferred) and "own network" in private.reason
    assert isinstance(down, Deferred) and down.away and down.code == "sns_unreachable"
    told = f"{outcome} {private} {down} {wrong!r} {caplog.text}"
    assert "hunter2" not in told and amazon.SECRET not in told and "AWS4" not in told


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, published(1), Accepted),
        (200, b"", Unknown),
        (200, b"<html>Please log in</html>", Unknown),
        (200, b"<MessageId></MessageId>", Unknown),
        (200, b"<MessageId>" + b"x" * 60_000, Unknown),
        (302, b"", Deferred),
        (403, b"<html>blocked by a proxy</html>", Deferred),
        (429, b"", Deferred),
        (400, b"<Code>New</Code>", Refused),
        (400, b"<Code>New</Code><Message>" + b"<" * 60_000, Refused),
        (503, b"<Code>New</Code>", Unknown),
    ],
)
def test_only_what_is_an_answer_of_sns_is_believed(status: int, body: bytes, expected: type) -> None:
    assert isinstance(publish_outcome(Answer(status, {}, body), NOW), expected)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sns://", "provider_url_invalid"),
        (f"sns://{amazon.ACCESS}@eu-west-1", "provider_url_invalid"),
        ("sns://short:hunter2@eu-west-1", "provider_url_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@evil.test", "provider_url_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@eu-west-1/x", "provider_url_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@eu-west-1:444", "provider_url_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@eu-west-1?sender=a+far+too+long+name", "provider_url_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@eu-west-1?type=spam", "provider_option_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@eu-west-1?connections=0", "provider_option_invalid"),
        (f"sns://{amazon.ACCESS}:hunter2@eu-west-1?hunter2=1", "provider_option_unknown"),
    ],
)
def test_urls_that_stop_the_start(url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Sns.from_url(url, tools())
    assert caught.value.code == code
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("sender", ["+15005550006", "%2B15005550006", "12345", "Loopline", "My-Shop"])
def test_senders_that_a_url_may_name(sender: str) -> None:
    assert Sns.from_url(f"sns://{amazon.ACCESS}:s@us-east-1?sender={sender}&type=promotional", tools()).name == "sns"


def test_nobody_calls_about_an_sms() -> None:
    told = Sns.from_url(URL, tools()).receipts(HookRequest())
    assert isinstance(told, HookRefusal) and (told.code, told.status) == ("receipts_none", 404)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with amazon.moto_server() as address:
        yield address


@pytest.mark.anyio
async def test_amazons_double_takes_what_we_publish(moto: str) -> None:
    signer = AwsSigner(amazon.ACCESS, amazon.SECRET, service="sns", region=amazon.REGION)
    provider = Sns(signer, address=moto, now_ms=lambda: NOW, sender="Loopline", allow_private=True, connections=1)
    outcomes = await sent(provider, sms(body="Grüße & more"), sms("+1500"), sms(body="x" * 1_600))
    taken = sns_backends["123456789012"][amazon.REGION].sms_messages
    first, _, third = outcomes
    assert isinstance(first, Accepted) and taken[first.provider_id] == (OTHER, "Grüße & more")
    assert isinstance(third, Accepted) and len(taken[third.provider_id][1]) == 1_600


def test_an_sms_leaves_a_whole_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is sent by journey, its provider is named where an operator looks, and its webhook is nobody's."""
    exchange = Exchange()
    monkeypatch.setattr("loopline.providers.sms.sns.service_address", lambda prefix, region: exchange.url(""))
    settings = Settings.model_validate({"sms": URL, "allow_private_webhooks": True})
    text = {"kind": "message", "channel": "sms", "content": {"body": "Still there?"}}
    with in_a_thread(exchange), living(tmp_path, settings) as house:
        assert house.stranger.get("/api/health").json()["channels"]["sms"] == "sns"
        house.publish({**WELCOME, "entry": {"on": ["signed_up"]}, "start": "text", "nodes": {"text": text}})
        consent = {"context": {"consent": {"categoryPreferences": {"sms": True}}}}
        house.send({**identify("ann", phone=OTHER), **consent}, track("ann", "signed_up"))
        (line,) = house.get("/api/messages", person="ann")["messages"]
        assert line["status"] == "sent"
        assert [asked["Message"] for asked in exchange.taken] == ["Still there? Reply STOP to opt out."]
        assert error_of(house.stranger.post("/hooks/sns", content=b"{}")) == (404, "receipts_none")


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    async with running(Exchange()) as sns:

        def to(fate: str, key: str) -> Dispatch:
            numbers = {"accept": OTHER, "defer": "+15005550429", "refuse": "+15005550009", "lose": STORED_AND_SILENT}
            return sms(numbers[fate], key)

        mishaps: dict[str, tuple[Provider, Dispatch]] = {
            "key": (sns.provider(secret="hunter2-hunter2"), sms()),
            "sandbox": (sns.provider(), sms("+15005550007")),
            "permission": (sns.provider(), sms("+15005550403")),
        }
        yield Stand(sns.provider(), to, sns.keys, mishaps=mishaps)


STAND: MakeStand = stand
