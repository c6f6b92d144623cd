"""E-mail by Brevo's API, which drops a second mail with the same key for half an hour; its webhooks carry our key."""

import re
from collections.abc import Sequence
from email.header import Header
from typing import Any, Final, Self
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct, field, json

from loopline.delivery.email.mime import PLAIN_NAME
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.mail.mailbox import Mailbox
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy, advised_words
from loopline.ports import Tools
from loopline.providers.email.brevo_news import KEY_FIELD, read_brevo_event
from loopline.providers.email.mail_service import (
    MailService,
    ServiceCall,
    ServiceSetting,
    is_believed,
    mail_in_parts,
    ms_of_seconds,
    read_json,
    service_setting,
)
from loopline.providers.http_client import REASON_CHARACTERS_MAX, Answer
from loopline.providers.url import ProviderUrl, service_host

EXAMPLE: Final = "brevo://:API_KEY@api.brevo.com?webhook=LOGIN:PASSWORD&sender=Acme+<hello@acme.example>"
HOST: Final = "api.brevo.com"
CODE: Final = re.compile(r"[a-z]+(_[a-z]+){0,9}")
HEADERS_THEIRS: Final = frozenset({"idempotencykey", KEY_FIELD.lower()})
"""What the call itself uses, in lower case."""

POST_ONLY: Final = HookRefusal("brevo_method", "Brevo's webhooks come by HTTP POST.", 400)
UNREADABLE: Final = HookRefusal("brevo_body", "The call is no event of Brevo.", 400)
UNSIGNED: Final = HookRefusal(
    "signature_invalid", "The call brings neither our token nor the login of `webhook` in the provider's URL."
)

# Codes of errors by what follows; every other one is about the message. Looked up in November 2026.
TAKEN: Final = "duplicate_parameter"
ACCOUNT: Final = {
    "not_enough_credits": "Buy credits at Brevo, or enlarge the plan.",
    "permission_denied": "Give the API key the right to send, and have the account approved for transactional mail.",
    "account_under_validation": "Brevo has not approved the account yet; ask its support.",
    "reseller_permission_denied": "Ask the reseller of the account.",
}
SENDER: Final = re.compile(r"\bsender\b", re.IGNORECASE)
RECIPIENT: Final = re.compile(r"\bin to\b|\bto\[?\d*\]?\.?email\b", re.IGNORECASE)


class BrevoAnswer(Struct, frozen=True):
    """The id of a mail that was taken, or the code and words of an error."""

    id: str = field(name="messageId", default="")
    code: str = ""
    message: str = ""


class Brevo(MailService):
    """A call without a believable answer is made once more at once, with the same key; what is unknown then is held.

    The key is good for half an hour, and the next attempt may come later: to send again by itself could send twice.
    """

    name = "brevo"
    label = "Brevo"
    bytes_max = 20_000_000
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = (
        "no answer after the request, or a 5xx, twice: Brevo drops a mail with our key sent again within 30 minutes"
    )

    def __init__(
        self, api_key: str, setting: ServiceSetting, *, webhook: str = "", address: str = f"https://{HOST}"
    ) -> None:
        super().__init__(setting)
        self._url, self._webhook = f"{address}/v3/smtp/email", webhook
        self._headers = [("api-key", api_key), ("Accept", "application/json"), ("Content-Type", "application/json")]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `webhook` (login:password that Brevo shows us), `sender`, `connections`, `timeout` in seconds."""
        given = ProviderUrl(url, EXAMPLE)
        if not given.password or given.login or given.path not in ("", "/"):
            raise given.wrong()
        webhook, address, setting = given.text("webhook"), service_host(given, HOST), service_setting(given, tools)
        given.done()
        if webhook and ":" not in webhook:
            raise given.wrong()
        return cls(given.password, setting, webhook=webhook, address=address)

    def call_for(self, dispatch: Dispatch) -> ServiceCall | Refused:
        """One mail with its key. Brevo tracks by account and not by mail: there it has to be switched off."""
        mail = mail_in_parts(dispatch, self._sender)
        if len(mail.reply_to) > 1:
            return Refused("brevo_reply_to", "Brevo takes one address for replies; leave one in `reply_to`.")
        theirs = next((name for name in mail.headers if name.lower() in HEADERS_THEIRS), "")
        if theirs:
            return Refused("brevo_header", f"Brevo uses the header {theirs} itself; remove it from the message.")
        if any(one.cid for one in mail.files):
            text = "Brevo carries no pictures inside of a mail; link them, or send this message by another provider."
            return Refused("brevo_inline", text)
        own = {KEY_FIELD: quote(mail.key.encode("utf-8", "replace")), "idempotencyKey": idempotency_uuid(mail.key)}
        body: dict[str, Any] = {
            "sender": _mailbox(mail.sender),
            "to": [{"email": mail.to}],
            "subject": mail.subject,
            "headers": {**mail.headers, **own},
        }
        body |= {"htmlContent": mail.html} if mail.html else {}
        body |= {"textContent": mail.text} if mail.text else {}
        body |= {"replyTo": _mailbox(mail.reply_to[0])} if mail.reply_to else {}
        body |= {"attachment": [{"name": one.name, "content": one.content} for one in mail.files]} if mail.files else {}
        return ServiceCall(self._url, self._headers, json.encode(body))

    async def _hand_over(self, call: ServiceCall) -> Outcome:
        outcome = await super()._hand_over(call)
        return await super()._hand_over(call) if isinstance(outcome, Unknown) else outcome

    def told(self, answer: Answer) -> Outcome | None:
        """Each error has a code. A key that was used is a mail that Brevo has already."""
        said = read_json(answer.body, BrevoAnswer)
        if said is None or answer.status >= 500:
            return None
        if 200 <= answer.status < 300 and said.id:
            return Accepted(said.id)
        if answer.status < 400 or not CODE.fullmatch(said.code):
            return None
        code, words = said.code, said.message[:REASON_CHARACTERS_MAX]
        if code == TAKEN:
            return Accepted()
        if answer.status == 401:
            text = f"Brevo refuses our login; correct the API key in the URL, and allow this machine's address: {words}"
            return Deferred(f"brevo_{code}", text, away=True)
        if answer.status == 429:
            reset = ms_of_seconds(answer.headers.get("x-sib-ratelimit-reset", ""))
            wait = answer.retry_after_ms(self._now_ms()) or reset or None
            return Deferred(f"brevo_{code}", f"Brevo wants fewer calls at once: {words}", wait)
        return _refused(code, answer.status, words)

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """One event a call, or a list of them. Brevo signs nothing, and does not repeat a call that was answered, not
        even with a 503.
        """
        if request.method != "POST":
            return POST_ONLY
        if not is_believed(request, self._webhook):
            return UNSIGNED
        sole = read_json(request.body, dict[str, Any])
        events = read_json(request.body, list[dict[str, Any]]) if sole is None else [sole]
        return UNREADABLE if events is None else [one for event in events for one in read_brevo_event(event)]


def idempotency_uuid(key: str) -> str:
    """A UUID that each key has always: Brevo takes no other kind of key."""
    return str(uuid5(NAMESPACE_URL, quote(key.encode("utf-8", "surrogatepass"))))


def _refused(code: str, status: int, words: str) -> Refused:
    if status in (402, 403) or code in ACCOUNT:
        text = advised_words(f"Brevo does not take it: {words}", ACCOUNT.get(code, ACCOUNT["permission_denied"]))
        return Refused(f"brevo_{code}", text, scope="provider")
    if SENDER.search(words):
        text = f"Brevo does not take it; verify the sender or its domain there: {words}"
        return Refused(f"brevo_{code}", text, scope="provider")
    if RECIPIENT.search(words):
        return Refused(f"brevo_{code}", f"Brevo takes it for no address: {words}", scope="address")
    return Refused(f"brevo_{code}", f"Brevo does not take this message: {words}")


def _mailbox(one: Mailbox) -> dict[str, str]:
    """A name with letters of other alphabets and signs such as a comma is lost there, unless it is encoded."""
    if not one.name:
        return {"email": one.address}
    rest = "".join(letter for letter in one.name if letter.isascii())
    odd = not one.name.isascii() and not PLAIN_NAME.fullmatch(rest)
    return {"email": one.address, "name": Header(one.name, "utf-8").encode(linesep="") if odd else one.name}
