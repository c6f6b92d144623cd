"""E-mail by Mailgun's API: our own MIME byte for byte; its signed webhooks carry our key, and its log knows it."""

import hmac
import re
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, Final, Self
from urllib.parse import urlencode

from msgspec import Struct

from loopline.delivery.email.mime import mailbox, message_id
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.email.mail_service import (
    MESSAGE_KEY,
    MailService,
    ServiceCall,
    ServiceSetting,
    ms_of_seconds,
    read_json,
    service_setting,
    words_of,
)
from loopline.providers.email.mailgun_events import key_of_event, mailgun_news, routed_reply
from loopline.providers.http_client import REASON_CHARACTERS_MAX, Answer
from loopline.providers.posted_form import posted_form
from loopline.providers.url import ProviderUrl, service_host

EXAMPLE: Final = "mailgun://:API_KEY@api.mailgun.net/mg.example.com?signing_key=WEBHOOK_SIGNING_KEY"
HOST: Final = "api.mailgun.net"
DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
UNTRACKED: Final = (("o:tracking", "no"), ("o:tracking-clicks", "no"), ("o:tracking-opens", "no"))
FOUND_MAX: Final = 5
WINDOW_MS: Final = 300_000
TOKENS_MAX: Final = 10_000
POST_ONLY: Final = HookRefusal("mailgun_method", "Mailgun's webhooks come by HTTP POST.", 400)
UNREADABLE: Final = HookRefusal("mailgun_body", "The call is no event of Mailgun, and no mail of a route.", 400)
UNSIGNED: Final = HookRefusal(
    "signature_invalid", "The call is not signed with `signing_key`; without one it has to bring our token."
)
RECIPIENT: Final = re.compile(r"\bto\b.*not a valid address", re.IGNORECASE | re.DOTALL)


class MailgunAnswer(Struct, frozen=True):
    """An answer: the id of what was taken, or what is wrong."""

    message: str
    id: str = ""


class FoundEvents(Struct, frozen=True):
    """The answer to a search of the log."""

    items: list[dict[str, Any]]


class Mailgun(MailService):
    """It has no idempotency key, but its log finds a message by ours. What it has not found may still come: unknown."""

    name = "mailgun"
    label = "Mailgun"
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "ask"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx; found in its log it was sent, else a person decides"
    bytes_max = 25_000_000

    def __init__(
        self,
        api_key: str,
        domain: str,
        setting: ServiceSetting,
        *,
        signing_key: str = "",
        address: str = f"https://{HOST}",
    ) -> None:
        super().__init__(setting)
        self._domain, self._signing_key = domain, signing_key
        self._url = f"{address}/v3/{domain}"
        self._headers = [("Authorization", f"Basic {b64encode(f'api:{api_key}'.encode()).decode()}")]
        self._tokens = TokensSeen(self._now_ms)

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The path is the sending domain, the host api.eu.mailgun.net in the EU. Options: `signing_key` (of webhooks,
        not the API key), `sender`, `connections`, `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        domain = given.path.strip("/").lower()
        if not given.password or given.login not in ("", "api") or not DOMAIN.fullmatch(domain):
            raise given.wrong()
        signing_key, address = given.text("signing_key"), service_host(given, HOST)
        setting = service_setting(given, tools)
        given.done()
        return cls(given.password, domain, setting, signing_key=signing_key, address=address)

    def call_for(self, dispatch: Dispatch) -> ServiceCall:
        """The mail as SMTP would send it, with one recipient and all of Mailgun's own tracking off."""
        mail = self._mail(dispatch, self._domain)
        fields = [("to", mailbox(dispatch.outgoing.address)), (f"v:{MESSAGE_KEY}", dispatch.outgoing.key), *UNTRACKED]
        mark = "loopline-" + blake2b(mail, digest_size=16).hexdigest()
        headers = [*self._headers, ("Content-Type", f"multipart/form-data; boundary={mark}")]
        return ServiceCall(f"{self._url}/messages.mime", headers, form_with_mail(mark, fields, mail))

    def told(self, answer: Answer) -> Outcome | None:
        """An id means taken. What is not the author's or the person's fault is the account's."""
        if answer.status == 401:  # its body is no JSON
            text = "Mailgun refuses our login; correct the API key in the URL, and its region."
            return Deferred("mailgun_login", text, away=True)
        if answer.status == 200 and b"Magnificent API" in answer.body:
            text = "Take the host from Mailgun: api.mailgun.net, or api.eu.mailgun.net for a domain in the EU."
            return Refused("mailgun_path", text, scope="provider")
        said = read_json(answer.body, MailgunAnswer)
        if said is None:
            return None
        words = said.message[:REASON_CHARACTERS_MAX]
        match answer.status:
            case 200 if said.id:
                return Accepted(said.id)
            case 400 if RECIPIENT.search(words):
                return Refused("mailgun_address", f"Mailgun takes it for no address: {words}", scope="address")
            case 400 | 413:
                return Refused("mailgun_message", f"Mailgun does not take this message: {words}")
            case 402 | 403:
                text = f"Mailgun does not let this account send; see to its plan and its domain there: {words}"
                return Refused("mailgun_account", text, scope="provider")
            case 404:
                text = f"Mailgun knows no such domain; correct it, or its host (EU: api.eu.mailgun.net): {words}"
                return Refused("mailgun_domain", text, scope="provider")
            case 429:
                wait = answer.retry_after_ms(self._now_ms())
                return Deferred("mailgun_rate", f"Mailgun wants fewer calls at once: {words}", wait)
            case _:
                return None

    async def ask(self, key: str) -> Outcome:
        """Accepted when its log has a message with our key. One that it does not list may only not be listed yet."""
        query = urlencode(
            {
                "message-id": f"{message_id(key)}@{self._domain}",
                "event": "accepted",
                "ascending": "no",
                "limit": FOUND_MAX,
            }
        )
        answer = await self._client.get(f"{self._url}/events?{query}", self._headers)
        if not isinstance(answer, Answer) or answer.status != 200:
            return Unknown("Mailgun could not be asked for the message.")
        found = read_json(answer.body, FoundEvents)
        if found is not None and any(key_of_event(event) == key for event in found.items):
            return Accepted(f"<{message_id(key)}@{self._domain}>")
        return Unknown("Mailgun lists no message with our key; look for it in its logs.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """One event a call, or a mail that a route forwards. What is not answered with 200 comes again for 8 hours,
        but for deliveries.

        The signature covers a token and not the event: a token that comes with another body is not believed.
        """
        if request.method != "POST":
            return POST_ONLY
        event, form = read_json(request.body, dict[str, Any]), None
        if event is None:
            form = posted_form(request)
        signed: Any = event.get("signature") if event is not None else form
        if not (self._is_signed(signed, request.body) if self._signing_key else request.by_token):
            return UNSIGNED
        if form is not None:
            return routed_reply(form) if "sender" in form else UNREADABLE
        data = event.get("event-data") if event is not None else None
        return mailgun_news(data) if isinstance(data, dict) else UNREADABLE

    def _is_signed(self, signed: Any, body: bytes) -> bool:  # whatever stands in the body
        if not isinstance(signed, dict):
            return False
        stamp, token = words_of(signed.get("timestamp")), words_of(signed.get("token"))
        if not token or abs(ms_of_seconds(stamp) - self._now_ms()) > WINDOW_MS:
            return False
        given = words_of(signed.get("signature")).encode("utf-8", "replace")
        return hmac.compare_digest(given, mailgun_signature(self._signing_key, stamp, token)) and self._tokens.take(
            token, body
        )


class TokensSeen:
    """The tokens of calls, each for one body, as long as their signatures would be believed; the oldest make room."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._seen: OrderedDict[str, tuple[int, bytes]] = OrderedDict()

    def take(self, token: str, body: bytes) -> bool:
        """Whether the token is new, or came with this body before."""
        now, digest = self._now_ms(), blake2b(body, digest_size=16).digest()
        while self._seen:
            oldest = next(iter(self._seen))
            if len(self._seen) < TOKENS_MAX and self._seen[oldest][0] > now - 2 * WINDOW_MS:
                break
            del self._seen[oldest]
        return self._seen.setdefault(token, (now, digest))[1] == digest


def mailgun_signature(signing_key: str, stamp: str, token: str) -> bytes:
    """What Mailgun signs: the timestamp with the token behind it."""
    text = (stamp + token).encode("utf-8", "replace")
    return hmac.new(signing_key.encode(), text, "sha256").hexdigest().encode()


def form_with_mail(mark: str, fields: Sequence[tuple[str, str]], mail: bytes) -> bytes:
    """A form of these fields, which hold no line break, and the mail as a file. `mark` stands in none of them."""
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    )
    file = f'--{mark}\r\nContent-Disposition: form-data; name="message"; filename="message.mime"\r\n'
    kind = "Content-Type: message/rfc822\r\n\r\n"
    return b"".join((head.encode(), file.encode(), kind.encode(), mail, f"\r\n--{mark}--\r\n".encode()))
