"""Webhooks: a signed POST to an address that the author wrote, which may not be one of our own network."""

import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, Self, assert_never
from urllib.parse import urlsplit

from msgspec import json
from standardwebhooks import Webhook as Signature
from standardwebhooks.webhooks import EmptyWebhookSecretError

from loopline.delivery.redact import clean_url
from loopline.model.channels import WEBHOOK_HEADERS_OURS, WEBHOOK_METHODS, ChannelName, WebhookMethod
from loopline.model.errors import Invalid
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.mail.mailbox import MAIL_HEADER_NAME
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.http_client import Answer, Header, HttpClient, Lost, NotSent
from loopline.providers.url import ProviderUrl

AGAIN: Final = frozenset({408, 425, 429})
JSON: Final = "application/json"
WITHOUT_BODY: Final = ("GET", "DELETE")
"""Methods whose requests have a body only where the author wrote one."""

KEPT_ANSWER_BYTES_MAX: Final = 8 * 1024
KEPT_ANSWER_DEPTH_MAX: Final = 32
ALLOW: Final = "Write an address of the internet, or set LOOPLINE_ALLOW_PRIVATE_WEBHOOKS for a trial."
EXAMPLE: Final = "webhook://?secret=whsec_...&connections=16&timeout=10&unknown=resend"
UNKNOWN: Final[tuple[UnknownPolicy, ...]] = ("resend", "hold")
SECRET_BYTES: Final = 24
CONNECTIONS: Final = 16
RECEIVERS: Final = 16
CONNECTIONS_MAX: Final = 1_000
"""So many receivers may keep all their connections busy before another one has to wait, up to this in all."""

TIMEOUT_SECONDS: Final = 10
NO_HOOKS: Final = HookRefusal("receipts_none", "Whoever receives a webhook answers it at once, or not at all.", 404)


class Webhook:
    """Posts to the address in the message. Receivers deduplicate by `Webhook-Id`, so the unknown is sent again."""

    name = "webhook"
    channels: frozenset[ChannelName] = frozenset({"webhook"})
    unknown_policy: UnknownPolicy = "resend"
    example = EXAMPLE
    unknown_means = "no answer after the request; the receiver deduplicates by `Webhook-Id`"

    def __init__(
        self,
        secret: str,
        *,
        now_ms: Callable[[], int],
        allow_private: bool = False,
        connections: int = CONNECTIONS,
        timeout_seconds: float = TIMEOUT_SECONDS,
        unknown_policy: UnknownPolicy = "resend",
    ) -> None:
        try:
            self._signature = Signature(secret)
        except (ValueError, RuntimeError, EmptyWebhookSecretError):
            text = "Write the webhook secret as whsec_ followed by base64."
            raise Invalid("webhook_secret_invalid", text) from None  # their words may repeat it
        self.unknown_policy = unknown_policy
        self._now_ms = now_ms
        self._client = HttpClient(
            allow_private=allow_private,
            connections=min(connections * RECEIVERS, CONNECTIONS_MAX),
            connections_each=connections,
            timeout_seconds=timeout_seconds,
        )

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `secret` (else one of the data folder), `connections` to a host, `timeout` in seconds, `unknown`."""
        given = ProviderUrl(url, EXAMPLE)
        if given.host or given.path:  # where a message goes is written in its node
            raise given.wrong()
        made = cls(
            given.text("secret") or tools.secret("webhooks", new_secret),
            now_ms=tools.clock.now,
            allow_private=tools.allow_private,
            connections=given.number("connections", CONNECTIONS, least=1, most=CONNECTIONS_MAX),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
            unknown_policy=given.choice("unknown", UNKNOWN, "resend"),
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
        """A receiver has no way to be asked."""
        return Unknown("A webhook's receiver cannot be asked what became of a message.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: the answer to the request is all that its receiver says."""
        return NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Posts the batch, as many at a time as there are connections; one outcome each, in order."""
        return await self._client.in_turn(batch, self._one, _broken)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        url = (dispatch.rendered.url or dispatch.outgoing.address).strip()
        try:
            method, headers, body = self._request(url, dispatch)
        except Invalid as error:
            return Refused(error.code, error.text)
        except Exception as error:  # half a character, or whatever else no request can hold: costs this message alone
            return Refused("message_invalid", f"The message cannot be written as a request: {error}"[:500])
        try:
            answer = await self._client.call(method, url, headers, body)
        except ValueError as error:  # a text that no request can hold
            return Refused("message_invalid", f"The message cannot be written as a request: {error}"[:500])
        match answer:
            case NotSent(reason, private):
                if private:
                    return Refused(
                        "webhook_address_private", f"{urlsplit(url).hostname} is inside our own network. {ALLOW}"
                    )
                return Deferred("webhook_unreachable", f"The receiver cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"The receiver did not answer: {reason}")
            case Answer():
                outcome = _outcome(answer, self._now_ms())
                if isinstance(outcome, Accepted) and dispatch.outgoing.wants_answer:
                    return Accepted(outcome.provider_id, kept_answer(answer.body))
                return outcome
            case _:
                assert_never(answer)

    def _request(self, url: str, dispatch: Dispatch) -> tuple[WebhookMethod, list[Header], bytes]:
        rendered, key = dispatch.rendered, dispatch.outgoing.key
        method = _method(rendered.method)
        body = rendered.payload or rendered.body or ("" if method in WITHOUT_BODY else "{}")
        own = [_own_header(name, value) for name, value in rendered.headers.items()]
        named = {name.lower(): value for name, value in own}
        if body and "json" in named.get("content-type", JSON).lower():
            _check_json(body)
        _check_address(url)
        now = self._now_ms()
        stamp = datetime.fromtimestamp(now / 1000, UTC)
        headers = [
            *([("Content-Type", JSON)] if body else []),
            ("Webhook-Id", key),
            ("Webhook-Timestamp", str(now // 1000)),
            ("Webhook-Signature", self._signature.sign(key, stamp, body)),
        ]
        return method, [*(one for one in headers if one[0].lower() not in named), *own], body.encode()


def _method(text: str) -> WebhookMethod:
    named = text.strip().upper() or "POST"
    found = next((method for method in WEBHOOK_METHODS if method == named), None)
    if found is None:
        raise Invalid(
            "webhook_method_invalid", f"A webhook cannot {named[:20]!r}; choose one of {', '.join(WEBHOOK_METHODS)}."
        )
    return found


def _check_json(body: str) -> None:
    try:
        json.decode(body)
    except ValueError as error:
        raise Invalid(
            "webhook_payload_invalid",
            f"The payload is not JSON ({error}). Correct its template, or say in Content-Type what it is.",
        ) from error


def new_secret() -> str:
    """A new secret for signing webhooks, in the form that their receivers' libraries read."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _check_address(url: str) -> None:
    """Raises Invalid `webhook_url_invalid` unless it is a complete http(s) address without a user in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _no_address(url) from error
    if (
        parts.scheme not in ("http", "https")
        or not host
        or "@" in parts.netloc
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise _no_address(url)


def _no_address(url: str) -> Invalid:
    return Invalid(
        "webhook_url_invalid",
        f"{clean_url(url)[:80]!r} is not a web address. "
        "Write it as https://host/path, and values in it as {{urlencode ...}}.",
    )


def _own_header(name: str, value: str) -> Header:
    clean = "".join(letter if letter.isprintable() else " " for letter in value).strip()
    if not MAIL_HEADER_NAME.fullmatch(name) or name.lower() in WEBHOOK_HEADERS_OURS or not clean.isascii():
        raise Invalid(
            "header_invalid", f"The header {name[:80]!r} cannot be set like this. Remove it or use plain ASCII."
        )
    return name, clean


def _outcome(answer: Answer, now: int) -> Outcome:
    """2xx accepted; 408, 425, 429 and 5xx again later; every other answer, redirects too, is a refusal."""
    status = answer.status
    if 200 <= status < 300:
        return Accepted(str(status))
    if status in AGAIN or status >= 500:
        return Deferred(f"http_{status}", answer.words, answer.retry_after_ms(now))
    return Refused(f"http_{status}", answer.words)


def kept_answer(words: bytes) -> bytes:
    """The answer where it is a JSON object of at most 8 KB and 32 levels, written compactly; else nothing.

    Nothing is unknown later. What is deeper than properties of events may be would break whoever reads it next.
    """
    try:
        value = json.decode(words)
    except (ValueError, RecursionError):
        return b""
    if not isinstance(value, dict) or _depth_over(KEPT_ANSWER_DEPTH_MAX, value):
        return b""
    text = json.encode(value)
    return text if len(text) <= KEPT_ANSWER_BYTES_MAX else b""


def _depth_over(levels: int, value: object) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is not None and (levels == 0 or any(_depth_over(levels - 1, part) for part in inner))


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
