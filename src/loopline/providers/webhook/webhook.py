"""Webhooks: a signed POST to an address that the author wrote, which may not be one of our own network."""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Self
from urllib.parse import urlsplit

import httpcore2
from httpx2 import create_ssl_context
from msgspec import json
from standardwebhooks import Webhook as Signature
from standardwebhooks.webhooks import EmptyWebhookSecretError

from loopline.delivery.email.mime import HEADER_NAME
from loopline.delivery.redact import clean_url
from loopline.model.channels import WEBHOOK_HEADERS_OURS, ChannelName
from loopline.model.errors import Invalid
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.guarded_network import GuardedBackend, PrivateAddress
from loopline.providers.url import ProviderUrl

AGAIN: Final = frozenset({408, 425, 429})
ANSWER_BYTES_MAX: Final = 64 * 1024
KEPT_ANSWER_BYTES_MAX: Final = 8 * 1024
KEPT_ANSWER_DEPTH_MAX: Final = 32
REASON_CHARACTERS_MAX: Final = 300
RETRY_AFTER_MS_MAX: Final = 24 * 3_600_000
ALLOW: Final = "Private addresses are refused unless LOOPLINE_ALLOW_PRIVATE_WEBHOOKS is set."
EXAMPLE: Final = "webhook://?secret=whsec_...&connections=16&timeout=10&unknown=resend"
UNKNOWN: Final[tuple[UnknownPolicy, ...]] = ("resend", "hold")
SECRET_BYTES: Final = 24
CONNECTIONS: Final = 16
TIMEOUT_SECONDS: Final = 10
NO_HOOKS: Final = HookRefusal("receipts_none", "Whoever receives a webhook answers it at once, or not at all.", 404)
NOT_SENT: Final = (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout)
LOST: Final = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError, TimeoutError)


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
        self._allow_private = allow_private
        self._connections = connections
        self._timeout = timeout_seconds
        self._pool: httpcore2.AsyncConnectionPool | None = None

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `secret` (else one of the data folder), `connections`, `timeout` in seconds, `unknown`."""
        given = ProviderUrl(url, EXAMPLE)
        if given.host or given.path:  # where a message goes is written in its node
            raise given.wrong()
        made = cls(
            given.text("secret") or tools.secret("webhooks", new_secret),
            now_ms=tools.clock.now,
            allow_private=tools.allow_private,
            connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
            unknown_policy=given.choice("unknown", UNKNOWN, "resend"),
        )
        given.done()
        return made

    async def open(self) -> None:
        """Makes the pool; connections are opened by the first messages."""
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=create_ssl_context(),
            max_connections=self._connections,
            max_keepalive_connections=self._connections,
            keepalive_expiry=30.0,
            network_backend=GuardedBackend(self._allow_private),
        )

    async def close(self) -> None:
        """Closes every connection."""
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None

    async def ask(self, key: str) -> Outcome:
        """A receiver has no way to be asked."""
        return Unknown("A webhook's receiver cannot be asked what became of a message.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: the answer to the request is all that its receiver says."""
        return NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Posts the batch, as many at a time as there are connections; one outcome each, in order."""
        outcomes: dict[int, Outcome] = {}
        todo = iter(enumerate(batch))

        async def carry() -> None:
            for at, dispatch in todo:
                outcomes[at] = await self._one(dispatch)

        await asyncio.gather(*(carry() for _ in range(min(self._connections, len(batch)))))
        return [outcomes[at] for at in range(len(batch))]

    async def _one(self, dispatch: Dispatch) -> Outcome:
        url = dispatch.rendered.url or dispatch.outgoing.address
        try:
            request_url, headers, body = self._request(url, dispatch)
        except Invalid as error:
            return Refused(error.code, error.text)
        except ValueError as error:  # half a character, or another text that no request can hold
            return Refused("message_invalid", f"The message cannot be written as a request: {error}"[:500])
        try:
            async with asyncio.timeout(self._timeout * 2):  # a receiver may not drip its answer for ever
                return await self._post(dispatch, request_url, headers, body)
        except PrivateAddress:
            return Refused("webhook_address_private", f"{urlsplit(url).hostname} is inside our own network. {ALLOW}")
        except NOT_SENT as error:
            return Deferred("webhook_unreachable", f"The receiver cannot be reached: {error}"[:REASON_CHARACTERS_MAX])
        except LOST as error:
            return Unknown(f"The receiver did not answer: {type(error).__name__} {error}"[:REASON_CHARACTERS_MAX])

    def _request(self, url: str, dispatch: Dispatch) -> tuple[httpcore2.URL, list[tuple[bytes, bytes]], bytes]:
        rendered, key = dispatch.rendered, dispatch.outgoing.key
        body = rendered.payload or rendered.body or "{}"
        try:
            json.decode(body)
        except ValueError as error:
            raise Invalid(
                "webhook_payload_invalid", f"The payload is not JSON ({error}). Correct its template."
            ) from error
        now = self._now_ms()
        stamp = datetime.fromtimestamp(now / 1000, UTC)
        headers = [
            (b"Host", _host(url)),
            (b"Content-Type", b"application/json"),
            (b"User-Agent", b"Loopline"),
            (b"Webhook-Id", key.encode()),
            (b"Webhook-Timestamp", str(now // 1000).encode()),
            (b"Webhook-Signature", self._signature.sign(key, stamp, body).encode()),
            (b"Content-Length", str(len(body.encode())).encode()),
        ]
        own = [_own_header(name, value) for name, value in rendered.headers.items()]
        theirs = {name.lower() for name, _ in own}
        return httpcore2.URL(url), [*(one for one in headers if one[0].lower() not in theirs), *own], body.encode()

    async def _post(
        self, dispatch: Dispatch, url: httpcore2.URL, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> Outcome:
        if self._pool is None:
            raise httpcore2.ConnectError("the provider is not open")
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        async with self._pool.stream(
            "POST", url, headers=headers, content=body, extensions={"timeout": limits}
        ) as answer:
            words = await _bounded(answer)
            outcome = _outcome(answer.status, dict(answer.headers), words, self._now_ms())
            if isinstance(outcome, Accepted) and dispatch.outgoing.wants_answer:
                return Accepted(outcome.provider_id, kept_answer(words))
            return outcome


def new_secret() -> str:
    """A new secret for signing webhooks, in the form that their receivers' libraries read."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _host(url: str) -> bytes:
    """The Host header of a complete http(s) address without a user in it; Invalid (`webhook_url_invalid`) otherwise."""
    shown = clean_url(url)[:80]
    wrong = Invalid("webhook_url_invalid", f"{shown!r} is not a web address. Write it as https://host/path.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise wrong from error
    if (
        parts.scheme not in ("http", "https")
        or not host
        or "@" in parts.netloc
        or not url.isascii()
        or not url.isprintable()
    ):
        raise wrong
    name = f"[{host}]" if ":" in host else host
    return (name if port is None else f"{name}:{port}").encode()


def _own_header(name: str, value: str) -> tuple[bytes, bytes]:
    clean = "".join(letter if letter.isprintable() else " " for letter in value).strip()
    if not HEADER_NAME.fullmatch(name) or name.lower() in WEBHOOK_HEADERS_OURS or not clean.isascii():
        raise Invalid(
            "header_invalid", f"The header {name[:80]!r} cannot be set like this. Remove it or use plain ASCII."
        )
    return name.encode(), clean.encode()


async def _bounded(answer: httpcore2.Response) -> bytes:
    """The beginning of the answer's body. A longer one is left unread, which closes its connection."""
    words = b""
    async for piece in answer.aiter_stream():
        words += piece
        if len(words) > ANSWER_BYTES_MAX:
            break
    return words


def _outcome(status: int, headers: dict[bytes, bytes], words: bytes, now: int) -> Outcome:
    """2xx accepted; 408, 425, 429 and 5xx again later; every other answer, redirects too, is a refusal."""
    reason = f"{status} {words[:REASON_CHARACTERS_MAX].decode('utf-8', 'replace')}".strip()
    if 200 <= status < 300:
        return Accepted(str(status))
    if status in AGAIN or status >= 500:
        wanted = {name.lower(): value for name, value in headers.items()}.get(b"retry-after", b"")
        return Deferred(f"http_{status}", reason, retry_after_ms(wanted.decode("latin-1"), now))
    return Refused(f"http_{status}", reason)


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


def retry_after_ms(value: str, now: int) -> int | None:
    """What `Retry-After` asks for, seconds or a date, in ms from now and at most a day; None when it says nothing."""
    value = value.strip()
    if value.isdecimal() and value.isascii():
        return min(int(value[:9]) * 1000, RETRY_AFTER_MS_MAX)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, min(int(at.timestamp() * 1000) - now, RETRY_AFTER_MS_MAX))
