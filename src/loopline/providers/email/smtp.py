"""E-mail by SMTP: a pool of connections that stay open and carry many messages each."""

import asyncio
import secrets
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Final, Literal, Self

from msgspec.structs import replace

from loopline.delivery.email.mime import bare, compose, mailbox
from loopline.delivery.email.refused_mail import refused_as_written
from loopline.delivery.email.signer import MailSigner, unsigned
from loopline.delivery.returned.addresses import MAIL_SECRET, ReturnAddresses
from loopline.model.channels import ChannelName
from loopline.model.errors import Invalid
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Clock, Flight, Tools
from loopline.providers.attached import FilesOf, with_files
from loopline.providers.email.smtp_connection import UNREACHABLE, Following, Relay, SmtpConnection, WrittenMail
from loopline.providers.email.smtp_dialogue import MailEnvelope
from loopline.providers.url import ProviderUrl

StartTls = Literal["auto", "always", "never"]
STARTTLS: Final[dict[StartTls, bool | None]] = {"auto": None, "always": True, "never": False}
UNKNOWN: Final[tuple[UnknownPolicy, ...]] = ("hold", "resend")
CONNECTIONS: Final = 8
CONNECTIONS_MAX: Final = 100
TIMEOUT_SECONDS: Final = 30
AHEAD: Final = 32
AHEAD_BYTES: Final = 1 << 20
AHEAD_SECONDS: Final = 0.005
"""So many mails, bytes and seconds of writing, whichever comes first, are made at a time."""
EXAMPLE: Final = "smtp://login:password@host:587?starttls=auto, or smtps://login:password@host:465"
NO_HOOKS: Final = HookRefusal("receipts_none", "A mail server calls no webhook; bounces come back by mail.", 404)


def relay_of(given: ProviderUrl) -> Relay:
    """`smtp://login:password@host:port?starttls=auto|always|never` or `smtps://...`. Raises Invalid."""
    if not given.host or given.path.strip("/") or given.scheme not in ("smtp", "smtps"):
        raise given.wrong()
    tls = given.scheme == "smtps"
    start_tls = STARTTLS[given.choice("starttls", tuple(STARTTLS), "auto")]
    port = given.port or (465 if tls else 587)
    return Relay(given.host, port, given.login, given.password, tls, False if tls else start_tls)


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


class _Pile:
    """A batch on its way: what is to be written, what is written and waits for a connection, and what became of it."""

    def __init__(self, batch: Sequence[Dispatch]) -> None:
        self.todo = deque(enumerate(batch))
        self.written = deque[WrittenMail]()
        self.outcomes: dict[int, Outcome] = {}


class Smtp:
    """E-mail by SMTP, which cannot be asked what became of a message: `unknown_policy` is hold unless set."""

    name = "smtp"
    channels: frozenset[ChannelName] = frozenset({"email"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "the server fell silent after the mail's last byte: it may have been sent"

    def __init__(
        self,
        relay: Relay,
        *,
        sender: str,
        domain: str = "",
        size: int = CONNECTIONS,
        timeout_seconds: float = TIMEOUT_SECONDS,
        messages_per_connection: int = 1_000,
        unknown_policy: UnknownPolicy = "hold",
        clock: Clock | None = None,
        returns: ReturnAddresses | None = None,
        replies: bool = False,
        signed: MailSigner = unsigned,
        files: FilesOf = lambda digests: {},
    ) -> None:
        """Without a clock a mail bears the date of its decision instead of its sending.

        `returns` makes the address to which its bounces come, and, with `replies`, one more for answers.
        """
        self.unknown_policy, self._files = unknown_policy, files
        self._clock, self._returns, self._replies, self._signed = clock, returns, replies, signed
        self.host: Final = relay.host
        self.flight: Flight | None = None
        self._sender = sender
        self._domain = domain or bare(sender).rpartition("@")[2]
        self._lines = [SmtpConnection(relay, timeout_seconds, messages_per_connection) for _ in range(max(1, size))]
        self._free: asyncio.LifoQueue[SmtpConnection] = asyncio.LifoQueue()

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `starttls`, `connections`, `unknown` (hold or resend), `timeout` in seconds, `sender`.

        `bounces` is the domain whose mail comes to us: bounces are sent there, and with `replies=yes` answers too.
        """
        given = ProviderUrl(url, EXAMPLE)
        bounces = given.text("bounces", "")
        made = cls(
            relay_of(given),
            sender=given.text("sender", tools.sender),
            size=given.number("connections", CONNECTIONS, least=1, most=CONNECTIONS_MAX),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
            unknown_policy=given.choice("unknown", UNKNOWN, "hold"),
            clock=tools.clock,
            returns=ReturnAddresses(tools.secret(MAIL_SECRET, _new_secret), bounces) if bounces else None,
            replies=given.choice("replies", ("yes", "no"), "no") == "yes",
            signed=tools.signed,
            files=tools.files,
        )
        given.done()
        return made

    async def open(self) -> None:
        """Connections are made when the first messages come, so a mail server that is down does not stop the start."""
        self._free = asyncio.LifoQueue()
        for line in self._lines:
            self._free.put_nowait(line)

    async def close(self) -> None:
        """Says goodbye on every open connection."""
        await asyncio.gather(*(line.quit() for line in self._lines))

    async def ask(self, key: str) -> Outcome:
        """Nobody can say: an SMTP server answers no questions about the past."""
        return Unknown("An SMTP server cannot be asked what became of a message.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """None: bounces come back by mail."""
        return NO_HOOKS

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Hands the batch over on as many connections as there are; one outcome each, in order."""
        pile = _Pile(await with_files(batch, self._files))
        await asyncio.gather(*(self._carry(pile) for _ in range(min(len(self._lines), len(batch)))))
        return [pile.outcomes.get(at, UNREACHABLE) for at in range(len(batch))]

    async def _carry(self, pile: _Pile) -> None:
        """One connection's share. When it cannot connect, its messages go back for the connections that can."""
        line = await self._free.get()
        line.try_again()
        held = deque[WrittenMail]()  # taken, and not handed over: the second one is announced behind the first

        def following() -> WrittenMail | None:
            letter = self._next(pile)
            if letter is not None:
                held.append(letter)
            return letter

        try:
            while held or following():
                letter = held[0]
                try:
                    pile.outcomes[letter.at] = await self._one(line, letter, following)
                except Exception as error:  # nobody knows how far it came; the others of the batch go on
                    line.drop()
                    pile.outcomes[letter.at] = Unknown(f"The mail could not be handed over: {type(error).__name__}")
                if line.unreachable is not None:
                    pile.written.extend(held)
                    return
                held.popleft()
        except BaseException:
            line.drop()  # in the middle of a message: the next one would take this one's answer for its own
            raise
        finally:
            self._free.put_nowait(line)

    def _next(self, pile: _Pile) -> WrittenMail | None:
        """The next mail. A few are written at a time: in between others' work drives what writes them out of caches."""
        if not pile.written and pile.todo:
            now, room = asyncio.get_running_loop().time, AHEAD_BYTES
            until = now() + AHEAD_SECONDS
            while pile.todo and room > 0 and len(pile.written) < AHEAD and (not pile.written or now() < until):
                letter = self._written(*pile.todo.popleft(), pile.outcomes)
                if letter is not None:
                    pile.written.append(letter)
                    room -= len(letter.mail)
        return pile.written.popleft() if pile.written else None

    def _written(self, at: int, dispatch: Dispatch, outcomes: dict[int, Outcome]) -> WrittenMail | None:
        """A message as a mail; what no mail can hold is refused, and costs itself alone."""
        try:
            now = self._clock.now() if self._clock else 0
            sender = bare(dispatch.rendered.sender or self._sender)
            mail = compose(self._answerable(dispatch), sender=self._sender, domain=self._domain, sent_at=now)
            mail = self._signed(mail, sender)
            back = self._returns.address("bounce", dispatch.outgoing.key) if self._returns else ""
            envelope = MailEnvelope((back or sender).encode(), mailbox(dispatch.outgoing.address).encode())
        except Invalid as error:
            outcomes[at] = refused_as_written(error)
        except Exception as error:  # half a character, or whatever else no mail can hold
            outcomes[at] = Refused("message_invalid", f"The message cannot be written as a mail: {error}"[:500])
        else:
            return WrittenMail(at, dispatch, envelope, mail)
        return None

    def _answerable(self, dispatch: Dispatch) -> Dispatch:
        """The message with our address for replies beside that of its author, who reads them."""
        own = self._returns.address("reply", dispatch.outgoing.key) if self._returns and self._replies else ""
        if not own:
            return dispatch
        rendered = dispatch.rendered
        both = f"{rendered.reply_to or rendered.sender or self._sender}, {own}"
        return replace(dispatch, rendered=replace(rendered, reply_to=both))

    async def _one(self, line: SmtpConnection, letter: WrittenMail, following: Following) -> Outcome:
        if self.flight is None:
            return await line.deliver(letter, following)
        outcome = await line.deliver(letter, following, partial(self.flight.handed, letter.dispatch))
        self.flight.answered(letter.dispatch, outcome)
        return outcome
