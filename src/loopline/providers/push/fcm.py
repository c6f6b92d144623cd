"""Push by Firebase Cloud Messaging, HTTP v1: one call a device, which answers and tells nothing later."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Self, assert_never

from msgspec import Struct, field, json

from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Flight, Tools
from loopline.providers.http_client import Answer, HttpClient, Lost, NotSent
from loopline.providers.push.credentials import UNKNOWN, need_extra, push_address, read_key
from loopline.providers.push.each_device import to_each_device
from loopline.providers.push.google_token import GoogleToken
from loopline.providers.push.notice import Notice, laid_over, notice_of
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "fcm://?file=/run/secrets/firebase.json&connections=10&timeout=15&unknown=hold"
ADDRESS: Final = "https://fcm.googleapis.com"
CONNECTIONS: Final = 10
TIMEOUT_SECONDS: Final = 15
FOREIGN: Final = re.compile(r"[0-9A-Fa-f]{64}|\s*\{.*", re.DOTALL)
QUOTA_REST_MS: Final = 60_000
WORDS_MAX: Final = 300
PLATFORMS: Final = ("android", "apns", "webpush", "fcm_options")
"""Objects of these names in a payload say what one kind of device gets; every other key is data of the app."""

LOGIN: Final = frozenset({"UNAUTHENTICATED", "PERMISSION_DENIED"})
AGAIN: Final = frozenset({"UNAVAILABLE", "INTERNAL"})
THIRD_PARTY: Final = frozenset({"THIRD_PARTY_AUTH_ERROR", "APNS_AUTH_ERROR"})
ROLE_ADVICE: Final = "Turn on its Cloud Messaging API, and give the account the role for it, or renew its key file."
QUOTA: Final = frozenset({"QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED"})
NO_HOOKS: Final = HookRefusal("receipts_none", "FCM calls nobody; the app reports what was opened.", 404)


class FcmViolation(Struct, frozen=True):
    """A field that FCM did not like."""

    field: str = ""
    description: str = ""


class FcmDetail(Struct, frozen=True, rename={"kind": "@type", "code": "errorCode", "violations": "fieldViolations"}):
    """One of several that stand behind an error; the one of FCM itself has the code that counts."""

    kind: str = ""
    code: str = ""
    violations: tuple[FcmViolation, ...] = ()


class FcmFault(Struct, frozen=True):
    """The error of an answer."""

    status: str = ""
    message: str = ""
    details: tuple[FcmDetail, ...] = ()

    @property
    def code(self) -> str:
        """FCM's own, or that of Google's front door, which says nothing of the device."""
        return self.own_code or self.status

    @property
    def own_code(self) -> str:
        """FCM's own code; "" when it was somebody else who answered."""
        return next((detail.code for detail in self.details if detail.kind.endswith(".FcmError")), "")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that were wrong."""
        return tuple(one.field for detail in self.details for one in detail.violations if one.field)


class FcmAnswer(Struct, frozen=True):
    """An answer of the API: the message that it made, or its error."""

    name: str = ""
    error: FcmFault = field(default_factory=FcmFault)


class Fcm:
    """It knows no idempotency key. A second message carries the tag of the first and takes its place on the device."""

    name = "fcm"
    channels: frozenset[ChannelName] = frozenset({"push"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request; with `unknown=resend` a second one takes the first one's place"

    def __init__(
        self,
        account: Mapping[str, str],
        *,
        now_ms: Callable[[], int],
        address: str = ADDRESS,
        allow_private: bool = False,
        connections: int = CONNECTIONS,
        timeout_seconds: float = TIMEOUT_SECONDS,
        unknown_policy: UnknownPolicy = "hold",
    ) -> None:
        self.flight: Flight | None = None
        self.unknown_policy = unknown_policy
        self._now_ms = now_ms
        self._client = HttpClient(allow_private=allow_private, connections=connections, timeout_seconds=timeout_seconds)
        self._token = GoogleToken(account, self._client, now_ms, allow_private=allow_private)
        self._url = f"{address}/v1/projects/{self._token.project}/messages:send"

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The key file of the service account stands in `file`, a path, or in `base64`. Further options: `connections`,
        `timeout` in seconds, `unknown` (hold or resend), and `address`, another one of the API.
        """
        given = ProviderUrl(url, EXAMPLE)
        if given.host or given.path not in ("", "/"):
            raise given.wrong()
        need_extra("google.auth", given.scheme)
        try:
            account = json.decode(read_key(given), type=dict[str, str])
        except (ValueError, RecursionError):
            account = {}
        made = cls(
            account,
            now_ms=tools.clock.now,
            address=push_address(given, ADDRESS, allow_private=tools.allow_private),
            allow_private=tools.allow_private,
            connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
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
        """FCM has no list of what it took."""
        return Unknown("FCM cannot be asked what became of a message.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: the app reports by the signed address that travels with the message."""
        return NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a device, as many messages at a time as there are connections."""
        return await self._client.in_turn(batch, self._message, _broken)

    async def _message(self, dispatch: Dispatch) -> Outcome:
        return await to_each_device(dispatch, self._one, self.flight)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        notice = notice_of(dispatch)
        if notice is None:
            return Refused("fcm_payload_invalid", "The payload of a push is a JSON object; correct its template.")
        if FOREIGN.fullmatch(dispatch.outgoing.address):
            text = "This is a token of APNs or a subscription of a browser, which FCM does not know."
            return Refused("fcm_token_of_other_service", text, scope="address")
        try:
            body = json.encode({"message": fcm_message(notice, dispatch.outgoing.address)})
        except UnicodeEncodeError:  # half a character
            return Refused("fcm_text_invalid", "The text holds what is no character; correct its template.")
        for last in (False, True):
            token = await self._token.get()
            if isinstance(token, Deferred):
                return token
            outcome, is_login = await self._called(token, body)
            if last or not is_login:
                return outcome
            self._token.drop(token)  # it may have been revoked before its time
        raise AssertionError("the last call returns")

    async def _called(self, token: str, body: bytes) -> tuple[Outcome, bool]:
        """The outcome of one call, and whether it was our token that was refused."""
        headers = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]
        answer = await self._client.post(self._url, headers, body)
        outcome = self._outcome(answer)
        return outcome, isinstance(answer, Answer) and answer.status == 401 and isinstance(outcome, Deferred)

    def _outcome(self, answer: Answer | NotSent | Lost) -> Outcome:
        match answer:
            case NotSent(reason):
                return Deferred("fcm_unreachable", f"FCM cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"FCM did not answer: {reason}")
            case Answer():
                return fcm_outcome(answer, self._now_ms())
            case _:
                assert_never(answer)


def fcm_message(notice: Notice, token: str) -> dict[str, Any]:
    """The message as the API takes it. Data are texts: what is no text goes as JSON."""
    link = {"fcm_options": {"link": notice.url}} if notice.url.startswith("https://") else {}
    ours: dict[str, Any] = {
        "token": token,
        "notification": {"title": notice.title, "body": notice.body} if notice.title else {"body": notice.body},
        "data": {
            name: value if isinstance(value, str) else json.encode(value).decode()
            for name, value in notice.own.items()
            if name not in PLATFORMS
        },
        "android": {"priority": "HIGH", "notification": {"tag": notice.tag}},
        "apns": {"headers": {"apns-collapse-id": notice.tag}},
        "webpush": {"notification": {"tag": notice.tag}, **link},
    }
    return laid_over(ours, {name: notice.own[name] for name in PLATFORMS if name in notice.own})


def fcm_outcome(answer: Answer, now: int) -> Outcome:
    """200 with a name is accepted. 500 and 503 of FCM itself ask to be called again; of others' 5xx nobody knows."""
    try:
        said = json.decode(answer.body, type=FcmAnswer)
    except (ValueError, RecursionError):
        said = FcmAnswer()
    if answer.status == 200 and said.name:
        return Accepted(said.name)
    code, wait = said.error.code, answer.retry_after_ms(now)
    if answer.status < 300 or (answer.status >= 500 and not code):
        return Unknown(f"FCM gave no clear answer: {answer.words}")
    if answer.status == 429 or code in QUOTA:
        text = "FCM takes no more just now; it allows 600,000 messages a minute and 240 to one device."
        return Deferred("fcm_quota_exceeded", text, max(wait or 0, QUOTA_REST_MS))
    if not code:
        return Deferred("fcm_garbled", f"This is no answer of FCM; is there a proxy? {answer.words}", wait)
    words = f"{said.error.message[:WORDS_MAX]} {' '.join(said.error.fields)[:WORDS_MAX]}".strip()
    if code in AGAIN:
        return Deferred(f"fcm_{code.lower()}", f"FCM does not take it now: {words}", wait)
    if code in LOGIN:
        text = f"FCM does not let our service account send ({words}). {ROLE_ADVICE}"
        return Deferred("fcm_login", text, wait, away=True)
    return _refused(said.error, words)


def _refused(fault: FcmFault, words: str) -> Refused:
    match fault.own_code:
        case "UNREGISTERED":
            text = "The app is no longer installed there, or has another token by now."
            return Refused("fcm_unregistered", text, scope="address", hard_bounce=True)
        case "SENDER_ID_MISMATCH":
            text = "The token belongs to another Firebase project than the service account."
            return Refused("fcm_sender_id_mismatch", text, scope="address")
        case "INVALID_ARGUMENT" if "message.token" in fault.fields or "registration token" in fault.message:
            return Refused("fcm_token_invalid", "This is no token of FCM.", scope="address", hard_bounce=True)
        case code if code in THIRD_PARTY:
            text = f"Firebase cannot send to this platform: renew its APNs or Web Push key in the console. {words}"
            return Refused("fcm_third_party_auth_error", text, scope="provider")
        case "" if fault.status == "NOT_FOUND":
            return Refused(
                "fcm_project_unknown",
                f"FCM does not know the project; take the key file of the project whose app it is: {words}",
                scope="provider",
            )
        case code:
            return Refused(f"fcm_{(code or fault.status).lower()}", f"FCM does not take it: {words}")


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
