"""Tells those who looked at an item that a number of it has fallen: one signal a person, into the log."""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Final

from loopline.decisions.begin.opened import opened_journeys
from loopline.decisions.triggers.item_falls import is_fall_of, item_falls, looked_since
from loopline.model.catalogs.fallen import FallenItem
from loopline.model.entry.trigger import ItemFall
from loopline.model.errors import Unavailable
from loopline.model.ids import stable_id
from loopline.model.journey import Journey
from loopline.model.signals.requested import EntryRequested
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.studio.context import StudioContext

LOOK_SECONDS: Final = 1.0
AT_ONCE: Final = 200
"""So many falls of one moment are asked about by one question."""

PAGE: Final = 1_000
"""So many people are told at a time; others write to the log between."""

LATER: Final = frozenset({"queue_full", "facts_unfit"})
"""Codes of what passes by itself: the falls wait meanwhile."""

LOOKED: Final = """
SELECT DISTINCT item, person FROM (
    SELECT person, json_extract_string(data, $path) AS item FROM events
    WHERE name = $event AND "at" > $since AND "at" <= $until
) WHERE item IN (SELECT unnest($items)) AND (item > $item OR (item = $item AND person > $person))
ORDER BY item, person LIMIT $limit
"""


class FallWatch:
    """Coroutines of the app's event loop.

    A fall waits in the store until the log has a signal for everybody whom it concerns. What a crash cuts short begins
    again, and who was told before drops the double: the id is made of the journey, the fall and the person.
    """

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._falls = ctx, ctx.studio_store.catalogs.falls
        self.task = SupervisedTask("falls", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Tell of all that wait."""
        try:
            while waiting := await asyncio.to_thread(self._falls.first, AT_ONCE):
                _, together = next(groupby(waiting, key=lambda pair: _sort_of(pair[1])))
                first = list(together)
                await self._tell([fallen for _, fallen in first])
                await asyncio.to_thread(self._falls.settle, [name for name, _ in first])
        except Unavailable as error:
            if error.code not in LATER:
                raise

    async def _tell(self, falls: Sequence[FallenItem]) -> None:
        """Tell of falls of one moment, in one field of one catalog."""
        is_level = False
        for journey, rule in item_falls(opened_journeys(self._ctx.published())):
            found = {one.item: one for one in falls if is_fall_of(rule, one)}
            if not found:
                continue
            if not is_level:
                await self._level()
                is_level = True
            after = ("", "")
            while rows := await in_thread(partial(self._looked, rule, tuple(found), falls[0].at, after)):
                await self._ctx.accept([self._signal(journey, rule, found[item], person) for item, person in rows])
                after = rows[-1]

    async def _level(self) -> None:
        """All that was accepted by now is decided, and stands in the facts."""
        end = await asyncio.to_thread(self._ctx.log.end)
        while self._ctx.position() < end:
            await asyncio.sleep(LOOK_SECONDS / 20)
        await in_thread(self._ctx.export_facts)

    def _looked(self, rule: ItemFall, items: Sequence[str], at: int, after: tuple[str, str]) -> list[tuple[str, str]]:
        asked = {
            "path": "$" + "".join(f'."{part}"' for part in rule.key.split(".")),
            "event": rule.seen,
            "since": looked_since(rule, at),
            "until": at,
            "items": list(items),
            "item": after[0],
            "person": after[1],
            "limit": PAGE,
        }
        return [(str(item), str(person)) for item, person in self._ctx.facts.query(LOOKED, asked)]

    def _signal(self, journey: Journey, rule: ItemFall, fallen: FallenItem, person: str) -> EntryRequested:
        return EntryRequested(
            key=person,
            id=stable_id("fall", journey.id, rule.label, fallen.item, str(fallen.revision), person),
            at=fallen.at,
            received_at=self._ctx.clock.now(),
            journey=journey.id,
            data=fallen.data(),
            trigger=rule.label,
        )


def _sort_of(fallen: FallenItem) -> tuple[int, str, str, int]:
    return fallen.at, fallen.catalog, fallen.field, fallen.revision
