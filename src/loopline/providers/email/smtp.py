"""E-mail by SMTP: a pool of connections that stay open and carry many messages each."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal, Self, cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from msgspec import Struct

from loopline.delivery.email.mime import bare, compose, mailbox
from loopline.delivery.receipts import smtp_outcome
from loopline.model.channels import ChannelName
from loopline.model.errors import Invalid
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Deferred, Dispatch, Outcome, Refused, Unknown, UnknownPolicy
from loopline.ports import Flight, Tools
from loopline.providers.email.smtp_dialogue import START_INPUT, Dialogue
from loopline.providers.url import ProviderUrl

StartTls = Literal["auto", "always", "never"]
STARTTLS: Final[dict[StartTls, bool | None]] = {"auto": None, "always": True, "never": False}
UNKNOWN: Final[tuple[UnknownPolicy, ...]] = ("hold", "resend")
CONNECTIONS: Final = 8
CONNECTIONS_MAX: Final = 100
TIMEOUT_SECONDS: Final = 30
EXAMPLE: Final = "smtp://login:password@host:587?starttls=auto, or smtps://login:password@host:465"
NO_HOOKS: Final = HookRefusal("receipts_none", "A mail server calls no webhook; bounces come back by mail.", 404)
LOST: Final = (OSError, SMTPException, TimeoutError)
CLOSE_SECONDS: Final = 2.0
UNREACHABLE: Final = Deferred("smtp_unreachable", "The mail server cannot be reached.", away=True)


class Relay(Struct, frozen=True):
    """Where mail is handed over. `start_tls` None upgrades when the server offers it."""

    host: str
    port: int
    login: str = ""
    password: str = ""
    tls: bool = False
    start_tls: bool | None = None

    def __repr__(self) -> str:
        return f"Relay({self.host}:{self.port})"


def relay_of(given: ProviderUrl) -> Relay:
    """`smtp://login:password@host:port?starttls=auto|always|never` or `smtps://...`. Raises Invalid."""
    if not given.host or given.path.strip("/") or given.scheme not in ("smtp", "smtps"):
        raise given.wrong()
    tls = given.scheme == "smtps"
    start_tls = STARTTLS[given.choice("starttls", tuple(STARTTLS), "auto")]
    port = given.port or (465 if tls else 587)
    return Relay(given.host, port, given.login, given.password, tls, False if tls else start_tls)


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
    ) -> None:
        self.unknown_policy = unknown_policy
        self.flight: Flight | None = None
        self._sender = sender
        self._domain = domain or bare(sender).rpartition("@")[2]
        self._lines = [_Line(relay, timeout_seconds, messages_per_connection) for _ in range(max(1, size))]
        self._free: asyncio.LifoQueue[_Line] = asyncio.LifoQueue()

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `starttls`, `connections`, `unknown` (hold or resend), `timeout` in seconds, `sender`."""
        given = ProviderUrl(url, EXAMPLE)
        made = cls(
            relay_of(given),
            sender=given.text("sender", tools.sender),
            size=given.number("connections", CONNECTIONS, least=1, most=CONNECTIONS_MAX),
            timeout_seconds=given.number("timeout", TIMEOUT_SECONDS, least=1, most=600),
            unknown_policy=given.choice("unknown", UNKNOWN, "hold"),
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
        todo = deque(enumerate(batch))
        outcomes: dict[int, Outcome] = {}
        await asyncio.gather(*(self._carry(todo, outcomes) for _ in range(min(len(self._lines), len(batch)))))
        return [outcomes.get(at, UNREACHABLE) for at in range(len(batch))]

    async def _carry(self, todo: deque[tuple[int, Dispatch]], outcomes: dict[int, Outcome]) -> None:
        """One connection's share. When it cannot connect, its message goes back for the connections that can."""
        line = await self._free.get()
        line.try_again()
        try:
            while todo:
                at, dispatch = todo.popleft()
                try:
                    outcomes[at] = await self._one(line, dispatch)
                except Exception as error:  # nobody knows how far it came; the others of the batch go on
                    line.drop()
                    outcomes[at] = Unknown(f"The mail could not be handed over: {type(error).__name__}")
                if line.unreachable is not None:
                    todo.append((at, dispatch))
                    return
        except BaseException:
            line.drop()  # in the middle of a message: the next one would take this one's answer for its own
            raise
        finally:
            self._free.put_nowait(line)

    async def _one(self, line: "_Line", dispatch: Dispatch) -> Outcome:
        try:
            mail = compose(dispatch, sender=self._sender, domain=self._domain)
            sender = bare(dispatch.rendered.sender or self._sender)
            recipient = mailbox(dispatch.outgoing.address)
        except Invalid as error:
            return Refused(error.code, error.text)
        except Exception as error:  # half a character, or whatever else no mail can hold: it costs this message alone
            return Refused("message_invalid", f"The message cannot be written as a mail: {error}"[:500])
        if self.flight is None:
            return await line.deliver(sender.encode(), recipient.encode(), mail)
        leaving = partial(self.flight.handed, dispatch)
        outcome = await line.deliver(sender.encode(), recipient.encode(), mail, leaving)
        self.flight.answered(dispatch, outcome)
        return outcome


class _Line:
    """One connection: opened when needed, reset after a refusal, dropped after a loss."""

    def __init__(self, relay: Relay, timeout_seconds: float, messages_max: int) -> None:
        self._relay = relay
        self._timeout = timeout_seconds
        self._messages_max = messages_max
        self._client: SMTP | None = None
        self._dialogue: Dialogue | None = None
        self._carried = 0
        self.unreachable: Deferred | None = None

    async def deliver(
        self, sender: bytes, recipient: bytes, mail: bytes, leaving: Callable[[], None] = lambda: None
    ) -> Outcome:
        """One message. Only a loss after the mail's bytes left is unknown; a loss before it sent nothing.

        `leaving` is called just before they leave.
        """
        reused = self._dialogue is not None and self._dialogue.open
        dialogue = await self._connected()
        if dialogue is None:
            return self.unreachable or UNREACHABLE
        try:
            refusal = await self._announce(dialogue, sender, recipient)
        except LOST as error:
            self.drop()
            if reused:  # the server hung up while the connection was idle
                return await self.deliver(sender, recipient, mail, leaving)
            return Deferred("smtp_connection_lost", f"The mail server hung up before the message: {error}", away=True)
        if refusal:
            return refusal
        leaving()
        return await self._hand_over(dialogue, mail)

    async def _announce(self, dialogue: Dialogue, sender: bytes, recipient: bytes) -> Outcome | None:
        """The envelope; an outcome when the server will not have it."""
        replies = await dialogue.announce(sender, recipient)
        last = replies[-1]
        if last.code == START_INPUT:
            return None
        if last.code < 400:  # it agrees to what nobody asked: nothing it says now can be believed
            self.drop()
            return Deferred("smtp_garbled", f"The mail server answered {last.code} {last.message}"[:500])
        await self._reset(dialogue)
        return smtp_outcome(last.code, last.message, at_recipient=len(replies) == 2)

    async def _hand_over(self, dialogue: Dialogue, mail: bytes) -> Outcome:
        try:
            answer = await dialogue.hand_over(mail)
        except LOST as error:
            self.drop()
            late = isinstance(error, TimeoutError)
            return Unknown(f"The mail server {'fell silent' if late else 'hung up'} after the message was sent.")
        if not answer.good and answer.code < 400:  # not an answer to a mail at all
            self.drop()
            return Unknown(f"The mail server gave no clear answer: {answer.message}")
        if not answer.good:
            await self._reset(dialogue)
        self._carried += 1
        if self._carried >= self._messages_max:
            await self.quit()
        return smtp_outcome(answer.code, answer.message, at_recipient=False)

    async def _connected(self) -> Dialogue | None:
        if self._dialogue is not None and self._dialogue.open:
            return self._dialogue
        self.drop()
        relay = self._relay
        client = SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.login or None,
            password=relay.password or None,
            use_tls=relay.tls,
            start_tls=relay.start_tls,
            timeout=self._timeout,
        )
        try:
            await client.connect()
            await client.ehlo()
            transport = client.transport
            if transport is None:
                raise ConnectionResetError("The mail server hung up after its greeting.")
        except LOST as error:
            client.close()
            code = error.code if isinstance(error, SMTPResponseException) else 0
            self.unreachable = Deferred(
                f"smtp_{code}" if code else "smtp_unreachable",
                f"The mail server cannot be reached: {error}"[:500],
                away=True,
            )
            return None
        dialogue = Dialogue(
            cast(asyncio.Transport, transport), self._timeout, pipelining=client.supports_extension("pipelining")
        )
        self._client, self._dialogue, self._carried, self.unreachable = client, dialogue, 0, None
        return dialogue

    async def _reset(self, dialogue: Dialogue) -> None:
        try:
            if dialogue.open:
                await dialogue.say(b"RSET")
        except LOST:
            self.drop()

    def try_again(self) -> None:
        """A new batch asks anew whether the server can be reached."""
        self.unreachable = None

    def drop(self) -> None:
        """Forgets the connection without a word."""
        if self._client is not None:
            self._client.close()
        self._client = self._dialogue = None

    async def quit(self) -> None:
        """Ends the connection politely, or at once when the server does not answer."""
        dialogue = self._dialogue
        try:
            if dialogue is not None and dialogue.open:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await dialogue.say(b"QUIT")
        except LOST:
            pass
        self.drop()
