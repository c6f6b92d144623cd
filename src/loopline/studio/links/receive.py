"""Signed links that people follow: each one becomes a receipt, which is a signal like any other."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec.structs import replace

from loopline.delivery.link_targets import is_web_link
from loopline.delivery.links import CLICK, OPEN, UNSUBSCRIBE, Claim, Purpose
from loopline.delivery.receipts import Opener, classify_click, classify_open
from loopline.delivery.short_links import claim_in, is_token
from loopline.delivery.unsubscribe import ONE_CLICK_BODY
from loopline.model.addresses.address import UNSUBSCRIBED
from loopline.model.channels import channel_named, reports_opens
from loopline.model.consent.proof import Proof
from loopline.model.errors import Invalid, Missing, Unavailable
from loopline.model.ids import stable_id
from loopline.model.journey import PageBrand
from loopline.model.message import ReceiptKind
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import ReceiptReceived
from loopline.studio.context import StudioContext
from loopline.studio.links.confirming import Confirmations
from loopline.studio.links.preferences.preferences import Preferences, Visitor
from loopline.studio.links.swept_messages import SweptMessages

AGAIN_MS = 600_000
"""Unsubscribing again by the same link counts again after this time: the person may have opted in meanwhile."""

TELLING_METHODS: Final = ("GET", "POST")
"""By which an app tells of an open; what only asks what would come (HEAD) tells nothing."""

REMEMBERED_MS: Final = 60_000
RECEIPTS_MAX: Final = 10_000


class OnceAMinute:
    """Writes each receipt once a minute, however often its link is fetched: nobody who holds one can fill the log.

    Belongs to one event loop. Bounded: beyond `RECEIPTS_MAX` the oldest is forgotten, and only written again.
    """

    def __init__(self) -> None:
        self._written: OrderedDict[str, int] = OrderedDict()
        self._writing: dict[str, asyncio.Future[bool]] = {}

    async def write(self, identity: str, now: int, write: Callable[[], Awaitable[object]]) -> None:
        """Await `write`, or the one for the same id that is on its way; nothing when it was written lately.

        What could not be written is not remembered; everybody who waits for it gets the error.
        """
        while identity in self._writing:
            if await asyncio.shield(self._writing[identity]):
                return
        if 0 <= now - self._written.get(identity, now - REMEMBERED_MS) < REMEMBERED_MS:
            return
        is_written = self._writing[identity] = asyncio.get_running_loop().create_future()
        try:
            await write()
            self._remember(identity, now)
            is_written.set_result(True)
        except Exception as error:
            is_written.set_exception(error)
            is_written.exception()  # seen: perhaps nobody else waits
            raise
        finally:
            del self._writing[identity]
            if not is_written.done():  # whoever wrote went away: the next who waits writes
                is_written.set_result(False)

    def _remember(self, identity: str, now: int) -> None:
        self._written[identity] = now
        self._written.move_to_end(identity)
        if len(self._written) > RECEIPTS_MAX:
            self._written.popitem(last=False)


class Gone(Missing):
    """It was there once, perhaps."""

    status = 410


class Receipts:
    """Reads the links that `delivery.links` signed. A doubled request is one receipt, by its id."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self.preferences = Preferences(ctx)
        self.confirmations = Confirmations(ctx, self.preferences)
        self._swept = SweptMessages()
        self._once = OnceAMinute()

    async def opened(self, token: str, method: str, agent: str) -> None:
        """Record that the pixel was fetched, or that an app told of an open. Raises Missing `link_invalid`."""
        claim = self._read(OPEN, token)
        row = await self._row(claim)
        if reports_opens(claim.channel):  # an app tells it, by whatever means: no picture is fetched here
            by: Opener = "person" if method.upper() in TELLING_METHODS else "machine"
        else:
            by = classify_open(agent, method=method, ms_since_sent=self._since(row))
        await self._record(claim, row, "opened", by=by)

    async def clicked(self, token: str, method: str, agent: str) -> str:
        """Record a click; the answer is the address that was signed into the link. Raises Missing `link_invalid`."""
        return await self._clicked(self._read(CLICK, token), method, agent)

    async def short(self, token: str, method: str, agent: str) -> str:
        """Record a click on a short link; the answer is where it leads.

        Raises Gone `link_expired` when it leads nowhere, or no longer; Unavailable when that cannot be known now.
        """
        kept = await asyncio.to_thread(self._ctx.studio_store.short_links.find, token) if is_token(token) else None
        if kept is None:
            raise Gone("link_expired", "This link leads nowhere any more: it is too old, or was cut.")
        return await self._clicked(claim_in(kept), method, agent)

    async def _clicked(self, claim: Claim, method: str, agent: str) -> str:
        if not is_web_link(claim.url):
            raise _invalid()
        row = await self._row(claim)
        machine = classify_click(agent, method=method, ms_since_sent=self._since(row))
        now = self._ctx.clock.now()
        swept = self._swept.follow(claim.message, claim.url, claim.links, now)
        period = str(now // AGAIN_MS) if swept else ""  # a person who comes after a sweep is not its double
        by: Opener = "machine" if machine else "person"
        await self._record(claim, row, "clicked", by=by, url=claim.url, period=period)
        return claim.url

    def brand(self) -> PageBrand:
        """The look of the pages, as the workspace has it."""
        return self._ctx.published().workspace.brand

    async def left(self, token: str, visitor: Visitor) -> tuple[str, ...]:
        """Unsubscribe the person by the one click of a mailbox provider; the names of what they left.

        Durable when this returns. Raises Missing `link_invalid`, Unavailable.
        """
        claim = self._read(UNSUBSCRIBE, token)
        row, now = await self._row(claim), self._ctx.clock.now()
        name = f"{claim.channel}:{claim.topic}" if claim.topic else claim.channel
        key = row.message.person if row else claim.person
        person = (await asyncio.to_thread(self._ctx.people.get, [key])).get(key)
        period = _period(person, claim.channel, name) or f"{now // AGAIN_MS}"
        proof = Proof(
            "one_click",
            form=f"/l/unsubscribe ({claim.message})",
            text=ONE_CLICK_BODY,
            ip=visitor.ip,
            agent=visitor.agent,
        )
        signal = replace(self._signal(claim, row, "unsubscribed", period=period), proof=proof)
        await self._once.write(signal.id, signal.at, lambda: self._ctx.submit([signal]))
        return (name,)

    def _read(self, purpose: Purpose, token: str) -> Claim:
        try:
            claim = self._ctx.signer.verify(purpose, token)
        except Invalid:
            raise _invalid() from None
        return claim

    async def _row(self, claim: Claim) -> OutboxRow | None:
        """The message in the outbox; None when it is gone or cannot be read now: the link works all the same."""
        try:
            found = await asyncio.to_thread(self._ctx.state.messages, [claim.message])
        except Unavailable:
            return None
        return found.get(claim.message)

    def _since(self, row: OutboxRow | None) -> int | None:
        """Ms since the message was due: it cannot have left sooner."""
        return self._ctx.clock.now() - max(row.message.created_at, row.due_at) if row else None

    async def _record(
        self, claim: Claim, row: OutboxRow | None, kind: ReceiptKind, *, by: Opener, url: str = "", period: str = ""
    ) -> None:
        """Best effort: a reader gets the picture and the page even while the log cannot be written."""
        signal = self._signal(claim, row, kind, by=by, url=url, period=period)
        try:
            await self._once.write(signal.id, signal.at, lambda: self._ctx.accept([signal]))
        except Unavailable:
            return

    def _signal(
        self,
        claim: Claim,
        row: OutboxRow | None,
        kind: ReceiptKind,
        *,
        by: Opener = "person",
        url: str = "",
        period: str = "",
    ) -> ReceiptReceived:
        now, message = self._ctx.clock.now(), row.message if row else None
        channel = channel_named(claim.channel)
        if channel is None:
            raise _invalid()
        return ReceiptReceived(
            key=message.person if message else claim.person,
            id=stable_id("receipt", kind, claim.message, url, "" if by == "person" else by, period),
            at=now,
            received_at=now,
            kind=kind,
            message=claim.message,
            channel=channel,
            topic=claim.topic,
            journey=message.journey if message else claim.journey,
            version=message.version if message else claim.version,
            node=message.node if message else claim.node,
            enrollment=message.enrollment if message else claim.enrollment,
            machine=by == "machine",
            proxy=by == "proxy",
            url=url,
            address=message.address if message else "",
            links=claim.links if kind == "clicked" else 0,
        )


def _period(person: Person | None, channel: str, name: str) -> str:
    """What tells a word from the one before by the same link; "": nothing does.

    A person who came back meanwhile leaves anew, and so does one whose address was brought back by an operator, or by
    somebody else who has it: the second word is no double of the first.
    """
    if person is None:
        return ""
    known, own = channel_named(channel), (person.consent or {}).get(name)
    held = (person.addresses or {}).get(known, ()) if known else ()
    if own is False and (not held or held[0].refuses(UNSUBSCRIBED + name.removeprefix(channel))):
        return ""
    version, came_back = (held[0].version if held else 0), own is True
    return f"after {(person.consent_at or {}).get(name)} {version}" if version or came_back else ""


def _invalid() -> Missing:
    return Missing("link_invalid", "This link was cut or changed. Use the link as it was sent.")
