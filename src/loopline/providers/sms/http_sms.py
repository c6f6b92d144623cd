"""What the SMS services over HTTP have in common: one call a message, numbers in E.164, senders, the URL's options."""

import re
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Sequence
from typing import ClassVar, Final, Literal, TypeVar, assert_never, get_args
from urllib.parse import urlsplit

from msgspec import DecodeError, Struct, ValidationError, json

from loopline.model.channels import ChannelName
from loopline.model.message import Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.model.sms.number import NUMBER
from loopline.ports import Flight
from loopline.providers.http_client import Answer, Header, HttpClient, Lost, NotSent
from loopline.providers.url import ProviderUrl

HOST_NAME: Final = re.compile(r"[a-z0-9.-]+")
SHORT_CODE: Final = re.compile(r"[0-9]{3,8}")
NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{1,11}")
SENDER: Final = re.compile(rf"{NUMBER.pattern}|{SHORT_CODE.pattern}|{NAME.pattern}")
"""A number, a short code or a name, which takes no answers."""

REASON_CHARACTERS_MAX: Final = 300
CONNECTIONS: Final = 10
TIMEOUT_SECONDS: Final = 15
SIGNED_MS_MAX: Final = 300_000
Said = TypeVar("Said")


class Post(Struct, frozen=True):
    """The call that hands one message over."""

    url: str
    headers: Sequence[Header]
    body: bytes


WhoAnswers = Literal["", "ours", "theirs"]
WHO_ANSWERS: Final = get_args(WhoAnswers)


class SmsLine(Struct, frozen=True, kw_only=True):
    """How the service is reached. `address` begins each URL; connections are shared by all batches."""

    address: str
    allow_private: bool = False
    connections: int = CONNECTIONS
    timeout_seconds: float = TIMEOUT_SECONDS
    answers: WhoAnswers = ""


class HttpSms(ABC):
    """Sends by one call a message and tells what follows from its answer; news and signatures are each service's own.

    None of these services drops a second message with the same key or finds one by ours: what has no believable answer
    waits for a person. `title` is how people call the service. `answers_words`: it answers STOP, START and HELP itself,
    so that we do not; by the option `answers` of its URL (`ours` or `theirs`), else as the service does by default.
    """

    name: str
    title: ClassVar[str]
    text_characters_max: ClassVar[int]
    channels: frozenset[ChannelName] = frozenset({"sms"})
    unknown_policy: UnknownPolicy = "hold"
    answers_by_default = True

    def __init__(self, line: SmsLine) -> None:
        self.flight: Flight | None = None
        self._address = line.address
        self.answers_words = line.answers == "theirs" if line.answers else self.answers_by_default
        self._client = HttpClient(
            allow_private=line.allow_private, connections=line.connections, timeout_seconds=line.timeout_seconds
        )

    @abstractmethod
    def _post(self, dispatch: Dispatch) -> Post:
        """The call that hands it over. Raises ValueError for half a character."""

    @abstractmethod
    def _outcome(self, answer: Answer) -> Outcome: ...

    async def open(self) -> None:
        """Connections are opened by the first messages."""
        await self._client.open()

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.close()

    async def ask(self, key: str) -> Outcome:
        """Nobody can be asked for a message by what we called it."""
        return Unknown(f"{self.title} cannot be asked for a message by our key; look for it in its log of messages.")

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """One call a message, as many at a time as there are connections."""
        return await self._client.in_turn(batch, self._one, _broken)

    async def _one(self, dispatch: Dispatch) -> Outcome:
        if not NUMBER.fullmatch(dispatch.outgoing.address):
            return Refused(
                f"{self.name}_number_invalid",
                "The number is not written as +15005550006, with the country first.",
                scope="address",
            )
        if len(dispatch.rendered.body) > self.text_characters_max:
            return Refused(
                f"{self.name}_text_too_long",
                f"{self.title} takes {self.text_characters_max} characters at most; shorten it.",
            )
        try:
            post = self._post(dispatch)
        except ValueError:
            return Refused(f"{self.name}_text_invalid", "The text holds what is no character; correct its template.")
        if self.flight is not None:
            self.flight.handed(dispatch)
        outcome = self._told(await self._client.post(post.url, post.headers, post.body))
        if self.flight is not None:
            self.flight.answered(dispatch, outcome)
        return outcome

    def _told(self, answer: Answer | NotSent | Lost) -> Outcome:
        match answer:
            case NotSent(reason):
                return Deferred(f"{self.name}_unreachable", f"{self.title} cannot be reached: {reason}", away=True)
            case Lost(reason):
                return Unknown(f"{self.title} did not answer: {reason}")
            case Answer():
                return self._outcome(answer)
            case _:
                assert_never(answer)


def read_line(given: ProviderUrl, host: str, *, allow_private: bool) -> SmsLine:
    """The host of the URL or this one, and the options `connections` and `timeout`. Raises Invalid."""
    host = given.host or host
    if not HOST_NAME.fullmatch(host) or given.path not in ("", "/"):
        raise given.wrong()
    return SmsLine(
        address=f"https://{host}:{given.port}" if given.port else f"https://{host}",
        allow_private=allow_private,
        connections=given.number("connections", CONNECTIONS, least=1, most=1_000),
        timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
        answers=given.choice("answers", WHO_ANSWERS, ""),
    )


def read_sender(given: ProviderUrl, allowed: re.Pattern[str] = SENDER) -> str:
    """The option `from`, in which a bare + arrived as a space. Raises Invalid."""
    sender = re.sub(r"^ ", "+", given.text("from"))
    if not allowed.fullmatch(sender):
        raise given.wrong()
    return sender


def basic(login: str, password: str) -> Header:
    """The header of a login by name and password."""
    return ("Authorization", f"Basic {b64encode(f'{login}:{password}'.encode()).decode()}")


def decoded(body: bytes, kind: type[Said]) -> Said | None:
    """JSON of this form; None where it is something else."""
    try:
        return json.decode(body, type=kind)
    except (DecodeError, ValidationError, UnicodeDecodeError, RecursionError):
        return None


def both_ports(public_url: str) -> tuple[str, ...]:
    """The address with a port and without: services are not always of one mind which of them they sign."""
    parts = urlsplit(public_url)
    if not parts.hostname:
        return ()
    bare = parts.netloc if parts.port is None else parts.netloc.rpartition(":")[0]
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return tuple(parts._replace(netloc=netloc).geturl() for netloc in (bare, f"{bare}:{port}"))


def with_plus(number: str) -> str:
    """A number in E.164, of services that leave its + out; a short code or a name stays as it is."""
    return f"+{number}" if NUMBER.fullmatch(f"+{number}") else number


def _broken(error: Exception) -> Outcome:
    """A fault of ours in the middle of a call: nobody knows how far it came."""
    return Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
