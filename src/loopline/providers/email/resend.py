"""E-mail by Resend's API, which drops a second mail with the same key for a day; its webhooks are signed (Svix)."""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from mimetypes import guess_all_extensions, guess_type
from typing import Any, Final, Self

from msgspec import Struct, json
from standardwebhooks import Webhook as Signature
from standardwebhooks.webhooks import EmptyWebhookSecretError

from loopline.delivery.email.attached import FileInBase64
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.email.key_tag import key_tag
from loopline.providers.email.mail_service import (
    MESSAGE_KEY,
    MailService,
    ServiceCall,
    ServiceSetting,
    mail_in_parts,
    ms_of_seconds,
    read_json,
    service_setting,
    written_mailbox,
)
from loopline.providers.email.resend_news import read_resend_event
from loopline.providers.http_client import REASON_CHARACTERS_MAX, Answer
from loopline.providers.url import ProviderUrl, service_host

EXAMPLE: Final = "resend://:API_KEY@api.resend.com?webhook_secret=whsec_SECRET&sender=Acme+<hello@acme.example>"
HOST: Final = "api.resend.com"
WINDOW_MS: Final = 300_000
IDEMPOTENCY_CHARACTERS_MAX: Final = 256
NAME: Final = re.compile(r"[a-z]+(_[a-z]+){0,9}")
POST_ONLY: Final = HookRefusal("resend_method", "Resend's webhooks come by HTTP POST.", 400)
UNREADABLE: Final = HookRefusal("resend_body", "The call is no event of Resend.", 400)
UNSIGNED: Final = HookRefusal(
    "signature_invalid", "The call is not signed with `webhook_secret`; without one it has to bring our token."
)

# Names of errors by what follows; every other one is about the message. Looked up in November 2026.
TAKEN: Final = "invalid_idempotent_request"
IN_FLIGHT: Final = "concurrent_idempotent_requests"
OF_DAY: Final = "daily_quota_exceeded"
ACCOUNT: Final = {
    "monthly_quota_exceeded": "The plan's mails of this month are used up; enlarge it at Resend.",
    "security_error": "Resend has stopped the account; ask its support.",
    "invalid_access": "Give the API key the right to send mail for this domain.",
}
VERIFY: Final = "Verify the sender's domain at Resend; before that it sends to your own address only."
LOGIN: Final = re.compile(r"\bapi key\b", re.IGNORECASE)
RECIPIENT: Final = re.compile(r"[`'\"]to[`'\"]")
DOMAIN: Final = re.compile(r"domain is not verified|testing emails", re.IGNORECASE)


class ResendAnswer(Struct, frozen=True):
    """The id of a mail that was taken, or the name and words of an error."""

    id: str = ""
    name: str = ""
    message: str = ""


class Resend(MailService):
    """What is not known is sent again with the same key: Resend then says what it did with the first, for 24 hours."""

    name = "resend"
    label = "Resend"
    bytes_max = 40_000_000
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "resend"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx; Resend drops a second mail with our key for 24 hours"

    def __init__(
        self, api_key: str, setting: ServiceSetting, *, webhook_secret: str = "", address: str = f"https://{HOST}"
    ) -> None:
        """Raises ValueError where the secret is not written as Resend shows it."""
        super().__init__(setting)
        self._url = f"{address}/emails"
        self._headers = [("Authorization", f"Bearer {api_key}"), ("Content-Type", "application/json")]
        self._signature = _signature(webhook_secret) if webhook_secret else None

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `webhook_secret` (whsec_..., of the webhook), `sender`, `connections`, `timeout` in seconds."""
        given = ProviderUrl(url, EXAMPLE)
        if not given.password or given.login or given.path not in ("", "/"):
            raise given.wrong()
        secret = given.text("webhook_secret").replace(" ", "+")  # a bare + in a query is a space
        address, setting = service_host(given, HOST), service_setting(given, tools)
        given.done()
        try:
            return cls(given.password, setting, webhook_secret=secret, address=address)
        except ValueError:
            raise given.wrong() from None

    def call_for(self, dispatch: Dispatch) -> ServiceCall | Refused:
        """One mail with its key. Resend tracks by domain and not by mail: there it has to be switched off."""
        mail = mail_in_parts(dispatch, self._sender)
        if odd := next((one for one in mail.files if not _is_told_by_name(one)), None):
            text = (
                f"Resend drops a mail with {odd.name}, whose ending is not one of {odd.content_type}; make them agree."
            )
            return Refused("resend_attachment", text)
        body: dict[str, Any] = {
            "from": written_mailbox(mail.sender),
            "to": [mail.to],
            "subject": mail.subject,
            "headers": mail.headers,
        }
        body |= {"html": mail.html} if mail.html else {}
        body |= {"text": mail.text} if mail.text else {}
        body |= {"reply_to": list(map(written_mailbox, mail.reply_to))} if mail.reply_to else {}
        body |= {"attachments": list(map(_file, mail.files))} if mail.files else {}
        if tag := key_tag(mail.key):
            body["tags"] = [{"name": MESSAGE_KEY, "value": tag}]
        headers = [*self._headers, ("Idempotency-Key", idempotency_key(mail.key))]
        return ServiceCall(self._url, headers, json.encode(body))

    def told(self, answer: Answer) -> Outcome | None:
        """Each error has a name. The same key with another text in it is a mail that Resend has already."""
        said = read_json(answer.body, ResendAnswer)
        if said is None or answer.status >= 500:
            return None
        if 200 <= answer.status < 300 and said.id:
            return Accepted(said.id)
        if answer.status < 400 or not NAME.fullmatch(said.name):
            return None
        words = said.message[:REASON_CHARACTERS_MAX]
        match said.name:
            case name if name == TAKEN:
                return Accepted()
            case name if name == IN_FLIGHT:
                return Unknown(f"Resend is still at work on this mail: {words}")
            case name if answer.status == 401 or name.endswith("_api_key") or LOGIN.search(words):
                text = f"Resend refuses our login; correct the API key in the URL: {words}"
                return Deferred(f"resend_{name}", text, away=True)
            case name if answer.status == 429 and name not in ACCOUNT:
                text = f"Resend takes no more just now: {words}"
                return Deferred(f"resend_{name}", text, self._wait(answer), away=name == OF_DAY)
            case name:
                return _refused(name, answer.status, words)

    def _wait(self, answer: Answer) -> int | None:
        return answer.retry_after_ms(self._now_ms()) or ms_of_seconds(answer.headers.get("ratelimit-reset", "")) or None

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """One event a call. What is not answered with 2xx comes again for more than a day."""
        if request.method != "POST":
            return POST_ONLY
        if not (self._is_signed(request) if self._signature else request.by_token):
            return UNSIGNED
        event = read_json(request.body, dict[str, Any])
        if event is None:
            return UNREADABLE
        return read_resend_event(event, request.headers.get("svix-id", ""))

    def _is_signed(self, request: HookRequest) -> bool:
        stamp = ms_of_seconds(request.headers.get("svix-timestamp", ""))
        if self._signature is None or not stamp or abs(stamp - self._now_ms()) > WINDOW_MS:
            return False
        at = datetime.fromtimestamp(stamp // 1_000, UTC)
        try:
            expected = self._signature.sign(request.headers.get("svix-id", ""), at, request.body.decode())
        except UnicodeDecodeError:
            return False
        given = request.headers.get("svix-signature", "").encode().split()
        return any([hmac.compare_digest(one, expected.encode()) for one in given])


def _refused(name: str, status: int, words: str) -> Refused:
    if status in (403, 451) or name in ACCOUNT or DOMAIN.search(words):
        text = f"Resend does not take it: {words} {ACCOUNT.get(name, VERIFY)}"
        return Refused(f"resend_{name}", text, scope="provider")
    if RECIPIENT.search(words):
        return Refused(f"resend_{name}", f"Resend takes it for no address: {words}", scope="address")
    return Refused(f"resend_{name}", f"Resend does not take this message: {words}")


def _is_told_by_name(one: FileInBase64) -> bool:
    """Whether the ending of its name is of its kind: Resend drops a mail without a word where they differ."""
    return one.content_type.lower() == guess_type(one.name)[0] or one.name.lower().endswith(
        tuple(guess_all_extensions(one.content_type.lower()))
    )


def _file(one: FileInBase64) -> dict[str, str]:
    file = {"content": one.content, "filename": one.name, "content_type": one.content_type}
    return {**file, "content_id": one.cid} if one.cid else file


def idempotency_key(key: str) -> str:
    """Our key, or its digest where a header cannot hold it."""
    if key and key.isascii() and key.isprintable() and key == key.strip() and len(key) <= IDEMPOTENCY_CHARACTERS_MAX:
        return key
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def _signature(secret: str) -> Signature:
    try:
        return Signature(secret)
    except (RuntimeError, EmptyWebhookSecretError) as error:
        raise ValueError("no secret") from error
