"""What services that take e-mail over HTTP have alike: mail in parts, the call with its outcome, and news they post."""

import hmac
from abc import ABC, abstractmethod
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, NamedTuple, TypeVar, assert_never

from msgspec import Struct, json
from msgspec.structs import replace

from loopline.delivery.email.attached import FileInBase64, files_in_base64
from loopline.delivery.email.mime import (
    PLAIN_NAME,
    bare,
    compose,
    header_value,
    mailbox,
    reply_mailboxes,
    sender_mailbox,
    text_part,
)
from loopline.delivery.email.refused_mail import refused_as_written
from loopline.delivery.email.signer import MailSigner, unsigned
from loopline.model.errors import Invalid
from loopline.model.hook import HookRequest
from loopline.model.mail.mailbox import CONTROLS, Mailbox, read_mailbox
from loopline.model.message import Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.ports import Flight, Tools
from loopline.providers.attached import FilesOf, with_files
from loopline.providers.http_client import Answer, Header, HttpClient, Lost, NotSent
from loopline.providers.url import ProviderUrl

MESSAGE_HEADER: Final = "X-Loopline-Message"
"""The header that carries our key, so that a bounce that quotes the mail finds its message."""

MESSAGE_KEY: Final = "loopline_message"
"""What the key is called in a service's own metadata."""

CONNECTIONS: Final = 10
TIMEOUT_SECONDS: Final = 30
MS_MAX: Final = 10**14
Told = TypeVar("Told")


class MailInParts(Struct, frozen=True, kw_only=True):
    """A message as services ask for it; put together it is the mail that `compose` writes.

    Addresses and values of headers are ASCII; `headers` are those that the message has of its own, List-Unsubscribe
    among them, and the one with our key. No text has half a character or, but for `text` and `html`, a line break.
    """

    key: str
    sender: Mailbox
    to: str
    subject: str
    text: str
    html: str
    reply_to: tuple[Mailbox, ...]
    headers: dict[str, str]
    files: tuple[FileInBase64, ...] = ()


class ServiceCall(NamedTuple):
    """A POST that hands one message over."""

    url: str
    headers: Sequence[Header]
    body: bytes


class ServiceSetting(Struct, frozen=True, kw_only=True):
    """What every service is set up with. `sender` is who a mail is from that names nobody."""

    sender: str
    now_ms: Callable[[], int]
    signed: MailSigner = unsigned
    allow_private: bool = False
    connections: int = CONNECTIONS
    timeout_seconds: float = TIMEOUT_SECONDS
    files: FilesOf = lambda digests: {}


def service_setting(given: ProviderUrl, tools: Tools) -> ServiceSetting:
    """Asks the URL for `sender`, `connections` and `timeout` in seconds. Raises Invalid."""
    sender = given.text("sender", tools.sender)
    if read_mailbox(sender) is None:
        raise given.wrong()
    return ServiceSetting(
        sender=sender,
        now_ms=tools.clock.now,
        signed=tools.signed,
        allow_private=tools.allow_private,
        connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
        timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
        files=tools.files,
    )


class MailService(ABC):
    """A service that gets a call a message, so that a call that is lost leaves one message of unknown fate.

    A service writes the call (`call_for`) and reads what it answers (`told`); codes of what they have alike begin with
    its `name`, and `label` is what people call it.
    """

    name: str
    label: ClassVar[str]
    bytes_max: ClassVar[int]
    """The longest body of a call that the service reads."""

    def __init__(self, setting: ServiceSetting) -> None:
        self.flight: Flight | None = None
        self._sender, self._now_ms = setting.sender, setting.now_ms
        self._signed, self._files = setting.signed, setting.files
        self._client = HttpClient(
            allow_private=setting.allow_private,
            connections=setting.connections,
            timeout_seconds=setting.timeout_seconds,
        )

    @abstractmethod
    def call_for(self, dispatch: Dispatch) -> ServiceCall | Refused:
        """The call that hands this message over, or why the service would not carry it. Raises Invalid."""

    @abstractmethod
    def told(self, answer: Answer) -> Outcome | None:
        """What an answer means that is surely the service's own; None where only its status can be believed."""

    async def open(self) -> None:
        """Connections are opened by the first messages."""
        await self._client.open()

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.close()

    async def ask(self, key: str) -> Outcome:
        """Unknown, where a service finds no message by our key."""
        return Unknown(f"{self.label} cannot be asked for a message by our key; look for it in its activity log.")

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a message, as many at a time as there are connections."""
        return await self._client.in_turn(await with_files(batch, self._files), self._one, self._broken)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        call = self._written(dispatch)
        if isinstance(call, Refused):
            return call
        if self.flight is not None:
            self.flight.handed(dispatch)
        outcome = await self._hand_over(call)
        if self.flight is not None:
            self.flight.answered(dispatch, outcome)
        return outcome

    async def _hand_over(self, call: ServiceCall) -> Outcome:
        return self._outcome(await self._client.post(*call))

    def _mail(self, dispatch: Dispatch, domain: str) -> bytes:
        """The whole mail as it leaves now, signed where its sender's domain has a key. Raises Invalid."""
        mail = compose(keyed(dispatch), sender=self._sender, domain=domain, sent_at=self._now_ms())
        return self._signed(mail, bare(dispatch.rendered.sender or self._sender))

    def _written(self, dispatch: Dispatch) -> ServiceCall | Refused:
        """The call, or the refusal of what no call can hold, which costs that message alone."""
        try:
            call = self.call_for(dispatch)
        except Invalid as error:
            return refused_as_written(error)
        except Exception as error:
            return Refused("message_invalid", f"The message cannot be written as a mail: {error}"[:500])
        if isinstance(call, ServiceCall) and len(call.body) > self.bytes_max:
            megabytes = self.bytes_max // 1_000_000
            return Refused(
                f"{self.name}_too_large", f"{self.label} takes {megabytes} MB a mail at most; make it smaller."
            )
        return call

    def _outcome(self, answer: Answer | NotSent | Lost) -> Outcome:
        match answer:
            case NotSent(reason):
                return Deferred(f"{self.name}_unreachable", f"{self.label} cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"{self.label} did not answer: {reason}")
            case Answer():
                return self.told(answer) or self._by_status(answer)
            case _:
                assert_never(answer)

    def _by_status(self, answer: Answer) -> Outcome:
        """Without words of the service: a 2xx or 5xx may have taken it; everything else surely has not."""
        if answer.status < 300 or answer.status >= 500:
            return Unknown(f"{self.label} gave no clear answer: {answer.words}")
        wait = answer.retry_after_ms(self._now_ms())
        if answer.status == 429:
            return Deferred(f"{self.name}_rate", f"{self.label} wants fewer calls at once; it is tried again.", wait)
        strange = f"This is no answer of {self.label}; is there a proxy? {answer.words}"
        return Deferred(f"{self.name}_garbled", strange, wait)

    def _broken(self, error: Exception) -> Outcome:
        """A fault of ours in the middle of a call: nobody knows how far it came."""
        return Unknown(f"The call to {self.label} ended in a fault of ours: {type(error).__name__}")


def mail_in_parts(dispatch: Dispatch, sender: str) -> MailInParts:
    """The parts of this message; `sender` is who it is from when it names nobody. Raises Invalid, as `compose` does."""
    outgoing, rendered = dispatch.outgoing, dispatch.rendered
    headers = {name: header_value(name, value) for name, value in keyed(dispatch).rendered.headers.items()}
    return MailInParts(
        key=outgoing.key,
        sender=_clean_mailbox(sender_mailbox(rendered.sender or sender)),
        to=mailbox(outgoing.address),
        subject=CONTROLS.sub(" ", _clean(rendered.subject)).strip(),
        text=_clean(text_part(rendered)),
        html=_clean(rendered.html),
        reply_to=tuple(map(_clean_mailbox, reply_mailboxes(rendered.reply_to))) if rendered.reply_to else (),
        headers=headers,
        files=files_in_base64(dispatch),
    )


def keyed(dispatch: Dispatch) -> Dispatch:
    """The same message with our key in a header of its own, and in no other of that name."""
    rendered = dispatch.rendered
    theirs = {name: value for name, value in rendered.headers.items() if name.lower() != MESSAGE_HEADER.lower()}
    marked = {**theirs, MESSAGE_HEADER: dispatch.outgoing.key}
    return replace(dispatch, rendered=replace(rendered, headers=marked))


def written_mailbox(one: Mailbox) -> str:
    """`"Acme, Inc." <hello@acme.test>`, for a service that encodes what is not ASCII itself."""
    if not one.name:
        return one.address
    if PLAIN_NAME.fullmatch(one.name):
        return f"{one.name} <{one.address}>"
    quoted = one.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{one.address}>'


def read_json(body: bytes, kind: type[Told]) -> Told | None:
    """The body as this type, None where it is not: what is read comes from outside and may be anything."""
    try:
        return json.decode(body, type=kind)
    except (ValueError, RecursionError):
        return None


def words_of(value: Any) -> str:  # whatever stands in a JSON field
    """A text or a number of a JSON field as text, "" for anything else."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def is_believed(request: HookRequest, credentials: str = "") -> bool:
    """Whether a service that signs nothing is believed: by the token in the address, or by `login:password`."""
    if request.by_token:
        return True
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if not credentials or scheme.lower() != "basic":
        return False
    try:
        shown = b64decode(given.strip(), validate=True)
    except (Base64Error, ValueError):
        return False
    return hmac.compare_digest(shown, credentials.encode())


def ms_of_seconds(value: Any) -> int:  # whatever stands in a JSON field
    """A Unix time in seconds, whole or not, as a number or as text, in ms; 0 where it is none."""
    try:
        ms = int(float(value) * 1_000)
    except (TypeError, ValueError, OverflowError):
        return 0
    return ms if 0 < ms < MS_MAX else 0


def ms_of_date(value: Any) -> int:  # whatever stands in a JSON field
    """An ISO date in ms, UTC where it names no zone; 0 where it is none."""
    try:
        at = datetime.fromisoformat(value)
        ms = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000)
    except (TypeError, ValueError, OverflowError):
        return 0
    return ms if 0 < ms < MS_MAX else 0


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _clean_mailbox(one: Mailbox) -> Mailbox:
    return Mailbox(_clean(one.name), one.address)
