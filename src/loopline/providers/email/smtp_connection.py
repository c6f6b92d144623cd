"""A connection to a mail server that stays open and carries many mails, the next one announced behind the last."""

import asyncio
from collections.abc import Callable
from typing import Final, cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from msgspec import Struct

from loopline.delivery.receipts import LOGIN_ADVICE, LOGIN_WANTED, SmtpStage, smtp_outcome
from loopline.model.message import Deferred, Dispatch, Outcome, Unknown, advised_words
from loopline.providers.email.smtp_dialogue import CLOSING, START_INPUT, Dialogue, MailEnvelope

LOST: Final = (OSError, SMTPException, TimeoutError)
CLOSE_SECONDS: Final = 2.0
STAGES: Final[tuple[SmtpStage, ...]] = ("mail", "rcpt", "data")
URL_ADVICE: Final = "See to host, port and `starttls` in the URL, and to what stands between."
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


class WrittenMail(Struct, frozen=True, eq=False):
    """A message of a batch, written as a mail."""

    at: int
    dispatch: Dispatch
    envelope: MailEnvelope
    mail: bytes


Following = Callable[[], WrittenMail | None]


class SmtpConnection:
    """One connection: opened when needed, reset after a refusal, dropped after a loss.

    It is dropped too when a mail is refused behind which the next one was announced: there is no moment to reset what
    the server has begun, and some keep the refused mail's recipients. Until a mail is taken again none is announced.
    """

    def __init__(self, relay: Relay, timeout_seconds: float, messages_max: int) -> None:
        self._relay = relay
        self._timeout = timeout_seconds
        self._messages_max = messages_max
        self._client: SMTP | None = None
        self._dialogue: Dialogue | None = None
        self._ahead: WrittenMail | None = None
        self._is_heard_behind = True
        self._was_taken = True  # the last mail that came so far
        self._carried = 0
        self.unreachable: Deferred | None = None

    async def deliver(
        self, letter: WrittenMail, following: Following, leaving: Callable[[], None] = lambda: None
    ) -> Outcome:
        """One message. Only a loss after the mail's bytes left is unknown; a loss before it sent nothing.

        `leaving` is called just before they leave. The envelope of the `following` mail goes with them where the server
        allows it: that mail is the next one to be delivered.
        """
        reused = self._dialogue is not None and self._dialogue.open
        dialogue = await self._connected()
        if dialogue is None:
            return self.unreachable or UNREACHABLE
        ahead = self._ahead is letter
        try:
            refusal = await self._announce(dialogue, letter, ahead=ahead)
            if refusal is None and not dialogue.open:
                raise ConnectionResetError("it asked for the message and said goodbye")
        except LOST as error:
            self.drop()
            if ahead and isinstance(error, TimeoutError):  # what goes behind a mail is not heard there
                self._is_heard_behind = False
            if reused:  # the server hung up while the connection was idle, or behind the mail before
                return await self.deliver(letter, following, leaving)
            return Deferred("smtp_connection_lost", f"The mail server hung up before the message: {error}", away=True)
        if refusal:
            return refusal
        is_open_to_more = dialogue.pipelining and self._is_heard_behind and self._was_taken
        self._ahead = following() if is_open_to_more and self._carried + 1 < self._messages_max else None
        leaving()
        return await self._hand_over(dialogue, letter)

    async def _announce(self, dialogue: Dialogue, letter: WrittenMail, *, ahead: bool = False) -> Outcome | None:
        """The envelope, which the server has already when it went `ahead`; an outcome when it will not have it."""
        self._ahead = None
        replies = await (dialogue.announced() if ahead else dialogue.announce(letter.envelope))
        last = replies[-1]
        if last.code == START_INPUT:
            return None
        if last.code == CLOSING:
            raise ConnectionResetError(f"{last.code} {last.message}")
        if last.code < 400:  # it agrees to what nobody asked: nothing it says now can be believed
            self.drop()
            return Deferred("smtp_garbled", f"The mail server answered {last.code} {last.message}"[:500])
        await self._reset(dialogue)
        if ahead:  # perhaps it is the mail before that it still minds: ask again by itself
            return await self._announce(dialogue, letter)
        return smtp_outcome(last.code, last.message, stage=STAGES[len(replies) - 1])

    async def _hand_over(self, dialogue: Dialogue, letter: WrittenMail) -> Outcome:
        try:
            answer = await dialogue.hand_over(letter.mail, self._ahead.envelope if self._ahead else None)
        except LOST as error:
            self.drop()
            late = isinstance(error, TimeoutError)
            return Unknown(f"The mail server {'fell silent' if late else 'hung up'} after the message was sent.")
        if not answer.good and answer.code < 400:  # not an answer to a mail at all
            self.drop()
            return Unknown(f"The mail server gave no clear answer: {answer.message}")
        self._was_taken = answer.good
        if not answer.good and self._ahead is not None:  # whom it was for may get the next mail: begin anew
            self.drop()
        elif not answer.good:
            await self._reset(dialogue)
        self._carried += 1
        if self._carried >= self._messages_max:
            await self.quit()
        return smtp_outcome(answer.code, answer.message, stage="data")

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
            self.unreachable = _not_let_in(error)
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
        self._client = self._dialogue = self._ahead = None

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


def _not_let_in(error: Exception) -> Deferred:
    """A connection that could not be made, or a greeting or login that the server refuses: what to do about it."""
    if isinstance(error, SMTPResponseException) and error.code > 0:
        words = f"The mail server does not let us in: {error.code} {error.message}"
        advice = LOGIN_ADVICE if error.code in LOGIN_WANTED else "Ask who runs it, or wait."
        return Deferred(f"smtp_{error.code}", advised_words(words, advice), away=True)
    words = f"The mail server cannot be reached: {error}"
    return Deferred("smtp_unreachable", advised_words(words, URL_ADVICE), away=True)
