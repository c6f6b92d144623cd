"""SMS by Telnyx's Messages API; its webhooks name the address that we gave them, and with it our key."""

import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Final, Self
from urllib.parse import parse_qs, quote

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
from loopline.ports import Tools
from loopline.providers.http_client import Answer
from loopline.providers.sms.answers import answered, refused_by_stop
from loopline.providers.sms.http_sms import (
    REASON_CHARACTERS_MAX,
    SENDER,
    SIGNED_MS_MAX,
    HttpSms,
    Post,
    SmsLine,
    decoded,
    read_line,
    read_sender,
)
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = (
    "telnyx://:API_KEY@api.telnyx.com?from=+15005550006&public_key=BASE64_OF_32_BYTES&connections=10&timeout=15"
)
HOST: Final = "api.telnyx.com"
PROFILE: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FROM: Final = re.compile(rf"{PROFILE.pattern}|{SENDER.pattern}")
PUBLIC_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
CALLBACK_CHARACTERS_MAX: Final = 2_000
CODE: Final = re.compile(r"[0-9]{1,6}")
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed with this account's key.")

# Telnyx's error codes by what follows; every other one is a refusal of this message. Looked up in November 2026.
LOGIN: Final = frozenset({"10009"})
AGAIN: Final = frozenset({"10011", "40006", "40011"})
PERHAPS: Final = frozenset({"10007", "10008"})
DEAD: Final = frozenset({"40001", "40012"})
NUMBER_WRONG: Final = frozenset({"10002", "10016"})
OURS: Final = frozenset({"10001", "10010", "40003", "40013", "40305", "40310"})
STOPPED: Final = "40300"
ADVICE: Final = {
    "10001": "The number or the account is not active; see the Telnyx portal.",
    "10009": "Correct the API key in the URL.",
    "10010": "The API key may not do this; see its account in the Telnyx portal.",
    "10011": "The account may not have so many calls at once; lower `connections` in the URL.",
    "40001": "No SMS reaches this number; it is a landline.",
    "40003": "The sender is blocked; ask Telnyx's support.",
    "40012": "No network has this number; correct it.",
    "40013": "Write from a number of this account that can send SMS to this country.",
    "40015": "Telnyx took it for spam; mind its text and how often you write.",
    "40305": "The sender belongs to no messaging profile of this account; put it into one.",
    "40310": "The sender is not fit for this country; write from another one, or register it.",
    STOPPED: "They sent STOP to this sender; nothing gets through until they send START.",
}


class ApiFault(Struct, frozen=True):
    """Why it was not taken, or not delivered."""

    code: str = ""
    title: str = ""
    detail: str = ""


class TelnyxNumber(Struct, frozen=True):
    """A number on either side, with the fate of what went there."""

    phone_number: str = ""
    status: str = ""


class TelnyxMessage(Struct, frozen=True):
    """A message as an answer and a webhook describe it."""

    id: str = ""
    text: str | None = None
    sender: TelnyxNumber | None = field(name="from", default=None)
    to: list[TelnyxNumber] = []
    errors: list[ApiFault] = []
    webhook_url: str | None = None


class TelnyxAnswer(Struct, frozen=True):
    """An answer of the API: the message that it made, or its errors."""

    data: TelnyxMessage | None = None
    errors: list[ApiFault] = []


class TelnyxEvent(Struct, frozen=True):
    """A piece of news."""

    id: str = ""
    event_type: str = ""
    payload: TelnyxMessage = TelnyxMessage()


class TelnyxMeta(Struct, frozen=True):
    """Where the news went."""

    delivered_to: str = ""


class TelnyxCall(Struct, frozen=True):
    """The body of a webhook."""

    data: TelnyxEvent = TelnyxEvent()
    meta: TelnyxMeta = TelnyxMeta()


class Telnyx(HttpSms):
    """It knows no idempotency key and finds no message by ours. A webhook comes three times and then no more."""

    name = "telnyx"
    title = "Telnyx"
    text_characters_max = 1_600
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx: Telnyx drops no second message and finds none by our key"

    def __init__(
        self,
        key: str,
        sender: str,
        *,
        now_ms: Callable[[], int],
        public_key: str = "",
        hook_url: str = "",
        line: SmsLine = SmsLine(address=f"https://{HOST}"),  # noqa: B008 - frozen
    ) -> None:
        super().__init__(line)
        self._sender, self._now_ms, self._public_key, self._callback = sender, now_ms, public_key, hook_url
        self._url = f"{line.address}/v2/messages"
        self._headers = [("Authorization", f"Bearer {key}"), ("Content-Type", "application/json")]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `from` (a number, a short code, a name or the id of a messaging profile), `public_key` (the
        account's, as the portal shows it, without which no webhook is believed), `connections`, `timeout` in seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        public_key = given.text("public_key").replace(" ", "+")
        if given.login or not given.password or (public_key and not PUBLIC_KEY.fullmatch(public_key)):
            raise given.wrong()
        made = cls(
            given.password,
            read_sender(given, FROM),
            now_ms=tools.clock.now,
            public_key=public_key,
            hook_url=tools.hook_url,
            line=read_line(given, HOST, allow_private=tools.allow_private),
        )
        given.done()
        return made

    def _post(self, dispatch: Dispatch) -> Post:
        sender = dispatch.rendered.sender or self._sender
        fields = {"to": dispatch.outgoing.address, "text": dispatch.rendered.body, "type": "SMS"}
        fields["messaging_profile_id" if PROFILE.fullmatch(sender) else "from"] = sender
        callback = f"{self._callback}?key={quote(dispatch.outgoing.key, safe='')}"
        if self._callback and len(callback) <= CALLBACK_CHARACTERS_MAX:
            fields["webhook_url"] = callback
        return Post(self._url, self._headers, json.encode(fields))

    def _outcome(self, answer: Answer) -> Outcome:
        return telnyx_outcome(answer, self._now_ms())

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """The fate of a message of ours, or an SMS that somebody sent to our number.

        The address of the call is not signed; the body repeats it, so our key is read there.
        """
        at = request.headers.get("telnyx-timestamp", "")
        if not re.fullmatch(r"[0-9]{1,12}", at) or abs(self._now_ms() - int(at) * 1_000) > SIGNED_MS_MAX:
            return UNSIGNED
        signed = at.encode() + b"|" + request.body
        if not is_telnyx_signed(self._public_key, request.headers.get("telnyx-signature-ed25519", ""), signed):
            return UNSIGNED
        told = decoded(request.body, TelnyxCall)
        if told is None:
            return HookRefusal("telnyx_body", "The call holds no event as Telnyx writes it.", 400)
        return _heard(told)


def is_telnyx_signed(public_key: str, signature: str, signed: bytes) -> bool:
    """Whether this is the Ed25519 signature of these bytes by the owner of the key; both in base64."""
    from cryptography.exceptions import InvalidSignature  # here: only those who send by Telnyx need it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key, given = b64decode(public_key, validate=True), b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(given, signed)
    except (ValueError, InvalidSignature):
        return False
    return True


def telnyx_outcome(answer: Answer, now: int) -> Outcome:
    """2xx with an id is accepted. A 5xx may have been stored first, so nobody knows; an error has a code of its own."""
    said = decoded(answer.body, TelnyxAnswer) or TelnyxAnswer()
    if 200 <= answer.status < 300 and said.data is not None and said.data.id:
        return Accepted(said.data.id)
    fault = said.errors[0] if said.errors else ApiFault()
    if answer.status < 300 or answer.status >= 500 or fault.code in PERHAPS:
        return Unknown(f"Telnyx gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if not CODE.fullmatch(fault.code):
        return Deferred("telnyx_garbled", f"This is no answer of Telnyx; is there a proxy? {answer.words}", wait)
    words = advised_words(fault.detail[:REASON_CHARACTERS_MAX] or fault.title, ADVICE.get(fault.code, ""))
    if fault.code in LOGIN | AGAIN or answer.status in (401, 429):
        away = fault.code in LOGIN or answer.status == 401
        return Deferred(f"telnyx_{fault.code}", f"Telnyx does not take it now: {words}", wait, away=away)
    reason, dead = f"Telnyx does not take it: {words}", fault.code in DEAD
    return Refused(f"telnyx_{fault.code}", reason, hard_bounce=dead, scope=_scope_of(fault.code))


def _scope_of(code: str) -> RefusalScope:
    if code == STOPPED:
        return "consent"
    return "address" if code in DEAD | NUMBER_WRONG else "provider" if code in OURS else "message"


def _heard(told: TelnyxCall) -> list[Heard]:
    event, message = told.data, told.data.payload
    if event.event_type == "message.received":
        number = message.sender.phone_number if message.sender else ""
        return answered(number, message.text or "", event.id)
    if event.event_type != "message.finalized" or not message.to:
        return []
    to = message.to[0]
    query = (message.webhook_url or told.meta.delivered_to).partition("?")[2]
    key = parse_qs(query[:CALLBACK_CHARACTERS_MAX]).get("key", [""])[0]
    match to.status:
        case "delivered":
            return [Receipt(kind="delivered", message=key, address=to.phone_number, id=event.id)]
        case "delivery_failed" | "sending_failed" | "expired":
            return _failed(to, message.errors[0].code if message.errors else "", key, event.id)
        case _:  # delivery_unconfirmed: nobody knows, and nobody will
            return []


def _failed(to: TelnyxNumber, code: str, key: str, identity: str) -> list[Heard]:
    """Where the network gave up it bounced, where it never left Telnyx it failed."""
    dead = code in DEAD
    kind: ReceiptKind = "failed" if to.status == "sending_failed" and not dead else "bounced"
    reason = f"{code}: {ADVICE.get(code, to.status)}" if code else to.status
    number = to.phone_number
    receipt = Receipt(kind=kind, message=key, address=number, id=identity, reason=reason, hard_bounce=dead)
    return [receipt, *(refused_by_stop(key, number, identity) if code == STOPPED else ())]
