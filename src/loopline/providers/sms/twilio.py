"""SMS by Twilio's Messages API; its status callbacks carry our key, and answers by SMS come to the same webhook."""

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Self
from urllib.parse import parse_qsl, quote, urlencode

from msgspec import Struct

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
    SHORT_CODE,
    HttpSms,
    Post,
    SmsLine,
    basic,
    both_ports,
    decoded,
    read_line,
    read_sender,
)
from loopline.providers.url import ProviderUrl

EXAMPLE: Final = "twilio://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=+15005550006&connections=10&timeout=15"
HOST: Final = "api.twilio.com"
ACCOUNT: Final = re.compile(r"AC[0-9a-fA-F]{32}")
SERVICE: Final = re.compile(r"MG[0-9a-fA-F]{32}")
FROM: Final = re.compile(rf"{SERVICE.pattern}|{SENDER.pattern}")
FIELDS_MAX: Final = 500
SIGNED: Final = "x-twilio-signature"
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed with this account's auth token.")
POST_ONLY: Final = HookRefusal("twilio_method", "Set the webhook to HTTP POST in the Twilio console.", 400)

# Twilio's error codes by what follows; every other one is a refusal of this message. Looked up in November 2026.
LOGIN: Final = frozenset({10001, 20003, 20005, 20404})
AGAIN: Final = frozenset({14107, 20429, 21611, 30001, 30022}) | LOGIN
DEAD: Final = frozenset({21211, 21217, 21614, 21635, 30005, 30006})
OURS: Final = frozenset({21408, 21603, 21606, 21608, 21612, 30002, 30010, 30023, 30032, 30034})
LANDLINE: Final = 30006
STOPPED: Final = 21610
ADVICE: Final = {
    10001: "The account is not active; see to it in the Twilio console.",
    20005: "The account is not active; see to it in the Twilio console.",
    20003: "Correct the account SID and the auth token in the URL; a region has a token of its own.",
    20404: "Correct the host or the SID in the URL; a region has a host of its own, such as api.dublin.ie1.twilio.com.",
    20429: "The account may not have so many calls at once; lower `connections` in the URL.",
    21408: "Allow this country under the geographic permissions for messaging in the Twilio console.",
    21603: "Set `from` in the URL, or a sender in the message.",
    21606: "Write from a number of this account that can send SMS to this country.",
    21608: "A trial account writes to verified numbers only; upgrade it.",
    21612: "Twilio has no way from this sender to that number; write from another one.",
    21609: "Twilio cannot call us back; set LOOPLINE_PUBLIC_URL to an address that it reaches.",
    STOPPED: "They sent STOP to this sender; nothing gets through until they send START.",
    LANDLINE: "It is a landline, or a short code does not reach its carrier; a long number may.",
    30002: "Twilio has suspended the account; pay what is due, or ask its support.",
    30007: "Carriers took it for spam; mind its text and how often you write.",
    30010: "The message costs more than the account's highest price; raise it.",
    30023: "Carriers take no more from this brand today; ask for a higher trust score, or wait.",
    30032: "Have the toll-free number verified in the Twilio console.",
    30034: "Register the sender for A2P 10DLC in the Twilio console.",
}


class TwilioAnswer(Struct, frozen=True):
    """An answer of the API: the message that it made, or its error."""

    sid: str = ""
    code: int = 0
    message: str = ""


class Twilio(HttpSms):
    """It knows no idempotency key and finds no message by ours."""

    name = "twilio"
    title = "Twilio"
    text_characters_max = 1_600
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
        line: SmsLine = SmsLine(address=f"https://{HOST}"),  # noqa: B008 - frozen
    ) -> None:
        super().__init__(line)
        self._token = token
        self._sender = sender
        self._now_ms = now_ms
        self._called_at = both_ports(public_url)
        self._callback = hook_url
        self._url = f"{line.address}/2010-04-01/Accounts/{account}/Messages.json"
        self._headers = [basic(account, token), ("Content-Type", "application/x-www-form-urlencoded")]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """The host is that of a region, or left out. Options: `from` (a number, a short code, a name or the SID of a
        messaging service), `connections`, `timeout` in seconds. The auth token also signs webhooks: no API key will do.
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
        fields = {"To": dispatch.outgoing.address, "Body": dispatch.rendered.body}
        fields["MessagingServiceSid" if SERVICE.fullmatch(sender) else "From"] = sender
        if self._callback:
            fields["StatusCallback"] = f"{self._callback}?key={quote(dispatch.outgoing.key, safe='')}"
        return Post(self._url, self._headers, urlencode(fields).encode())

    def _outcome(self, answer: Answer) -> Outcome:
        return twilio_outcome(answer, self._now_ms())

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
        meant = [twilio_signature(self._token, address + request.target, form) for address in self._called_at]
        if not any([hmac.compare_digest(given, one) for one in meant]):
            return UNSIGNED
        fields = dict(form)
        status = fields.get("MessageStatus") or fields.get("SmsStatus", "")
        if status == "received":
            return _answered(fields)
        return _happened(status, fields, dict(parse_qsl(request.query)).get("key", ""))


def twilio_outcome(answer: Answer, now: int) -> Outcome:
    """2xx with a SID is accepted. A 5xx may have been stored first, so nobody knows; an error has a code of its own."""
    said = decoded(answer.body, TwilioAnswer) or TwilioAnswer()
    if 200 <= answer.status < 300 and said.sid:
        return Accepted(said.sid)
    if answer.status < 300 or answer.status >= 500:
        return Unknown(f"Twilio gave no clear answer: {answer.words}")
    wait = answer.retry_after_ms(now)
    if not said.code:
        return Deferred("twilio_garbled", f"This is no answer of Twilio; is there a proxy? {answer.words}", wait)
    words = advised_words(said.message[:REASON_CHARACTERS_MAX], _advice(said.code))
    if said.code in AGAIN or answer.status == 429:
        reason = f"Twilio does not take it now: {words}"
        return Deferred(f"twilio_{said.code}", reason, wait, away=said.code in LOGIN)
    reason, dead = f"Twilio does not take it: {words}", said.code in DEAD
    return Refused(f"twilio_{said.code}", reason, hard_bounce=dead, scope=_scope_of(said.code))


def _scope_of(code: int) -> RefusalScope:
    """What a refusal with this code is about."""
    if code == STOPPED:
        return "consent"
    return "address" if code in DEAD else "provider" if code in OURS else "message"


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
            receipt = Receipt(kind=kind, message=key, address=number, id=identity, reason=reason, hard_bounce=dead)
            return [receipt, *(refused_by_stop(key, number, identity) if code == STOPPED else ())]
        case _:  # queued, accepted, scheduled, sending, sent: nothing that is not known yet
            return []


def _answered(fields: dict[str, str]) -> list[Heard]:
    """Twilio answers STOP, START and HELP itself; in OptOutType it says what it took a word for."""
    said = fields.get("OptOutType", "")
    return answered(fields.get("From", ""), fields.get("Body", ""), fields.get("MessageSid", ""), said=said)


def twilio_signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> bytes:
    """What Twilio signs: the address as it was called, then each field by name; a value told twice counts once."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.new(token.encode(), text.encode("utf-8", "replace"), "sha1").digest())
