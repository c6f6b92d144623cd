"""SMS by Amazon SNS, to one number at a time. It tells nothing of what became of a message: only CloudWatch hears."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Final, Self, assert_never
from urllib.parse import urlencode

from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy, advised_words
from loopline.ports import Flight, Tools
from loopline.providers.aws.errors import LOGIN_ADVICE, LOGIN_ERRORS, error_kind
from loopline.providers.aws.signer import ACCESS_KEY, REGION, AwsSigner, service_address
from loopline.providers.http_client import REASON_CHARACTERS_MAX, Answer, HttpClient, Lost, NotSent
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "sns://ACCESS_KEY:SECRET_KEY@eu-west-1?sender=Acme&type=transactional&connections=10&timeout=15"
NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}")
SHORT_CODE: Final = re.compile(r"[0-9]{3,8}")
TYPES: Final = ("transactional", "promotional")
BODY_CHARACTERS_MAX: Final = 1_600
CONNECTIONS: Final = 10
TIMEOUT_SECONDS: Final = 15
FORM: Final = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
NO_HOOKS: Final = HookRefusal("receipts_none", "Amazon SNS calls nobody about an SMS; CloudWatch has its fate.", 404)

# What an answer holds, which is XML of a fixed form, and of which only the beginning was read.
MESSAGE_ID: Final = re.compile(r"<MessageId>([^<>]{1,100})</MessageId>")
ERROR_CODE: Final = re.compile(r"<Code>([A-Za-z]{1,60})</Code>")
ERROR_WORDS: Final = re.compile(r"<Message>([^<>]{0,1000})</Message>")

# Kinds of errors by what follows; every other one is about the message. Looked up in November 2026.
AGAIN: Final = frozenset({"throttled", "throttling", "request_limit_exceeded"})
ACCOUNT: Final = {
    "authorization_error": "Allow sns:Publish for this access key in IAM.",
    "access_denied": "Allow sns:Publish for this access key in IAM.",
    "opt_in_required": "Activate SNS for this account.",
    "filter_policy_limit_exceeded": "Ask Amazon for higher quotas.",
    "user_error": "Verify the number in the SMS sandbox, or leave the sandbox.",
}
OPTED_OUT: Final = re.compile(r"opted.?out", re.IGNORECASE)
ADDRESS: Final = re.compile(r"PhoneNumber", re.IGNORECASE)


class Sns:
    """It knows no idempotency key, cannot be asked and tells nothing: what has no answer waits for a person."""

    name = "sns"
    channels: frozenset[ChannelName] = frozenset({"sms"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx; what is sent stays so: SNS reports no delivery and no STOP"

    def __init__(
        self,
        signer: AwsSigner,
        *,
        address: str,
        now_ms: Callable[[], int],
        sender: str = "",
        kind: str = "transactional",
        allow_private: bool = False,
        connections: int = CONNECTIONS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.flight: Flight | None = None
        self._signer, self._url, self._now_ms = signer, f"{address}/", now_ms
        self._sender, self._kind = sender, kind
        self._client = HttpClient(allow_private=allow_private, connections=connections, timeout_seconds=timeout_seconds)

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The host is the region. Options: `sender` (a name, or a number or short code of the account; without one
        Amazon chooses), `type` (transactional or promotional), `connections`, `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        sender = re.sub(r"^ ", "+", given.text("sender"))  # a bare + in a query is a space
        if not ACCESS_KEY.fullmatch(given.login) or not given.password or not REGION.fullmatch(given.host):
            raise given.wrong()
        if given.path not in ("", "/") or given.port or (sender and not _sender_fields(sender)):
            raise given.wrong()
        made = cls(
            AwsSigner(given.login, given.password, service="sns", region=given.host),
            address=service_address("sns", given.host),
            now_ms=tools.clock.now,
            sender=sender,
            kind=given.choice("type", TYPES, "transactional"),
            allow_private=tools.allow_private,
            connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
        )
        given.done()
        return made

    async def open(self) -> None:
        """Connections are opened by the first messages."""
        await self._client.open()

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.close()

    async def ask(self, key: str) -> Outcome:
        """SNS keeps no list of what it sent."""
        return Unknown("Amazon SNS cannot be asked for an SMS by our key.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: what becomes of an SMS stands in CloudWatch, and a STOP is kept by Amazon, which then refuses."""
        return NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a message, as many at a time as there are connections."""
        return await self._client.in_turn(batch, self._one, _broken)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        body = self._form(dispatch)
        if isinstance(body, Refused):
            return body
        headers = self._signer.signed(self._url, FORM, body)
        if self.flight is not None:
            self.flight.handed(dispatch)
        outcome = self._outcome(await self._client.post(self._url, headers, body))
        if self.flight is not None:
            self.flight.answered(dispatch, outcome)
        return outcome

    def _form(self, dispatch: Dispatch) -> bytes | Refused:
        if not NUMBER.fullmatch(dispatch.outgoing.address):
            text = "The number is not written as +15005550006, with the country first."
            return Refused("sns_number_invalid", text, scope="address")
        if len(dispatch.rendered.body) > BODY_CHARACTERS_MAX:
            return Refused("sns_text_too_long", f"SNS takes {BODY_CHARACTERS_MAX} characters at most; shorten it.")
        sender = dispatch.rendered.sender or self._sender
        attributes = _sender_fields(sender)
        if sender and not attributes:
            return Refused("sns_sender_invalid", "The sender is a name of 11 letters and digits at most, or a number.")
        attributes["AWS.SNS.SMS.SMSType"] = self._kind.capitalize()
        form = {
            "Action": "Publish",
            "Version": "2010-03-31",
            "PhoneNumber": dispatch.outgoing.address,
            "Message": dispatch.rendered.body,
        }
        for at, (name, value) in enumerate(attributes.items(), start=1):
            entry = f"MessageAttributes.entry.{at}"
            form |= {f"{entry}.Name": name, f"{entry}.Value.DataType": "String", f"{entry}.Value.StringValue": value}
        try:
            return urlencode(form).encode()
        except ValueError:  # half a character
            return Refused("sns_text_invalid", "The text holds what is no character; correct its template.")

    def _outcome(self, answer: Answer | NotSent | Lost) -> Outcome:
        match answer:
            case NotSent(reason):
                return Deferred("sns_unreachable", f"Amazon SNS cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"Amazon SNS did not answer: {reason}")
            case Answer():
                return publish_outcome(answer, self._now_ms())
            case _:
                assert_never(answer)


def publish_outcome(answer: Answer, now: int) -> Outcome:
    """2xx with an id is accepted. A 5xx may have been stored first, so nobody knows; an error has a code."""
    text = answer.body.decode("utf-8", "replace")
    found, code = MESSAGE_ID.search(text), ERROR_CODE.search(text)
    if 200 <= answer.status < 300 and found:
        return Accepted(found[1])
    if answer.status < 300 or answer.status >= 500:
        return Unknown(f"Amazon SNS gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if not code:
        return Deferred("sns_garbled", f"This is no answer of SNS; is there a proxy? {answer.words}", wait)
    kind = error_kind(code[1])
    said = ERROR_WORDS.search(text)
    words = unescape(said[1])[:REASON_CHARACTERS_MAX] if said else ""
    if kind in AGAIN or answer.status == 429:
        return Deferred(f"sns_{kind}", f"SNS takes no more just now: {words}", wait)
    if kind in LOGIN_ERRORS:
        return Deferred(f"sns_{kind}", advised_words(f"SNS does not let us in: {words}", LOGIN_ADVICE), away=True)
    if OPTED_OUT.search(words) or kind == "opted_out":
        text = f"They sent STOP to this account of Amazon; only they can take it back: {words}"
        return Refused(f"sns_{kind}", text, scope="consent")
    if kind in ACCOUNT:
        text = advised_words(f"SNS does not take it: {words}", ACCOUNT[kind])
        return Refused(f"sns_{kind}", text, scope="provider")
    if ADDRESS.search(words):
        return Refused(f"sns_{kind}", f"SNS takes it for no number: {words}", scope="address")
    return Refused(f"sns_{kind}", f"SNS does not take it: {words}")


def _sender_fields(sender: str) -> dict[str, str]:
    """The attribute that names the sender, none where it is no sender."""
    if NUMBER.fullmatch(sender) or SHORT_CODE.fullmatch(sender):
        return {"AWS.MM.SMS.OriginationNumber": sender}
    return {"AWS.SNS.SMS.SenderID": sender} if NAME.fullmatch(sender) else {}


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
