"""E-mail by SendGrid's Mail Send API (v3); its signed event webhook carries our key."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self

from msgspec import Struct, json

from loopline.delivery.email.attached import FileInBase64
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.mail.mailbox import Mailbox
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.email.mail_service import (
    MESSAGE_KEY,
    MailService,
    ServiceCall,
    ServiceSetting,
    mail_in_parts,
    ms_of_seconds,
    read_json,
    service_setting,
)
from loopline.providers.email.sendgrid_events import parsed_reply, sendgrid_news
from loopline.providers.http_client import REASON_CHARACTERS_MAX, RETRY_AFTER_MS_MAX, Answer
from loopline.providers.posted_form import posted_form
from loopline.providers.url import ProviderUrl, service_host

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

EXAMPLE: Final = "sendgrid://:API_KEY@api.sendgrid.com?webhook_key=PUBLIC_KEY&sender=Acme+<hello@acme.example>"
HOST: Final = "api.sendgrid.com"
SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"
WINDOW_MS: Final = 300_000
POST_ONLY: Final = HookRefusal("sendgrid_method", "Set the event webhook to HTTP POST.", 400)
UNREADABLE: Final = HookRefusal("sendgrid_body", "The call is no list of SendGrid's events, and no parsed mail.", 400)
UNSIGNED: Final = HookRefusal(
    "signature_invalid", "The call is not signed with `webhook_key`; without one it has to bring our token."
)
RECIPIENT: Final = re.compile(r"personalizations\.\d+\.to\b")
HEADERS_THEIRS: Final = frozenset({"x-sg-id", "x-sg-eid", "received", "dkim-signature"})
"""What SendGrid sets itself beside what no author may set anywhere, in lower case."""

UNTRACKED: Final = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


class SendgridFault(Struct, frozen=True):
    """One entry of an error's body."""

    message: str | None = None
    field: str | None = None


class SendgridFaults(Struct, frozen=True):
    """The body of an error."""

    errors: list[SendgridFault]


class Sendgrid(MailService):
    """It has no idempotency key, and finds no message by ours without a paid add-on: the unknown waits for a person."""

    name = "sendgrid"
    label = "SendGrid"
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx: SendGrid drops no second message and finds none by our key"
    bytes_max = 30_000_000

    def __init__(
        self, api_key: str, setting: ServiceSetting, *, webhook_key: str = "", address: str = f"https://{HOST}"
    ) -> None:
        """`webhook_key` is the public key of the event webhook as SendGrid shows it. Raises ValueError for another."""
        super().__init__(setting)
        self._url = f"{address}/v3/mail/send"
        self._headers = [("Authorization", f"Bearer {api_key}"), ("Content-Type", "application/json")]
        self._public_key = public_key(webhook_key) if webhook_key else None

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The host is api.eu.sendgrid.com for a subuser of the EU. Options: `webhook_key`, `sender`, `connections`,
        `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        if not given.password or given.login or given.path not in ("", "/"):
            raise given.wrong()
        webhook_key = given.text("webhook_key").replace(" ", "+")  # a bare + in a query is a space
        address, setting = service_host(given, HOST), service_setting(given, tools)
        given.done()
        try:
            return cls(given.password, setting, webhook_key=webhook_key, address=address)
        except ValueError:
            raise given.wrong() from None

    def call_for(self, dispatch: Dispatch) -> ServiceCall | Refused:
        """One personalization with one recipient, all of SendGrid's own tracking off."""
        mail = mail_in_parts(dispatch, self._sender)
        theirs = next((name for name in mail.headers if name.lower() in HEADERS_THEIRS), "")
        if theirs:
            return Refused("sendgrid_header", f"SendGrid sets the header {theirs} itself; remove it from the message.")
        content = [{"type": "text/plain", "value": mail.text}] if mail.text else []
        content += [{"type": "text/html", "value": mail.html}] if mail.html else []
        replies = [_mailbox(one) for one in mail.reply_to]
        body = {
            "personalizations": [{"to": [{"email": mail.to}]}],
            "from": _mailbox(mail.sender),
            "subject": mail.subject,
            "content": content,
            "headers": mail.headers,
            "custom_args": {MESSAGE_KEY: mail.key},
            "tracking_settings": UNTRACKED,
        }
        if replies:
            body |= {"reply_to": replies[0]} if len(replies) == 1 else {"reply_to_list": replies}
        if mail.files:
            body["attachments"] = list(map(_file, mail.files))
        return ServiceCall(self._url, self._headers, json.encode(body))

    def told(self, answer: Answer) -> Outcome | None:
        """202 without a body is accepted; an error says what it is about in its status and its first entry."""
        if answer.status == 202 and not answer.body.strip():
            return Accepted(answer.headers.get("x-message-id", ""))
        faults = read_json(answer.body, SendgridFaults)
        if faults is None or not faults.errors or not 400 <= answer.status < 500:
            return None
        fault = faults.errors[0]
        words = (fault.message or "")[:REASON_CHARACTERS_MAX]
        match answer.status:
            case 400 if RECIPIENT.match(fault.field or "") and "valid" in words.lower():
                return Refused("sendgrid_address", f"SendGrid takes it for no address: {words}", scope="address")
            case 400 | 413:
                return Refused("sendgrid_message", f"SendGrid does not take this message: {words}")
            case 401 if "credits" in words.lower():
                text = f"The plan's e-mails are used up; enlarge it at SendGrid, or wait until it begins anew: {words}"
                return Refused("sendgrid_credits", text, scope="provider")
            case 403 if "sender identity" in words.lower():
                text = f"Verify the sender's domain or address at SendGrid: {words}"
                return Refused("sendgrid_sender", text, scope="provider")
            case 401 | 403:
                text = f"SendGrid refuses our login; correct the API key in the URL, or let it send mail: {words}"
                return Deferred("sendgrid_login", text, self._wait(answer), away=True)
            case 429:
                return Deferred("sendgrid_rate", f"SendGrid wants fewer calls at once: {words}", self._wait(answer))
            case _:
                return None

    def _wait(self, answer: Answer) -> int | None:
        """Until when to leave it alone: it names a second of Unix time where others name a number of seconds."""
        now = self._now_ms()
        reset = ms_of_seconds(answer.headers.get("x-ratelimit-reset", ""))
        left = min(reset - now, RETRY_AFTER_MS_MAX)
        return answer.retry_after_ms(now) or (left if left > 0 else None)

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """A list of events, signed where the URL has `webhook_key`, or a mail of inbound parse, which is believed by
        our token.

        What is not answered with 2xx comes again for a day. People who take a group of SendGrid's back change nothing
        here: it is none of our topics.
        """
        if request.method != "POST":
            return POST_ONLY
        form = posted_form(request) if request.by_token else None
        if form is not None:
            return parsed_reply(form) if "from" in form else UNREADABLE
        if not (self._is_signed(request) if self._public_key else request.by_token):
            return UNSIGNED
        events = read_json(request.body, list[dict[str, Any]])
        if events is None:
            return UNREADABLE
        return [heard for event in events for heard in sendgrid_news(event)]

    def _is_signed(self, request: HookRequest) -> bool:
        stamp = request.headers.get(TIMESTAMP, "")
        if self._public_key is None or abs(ms_of_seconds(stamp) - self._now_ms()) > WINDOW_MS:
            return False
        return is_signed(self._public_key, request.headers.get(SIGNATURE, ""), stamp, request.body)


def public_key(text: str) -> "EllipticCurvePublicKey":
    """The P-256 key that SendGrid shows, DER in base64. Raises ValueError for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(b64decode(text, validate=True))
    except (Base64Error, UnsupportedAlgorithm) as error:
        raise ValueError("no key") from error
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("a key of another kind")
    return key


def is_signed(key: "EllipticCurvePublicKey", signature: str, stamp: str, body: bytes) -> bool:
    """Whether the signature is of this key, over the timestamp with the body's bytes behind it."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.verify(b64decode(signature, validate=True), stamp.encode() + body, ECDSA(SHA256()))
    except (Base64Error, ValueError, InvalidSignature):
        return False
    return True


def _mailbox(one: Mailbox) -> dict[str, str]:
    return {"email": one.address, "name": one.name} if one.name else {"email": one.address}


def _file(one: FileInBase64) -> dict[str, str]:
    file = {"content": one.content, "type": one.content_type, "filename": one.name}
    return (
        {**file, "disposition": "inline", "content_id": one.cid} if one.cid else {**file, "disposition": "attachment"}
    )
