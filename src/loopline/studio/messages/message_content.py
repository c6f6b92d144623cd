"""The content of a message: the copy of what was sent, as long as there is one; else rendered again, with a note."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

import msgspec

from loopline.delivery.redact import UNSUBSCRIBE_ANCHOR, without_secrets
from loopline.delivery.rendering.reader import values_of
from loopline.delivery.way_out import with_way_out
from loopline.model.duration import DAY
from loopline.model.message import Refusal, Rendered, Sending
from loopline.model.nodes.message import Content, LocalParts
from loopline.model.records import OutboxRow
from loopline.pipeline.outgoing import sending_of
from loopline.pipeline.pruned import GONE
from loopline.studio.context import StudioContext
from loopline.studio.messages.schemas import RenderedParts
from loopline.studio.pictures import with_kept_pictures

WENT_OUT: Final = ("sent", "unknown")
"""The statuses of a message that left, or may have left."""

HEAD_CHARACTERS_MAX: Final = 100
# The answers of attempts whose message may have been copied. `since` spares old facts.
ATTEMPTS: Final = """
SELECT key, list("at") FROM facts WHERE kind = 'attempt' AND name IN ('sent', 'unknown', 'retry', 'failed')
    AND "at" >= $since AND list_contains($keys, key) GROUP BY key
"""
AGAIN: Final = "It was rendered again just now, by the version and the values that decided it."
NOT_SENT: Final = "Nothing has left. It was rendered just now, by the version and the values that decided it."
NO_COPIES: Final = f"No copies of what is sent are kept here (LOOPLINE_SENT_COPIES_DAYS is 0). {AGAIN}"
PRUNED_WITH_IT: Final = (
    "Its content is no longer kept: it was settled so long ago that it has left the outbox (LOOPLINE_OUTBOX_DAYS), and "
    "there is no copy of what was sent. What happened to it is below."
)
LOST: Final = f"The copy of what was sent is not there: it had to make room, or was not written in time. {AGAIN}"


class MessageContent:
    """Reads copies, and renders where there is none. Safe from any thread; facts are as far as they were exported."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def of(self, row: OutboxRow) -> RenderedParts:
        """As the sandbox kept it or as it was sent; else rendered again, without tracked links, and with a note.

        Pictures that its HTML shows by `cid:` stand in it, as far as they are kept.
        """
        found = sending_of(row.message, self._ctx.published())
        parts = self._parts(row, found[1] if found else None)
        html = with_kept_pictures(parts.html, found[1].attachments if found else (), self._ctx.studio_store)
        return msgspec.structs.replace(parts, html=html)

    def _parts(self, row: OutboxRow, sending: Sending | None) -> RenderedParts:
        kept = self._kept([row]).get(row.message.key)
        if kept is not None:
            return parts_of(kept)
        if row.message.context == GONE:
            return RenderedParts(refused=PRUNED_WITH_IT, again=True)
        if sending is None:
            return RenderedParts(refused="The version that decided this message is gone.", again=True)
        part = with_way_out(row.message, self._ctx.engine.render(sending.content, [_context(row)])[0])
        shown = without_secrets(part) if isinstance(part, Rendered) else part
        return msgspec.structs.replace(parts_of(shown, again=True), note=self._why(row))

    def subjects(self, rows: Sequence[OutboxRow]) -> dict[str, str]:
        """The subject of each in a list: that of the copy, or the template's, rendered once a node."""
        kept = self._kept(rows)
        found = {key: parts.subject or parts.title or parts.body[:HEAD_CHARACTERS_MAX] for key, parts in kept.items()}
        missing = [row for row in rows if row.message.key not in kept and row.message.context != GONE]
        published = self._ctx.published()
        for _, group in groupby(sorted(missing, key=_place), key=_place):
            batch = list(group)
            known = sending_of(batch[0].message, published)
            if known is not None:
                found |= self._heads(batch, known[1])
        return found

    def _kept(self, rows: Sequence[OutboxRow]) -> Mapping[str, Rendered]:
        """The copies of these messages, as far as there are any, by key."""
        boxed = {row.message.key: self._ctx.studio_store.sandbox.get(row.message.key) for row in rows}
        found = {key: msgspec.json.decode(one.rendered, type=Rendered) for key, one in boxed.items() if one is not None}
        asked = [row for row in rows if row.message.key not in found and row.status in WENT_OUT]
        if not asked or not self._ctx.studio_store.sent.days:
            return found
        since = min(row.message.created_at for row in asked)
        keys = [row.message.key for row in asked]
        answered = self._ctx.facts.query(ATTEMPTS, {"keys": keys, "since": since})
        moments = {str(key): at for key, at in answered if isinstance(at, list)}
        return found | self._ctx.sent_archive.find(moments)

    def _why(self, row: OutboxRow) -> str:
        """The reason why there is no copy to show."""
        days = self._ctx.studio_store.sent.days
        if row.status not in WENT_OUT:
            return NOT_SENT
        if not days:
            return NO_COPIES
        if max(row.message.created_at, row.due_at) < self._ctx.clock.now() - days * DAY:
            return f"Copies of what was sent are kept for {days} days, and this one's time is over. {AGAIN}"
        return LOST

    def _heads(self, rows: Sequence[OutboxRow], sending: Sending) -> dict[str, str]:
        whole = sending.content
        locales = {tag: LocalParts(subject=one.subject, title=one.title) for tag, one in whole.locales.items()}
        content = Content(subject=whole.subject, title=whole.title, language=whole.language, locales=locales)
        parts = self._ctx.engine.render(content, [_context(row) for row in rows])
        return {
            row.message.key: part.subject or part.title
            for row, part in zip(rows, parts, strict=True)
            if isinstance(part, Rendered)
        }


def parts_of(part: Rendered | Refusal, *, again: bool = False) -> RenderedParts:
    """The engine's answer, for the API."""
    if isinstance(part, Refusal):
        return RenderedParts(refused=part.reason, again=again)
    return msgspec.structs.replace(msgspec.convert(part, RenderedParts, from_attributes=True), again=again)


def _context(row: OutboxRow) -> dict[str, object]:
    return {**values_of(row.message), "unsubscribe_url": UNSUBSCRIBE_ANCHOR}


def _place(row: OutboxRow) -> tuple[str, int, str, bytes]:
    return row.message.journey, row.message.version, row.message.node, row.message.sending
