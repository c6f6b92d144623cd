"""E-mail by Amazon SES (API v2): our own mail as bytes, signed calls, and news by a topic of Amazon SNS."""

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final, Self

from msgspec import Struct, field, json

from loopline.delivery.email.mime import bare, mailbox
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.aws.errors import LOGIN_ADVICE, LOGIN_ERRORS, error_kind
from loopline.providers.aws.signer import ACCESS_KEY, REGION, AwsSigner, service_address
from loopline.providers.aws.topic import ARN, NOTIFICATION, SIGNATURE_VERSIONS, SignatureVersion, SnsTopic
from loopline.providers.email.key_tag import key_tag
from loopline.providers.email.mail_service import (
    MESSAGE_KEY,
    MailService,
    ServiceCall,
    ServiceSetting,
    read_json,
    service_setting,
)
from loopline.providers.email.ses_news import read_news
from loopline.providers.http_client import REASON_CHARACTERS_MAX, Answer
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = (
    "ses://ACCESS_KEY:SECRET_KEY@eu-west-1?configuration=loopline&topic=arn:aws:sns:eu-west-1:123456789012:loopline"
)
CONFIGURATION: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
NO_TOPIC: Final = HookRefusal("ses_topic_missing", "Name the SNS topic in the URL of the provider: topic=arn:...", 403)

# Kinds of errors by what follows; every other one is about the message. Looked up in November 2026.
AGAIN: Final = frozenset({"too_many_requests", "throttling"})
ACCOUNT: Final = {
    "access_denied": "Allow ses:SendEmail for this access key and this sender in IAM.",
    "limit_exceeded": "Ask Amazon for higher quotas.",
    "account_suspended": "Amazon has closed this account for mail; ask its support.",
    "sending_paused": "Resume sending in the SES console, for the account or the configuration set.",
    "mail_from_domain_not_verified": "Publish the MX record of the custom MAIL FROM domain.",
    "not_found": "Correct the configuration set in the provider's URL.",
}
SENDER: Final = re.compile(r"not verified|did not have authority", re.IGNORECASE)
ADDRESS: Final = re.compile(r"(illegal|invalid).{0,20}address|(local|domain).{0,40}invalid", re.IGNORECASE)


class SesAnswer(Struct, frozen=True):
    """An answer of the API: the mail that it took, or its words about an error."""

    id: str = field(name="MessageId", default="")
    kind: str = field(name="__type", default="")
    message: str = ""
    message_too: str = field(name="Message", default="")


class Ses(MailService):
    """It knows no idempotency key and cannot be asked: a mail without a believable answer waits for a person."""

    name = "ses"
    label = "Amazon SES"
    bytes_max = 40_000_000
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx: SES drops no second mail and finds none by our key"

    def __init__(
        self,
        setting: ServiceSetting,
        signer: AwsSigner,
        topic: SnsTopic | None,
        *,
        address: str,
        configuration: str = "",
    ) -> None:
        super().__init__(setting)
        self._signer, self._topic = signer, topic
        self._domain = bare(setting.sender).rpartition("@")[2]
        self._url = f"{address}/v2/email/outbound-emails"
        self._configuration = configuration

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The host is the region. Options: `configuration` (the set that turns events on), `topic` (the ARN of the SNS
        topic that tells us of them), `signature` (1 to believe a topic's older signatures as well), `sender`,
        `connections`, `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        setting = service_setting(given, tools)
        configuration, arn = given.text("configuration"), given.text("topic")
        oldest: SignatureVersion = given.choice("signature", SIGNATURE_VERSIONS, "2")
        given.done()
        if not ACCESS_KEY.fullmatch(given.login) or not given.password or not REGION.fullmatch(given.host):
            raise given.wrong()
        if given.path not in ("", "/") or given.port or (configuration and not CONFIGURATION.fullmatch(configuration)):
            raise given.wrong()
        if arn and not ARN.fullmatch(arn):
            raise given.wrong()
        return cls(
            setting,
            AwsSigner(given.login, given.password, service="ses", region=given.host),
            SnsTopic(arn, oldest=oldest, allow_private=tools.allow_private) if arn else None,
            address=service_address("email", given.host),
            configuration=configuration,
        )

    async def open(self) -> None:
        """Connections are opened by the first messages."""
        await super().open()
        if self._topic is not None:
            await self._topic.open()

    async def close(self) -> None:
        """Closes every connection."""
        await super().close()
        if self._topic is not None:
            await self._topic.close()

    def call_for(self, dispatch: Dispatch) -> ServiceCall:
        """The mail with its envelope. SES would put its own links and pictures beside ours, so that is switched off."""
        mail = self._mail(dispatch, self._domain)
        tracking = {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
        request: dict[str, object] = {
            "Destination": {"ToAddresses": [mailbox(dispatch.outgoing.address)]},
            "Content": {"Raw": {"Data": b64encode(mail).decode()}},
            "ConfigurationOverrides": {"Tracking": tracking},
        }
        if tag := key_tag(dispatch.outgoing.key):
            request["EmailTags"] = [{"Name": MESSAGE_KEY, "Value": tag}]
        if self._configuration:
            request["ConfigurationSetName"] = self._configuration
        body = json.encode(request)
        return ServiceCall(
            self._url, self._signer.signed(self._url, [("Content-Type", "application/json")], body), body
        )

    def told(self, answer: Answer) -> Outcome | None:
        """2xx with an id is accepted. A 5xx may have been stored first, so nobody knows; an error has a kind."""
        said = read_json(answer.body, SesAnswer) or SesAnswer()
        if 200 <= answer.status < 300 and said.id:
            return Accepted(said.id)
        kind = error_kind(answer.headers.get("x-amzn-errortype", "") or said.kind)
        if not 400 <= answer.status < 500 or not kind:
            return None
        words = (said.message or said.message_too)[:REASON_CHARACTERS_MAX].rstrip(". ") + "."
        if kind in AGAIN or answer.status == 429:
            away = "daily" in words.lower()  # the quota of a day, which moves by itself: nothing gets through before
            wait = answer.retry_after_ms(self._now_ms())
            return Deferred(f"ses_{kind}", f"SES takes no more just now: {words}", wait, away=away)
        if kind in LOGIN_ERRORS:
            return Deferred(f"ses_{kind}", f"SES does not let us in: {words} {LOGIN_ADVICE}", away=True)
        return _refused(kind, words)

    async def prepare(self, request: HookRequest) -> None:
        """Fetches the certificate that proves a call, and confirms the topic's subscription."""
        if self._topic is not None:
            await self._topic.prepare(request)

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """The fates of mails. SNS calls again for about an hour after a 5xx, and not after a 4xx."""
        if self._topic is None:
            return NO_TOPIC
        call = self._topic.believed(request)
        if isinstance(call, HookRefusal):
            return call
        return read_news(call.message, call.message_id) if call.type == NOTIFICATION else []


def _refused(kind: str, words: str) -> Refused:
    """What SES will never take: for our account there, for the address, or for the mail itself."""
    if advice := ACCOUNT.get(kind, ""):
        return Refused(f"ses_{kind}", f"SES does not take it: {words} {advice}", scope="provider")
    if SENDER.search(words):
        advice = "Verify the sender in this region, or leave the sandbox of SES."
        return Refused(f"ses_{kind}", f"SES does not take it: {words} {advice}", scope="provider")
    if ADDRESS.search(words):
        return Refused(f"ses_{kind}", f"SES does not take the address: {words}", scope="address")
    return Refused(f"ses_{kind}", f"SES does not take it: {words}")
