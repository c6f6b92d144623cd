"""Folders, tags and the archive of the list. No document knows of them, yet what is archived is not published."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.storage.sql.shelves.journey_shelf import Shelved
from loopline.studio.context import StudioContext
from loopline.studio.shelf import schemas as shape

INSIDE: Final = """
SELECT count(*) FROM (
    SELECT enrollment FROM journey_places WHERE journey = $journey
    GROUP BY enrollment HAVING NOT arg_max(ended, place)
)
"""


class ShelfDesk:
    """Safe from any thread. `changed` is called with each journey whose place is another one."""

    def __init__(self, ctx: StudioContext, changed: Callable[[str], None]) -> None:
        self._ctx, self._changed = ctx, changed
        self._shelf: Final = ctx.studio_store.shelf

    def place(self, body: shape.ShelfBody) -> shape.ShelfAnswer:
        """Put journeys into a folder, and add or take away tags. Raises Invalid `tag_empty`."""
        folder = None if body.folder is None else _clean(body.folder)
        add, remove = _tags(body.add), {one.casefold() for one in _tags(body.remove)}

        def to(one: Shelved) -> Shelved:
            kept = tuple(tag for tag in one.tags if tag.casefold() not in remove)
            known = {tag.casefold() for tag in kept}
            tags = (*kept, *(tag for tag in add if tag.casefold() not in known))
            if len(tags) > shape.TAGS_MAX:
                raise Conflict("tags_full", f"A journey has at most {shape.TAGS_MAX} tags; take some away first.")
            return replace(one, folder=one.folder if folder is None else folder, tags=tags)

        return self._change(body.journeys, to)

    def archive(self, journeys: Sequence[str], by: str) -> shape.ShelfAnswer:
        """Hide these, and publish them no more; one that runs is refused by `journey_runs`, with who is inside."""
        now = self._ctx.clock.now()

        def to(one: Shelved) -> Shelved:
            if one.archived_at:
                return one
            state = self._ctx.published().states.get(one.journey)
            if state in ("live", "paused"):
                raise Conflict("journey_runs", self._running(one.journey, state))
            return replace(one, archived_at=now, archived_by=by)

        return self._change(journeys, to)

    def restore(self, journeys: Sequence[str]) -> shape.ShelfAnswer:
        """Show these again; they may be published then, and are as they were."""
        return self._change(journeys, lambda one: replace(one, archived_at=0, archived_by=""))

    def _change(self, journeys: Iterable[str], to: Callable[[Shelved], Shelved]) -> shape.ShelfAnswer:
        done: list[shape.ShelfLine] = []
        refused: list[shape.ShelfRefusal] = []
        known = {*self._ctx.published().live, *(one.journey for one in self._ctx.studio_store.drafts.all())}
        for journey in dict.fromkeys(journeys):
            try:
                if journey not in known:
                    raise Missing("journey_unknown", f'There is no journey "{journey[:64]}".')
                [after] = self._shelf.change([journey], to)
            except LooplineError as error:
                refused.append(shape.ShelfRefusal(journey, error.code, error.text))
                continue
            self._changed(journey)
            at = after.archived_at or None
            done.append(shape.ShelfLine(after.journey, after.folder, after.tags, at, after.archived_by))
        return shape.ShelfAnswer(tuple(done), tuple(refused))

    def _running(self, journey: str, state: str) -> str:
        self._ctx.export_facts()
        inside = int(str(self._ctx.facts.query(INSIDE, {"journey": journey})[0][0]))
        people = "1 person is" if inside == 1 else f"{inside:,} people are"
        return f"It is {state}, and {people} inside. Stop it first: they leave then, and nothing more is sent to them."


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _tags(given: Iterable[str]) -> list[str]:
    found = {one.casefold(): one for one in map(_clean, given)}
    if "" in found:
        raise Invalid("tag_empty", "A tag has letters.", at="add")
    return list(found.values())
