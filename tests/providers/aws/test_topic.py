"""News by a topic of SNS: whom it believes, where it goes for a certificate, and what it confirms."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.hook import HookRefusal, HookRequest
from loopline.providers.aws.topic import KEPT_MAX, SignatureVersion, SnsCall, SnsTopic
from tests.providers.aws.amazon import ARN, CERTIFICATE, REGION, Sns, certificate, handshake, told
from tests.providers.servers import running

pytestmark = pytest.mark.anyio
Asked = Callable[[HookRequest], Awaitable[SnsCall | HookRefusal]]


@asynccontextmanager
async def listening(oldest: SignatureVersion = "2") -> AsyncIterator[tuple[Sns, Asked]]:
    """SNS, and what the topic makes of a call by it."""
    async with running(Sns()) as sns:
        topic = SnsTopic(ARN, oldest=oldest, allow_private=True, address=sns.url(""))
        await topic.open()

        async def asked(request: HookRequest) -> SnsCall | HookRefusal:
            await topic.prepare(request)
            return topic.believed(request)

        yield sns, asked
        await topic.close()


def code_of(told: SnsCall | HookRefusal) -> str:
    return told.code if isinstance(told, HookRefusal) else ""


async def test_a_signed_call_is_believed_and_its_certificate_fetched_once() -> None:
    async with listening() as (sns, asked):
        for request in (told("hello"), told("Grüße\n{}", Subject="Amazon SES"), told("")):
            call = await asked(request)
            assert isinstance(call, SnsCall) and call.message_id == "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"
        assert sns.asked == [f"GET /{CERTIFICATE}"]


async def test_nothing_is_believed_before_its_certificate_was_fetched() -> None:
    topic = SnsTopic(ARN, oldest="2", allow_private=False)
    assert code_of(topic.believed(told("hello"))) == "signature_invalid"


async def test_every_signed_field_is_covered() -> None:
    async with listening() as (sns, asked):
        good = told("hello", Subject="News")
        assert isinstance(await asked(good), SnsCall)
        fields = msgspec.json.decode(good.body)
        for name in ("Message", "MessageId", "Subject", "Timestamp", "Signature"):
            forged = replace(good, headers={}, body=msgspec.json.encode({**fields, name: f"{fields[name]}x"}))
            assert code_of(await asked(forged)) == "signature_invalid", name
        without = {name: value for name, value in fields.items() if name != "Subject"}
        assert code_of(await asked(replace(good, body=msgspec.json.encode(without)))) == "signature_invalid"
        for name in ("type", "id"):
            headers = {**good.headers, f"x-amz-sns-message-{name}": "another"}
            assert code_of(await asked(replace(good, headers=headers))) == "signature_invalid"
        assert code_of(await asked(told("hello", key="mallory"))) == "signature_invalid"
        assert code_of(await asked(told("hello", arn=ARN + "2"))) == "signature_invalid"
        assert code_of(await asked(told("hello", version="3"))) == "signature_invalid"
        assert len(sns.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        f"https://sns.{REGION}.amazonaws.com.evil.test/{CERTIFICATE}",
        f"https://sns.us-east-1.amazonaws.com/{CERTIFICATE}",
        f"http://sns.{REGION}.amazonaws.com/{CERTIFICATE}",
        f"https://sns.{REGION}.amazonaws.com/bucket/{CERTIFICATE}",
        f"https://sns.{REGION}.amazonaws.com/?Action=Publish&x={CERTIFICATE}",
        f"https://x@sns.{REGION}.amazonaws.com/{CERTIFICATE}",
        f"https://sns.{REGION}.amazonaws.com/SimpleNotificationService-..%2f.pem",
        f"https://sns.{REGION}.amazonaws.com/{CERTIFICATE}\n",
        "",
    ],
)
async def test_a_certificate_is_fetched_at_amazon_only(url: str) -> None:
    async with listening() as (sns, asked):
        assert code_of(await asked(told("hello", certificate_url=url))) == "signature_invalid"
        assert sns.asked == []


async def test_calls_of_other_topics_make_us_ask_nobody() -> None:
    async with listening() as (sns, asked):
        for request in (told("hello", arn=ARN + "2"), HookRequest(body=b"{"), HookRequest(method="GET")):
            assert code_of(await asked(request))
        assert sns.asked == []


async def test_a_certificate_that_is_none_is_asked_for_once() -> None:
    async with listening() as (sns, asked):
        sns.pems[CERTIFICATE] = b"<html>not here</html>"
        for _ in range(3):
            assert code_of(await asked(told("hello"))) == "signature_invalid"
        assert sns.asked == [f"GET /{CERTIFICATE}"]


async def test_names_that_somebody_makes_up_push_no_certificate_out() -> None:
    async with listening() as (sns, asked):
        await asked(told("hello"))
        home = f"https://sns.{REGION}.amazonaws.com"
        for number in range(KEPT_MAX * 2):
            url = f"{home}/SimpleNotificationService-{number:032x}.pem"
            assert code_of(await asked(told("hello", certificate_url=url))) == "signature_invalid"
        assert isinstance(await asked(told("hello")), SnsCall)
        assert sns.asked.count(f"GET /{CERTIFICATE}") == 1


async def test_amazon_changes_its_certificate() -> None:
    async with listening() as (sns, asked):
        await asked(told("hello"))
        other = f"SimpleNotificationService-{'f' * 32}.pem"
        sns.pems[other] = certificate("next")
        url = f"https://sns.{REGION}.amazonaws.com/{other}"
        assert isinstance(await asked(told("hello", key="next", certificate_url=url)), SnsCall)
        assert isinstance(await asked(told("hello")), SnsCall)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_certificate_that_cannot_be_fetched_now_lets_sns_call_again(status: int) -> None:
    async with listening() as (sns, asked):
        sns.status = status
        with pytest.raises(Unavailable) as caught:
            await asked(told("hello"))
        assert caught.value.code == "sns_certificate_missing"
        sns.status = 0
        assert isinstance(await asked(told("hello")), SnsCall)


async def test_the_older_signature_is_believed_only_where_settings_say_so() -> None:
    async with listening() as (_, asked):
        told_old = await asked(told("hello", version="1"))
        assert code_of(told_old) == "sns_signature_old"
    async with listening("1") as (_, asked):
        assert isinstance(await asked(told("hello", version="1")), SnsCall)
        assert isinstance(await asked(told("hello")), SnsCall)


async def test_raw_delivery_has_no_signature_and_says_what_to_do() -> None:
    async with listening() as (sns, asked):
        raw = HookRequest(headers={"x-amz-sns-rawdelivery": "true"}, body=b'{"eventType": "Bounce"}')
        assert code_of(await asked(raw)) == "sns_raw"
        assert sns.asked == []


async def test_a_subscription_is_confirmed_once_at_amazon() -> None:
    async with listening() as (sns, asked):
        for _ in range(2):
            call = await asked(handshake())
            assert isinstance(call, SnsCall) and call.type == "SubscriptionConfirmation"
        assert sns.asked == [f"GET /{CERTIFICATE}", "POST /"]


async def test_what_is_not_signed_for_this_topic_is_not_confirmed() -> None:
    async with listening() as (sns, asked):
        good = handshake()
        forged = replace(good, body=good.body.replace(b"t" * 64, b"u" * 64))
        for request in (forged, handshake(key="mallory"), handshake(arn=ARN + "2"), handshake(version="1")):
            assert code_of(await asked(request))
        assert "POST /" not in sns.asked


async def test_a_token_that_amazon_does_not_know_is_no_confirmation() -> None:
    async with listening() as (_, asked):
        refused = await asked(handshake("v" * 64))
        assert isinstance(refused, HookRefusal) and (refused.code, refused.status) == ("sns_unconfirmed", 400)
        assert isinstance(await asked(told("hello")), SnsCall), "it spoils nothing else"


async def test_a_confirmation_that_cannot_be_given_now_is_asked_for_again() -> None:
    async with listening() as (sns, asked):
        await asked(told("hello"))
        sns.status = 500
        with pytest.raises(Unavailable) as caught:
            await asked(handshake())
        assert caught.value.code == "sns_confirmation_missing"
        sns.status = 0
        assert isinstance(await asked(handshake()), SnsCall)
