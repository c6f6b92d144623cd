"""Reads what is set aside, and asks the loop to put it back or to drop it."""

import asyncio
from typing import Final

from loopline.model.errors import Conflict, Missing
from loopline.model.records import QuarantineAct, Quarantined
from loopline.studio.context import StudioContext
from loopline.studio.cursor import NUMBER_MAX, mark, place_of
from loopline.studio.names import shown_person
from loopline.studio.quarantine import schemas as shape

ITEMS_MAX: Final = 200
LOOK_SECONDS: Final = 0.02
DONE_SECONDS: Final = 10.0


class QuarantineDesk:
    """`listing` is safe from any thread; `act` is a coroutine of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._quarantine: Final = ctx.state.quarantine

    def listing(self, limit: int, cursor: str = "") -> shape.QuarantineList:
        """What is set aside, oldest first. Raises Invalid `cursor_invalid`."""
        (after,) = place_of(cursor, "quarantine", tuple[int]) if cursor else (0,)
        limit = max(1, min(limit, ITEMS_MAX))
        found = self._quarantine.items(after, limit + 1)
        more = mark("quarantine", found[limit - 1].id) if len(found) > limit else None
        return shape.QuarantineList(tuple(map(_line, found[:limit])), dict(self._quarantine.counts()), more)

    async def act(self, number: int, act: QuarantineAct) -> shape.QuarantineAnswer:
        """Ask for it and wait a moment. Raises Missing `quarantine_unknown`, Conflict `quarantine_failed`."""
        if not 0 < number <= NUMBER_MAX or await asyncio.to_thread(self._quarantine.item, number) is None:
            raise Missing("quarantine_unknown", f"Nothing is set aside under {number}; look it up in the list.")
        await asyncio.to_thread(self._quarantine.ask, number, act)
        for _ in range(round(DONE_SECONDS / LOOK_SECONDS)):
            await asyncio.sleep(LOOK_SECONDS)
            if number not in self._quarantine.asked():
                left = await asyncio.to_thread(self._quarantine.item, number)
                if left is not None:
                    raise Conflict("quarantine_failed", f"It stays aside. {left.item.reason}")
                return shape.QuarantineAnswer("done")
        return shape.QuarantineAnswer("waiting")


def _line(one: Quarantined) -> shape.QuarantineLine:
    item = one.item
    return shape.QuarantineLine(
        id=one.id,
        kind=item.kind,
        name=item.name,
        person=shown_person(item.person) if item.person else "",
        code=item.code,
        reason=item.reason,
        at=item.at,
        position=item.position,
        count=item.count,
        bytes=len(item.payload),
        skipped=one.skipped,
        first_position=one.first_position,
        asked=one.act,
    )
