"""Push by Apple's service over HTTP/2, logged in by a token that our key signs; it answers and tells nothing later."""

import re
from collections.abc import Callable, Mapping, Sequence
from ssl import SSLContext
from typing import TYPE_CHECKING, Any, Final, Self, assert_never
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct, json

from loopline.model.channels import ChannelName
from loopline.model.errors import Invalid
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Flight, Tools
from loopline.providers.http_client import Answer, Lost, NotSent
from loopline.providers.push.credentials import UNKNOWN, need_extra, read_key
from loopline.providers.push.each_device import to_each_device
from loopline.providers.push.es256 import es256_token
from loopline.providers.push.http2_client import Http2Client
from loopline.providers.push.notice import Notice, laid_over, notice_of
from loopline.providers.url import ProviderUrl

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

EXAMPLE: Final = (
    "apns://TEAM_ID:KEY_ID@api.push.apple.com?topic=com.example.app&file=/run/secrets/AuthKey.p8&timeout=15"
)
HOST: Final = "api.push.apple.com"
HOST_NAME: Final = re.compile(r"[a-z0-9.-]+")
NAMED: Final = re.compile(r"[A-Za-z0-9]{1,40}")
TOPIC: Final = re.compile(r"[A-Za-z0-9.-]{1,255}")
TOKEN: Final = re.compile(r"[0-9A-Fa-f]{2,512}")
PAYLOAD_BYTES_MAX: Final = 4_096
AT_ONCE: Final = 100
TIMEOUT_SECONDS: Final = 15
RENEWED_AFTER_MS: Final = 40 * 60_000
RENEWED_AT_MOST_EVERY_MS: Final = 20 * 60_000
"""Apple takes a token for an hour, and bans a connection that shows new ones more often than this."""

NO_HOOKS: Final = HookRefusal("receipts_none", "APNs calls nobody; the app reports what was opened.", 404)
LOGIN_ADVICE: Final = "Correct TEAM_ID, KEY_ID and `file` in the URL, and this machine's clock."


class ApnsAnswer(Struct, frozen=True):
    """The body of a refusal."""

    reason: str = ""


class Apns:
    """It knows no idempotency key. A second message carries the collapse id of the first and takes its place."""

    name = "apns"
    channels: frozenset[ChannelName] = frozenset({"push"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request; with `unknown=resend` a second one takes the first one's place"

    def __init__(
        self,
        team: str,
        key_id: str,
        key: bytes,
        topic: str,
        *,
        now_ms: Callable[[], int],
        address: str = f"https://{HOST}",
        allow_private: bool = False,
        at_once: int = AT_ONCE,
        timeout_seconds: float = TIMEOUT_SECONDS,
        unknown_policy: UnknownPolicy = "hold",
        context: SSLContext | None = None,
    ) -> None:
        self.flight: Flight | None = None
        self.unknown_policy = unknown_policy
        self._team, self._key_id, self._key, self._topic = team, key_id, signing_key(key), topic
        self._now_ms = now_ms
        self._url = f"{address}/3/device/"
        self._token, self._signed_at = "", 0
        self._proven = False
        self._client = Http2Client(
            allow_private=allow_private, at_once=at_once, timeout_seconds=timeout_seconds, context=context
        )

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The host `api.sandbox.push.apple.com` is for apps of a developer's own machine. The key stands in `file`, a
        path, or in `base64`. Further options: `topic` (the app's bundle id), `at_once` (calls), `timeout` in seconds,
        `unknown` (hold or resend).
        """
        given = ProviderUrl(url, EXAMPLE)
        topic, host = given.text("topic"), given.host or HOST
        if not NAMED.fullmatch(given.login) or not NAMED.fullmatch(given.password) or not TOPIC.fullmatch(topic):
            raise given.wrong()
        if not HOST_NAME.fullmatch(host) or given.path not in ("", "/"):
            raise given.wrong()
        need_extra("httpcore2", given.scheme)
        need_extra("h2", given.scheme)
        made = cls(
            given.login,
            given.password,
            read_key(given),
            topic,
            now_ms=tools.clock.now,
            address=f"https://{host}:{given.port}" if given.port else f"https://{host}",
            allow_private=tools.allow_private,
            at_once=given.number("at_once", AT_ONCE, least=1, most=1_000),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
            unknown_policy=given.choice("unknown", UNKNOWN, "hold"),
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
        """APNs has no list of what it took."""
        return Unknown("APNs cannot be asked what became of a message.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: the app reports by the signed address that travels with the message."""
        return NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a device, many messages at a time over one connection."""
        return await self._client.in_turn(batch, self._message, _broken)

    async def _message(self, dispatch: Dispatch) -> Outcome:
        return await to_each_device(dispatch, self._one, self.flight)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        device, notice = dispatch.outgoing.address, notice_of(dispatch)
        if notice is None:
            return Refused("apns_payload_invalid", "The payload of a push is a JSON object; correct its template.")
        if not TOKEN.fullmatch(device):
            return Refused("apns_token_invalid", "A token of APNs is written in hexadecimal digits.", scope="address")
        try:
            body = json.encode(apns_payload(notice))
        except UnicodeEncodeError:  # half a character
            return Refused("apns_text_invalid", "The text holds what is no character; correct its template.")
        if len(body) > PAYLOAD_BYTES_MAX:
            text = f"APNs takes {PAYLOAD_BYTES_MAX} bytes at most, and this has {len(body)}; shorten it."
            return Refused("apns_too_large", text)
        headers = self._headers(notice, device)
        for last in (False, True):
            token = self._login()
            outcome, is_expired = await self._called(device, [("authorization", f"bearer {token}"), *headers], body)
            if last or not is_expired or not self._renewed(token):
                return outcome
        raise AssertionError("the last call returns")

    def _headers(self, notice: Notice, device: str) -> list[tuple[str, str]]:
        return [
            ("apns-topic", self._topic),
            ("apns-push-type", "alert"),
            ("apns-priority", "10"),
            ("apns-id", str(uuid5(NAMESPACE_URL, f"loopline:{notice.tag}:{device}"))),
            ("apns-collapse-id", notice.tag),
            ("content-type", "application/json"),
        ]

    def _login(self) -> str:
        """The token that shows who we are, signed anew in time."""
        now = self._now_ms()
        if not self._token or now - self._signed_at >= RENEWED_AFTER_MS:
            claims = {"iss": self._team, "iat": now // 1_000}
            self._token, self._signed_at = es256_token(self._key, {"kid": self._key_id}, claims), now
        return self._token

    def _renewed(self, token: str) -> bool:
        """Whether there is, or may be, another token than the one that was found to be too old."""
        if token == self._token:
            if self._now_ms() - self._signed_at < RENEWED_AT_MOST_EVERY_MS:
                return False  # our clock is wrong, or theirs is
            self._token = ""
        return True

    async def _called(self, device: str, headers: list[tuple[str, str]], body: bytes) -> tuple[Outcome, bool]:
        """The outcome of one call, and whether it was our token that was too old."""
        answer = await self._client.post(self._url + device, headers, body)
        outcome = self._outcome(answer)
        return outcome, isinstance(answer, Answer) and _reason(answer) == "ExpiredProviderToken"

    def _outcome(self, answer: Answer | NotSent | Lost) -> Outcome:
        match answer:
            case NotSent(reason):
                return Deferred("apns_unreachable", f"APNs cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"APNs did not answer: {reason}")
            case Answer(status=200):
                self._proven = True
                return Accepted(answer.headers.get("apns-id", ""))
            case Answer():
                return apns_outcome(answer, self._now_ms(), proven=self._proven)
            case _:
                assert_never(answer)


def signing_key(pem: bytes) -> "EllipticCurvePrivateKey":
    """The key of a .p8 file. Raises Invalid `apns_key_invalid`."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        text = "This is no key for APNs. Make one in Apple's developer account, under Keys, and take its .p8 file."
        raise Invalid("apns_key_invalid", text)
    return key


def apns_payload(notice: Notice) -> dict[str, Any]:
    """What the phone gets: `aps` is Apple's, all else the app's; an `aps` in the author's payload is laid over ours."""
    alert: Mapping[str, str] = {"title": notice.title, "body": notice.body} if notice.title else {"body": notice.body}
    return laid_over({"aps": {"alert": alert}}, notice.own)


def _reason(answer: Answer) -> str:
    try:
        return json.decode(answer.body, type=ApnsAnswer).reason
    except (ValueError, RecursionError):
        return ""


def apns_outcome(answer: Answer, now: int, *, proven: bool) -> Outcome:
    """The outcome of an answer other than 200.

    `proven`: APNs has taken a message from us, so a token that it finds bad is bad. Before, host or topic may be wrong,
    which would make every token look bad.
    """
    reason, wait = _reason(answer), answer.retry_after_ms(now)
    if answer.status >= 500 and reason:
        return Deferred("apns_unavailable", f"APNs does not take it now: {reason}", wait)
    if answer.status < 300 or answer.status >= 500:
        return Unknown(f"APNs gave no clear answer: {answer.words}")
    match answer.status, reason:
        case 429, "TooManyProviderTokenUpdates":
            text = "APNs saw too many new tokens of this key; let one server alone use it."
            return Deferred("apns_login", text, wait or RENEWED_AT_MOST_EVERY_MS, away=True)
        case 429, _:
            return Deferred("apns_too_many_requests", "This device gets too many messages at once.", wait)
        case 400, "IdleTimeout":
            return Deferred("apns_unavailable", "APNs closed the connection meanwhile.", wait)
        case 403, name if name:
            return Deferred("apns_login", f"APNs does not let us in ({name}). {LOGIN_ADVICE}", wait, away=True)
        case _, "":
            return Deferred("apns_garbled", f"This is no answer of APNs; is there a proxy? {answer.words}", wait)
        case _:
            return _refused(reason, proven=proven)


def _refused(reason: str, *, proven: bool) -> Refused:
    match reason:
        case "Unregistered" | "ExpiredToken":
            text = "The app is no longer installed there, or has another token by now."
            return Refused("apns_unregistered", text, scope="address", hard_bounce=True)
        case "BadDeviceToken":
            text = "The token is none of this host: apps of a developer's machine need api.sandbox.push.apple.com."
            return Refused("apns_token_invalid", text, scope="address", hard_bounce=proven)
        case "DeviceTokenNotForTopic":
            text = "The token belongs to another app than the `topic` in the URL."
            return Refused("apns_token_of_other_app", text, scope="address")
        case "PayloadTooLarge":
            return Refused("apns_too_large", f"APNs takes {PAYLOAD_BYTES_MAX} bytes at most; shorten it.")
        case "BadTopic" | "MissingTopic" | "TopicDisallowed":
            text = "The `topic` in the URL is no app of this key; write the app's bundle id."
            return Refused("apns_topic_wrong", text, scope="provider")
        case _:
            return Refused("apns_refused", f"APNs does not take it: {reason[:100]}.")


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
