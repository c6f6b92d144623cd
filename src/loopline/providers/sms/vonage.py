"""SMS by Vonage's SMS API; its delivery receipts carry our key, and answers by SMS come to the same webhook."""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final, Self, get_args
from urllib.parse import parse_qsl

from msgspec import Struct, field, json

from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest, Receipt
from loopline.model.message import (
    Accepted,
    Deferred,
    Dispatch,
    Outcome,
    ReceiptKind,
    RefusalScope,
    Refused,
    Unknown,
    advised_words,
)
from loopline.model.sms.text import is_gsm
from loopline.ports import Tools
from loopline.providers.http_client import Answer
from loopline.providers.sms.answers import answered, refused_by_stop
from loopline.providers.sms.http_sms import (
    REASON_CHARACTERS_MAX,
    SIGNED_MS_MAX,
    HttpSms,
    Post,
    SmsLine,
    basic,
    decoded,
    read_line,
    read_sender,
    with_plus,
)
from loopline.providers.sms.vonage_proof import Hash, claims_of, vonage_signature
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = (
    "vonage://API_KEY:API_SECRET@rest.nexmo.com?from=+15005550006&signature=SIGNATURE_SECRET&hash=sha256"
    "&connections=10&timeout=15"
)
HOST: Final = "rest.nexmo.com"
KEY_CHARACTERS_MAX: Final = 100
CALLBACK_CHARACTERS_MAX: Final = 100
FIELDS_MAX: Final = 100
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed with this account's signature secret.")

# Vonage's status codes by what follows; every other one is a refusal of this message. Looked up in November 2026.
LOGIN: Final = frozenset({"4", "8"})
AGAIN: Final = frozenset({"1", "10"})
PERHAPS: Final = "5"
OURS: Final = frozenset({"9", "11", "14", "15", "29"})
STOPPED: Final = "7"
NO_SUCH: Final = "6"
ADVICE: Final = {
    "1": "It is more than the account may send in a second; lower `connections` in the URL.",
    "4": "Correct the API key and the API secret in the URL.",
    "8": "The account is barred; ask Vonage's support.",
    "9": "Top up the account, or raise its limit.",
    "11": "Ask Vonage's support to enable the account for HTTP.",
    "14": "Correct `signature` and `hash` in the URL: Vonage wants signed calls.",
    "15": "Write from a number of this account, or from a name that this country allows.",
    "23": "Set LOOPLINE_PUBLIC_URL to an address that Vonage can call.",
    "29": "A trial account writes to numbers of its list only; upgrade it.",
    NO_SUCH: "No network has this number; correct it.",
    STOPPED: "The number is barred at Vonage; it gets nothing until it is taken off that list.",
}

# Why a network gave up, by `err-code`: only these are sure to mean that nobody is there, or that they barred us.
DEAD: Final = frozenset({"3", "9"})
BARRED: Final = "4"


class VonagePart(Struct, frozen=True):
    """One SMS of those that a long text was cut into: taken with status 0, or not."""

    status: str = ""
    message_id: str = field(name="message-id", default="")
    error_text: str = field(name="error-text", default="")


class VonageAnswer(Struct, frozen=True):
    """An answer of the API: 200 also where nothing was taken."""

    messages: list[VonagePart] = []


class Vonage(HttpSms):
    """It knows no idempotency key and finds no message by ours. Webhooks come again for a day where we cannot write.

    A key of more than 100 characters does not fit its `client-ref`: the message leaves without it, and nothing is heard
    of its delivery.
    """

    name = "vonage"
    answers_by_default = False  # Vonage hands the words on for most numbers, and answers none
    title = "Vonage"
    text_characters_max = 3_200
    example = EXAMPLE
    unknown_means = (
        "no answer after the request, a 5xx, an internal error of Vonage, or a long text of which it took a part"
    )

    def __init__(
        self,
        key: str,
        secret: str,
        sender: str,
        *,
        now_ms: Callable[[], int],
        signature: str = "",
        hashed: Hash = "sha256",
        hook_url: str = "",
        line: SmsLine = SmsLine(address=f"https://{HOST}"),  # noqa: B008 - frozen
    ) -> None:
        super().__init__(line)
        self._sender, self._now_ms = sender, now_ms
        self._signature, self._hash = signature, hashed
        self._callback = hook_url if len(hook_url) <= CALLBACK_CHARACTERS_MAX else ""
        self._url = f"{line.address}/sms/json"
        self._headers = [basic(key, secret), ("Content-Type", "application/json")]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `from` (a number, a short code or a name), `signature` (the account's signature secret, which is not
        its API secret), `hash` (of the signature, as the account is set), `connections`, `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        if not given.login or not given.password:
            raise given.wrong()
        made = cls(
            given.login,
            given.password,
            read_sender(given),
            now_ms=tools.clock.now,
            signature=given.text("signature"),
            hashed=given.choice("hash", get_args(Hash), "sha256"),
            hook_url=tools.hook_url,
            line=read_line(given, HOST, allow_private=tools.allow_private),
        )
        given.done()
        return made

    def _post(self, dispatch: Dispatch) -> Post:
        out, body = dispatch.outgoing, dispatch.rendered.body
        sender = dispatch.rendered.sender or self._sender
        fields = {"from": sender.removeprefix("+"), "to": out.address.removeprefix("+"), "text": body}
        if not is_gsm(body):
            fields["type"] = "unicode"
        if len(out.key) <= KEY_CHARACTERS_MAX:
            fields["client-ref"] = out.key
        if self._callback:
            fields["callback"] = self._callback
        return Post(self._url, self._headers, json.encode(fields))

    def _outcome(self, answer: Answer) -> Outcome:
        return vonage_outcome(answer, self._now_ms())

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """The fate of a message of ours, or an SMS that somebody sent to our number.

        The SMS API signs the fields, by GET or POST; the Messages API, which may bring the answers, signs the body by
        a token. An account that signs nothing is believed at the address with our own token.
        """
        fields = _fields(request)
        if not self._believes(request, fields or {}):
            return UNSIGNED
        if fields is None:
            return HookRefusal("vonage_body", "The call holds neither a form nor an object of JSON.", 400)
        return _heard(fields)

    def _believes(self, request: HookRequest, fields: Mapping[str, str]) -> bool:
        if not self._signature:
            return request.by_token
        token = request.headers.get("authorization", "")
        if token.startswith("Bearer "):
            return self._signed_body(token.removeprefix("Bearer "), request.body)
        meant = vonage_signature(self._signature, fields, self._hash)
        at = fields.get("timestamp", "")
        return self._is_now(int(at) if re.fullmatch(r"[0-9]{1,12}", at) else 0) and hmac.compare_digest(
            meant.encode(), fields.get("sig", "").lower().encode("utf-8", "replace")
        )

    def _signed_body(self, token: str, body: bytes) -> bool:
        claims = claims_of(token, self._signature)
        if claims is None or not self._is_now(claims.iat):
            return False
        return hmac.compare_digest(
            claims.payload_hash.lower().encode("utf-8", "replace"), sha256(body).hexdigest().encode()
        )

    def _is_now(self, seconds: int) -> bool:
        return abs(self._now_ms() - seconds * 1_000) <= SIGNED_MS_MAX


def vonage_outcome(answer: Answer, now: int) -> Outcome:
    """Taken is what has each of its parts taken; of one that has some of them it is not known what to do."""
    said = decoded(answer.body, VonageAnswer) or VonageAnswer()
    faults = [part for part in said.messages if part.status != "0"]
    if answer.status >= 500 or (answer.status < 300 and not said.messages):
        return Unknown(f"Vonage gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if not said.messages:
        away = answer.status == 401
        return Deferred("vonage_garbled", f"This is no answer of Vonage: {answer.words}", wait, away=away)
    if not faults:
        return Accepted(said.messages[0].message_id)
    code = faults[0].status[:10]
    words = advised_words(faults[0].error_text[:REASON_CHARACTERS_MAX], ADVICE.get(code, ""))
    if len(faults) < len(said.messages) or code == PERHAPS:
        return Unknown(f"Vonage took {len(said.messages) - len(faults)} of {len(said.messages)} parts: {words}")
    code = code if re.fullmatch(r"[0-9]{1,3}", code) else "garbled"
    if code in AGAIN | LOGIN:
        return Deferred(f"vonage_{code}", f"Vonage does not take it now: {words}", wait, away=code in LOGIN)
    return Refused(f"vonage_{code}", f"Vonage does not take it: {words}", scope=_scope_of(code))


def _scope_of(code: str) -> RefusalScope:
    if code == STOPPED:
        return "consent"
    return "address" if code == NO_SUCH else "provider" if code in OURS else "message"


def _fields(request: HookRequest) -> dict[str, str] | None:
    """The fields of a call, all of them text; None for a body that holds none."""
    if request.method == "GET" or not request.body:
        return _form(request.query)
    if not request.body.lstrip().startswith(b"{"):
        return _form(request.body.decode("utf-8", "replace"))
    said = decoded(request.body, dict[str, str | int | float | bool | dict[str, object] | list[object] | None])
    if said is None or len(said) > FIELDS_MAX:
        return None
    return {name: str(value) for name, value in said.items() if isinstance(value, str | int | float)}


def _form(text: str) -> dict[str, str] | None:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        return None


def _heard(fields: Mapping[str, str]) -> list[Heard]:
    """News by the SMS API or by the Messages API, which has other names for the same."""
    identity = fields.get("messageId") or fields.get("message_uuid", "")
    status = fields.get("status", "")
    if not status:
        number = with_plus(fields.get("msisdn") or fields.get("from", ""))
        return answered(number, fields["text"], identity) if "text" in fields else []
    number = with_plus(fields.get("msisdn") or fields.get("to", ""))
    key = fields.get("client-ref") or fields.get("client_ref", "")
    code = fields.get("err-code", "0")
    identity = f"{identity}:{status}"
    match status:
        case "delivered":
            return [Receipt(kind="delivered", message=key, address=number, id=identity)]
        case "read":
            return [Receipt(kind="opened", message=key, address=number, id=identity)]
        case "expired" | "undeliverable" | "failed" | "rejected":
            dead = code in DEAD
            kind: ReceiptKind = "bounced" if dead or status in ("expired", "undeliverable", "failed") else "failed"
            receipt = Receipt(
                kind=kind, message=key, address=number, id=identity, reason=f"{status} {code}", hard_bounce=dead
            )
            return [receipt, *(refused_by_stop(key, number, identity) if code == BARRED else ())]
        case _:  # accepted, buffered, submitted, unknown: nothing that is not known yet
            return []
