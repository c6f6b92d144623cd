"""SMS by Twilio's Messages API; its status callbacks carry our key, and answers by SMS come to the same webhook."""

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Self, assert_never
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from msgspec import Struct, json

from loopline.model.channels import ChannelName
from loopline.model.hook import Consent, Heard, HookChallenge, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, ReceiptKind, Refused, Unknown, UnknownPolicy
from loopline.ports import Flight, Tools
from loopline.providers.http_client import Answer, HttpClient, Lost, NotSent
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "twilio://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=+15005550006&connections=10&timeout=15"
HOST: Final = "api.twilio.com"
HOST_NAME: Final = re.compile(r"[a-z0-9.-]+")
ACCOUNT: Final = re.compile(r"AC[0-9a-fA-F]{32}")
SHORT_CODE: Final = re.compile(r"[0-9]{3,8}")
SERVICE: Final = re.compile(r"MG[0-9a-fA-F]{32}")
NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
SENDER: Final = re.compile(
    rf"{NUMBER.pattern}|{SERVICE.pattern}|{SHORT_CODE.pattern}|(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{{1,11}}"
)
BODY_CHARACTERS_MAX: Final = 1_600
REASON_CHARACTERS_MAX: Final = 300
CONNECTIONS: Final = 10
TIMEOUT_SECONDS: Final = 15
FIELDS_MAX: Final = 500
SIGNED: Final = "x-twilio-signature"
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed with this account's auth token.")
POST_ONLY: Final = HookRefusal("twilio_method", "Set the webhook to HTTP POST in the Twilio console.", 400)

# Twilio's error codes by what follows; every other one is a refusal of this message. Looked up in November 2026.
LOGIN: Final = frozenset({10001, 20003, 20005, 20404})
AGAIN: Final = frozenset({14107, 20429, 21611, 30001, 30022}) | LOGIN
DEAD: Final = frozenset({21211, 21217, 21614, 21635, 30005, 30006})
LANDLINE: Final = 30006
STOPPED: Final = 21610
ADVICE: Final = {
    20003: "Correct the account SID and the auth token in the URL; a region has a token of its own.",
    20404: "This host knows no such account; a region has a host of its own, such as api.dublin.ie1.twilio.com.",
    20429: "The account may not have so many calls at once; lower `connections` in the URL.",
    21408: "Allow this country under the geographic permissions for messaging in the Twilio console.",
    21603: "Set `from` in the URL, or a sender in the message.",
    21606: "The sender must be a number of this account that can send SMS to this country.",
    21608: "A trial account writes to verified numbers only; upgrade it.",
    21609: "Twilio cannot call us back; set LOOPLINE_PUBLIC_URL to an address that it reaches.",
    STOPPED: "They sent STOP to this sender; nothing gets through until they send START.",
    LANDLINE: "It is a landline, or a short code does not reach its carrier; a long number may.",
    30007: "Carriers took it for spam; mind its text and how often you write.",
    30032: "Have the toll-free number verified in the Twilio console.",
    30034: "Register the sender for A2P 10DLC in the Twilio console.",
}

# What Twilio itself obeys. START takes a STOP back and nothing else. YES answers many a question, so it is a reply
# unless the messaging service says in OptOutType that it was meant as START.
WORDS: Final = dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), False) | {
    "START": True,
    "UNSTOP": True,
}


class Said(Struct, frozen=True):
    """An answer of the API: the message that it made, or its error."""

    sid: str = ""
    code: int = 0
    message: str = ""


class Twilio:
    """It knows no idempotency key and finds no message by ours: one without a believable answer waits for a person."""

    name = "twilio"
    channels: frozenset[ChannelName] = frozenset({"sms"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx: Twilio drops no second message and finds none by our key"

    def __init__(
        self,
        account: str,
        token: str,
        sender: str,
        *,
        now_ms: Callable[[], int],
        public_url: str,
        hook_url: str = "",
        address: str = f"https://{HOST}",
        allow_private: bool = False,
        connections: int = CONNECTIONS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.flight: Flight | None = None
        self._token = token
        self._sender = sender
        self._now_ms = now_ms
        self._called_at = both_ports(public_url)
        self._callback = hook_url
        self._url = f"{address}/2010-04-01/Accounts/{account}/Messages.json"
        self._headers = [
            ("Authorization", f"Basic {b64encode(f'{account}:{token}'.encode()).decode()}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        self._client = HttpClient(allow_private=allow_private, connections=connections, timeout_seconds=timeout_seconds)

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The host is that of a region, or left out. Options: `from` (a number, a short code, a name or the SID of a
        messaging service), `connections`, `timeout` in seconds. The auth token also signs webhooks: no API key will do.
        """
        given = ProviderUrl(url, EXAMPLE)
        sender, host = re.sub(r"^ ", "+", given.text("from")), given.host or HOST  # a bare + in a query is a space
        if not ACCOUNT.fullmatch(given.login) or not given.password or not SENDER.fullmatch(sender):
            raise given.wrong()
        if not HOST_NAME.fullmatch(host) or given.path not in ("", "/"):
            raise given.wrong()
        made = cls(
            given.login,
            given.password,
            sender,
            now_ms=tools.clock.now,
            public_url=tools.public_url,
            hook_url=tools.hook_url,
            address=f"https://{host}:{given.port}" if given.port else f"https://{host}",
            allow_private=tools.allow_private,
            connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
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
        """Twilio lists messages by number and day, not by what we called them."""
        return Unknown("Twilio cannot be asked for a message by our key; look for it in the console's message log.")

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a message, as many at a time as there are connections."""
        return await self._client.in_turn(batch, self._one, _broken)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        if not NUMBER.fullmatch(dispatch.outgoing.address):
            return Refused(
                "twilio_number_invalid", "The number is not written as +15005550006, with the country first."
            )
        if len(dispatch.rendered.body) > BODY_CHARACTERS_MAX:
            return Refused(
                "twilio_text_too_long", f"Twilio takes {BODY_CHARACTERS_MAX} characters at most; shorten it."
            )
        try:
            body = urlencode(self._fields(dispatch)).encode()
        except ValueError:  # half a character
            return Refused("twilio_text_invalid", "The text holds what is no character; correct its template.")
        if self.flight is not None:
            self.flight.handed(dispatch)
        outcome = self._outcome(await self._client.post(self._url, self._headers, body))
        if self.flight is not None:
            self.flight.answered(dispatch, outcome)
        return outcome

    def _outcome(self, answer: Answer | NotSent | Lost) -> Outcome:
        match answer:
            case NotSent(reason):
                return Deferred("twilio_unreachable", f"Twilio cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"Twilio did not answer: {reason}")
            case Answer():
                return outcome_by(answer, self._now_ms())
            case _:
                assert_never(answer)

    def _fields(self, dispatch: Dispatch) -> dict[str, str]:
        sender = dispatch.rendered.sender or self._sender
        fields = {"To": dispatch.outgoing.address, "Body": dispatch.rendered.body}
        fields["MessagingServiceSid" if SERVICE.fullmatch(sender) else "From"] = sender
        if self._callback:
            fields["StatusCallback"] = f"{self._callback}?key={quote(dispatch.outgoing.key, safe='')}"
        return fields

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """The status of a message of ours, or an SMS that somebody sent to our number.

        Twilio does not repeat a call that we answered, not even with a 503.
        """
        if request.method != "POST":
            return POST_ONLY
        try:
            form = parse_qsl(request.body.decode("latin-1"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
        except ValueError:
            return UNSIGNED  # not from Twilio, which sends a few dozen
        given = request.headers.get(SIGNED, "").encode()
        meant = [signature(self._token, address + request.target, form) for address in self._called_at]
        if not any([hmac.compare_digest(given, one) for one in meant]):
            return UNSIGNED
        fields = dict(form)
        status = fields.get("MessageStatus") or fields.get("SmsStatus", "")
        if status == "received":
            return _answered(fields)
        return _happened(status, fields, dict(parse_qsl(request.query)).get("key", ""))


def outcome_by(answer: Answer, now: int) -> Outcome:
    """2xx with a SID is accepted. A 5xx may have been stored first, so nobody knows; an error has a code of its own."""
    try:
        said = json.decode(answer.body, type=Said)
    except (ValueError, RecursionError):
        said = Said()
    if 200 <= answer.status < 300 and said.sid:
        return Accepted(said.sid)
    if answer.status < 300 or answer.status >= 500:
        return Unknown(f"Twilio gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if not said.code:
        return Deferred("twilio_garbled", f"This is no answer of Twilio; is there a proxy? {answer.words}", wait)
    words = f"{said.message[:REASON_CHARACTERS_MAX]} {_advice(said.code)}".strip()
    if said.code in AGAIN or answer.status == 429:
        return Deferred(f"twilio_{said.code}", f"Twilio does not take it now: {words}", wait)
    return Refused(f"twilio_{said.code}", f"Twilio does not take it: {words}", hard_bounce=said.code in DEAD)


def _advice(code: int) -> str:
    return ADVICE.get(code, f"See https://www.twilio.com/docs/api/errors/{code} for more.")


def _happened(status: str, fields: dict[str, str], key: str) -> list[Heard]:
    """The fate of a message. Where the network gave up it bounced, where it never left Twilio it failed."""
    identity, number = f"{fields.get('MessageSid', '')}:{status}", fields.get("To", "")
    match status:
        case "delivered":
            return [Receipt(kind="delivered", message=key, address=number, id=identity)]
        case "read":
            return [Receipt(kind="opened", message=key, address=number, id=identity)]
        case "undelivered" | "failed" | "canceled":
            text = fields.get("ErrorCode", "")
            code = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0
            dead = code in DEAD and not (code == LANDLINE and SHORT_CODE.fullmatch(fields.get("From", "")))
            reason = f"{code}: {_advice(code)}" if code else status
            kind: ReceiptKind = "bounced" if dead or status == "undelivered" else "failed"
            heard: list[Heard] = [
                Receipt(kind=kind, message=key, address=number, id=identity, reason=reason, hard_bounce=dead)
            ]
            return (
                [*heard, Consent(allowed=False, message=key, address=number, id=identity)] if code == STOPPED else heard
            )
        case _:  # queued, accepted, scheduled, sending, sent: nothing that is not known yet
            return []


def _answered(fields: dict[str, str]) -> list[Heard]:
    """STOP and START are about the channel, and Twilio answers them. Everything else that people write is a reply."""
    number, identity, text = fields.get("From", ""), fields.get("MessageSid", ""), fields.get("Body", "")
    word = fields.get("OptOutType") or text
    allowed = WORDS.get(word.strip().upper())
    if allowed is None:
        return [Receipt(kind="replied", address=number, id=identity, reason=text)]
    return [Consent(allowed=allowed, address=number, id=identity)]


def signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> bytes:
    """What Twilio signs: the address as it was called, then each field by name; a value told twice counts once."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.new(token.encode(), text.encode("utf-8", "replace"), "sha1").digest())


def both_ports(public_url: str) -> tuple[str, ...]:
    """The address with a port and without: Twilio is not always of one mind which of them it signs."""
    parts = urlsplit(public_url)
    if not parts.hostname:
        return ()
    bare = parts.netloc if parts.port is None else parts.netloc.rpartition(":")[0]
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return tuple(parts._replace(netloc=netloc).geturl() for netloc in (bare, f"{bare}:{port}"))


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
