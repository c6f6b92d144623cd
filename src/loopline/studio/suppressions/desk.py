"""What stands against addresses: read from the facts, and said through the log, so that a replay says it again."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec

from loopline.model.addresses.address import EVERY_WORD
from loopline.model.ids import stable_id
from loopline.model.signals.addresses import AddressSpoken
from loopline.studio.context import StudioContext
from loopline.studio.cursor import mark, place_of
from loopline.studio.suppressions import schemas as shape
from loopline.studio.suppressions.rows import Word, rows_in, suppression_key, word_in

LINES_MAX: Final = 1_000
FAULTS_MAX: Final = 1_000
AT_ONCE: Final = 500
QUERY_CHARACTERS_MAX: Final = 320

STANDING: Final = """
WITH said AS (
    SELECT channel, json_extract_string(data, '$.address') AS address, name, topic, reason,
        CAST(data AS VARCHAR) AS data,
        row_number() OVER (
            PARTITION BY channel, json_extract_string(data, '$.address'), name, topic
            ORDER BY position DESC, seq DESC
        ) AS nth
    FROM facts WHERE kind = 'address' AND person = ''
)
SELECT channel, address, name, topic, data FROM said
WHERE nth = 1 AND reason = 'refused' AND ($channel = '' OR channel = $channel) AND ($reason = '' OR name = $reason)
    AND ($q = '' OR contains(address, $q)) AND (channel, address, name, topic) > ($c, $a, $n, $t)
ORDER BY channel, address, name, topic LIMIT $limit
"""

FIRST: Final = ("", "", "", "")


class SuppressionDesk:
    """`listing` is safe from any thread; the others are coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def listing(self, query: str, channel: str, reason: str, limit: int, cursor: str = "") -> shape.SuppressionList:
        """What stands now, by channel and address; `query` is a part of that. Raises Invalid `cursor_invalid`."""
        self._ctx.export_facts()
        after = place_of(cursor, "suppressions", tuple[str, str, str, str]) if cursor else FIRST
        limit = max(1, min(limit, LINES_MAX))
        asked = dict(zip("cant", after, strict=True)) | {"channel": channel, "reason": reason, "limit": limit + 1}
        rows = self._ctx.facts.query(STANDING, asked | {"q": query.strip().lower()[:QUERY_CHARACTERS_MAX]})
        lines = tuple(_line(*map(str, row)) for row in rows[:limit])
        last = lines[-1] if len(rows) > limit else None
        more = mark("suppressions", last.channel, last.address, last.reason, last.topic) if last else None
        return shape.SuppressionList(lines, more)

    async def add(self, body: shape.SuppressionBody, by: str) -> None:
        """Durable when this returns, and decided unless the loop is far behind. Raises Invalid as `word_in`."""
        word = word_in(body, self._ctx.published())
        await self._ctx.submit([self._signal(word, by)])

    async def lift(self, body: shape.LiftBody, by: str) -> None:
        """As `add`: all that was said of the address before holds no more."""
        key = suppression_key(body.address, body.channel, self._ctx.published())
        await self._ctx.submit([self._signal((key, EVERY_WORD, body.note), by, allowed=True)])

    async def take_file(self, content: bytes, channel: str, reason: str, by: str) -> shape.ImportAnswer:
        """Take every good row of a CSV file. Raises Invalid `import_header`, Unavailable."""
        published = self._ctx.published()
        text = content.decode("utf-8", "replace")
        found = await asyncio.to_thread(lambda: list(rows_in(text, published, channel, reason)))
        faults = [one for one in found if isinstance(one, shape.ImportFault)]
        words = list(dict.fromkeys(one for one in found if not isinstance(one, shape.ImportFault)))
        for begin in range(0, len(words), AT_ONCE):
            part = words[begin : begin + AT_ONCE]
            is_last = begin + AT_ONCE >= len(words)
            await self._say([self._signal(word, by) for word in part], wait=is_last)
        return shape.ImportAnswer(len(found) - len(faults), len(faults), tuple(faults[:FAULTS_MAX]))

    async def _say(self, signals: Sequence[AddressSpoken], *, wait: bool) -> None:
        await (self._ctx.submit(signals) if wait else self._ctx.accept(signals))

    def _signal(self, word: Word, by: str, *, allowed: bool = False) -> AddressSpoken:
        (key, name, note), now = word, self._ctx.clock.now()
        return AddressSpoken(
            key=key,
            id=stable_id("suppression", key, name, str(allowed), by, str(now)),
            at=now,
            received_at=now,
            words=(name,),
            allowed=allowed,
            by=by,
            note=note,
        )


def _line(channel: str, address: str, name: str, topic: str, data: str) -> shape.SuppressionLine:
    told = msgspec.json.decode(data)
    return shape.SuppressionLine(channel, address, name, topic, int(told["since"]), told["by"], told["note"])
