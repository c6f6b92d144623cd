"""A person's inbox: its messages, page by page, and what the person did with one, as receipts."""

import asyncio
from typing import Final

import msgspec

from loopline.model.errors import Missing
from loopline.model.ids import stable_id
from loopline.model.message import ReceiptKind
from loopline.model.signal import ReceiptReceived
from loopline.pipeline.person_inbox import InboxContent, InboxMark
from loopline.storage.sql.inboxes.person_inboxes import InboxRow
from loopline.studio.context import StudioContext
from loopline.studio.cursor import NUMBER_MAX, mark, place_of
from loopline.studio.inbox.schemas import InboxList, InboxMessageLine

CURSOR: Final = "inbox"
RECEIPTS: Final[dict[InboxMark, ReceiptKind]] = {"shown": "opened", "clicked": "clicked", "dismissed": "dismissed"}


class Inboxes:
    """Reads and marks inboxes. A token has shown whose inbox is asked for: `person` is that person's key."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._store = ctx, ctx.studio_store.inbox

    def ids(self, person: str) -> tuple[str, ...]:
        """All keys by which this person was known: a message may have been sent before two of them became one."""
        found = self._ctx.people.get([person]).get(person)
        return tuple(dict.fromkeys((person, found.key, *found.links))) if found else (person,)

    def page(self, person: str, limit: int, cursor: str) -> InboxList:
        """What is there now, newest first. Raises Invalid `cursor_invalid`."""
        before = place_of(cursor, CURSOR, tuple[int])[0] if cursor else NUMBER_MAX
        ids, now = self.ids(person), self._ctx.clock.now()
        last = self._store.last()  # before the messages: whatever comes meanwhile is told by the stream as well
        rows = self._store.latest(ids, now, limit + 1, before)
        following = mark(CURSOR, rows[limit - 1].number) if len(rows) > limit else ""
        lines = tuple(line_of(row) for row in rows[:limit])
        return InboxList(lines, self._store.unread(ids, now), last, following)

    async def tell(self, person: str, key: str, told: InboxMark) -> None:
        """Something happened to a message. Durable when this returns, each kind once a message.

        Raises Missing `inbox_message_unknown`, Unavailable.
        """
        row = await asyncio.to_thread(self._one, person, key)
        lacking = row.lacks(told)
        if not lacking:
            return
        now = self._ctx.clock.now()
        receipts = [_receipt(row, RECEIPTS[one], now) for one in lacking if one in RECEIPTS]
        if receipts:
            await self._ctx.accept(receipts)  # first: what is marked already is never told again
        await asyncio.to_thread(self._store.mark, key, lacking, now)

    def _one(self, person: str, key: str) -> InboxRow:
        row = self._store.one(self.ids(person), key)
        if row is None:
            raise Missing("inbox_message_unknown", "This person's inbox has no such message, or no longer.")
        return row


def _receipt(row: InboxRow, kind: ReceiptKind, now: int) -> ReceiptReceived:
    content = content_of(row)
    return ReceiptReceived(
        key=row.person,
        id=stable_id("receipt", "inbox", kind, row.key),
        at=now,
        received_at=now,
        kind=kind,
        message=row.key,
        channel="in_app",
        topic=content.topic,
        journey=content.journey,
        version=content.version,
        node=content.node,
        enrollment=content.enrollment,
        url=content.url if kind == "clicked" else "",
    )


def content_of(row: InboxRow) -> InboxContent:
    """What stands in it."""
    return msgspec.json.decode(row.content, type=InboxContent)


def line_of(row: InboxRow) -> InboxMessageLine:
    """A message, for the page that shows it."""
    content = content_of(row)
    return InboxMessageLine(
        key=row.key,
        number=row.number,
        at=row.at,
        expires_at=row.expires_at or None,
        display=content.display,
        trigger=content.trigger if row.waits else "",
        priority=content.priority,
        title=content.title,
        body=content.body,
        url=content.url,
        payload=msgspec.json.decode(content.payload) if content.payload else None,
        shown_at=row.shown_at or None,
        read_at=row.read_at or None,
        clicked_at=row.clicked_at or None,
        dismissed_at=row.dismissed_at or None,
    )
