"""E-mail by Postmark's API; its webhooks carry our key, and a message can be found by it."""

import re
from collections.abc import Sequence
from typing import Any, Final, Self
from urllib.parse import quote

from msgspec import Struct, field, json

from loopline.delivery.email.attached import FileInBase64
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import (
    Accepted,
    Deferred,
    Dispatch,
    Outcome,
    RefusalScope,
    Refused,
    Unknown,
    UnknownPolicy,
    advised_words,
)
from loopline.ports import Tools
from loopline.providers.email.mail_service import (
    MESSAGE_KEY,
    MailService,
    ServiceCall,
    ServiceSetting,
    is_believed,
    mail_in_parts,
    read_json,
    service_setting,
    written_mailbox,
)
from loopline.providers.email.postmark_events import VALUE_CHARACTERS_MAX, in_pieces, of_pieces, postmark_news
from loopline.providers.http_client import REASON_CHARACTERS_MAX, Answer
from loopline.providers.url import ProviderUrl, service_host

EXAMPLE: Final = "postmark://:SERVER_TOKEN@api.postmarkapp.com?broadcast=news&webhook=LOGIN:PASSWORD"
HOST: Final = "api.postmarkapp.com"
STREAM: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
PART_BYTES_MAX: Final = 5_000_000
FOUND_MAX: Final = 20
POST_ONLY: Final = HookRefusal("postmark_method", "Postmark's webhooks come by HTTP POST.", 400)
UNREADABLE: Final = HookRefusal("postmark_body", "The call is no event of Postmark.", 400)
UNSIGNED: Final = HookRefusal(
    "signature_invalid", "The call brings neither our token nor the login of `webhook` in the provider's URL."
)

# Postmark's error codes by what follows; every other one is a refusal of this message. Looked up in November 2026.
LOGIN: Final = 10
AWAY: Final = frozenset({LOGIN, 100})
INVALID: Final = 300
INACTIVE: Final = 406
ACCOUNT: Final = frozenset({400, 401, 405, 412, 413})
RATE: Final = 429
ADVICE: Final = {
    LOGIN: "Correct the server token in the URL.",
    400: "Add the sender's address or domain at Postmark.",
    401: "Confirm the sender's address at Postmark.",
    405: "The account has no credits left; buy some.",
    INACTIVE: "It bounced or complained before; reactivate it at Postmark if it is good again.",
    412: "Ask Postmark to approve the account; until then it sends to your own domain only.",
    413: "Postmark has stopped the account; ask its support.",
}
RECIPIENT: Final = re.compile(r"'(To|Cc|Bcc)'")


class PostmarkAnswer(Struct, frozen=True, rename="pascal"):
    """An answer: `ErrorCode` is 0 for a message that was taken."""

    error_code: int
    message: str = ""
    message_id: str = field(name="MessageID", default="")


class PostmarkFound(Struct, frozen=True, rename="pascal"):
    """One message that a search found."""

    message_id: str = field(name="MessageID")
    metadata: dict[str, str]


class FoundMessages(Struct, frozen=True, rename="pascal"):
    """The answer to a search."""

    messages: list[PostmarkFound]


class Postmark(MailService):
    """It has no idempotency key, but finds a message by ours. What it has not found may still come: that is unknown."""

    name = "postmark"
    label = "Postmark"
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "ask"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx; found by our key it was sent, else a person decides"
    bytes_max = 10_000_000

    def __init__(
        self,
        token: str,
        setting: ServiceSetting,
        *,
        stream: str = "outbound",
        broadcast: str = "",
        webhook: str = "",
        address: str = f"https://{HOST}",
    ) -> None:
        super().__init__(setting)
        self._address, self._webhook = address, webhook
        self._stream, self._broadcast = stream, broadcast or stream
        self._headers = [
            ("X-Postmark-Server-Token", token),
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
        ]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `stream` (else outbound), `broadcast` (the stream of mails that can be unsubscribed from, else the
        same), `webhook` (login:password that Postmark shows us), `sender`, `connections`, `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        if not given.password or given.login or given.path not in ("", "/"):
            raise given.wrong()
        stream, broadcast = given.text("stream", "outbound"), given.text("broadcast")
        webhook, address = given.text("webhook"), service_host(given, HOST)
        setting = service_setting(given, tools)
        given.done()
        well = STREAM.fullmatch(stream) and (not broadcast or STREAM.fullmatch(broadcast))
        if not well or (webhook and ":" not in webhook):
            raise given.wrong()
        return cls(given.password, setting, stream=stream, broadcast=broadcast, webhook=webhook, address=address)

    def call_for(self, dispatch: Dispatch) -> ServiceCall | Refused:
        """One message; Postmark's own tracking is off, and a batch would leave all of it unknown when it is lost."""
        mail = mail_in_parts(dispatch, self._sender)
        if len(mail.text.encode()) > PART_BYTES_MAX or len(mail.html.encode()) > PART_BYTES_MAX:
            return Refused(
                "postmark_too_large", "Postmark takes 5 MB of text and 5 MB of HTML at most; make it smaller."
            )
        leavable = any(name.lower() == "list-unsubscribe" for name in mail.headers)
        body: dict[str, Any] = {
            "From": written_mailbox(mail.sender),
            "To": mail.to,
            "Subject": mail.subject,
            "Headers": [{"Name": name, "Value": value} for name, value in mail.headers.items()],
            "Metadata": in_pieces(mail.key),
            "MessageStream": self._broadcast if leavable else self._stream,
            "TrackOpens": False,
            "TrackLinks": "None",
        }
        body |= {"TextBody": mail.text} if mail.text else {}
        body |= {"HtmlBody": mail.html} if mail.html else {}
        body |= {"ReplyTo": ", ".join(map(written_mailbox, mail.reply_to))} if mail.reply_to else {}
        body |= {"Attachments": list(map(_file, mail.files))} if mail.files else {}
        return ServiceCall(f"{self._address}/email", self._headers, json.encode(body))

    def told(self, answer: Answer) -> Outcome | None:
        """Its own code says what is wrong; a 5xx is believed for maintenance alone."""
        said = read_json(answer.body, PostmarkAnswer)
        if said is None:
            return None
        if answer.status == 200 and said.error_code == 0 and said.message_id:
            return Accepted(said.message_id)
        code, words = said.error_code, said.message[:REASON_CHARACTERS_MAX]
        words, wait = advised_words(words, ADVICE.get(code, "")), answer.retry_after_ms(self._now_ms())
        if code in AWAY and answer.status >= 400:
            return Deferred(f"postmark_{code}", f"Postmark takes nothing now: {words}", wait, away=True)
        if not 400 <= answer.status < 500 or code == 0:
            return None
        if RATE in (code, answer.status):
            return Deferred("postmark_rate", f"Postmark wants fewer calls at once: {words}", wait)
        text = f"Postmark does not take it: {words}"
        return Refused(f"postmark_{code}", text, hard_bounce=code == INACTIVE, scope=_scope(code, said.message))

    async def ask(self, key: str) -> Outcome:
        """Accepted when it has a message with our key. One that it does not list may only not be listed yet."""
        query = f"count={FOUND_MAX}&offset=0&metadata_{MESSAGE_KEY}={quote(key[:VALUE_CHARACTERS_MAX], safe='')}"
        answer = await self._client.get(f"{self._address}/messages/outbound?{query}", self._headers[:2])
        if not isinstance(answer, Answer) or answer.status != 200:
            return Unknown("Postmark could not be asked for the message.")
        found = read_json(answer.body, FoundMessages)
        ours = [one for one in found.messages if of_pieces(one.metadata) == key] if found else []
        if ours:
            return Accepted(ours[0].message_id)
        return Unknown("Postmark lists no message with our key; look for it in its activity.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """One event a call, or a mail that came in. Postmark signs nothing; it calls again for 10 hours, but not after
        a 403.
        """
        if request.method != "POST":
            return POST_ONLY
        if not is_believed(request, self._webhook):
            return UNSIGNED
        event = read_json(request.body, dict[str, Any])
        return UNREADABLE if event is None else postmark_news(event)


def _scope(code: int, words: str) -> RefusalScope:
    if code in ACCOUNT:
        return "provider"
    return "address" if code == INACTIVE or (code == INVALID and RECIPIENT.search(words)) else "message"


def _file(one: FileInBase64) -> dict[str, str]:
    file = {"Name": one.name, "Content": one.content, "ContentType": one.content_type}
    return {**file, "ContentID": f"cid:{one.cid}"} if one.cid else file
