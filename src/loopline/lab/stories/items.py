"""Items of catalogs that change in a story: whoever looked at one of them hears of a number that has fallen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from loopline.conditions.path import value_at
from loopline.decisions.triggers.item_falls import is_fall_of, item_falls, looked_since
from loopline.lab.stories.acts import Cast
from loopline.lab.stories.read import Line, Story, invalid
from loopline.model.catalogs.documents import Catalog
from loopline.model.catalogs.fallen import FallenItem, fallen_in
from loopline.model.entry.trigger import ItemFall
from loopline.model.fact import Fact
from loopline.model.journey import Journey
from loopline.model.signal import Signal
from loopline.model.signals.requested import EntryRequested

ITEM: Final = "item"
_Item = dict[str, Any]  # JSON of the story's own shape


class StoryItems:
    """The items of a story as they stand; a line such as `{item: products, with: {id: p1, price: 80}}` changes one."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self._cast = cast
        ids = {one.id: one.id_field for one in cast.documents if isinstance(one, Catalog)}
        self._id_fields: Mapping[str, str] = {name: ids.get(name, "id") for name in story.catalogs}
        self._items: dict[tuple[str, str], _Item] = {
            (name, str(item.get(self._id_fields[name]))): item
            for name, items in story.catalogs.items()
            for item in items
        }
        self._revision = 0

    def changes(self, line: Line) -> bool:
        """Whether a line changes an item."""
        return isinstance(line.what, dict) and ITEM in line.what

    def signals(self, line: Line, at: int, facts: Sequence[Fact], journeys: Sequence[Journey]) -> list[Signal]:
        """Those who are told, each by a signal. Raises Invalid `story_invalid` for an item that the story has not."""
        catalog, changed = str(line.what[ITEM]), line.what.get("with")
        one = str(changed.get(self._id_fields.get(catalog, "id"))) if isinstance(changed, dict) else ""
        if (catalog, one) not in self._items or not isinstance(changed, dict):
            raise invalid(f'The catalogs of the story have no such item of "{catalog}".', line.when())
        before, self._revision = self._items[catalog, one], self._revision + 1
        after = {**before, **changed}
        self._items[catalog, one] = after
        falls = [
            FallenItem(
                catalog=catalog,
                item=one,
                field=name,
                before=was,
                now=now,
                at=at,
                revision=self._revision,
                whole=msgspec.Raw(msgspec.json.encode(after)),
            )
            for name, was, now in fallen_in(before, after, after.keys())
        ]
        return [
            _told(fallen, journey, rule, person, self._cast.next_id())
            for fallen in falls
            for journey, rule in item_falls(journeys)
            if is_fall_of(rule, fallen)
            for person in dict.fromkeys(_looked(rule, fallen, facts))
        ]


def _looked(rule: ItemFall, fallen: FallenItem, facts: Sequence[Fact]) -> Iterator[str]:
    for fact in facts:
        if fact.kind == "event" and fact.name == rule.seen and looked_since(rule, fallen.at) < fact.at <= fallen.at:
            held = value_at(tuple(rule.key.split(".")), msgspec.json.decode(fact.data) if fact.data else None)
            if isinstance(held, str | int) and str(held) == fallen.item:
                yield fact.person


def _told(fallen: FallenItem, journey: Journey, rule: ItemFall, person: str, identity: str) -> EntryRequested:
    return EntryRequested(
        key=person,
        id=identity,
        at=fallen.at,
        received_at=fallen.at,
        journey=journey.id,
        data=fallen.data(),
        trigger=rule.label,
    )
