"""Push to browsers by the Web Push protocol (RFC 8030): each subscription names the service that carries to it."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, Self, assert_never

from msgspec import json

from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Flight, Tools
from loopline.providers.http_client import Answer, HttpClient, Lost, NotSent
from loopline.providers.push.credentials import UNKNOWN, need_extra
from loopline.providers.push.each_device import to_each_device
from loopline.providers.push.notice import Notice, laid_over, notice_of
from loopline.providers.push.subscription import PLAIN_BYTES_MAX, Subscription, read_subscription
from loopline.providers.push.vapid import Vapid, new_vapid_key, origin_of, subject_of
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "webpush://?contact=mailto:ops@example.com&ttl=86400&urgency=normal&connections=10&timeout=15"
Urgency = Literal["very-low", "low", "normal", "high"]
URGENCIES: Final[tuple[Urgency, ...]] = ("very-low", "low", "normal", "high")
TTL_SECONDS: Final = 86_400
TTL_SECONDS_MAX: Final = 2_592_000
CONNECTIONS: Final = 10
TIMEOUT_SECONDS: Final = 15
SERVICES_MAX: Final = 256
LOGIN_ADVICE: Final = "Correct `contact` in the URL and this machine's clock; let pages subscribe with our public key."
OPTIONS: Final = "notification"
"""An object of this name in a payload says how the browser shows it: icon, image, actions."""

NO_HOOKS: Final = HookRefusal("receipts_none", "Browsers' services call nobody; a GET of ?key is our public key.", 404)


class WebPush:
    """It knows no idempotency key. A second message carries the topic and tag of the first and takes its place."""

    name = "webpush"
    channels: frozenset[ChannelName] = frozenset({"push"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request; with `unknown=resend` a second one takes the first one's place"

    def __init__(
        self,
        key: str,
        subject: str,
        *,
        now_ms: Callable[[], int],
        ttl_seconds: int = TTL_SECONDS,
        urgency: Urgency = "normal",
        allow_private: bool = False,
        connections: int = CONNECTIONS,
        timeout_seconds: float = TIMEOUT_SECONDS,
        unknown_policy: UnknownPolicy = "hold",
    ) -> None:
        self.flight: Flight | None = None
        self.unknown_policy = unknown_policy
        self._vapid = Vapid(key, subject, now_ms)
        self._now_ms, self._allow_private = now_ms, allow_private
        self._headers = [
            ("Content-Encoding", "aes128gcm"),
            ("Content-Type", "application/octet-stream"),
            ("TTL", str(ttl_seconds)),
            ("Urgency", urgency),
        ]
        self._proven: set[str] = set()
        self._client = HttpClient(allow_private=allow_private, connections=connections, timeout_seconds=timeout_seconds)

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `contact` (mailto: or https:, else the sender of e-mails), `key` (a private VAPID key, else one of
        the data folder), `ttl` in seconds, `urgency`, `connections`, `timeout` in seconds, `unknown` (hold or resend).
        """
        given = ProviderUrl(url, EXAMPLE)
        if given.host or given.path not in ("", "/"):
            raise given.wrong()
        need_extra("http_ece", given.scheme)
        made = cls(
            given.text("key") or tools.secret("vapid", new_vapid_key),
            given.text("contact") or subject_of(tools.sender),
            now_ms=tools.clock.now,
            ttl_seconds=given.number("ttl", TTL_SECONDS, least=0, most=TTL_SECONDS_MAX),
            urgency=given.choice("urgency", URGENCIES, "normal"),
            allow_private=tools.allow_private,
            connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
            unknown_policy=given.choice("unknown", UNKNOWN, "hold"),
        )
        given.done()
        return made

    @property
    def public_key(self) -> str:
        """What a page subscribes with."""
        return self._vapid.public_key

    async def open(self) -> None:
        """Connections are opened by the first messages."""
        await self._client.open()

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.close()

    async def ask(self, key: str) -> Outcome:
        """No service has a list of what it took."""
        return Unknown("A browser's service cannot be asked what became of a message.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: the service worker reports by the signed address that travels with the message. Our public key
        is told to everybody who asks; it is meant for every page.
        """
        return HookChallenge(self.public_key) if (request.method, request.query) == ("GET", "key") else NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a device, as many messages at a time as there are connections."""
        return await self._client.in_turn(batch, self._message, _broken)

    async def _message(self, dispatch: Dispatch) -> Outcome:
        return await to_each_device(dispatch, self._one, self.flight)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        notice = notice_of(dispatch)
        if notice is None:
            return Refused("webpush_payload_invalid", "The payload of a push is a JSON object; correct its template.")
        subscription = read_subscription(dispatch.outgoing.address, allow_private=self._allow_private)
        if subscription is None:
            text = "The address is no subscription of a browser; keep JSON.stringify(subscription) in the trait."
            return Refused("webpush_subscription_invalid", text, scope="address")
        try:
            text_bytes = json.encode(shown_notice(notice))
        except UnicodeEncodeError:  # half a character
            return Refused("webpush_text_invalid", "The text holds what is no character; correct its template.")
        if len(text_bytes) > PLAIN_BYTES_MAX:
            text = f"Web Push takes {PLAIN_BYTES_MAX} bytes at most, and this has {len(text_bytes)}; shorten it."
            return Refused("webpush_too_large", text)
        return await self._called(subscription, subscription.encrypted(text_bytes), notice.tag)

    async def _called(self, subscription: Subscription, body: bytes, tag: str) -> Outcome:
        own = [("Authorization", self._vapid.authorization(subscription.endpoint)), ("Topic", tag)]
        answer = await self._client.post(subscription.endpoint, [*own, *self._headers], body)
        outcome = self._outcome(answer, origin_of(subscription.endpoint))
        return outcome

    def _outcome(self, answer: Answer | NotSent | Lost, origin: str) -> Outcome:
        match answer:
            case NotSent(_, private=True):
                text = "The subscription leads into our own network, where no browser's service is."
                return Refused("webpush_endpoint_private", text, scope="address")
            case NotSent(reason):
                return Deferred("webpush_unreachable", f"The browser's service cannot be reached: {reason}")
            case Lost(reason):
                return Unknown(f"The browser's service did not answer: {reason}")
            case Answer():
                outcome = webpush_outcome(answer, self._now_ms(), proven=origin in self._proven)
                if isinstance(outcome, Accepted) and len(self._proven) < SERVICES_MAX:
                    self._proven.add(origin)
                return outcome
            case _:
                assert_never(answer)


def shown_notice(notice: Notice) -> dict[str, Any]:
    """What the service worker gets: what it shows, and the data that it acts on when it is clicked."""
    data = {name: value for name, value in notice.own.items() if name != OPTIONS}
    shown = {"title": notice.title, OPTIONS: {"body": notice.body, "tag": notice.tag, "data": data}}
    given = notice.own.get(OPTIONS)
    return laid_over(shown, {OPTIONS: given}) if isinstance(given, dict) else shown


def webpush_outcome(answer: Answer, now: int, *, proven: bool) -> Outcome:
    """The outcome of an answer. `proven`: this service has taken a message from us, so key and clock are right."""
    status, wait = answer.status, answer.retry_after_ms(now)
    match status:
        case 200 | 201 | 202:
            return Accepted(answer.headers.get("location", ""))
        case 404 | 410:
            text = "The subscription is over: they have left, or their browser has another one by now."
            return Refused("webpush_gone", text, scope="address", hard_bounce=True)
        case 413:
            return Refused("webpush_too_large", "The browser's service takes no text so long; shorten it.")
        case 401 | 403 if proven:
            text = "The subscription was made with another public key than ours; the page has to subscribe anew."
            return Refused("webpush_key_differs", text, scope="address")
        case 401 | 403:
            text = f"The service does not let us in ({answer.words}). {LOGIN_ADVICE}"
            return Refused("webpush_login", text, scope="provider")
        case 429:
            return Deferred("webpush_too_many", "The browser's service takes no more just now.", wait)
        case _ if status >= 500:
            return Deferred("webpush_unavailable", f"The browser's service cannot take it now: {answer.words}", wait)
        case _ if status < 300:
            return Unknown(f"The browser's service gave no clear answer: {answer.words}")
        case _:
            return Refused(f"webpush_{status}", f"The browser's service does not take it: {answer.words}")


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
