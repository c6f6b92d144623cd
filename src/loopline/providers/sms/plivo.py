"""SMS by Plivo's Message API; its reports carry our key, and answers by SMS come to the same webhook."""

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Final, Self
from urllib.parse import parse_qsl, quote

from msgspec import Struct, json

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
    HttpSms,
    Post,
    SmsLine,
    basic,
    both_ports,
    decoded,
    read_line,
    read_sender,
    with_plus,
)
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "plivo://AUTH_ID:AUTH_TOKEN@api.plivo.com?from=+15005550006&connections=10&timeout=15"
HOST: Final = "api.plivo.com"
ACCOUNT: Final = re.compile(r"[A-Z0-9]{20}")
POWERPACK: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FROM: Final = re.compile(rf"{POWERPACK.pattern}|{SENDER.pattern}")
FIELDS_MAX: Final = 100
Field = tuple[str, str]
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed with this account's auth token.")

# What an answer's status says of our account at Plivo, and what mends it. Looked up in November 2026.
OURS: Final = {
    402: "Top up the account.",
    403: "Allow this country under the geographic permissions for SMS in the Plivo console.",
}
INTENTS: Final = {"optout": "STOP", "optin": "START", "help": "HELP"}

# Why a message was not delivered, by `ErrorCode`.
DEAD: Final = frozenset({"50", "70"})
STOPPED: Final = "200"
REASONS: Final = {
    "10": "the message is not valid",
    "20": "the network had a fault",
    "30": "carriers took it for spam; mind its text and how often you write",
    "40": "the sender may not write there",
    "50": "no network has this number",
    "70": "the number is gone for good",
    "80": "the phone was out of reach",
    "90": "there is no way to this network",
    "100": "the carrier's policy forbids it",
    "110": "the text is too long",
    STOPPED: "they sent STOP to this sender",
    "201": "the sender is blocked; ask Plivo's support",
    "300": "it could not be handed on",
    "420": "it came too late",
    "450": "the account may not write to this country",
    "900": "the account has no credit left",
}


class PlivoAnswer(Struct, frozen=True):
    """An answer of the API: the message that it made, or its error."""

    message_uuid: list[str] = []
    invalid_number: list[str] = []
    error: str = ""


class Plivo(HttpSms):
    """It knows no idempotency key and finds no message by ours."""

    name = "plivo"
    title = "Plivo"
    text_characters_max = 1_600
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx: Plivo drops no second message and finds none by our key"

    def __init__(
        self,
        account: str,
        token: str,
        sender: str,
        *,
        now_ms: Callable[[], int],
        public_url: str,
        hook_url: str = "",
        line: SmsLine = SmsLine(address=f"https://{HOST}"),  # noqa: B008 - frozen
    ) -> None:
        super().__init__(line)
        self._token, self._sender, self._now_ms = token, sender, now_ms
        self._called_at, self._callback = both_ports(public_url), hook_url
        self._url = f"{line.address}/v1/Account/{account}/Message/"
        self._headers = [basic(account, token), ("Content-Type", "application/json")]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `from` (a number, a short code, a name or the UUID of a powerpack), `connections`, `timeout` in
        seconds. The auth token also signs webhooks.
        """
        given = ProviderUrl(url, EXAMPLE)
        if not ACCOUNT.fullmatch(given.login) or not given.password:
            raise given.wrong()
        made = cls(
            given.login,
            given.password,
            read_sender(given, FROM),
            now_ms=tools.clock.now,
            public_url=tools.public_url,
            hook_url=tools.hook_url,
            line=read_line(given, HOST, allow_private=tools.allow_private),
        )
        given.done()
        return made

    def _post(self, dispatch: Dispatch) -> Post:
        sender = dispatch.rendered.sender or self._sender
        fields = {"dst": dispatch.outgoing.address, "text": dispatch.rendered.body, "type": "sms"}
        fields["powerpack_uuid" if POWERPACK.fullmatch(sender) else "src"] = sender
        if self._callback:
            fields["url"] = f"{self._callback}?key={quote(dispatch.outgoing.key, safe='')}"
            fields["method"] = "POST"
        return Post(self._url, self._headers, json.encode(fields))

    def _outcome(self, answer: Answer) -> Outcome:
        return plivo_outcome(answer, self._now_ms())

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """The fate of a message of ours, or an SMS that somebody sent to our number.

        Its third signature covers all of the call. Calls that carry only the second are believed as well: it covers
        the address, which is all that Plivo signs of some of them.
        """
        asked = _pairs(request.query)
        form = _pairs(request.body.decode("utf-8", "replace")) if request.method == "POST" else []
        if asked is None or form is None or not self._signed(request, asked, form):
            return UNSIGNED
        return _heard(dict(asked), dict(asked) | dict(form))

    def _signed(self, request: HookRequest, asked: list[Field], form: list[Field]) -> bool:
        third, nonce = (request.headers.get(f"x-plivo-signature-v3{end}", "") for end in ("", "-nonce"))
        places = [place + request.path for place in self._called_at]
        meant = [plivo_signature(self._token, place, asked, form, nonce) for place in places]
        if not third:
            third, nonce = (request.headers.get(f"x-plivo-signature-v2{end}", "") for end in ("", "-nonce"))
            meant = [signature_of_address(self._token, place, nonce) for place in places]
        given = [one.strip().encode("utf-8", "replace") for one in third.split(",")[:4]]
        return bool(nonce) and any([hmac.compare_digest(one, other) for one in given for other in meant])


def plivo_outcome(answer: Answer, now: int) -> Outcome:
    """2xx with the message's UUID is accepted. A 5xx may have been stored first, so nobody knows."""
    said = decoded(answer.body, PlivoAnswer)
    words = said.error[:REASON_CHARACTERS_MAX] if said else ""
    if said and 200 <= answer.status < 300 and said.message_uuid:
        return Accepted(said.message_uuid[0])
    if said and 200 <= answer.status < 300 and said.invalid_number:
        return Refused("plivo_number_refused", "Plivo knows no such number; correct it.", scope="address")
    if answer.status < 300 or answer.status >= 500:
        return Unknown(f"Plivo gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if answer.status == 401:
        return Deferred("plivo_401", "Correct the auth id and the auth token in the URL.", wait, away=True)
    if answer.status == 429:
        return Deferred("plivo_429", "Plivo may not be called so often; lower `connections` in the URL.", wait)
    if not words:
        return Deferred("plivo_garbled", f"This is no answer of Plivo; is there a proxy? {answer.words}", wait)
    scope: RefusalScope = "provider" if answer.status in OURS else "message"
    reason = advised_words(f"Plivo does not take it: {words}", OURS.get(answer.status, ""))
    return Refused(f"plivo_{answer.status}", reason if reason.endswith(".") else f"{reason}.", scope=scope)


def _pairs(text: str) -> list[Field] | None:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return None


def _heard(asked: dict[str, str], fields: dict[str, str]) -> list[Heard]:
    """News of a message has a status, an answer has none."""
    identity, status = fields.get("MessageUUID", ""), fields.get("Status", "")
    if not status:
        said = INTENTS.get(fields.get("MessageIntent", ""), "")
        number, text = with_plus(fields.get("From", "")), fields.get("Text") or fields.get("Body", "")
        return answered(number, text, identity, said=said) if identity else []
    number, key, code = with_plus(fields.get("To", "")), asked.get("key", ""), fields.get("ErrorCode", "")
    identity = f"{identity}:{status}"
    match status:
        case "delivered":
            return [Receipt(kind="delivered", message=key, address=number, id=identity)]
        case "undelivered" | "failed" | "rejected":
            dead = code in DEAD
            kind: ReceiptKind = "bounced" if dead or status == "undelivered" else "failed"
            reason = f"{code}: {REASONS.get(code, status)}" if code else status
            receipt = Receipt(kind=kind, message=key, address=number, id=identity, reason=reason, hard_bounce=dead)
            return [receipt, *(refused_by_stop(key, number, identity) if code == STOPPED else ())]
        case _:  # queued, sent: nothing that is not known yet
            return []


def plivo_signature(token: str, address: str, query: list[Field], form: list[Field], nonce: str) -> bytes:
    """The third signature: the address, what is asked and each field, by name and value, and a number used once."""
    asked = "&".join(f"{name}={value}" for name, value in sorted(query))
    fields = "".join(name + value for name, value in sorted(form))
    mark = f"?{asked}" if asked or form else ""
    dot = "." if asked and form else ""
    return _mac(token, f"{address}{mark}{dot}{fields}.{nonce}")


def signature_of_address(token: str, address: str, nonce: str) -> bytes:
    """The second signature: the address without what is asked, and a number used once."""
    return _mac(token, address + nonce)


def _mac(token: str, text: str) -> bytes:
    return b64encode(hmac.new(token.encode(), text.encode("utf-8", "replace"), "sha256").digest())
