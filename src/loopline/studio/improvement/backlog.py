"""The backlog: items made by hand, and those that are born from what the figures say."""

import secrets
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, msgpack
from msgspec.structs import replace
from whenever import Date

from loopline.learning.improvement.figures import Idea, IdeaSource
from loopline.model.errors import Invalid, Missing
from loopline.model.localtime import local, zone_in_use
from loopline.storage.sql.improvement.backlog_items import StoredItem
from loopline.studio.context import StudioContext
from loopline.studio.improvement import schemas as shape
from loopline.studio.names import names_of

BY_LOOPLINE: Final = "loopline"
TITLE_MAX, TEXT_MAX, NAME_MAX = 200, 4_000, 200
NUMBER_MAX: Final = 1e9
IN_WORK: Final = {"doing": 0, "planned": 1, "idea": 2, "done": 3, "dismissed": 4}


class _Record(Struct, frozen=True):
    """An item as it is stored; what may change of it is `body`."""

    source: IdeaSource
    evidence: str
    body: shape.BacklogBody
    created_at: int
    created_by: str
    changed_at: int
    changed_by: str


_read = msgpack.Decoder(_Record).decode


class BacklogDesk:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._items = ctx, ctx.studio_store.backlog

    def listing(self, state: str = "") -> shape.BacklogList:
        """Every item, or those of one state; "open" are all but the done and the dismissed ones. Raises Invalid
        `backlog_invalid` for a state that there is not."""
        wanted = shape.OPEN_STATES if state == "open" else (state,)
        if state and not set(wanted) <= set(shape.BACKLOG_STATES):
            text = f'There is no state "{state[:40]}"; there are open, {", ".join(shape.BACKLOG_STATES)}.'
            raise Invalid("backlog_invalid", text, at="state")
        everything = [self._shown(one) for one in self._items.all()]
        is_open = [one for one in everything if one.state in shape.OPEN_STATES]
        items = [one for one in everything if not state or one.state in wanted]
        return shape.BacklogList(tuple(sorted(items, key=_order)), len(is_open), sum(one.is_due for one in is_open))

    def one(self, item: str) -> shape.BacklogItem:
        """One item. Raises Missing `backlog_unknown`."""
        return self._shown(self._stored(item))

    def add(self, body: shape.BacklogBody, by: str) -> shape.BacklogItem:
        """An item made by hand. Raises Invalid `backlog_invalid`, Missing `journey_unknown`, Conflict
        `backlog_full`."""
        item = self._new_id()
        self._items.add(self._made(item, item, "hand", "", self._checked(body), by))
        return self.one(item)

    def change(self, item: str, body: shape.BacklogBody, by: str) -> shape.BacklogItem:
        """Change an item over the revision that its author saw. Raises as `add` does, Missing `backlog_unknown`, and
        Conflict `backlog_moved`."""
        before = self._stored(item)
        record = _read(before.record)
        checked = self._checked(body, known=record.body.journey)
        after = replace(record, body=checked, changed_at=self._ctx.clock.now(), changed_by=by)
        stored = replace(before, state=body.state, revision=body.revision + 1, record=msgpack.encode(after))
        self._items.change(stored)
        return self.one(item)

    def bear(self, ideas: Iterable[Idea]) -> int:
        """Add those ideas whose origin never was in the backlog; how many these were. Raises Conflict
        `backlog_full`."""
        known, born = self._items.origins(), 0
        for one in ideas:
            if one.origin not in known:
                body = shape.BacklogBody(one.title[:TITLE_MAX], one.hypothesis, journey=one.journey, node=one.node)
                made = self._made(self._new_id(), one.origin, one.source, one.evidence[:TEXT_MAX], body, BY_LOOPLINE)
                born += self._items.add(made)
                known.add(one.origin)
        return born

    def _new_id(self) -> str:
        return f"{self._ctx.clock.now():013d}{secrets.token_hex(4)}"

    def _made(
        self, item: str, origin: str, source: IdeaSource, evidence: str, body: shape.BacklogBody, by: str
    ) -> StoredItem:
        now = self._ctx.clock.now()
        record = _Record(source, evidence, body, now, by, now, by)
        return StoredItem(id=item, origin=origin, state=body.state, revision=1, record=msgpack.encode(record))

    def _stored(self, item: str) -> StoredItem:
        found = self._items.get(item)
        if found is None:
            raise Missing(
                "backlog_unknown", f'The backlog has no item "{item[:64]}"; `loopline backlog list` shows all.'
            )
        return found

    def _shown(self, stored: StoredItem) -> shape.BacklogItem:
        record = _read(stored.record)
        body, published = record.body, self._ctx.published()
        journey, node = names_of(published, body.journey, body.node)
        return shape.BacklogItem(
            id=stored.id,
            source=record.source,
            title=body.title,
            hypothesis=body.hypothesis,
            evidence=record.evidence,
            effect=body.effect,
            effort_days=body.effort_days,
            owner=body.owner,
            state=body.state,
            due=body.due,
            is_due=bool(body.due) and body.state in shape.OPEN_STATES and body.due <= self._today(),
            journey=body.journey,
            journey_name=journey or body.journey,
            node=body.node,
            node_name=node or body.node,
            note=body.note,
            created_at=record.created_at,
            created_by=record.created_by,
            changed_at=record.changed_at,
            changed_by=record.changed_by,
            revision=stored.revision,
        )

    def _today(self) -> str:
        zone = zone_in_use(self._ctx.published().workspace.zone, "UTC")
        return local(self._ctx.clock.now(), zone).date().format_iso()

    def _checked(self, body: shape.BacklogBody, known: str = "") -> shape.BacklogBody:
        """The same without spaces around; `known` is a journey that need not be there any more."""
        body = replace(body, title=body.title.strip(), owner=body.owner.strip())
        if not body.title:
            raise Invalid("backlog_invalid", "Say in a few words what is to be improved.", at="title")
        most = {"title": TITLE_MAX, "hypothesis": TEXT_MAX, "note": TEXT_MAX, "owner": NAME_MAX, "node": NAME_MAX}
        for name, length in most.items():
            if len(getattr(body, name)) > length:
                raise Invalid("backlog_invalid", f"It has at most {length:,} characters.", at=name)
        for name in ("effect", "effort_days"):
            number = getattr(body, name)
            if number is not None and not 0 <= number <= NUMBER_MAX:
                raise Invalid("backlog_invalid", f"Write a number from 0 to {NUMBER_MAX:,.0f}.", at=name)
        if body.due:
            try:
                body = replace(body, due=Date.parse_iso(body.due).format_iso())
            except ValueError:
                raise Invalid("backlog_invalid", "Write the day as 2026-11-30.", at="due") from None
        if body.journey and body.journey != known and body.journey not in self._ctx.published().live:
            raise Missing("journey_unknown", f'No journey "{body.journey[:64]}" is published.', at="journey")
        return body


def _order(one: shape.BacklogItem) -> tuple[int, bool, float, int, str]:
    """By state; then what is due; then by effect for effort, those without a number last; then the newest."""
    worth = (one.effect or 0.0) / max(one.effort_days or 1.0, 0.1)
    return (IN_WORK[one.state], not one.is_due, -worth, -one.created_at, one.id)
