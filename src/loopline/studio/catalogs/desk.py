"""Takes, removes and shows the items of catalogs. What it answers is durable."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from loopline.decisions.begin.opened import opened_journeys
from loopline.decisions.documents.read import to_plain
from loopline.decisions.triggers.item_falls import watched_fields
from loopline.model.catalogs.documents import Catalog
from loopline.model.errors import Invalid, Missing
from loopline.studio.catalogs import schemas as shape
from loopline.studio.catalogs.items import checked_item, item_id, read_item
from loopline.studio.context import StudioContext
from loopline.studio.cursor import mark, place_of

ITEMS_AT_ONCE: Final = 1_000
FAULTS_MAX: Final = 1_000
Item = dict[str, Any]  # JSON of the customer's own shape


class CatalogDesk:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._store = ctx, ctx.studio_store.catalogs
        self._changing = threading.Lock()  # from reading what a change is of until it is written

    def listing(self) -> shape.CatalogList:
        """Every catalog that is published, by id."""
        return shape.CatalogList(tuple(self.line(name) for name in sorted(self._ctx.published().content.catalogs)))

    def line(self, catalog: str) -> shape.CatalogLine:
        """One catalog. Raises Missing `catalog_unknown`."""
        version, document = self._document(catalog)
        row, wanted = self._store.row(catalog), indexed_fields(document)
        there = tuple(name for name in wanted if name in row.indexed.split())
        missing = tuple(name for name in wanted if name not in there) if row.items else ()
        plain = to_plain(document)
        return shape.CatalogLine(
            catalog, document.name or catalog, version, row.items, row.bytes, there, missing, plain
        )

    def items(self, catalog: str, cursor: str, limit: int) -> shape.ItemList:
        """A page of items by id. Raises Missing `catalog_unknown`, Invalid `cursor_invalid`."""
        self._document(catalog)
        after = place_of(cursor, "items", tuple[str]) if cursor else ("",)
        rows = self._store.page(catalog, after[0], limit + 1)
        more = mark("items", rows[limit - 1][0]) if len(rows) > limit else None
        return shape.ItemList(tuple(msgspec.json.decode(text) for _, text in rows[:limit]), more)

    def item(self, catalog: str, name: str) -> Item:
        """One item. Raises Missing `catalog_unknown`, `item_unknown`."""
        self._document(catalog)
        found = self._store.get(catalog, [name])
        if name not in found:
            raise _no_item(catalog, name)
        item: Item = msgspec.json.decode(found[name])
        return item

    def put(self, catalog: str, body: shape.ItemsBody) -> shape.ItemsAnswer:
        """Write the good ones of these items, whole. Raises Missing, Invalid `items_too_many`, Unavailable."""
        with self._changing:
            return self._take(catalog, body.items, lambda item: item)

    def patch(self, catalog: str, body: shape.ItemsBody) -> shape.ItemsAnswer:
        """Change fields of items that are there; a field that is null goes. Raises as `put`."""
        _, document = self._document(catalog)
        ids = set[str]()
        for raw in body.items[:ITEMS_AT_ONCE]:
            try:
                ids.add(item_id(document, read_item(raw)))
            except Invalid:
                continue  # it is told below, in its place
        with self._changing:
            return self._changed(catalog, document, body.items, ids)

    def _changed(
        self, catalog: str, document: Catalog, raws: Sequence[msgspec.Raw], ids: set[str]
    ) -> shape.ItemsAnswer:
        known = {one: read_item(text) for one, text in self._store.get(catalog, ids).items()}

        def changed(item: Item) -> Item:
            name = item_id(document, item)
            if name not in known:
                raise Invalid("item_unknown", "There is no such item to change; write it whole.")
            return {field: value for field, value in {**known[name], **item}.items() if value is not None}

        return self._take(catalog, raws, changed, known)

    def remove(self, catalog: str, ids: Sequence[str]) -> shape.RemovedAnswer:
        """Take items out. Raises Missing `catalog_unknown`, Invalid `items_too_many`."""
        self._document(catalog)
        _bounded(len(ids))
        with self._changing:
            return shape.RemovedAnswer(self._store.remove(catalog, ids))

    def remove_one(self, catalog: str, name: str) -> None:
        """Take one out. Raises Missing `catalog_unknown`, `item_unknown`."""
        self._document(catalog)
        with self._changing:
            gone = self._store.remove(catalog, [name])
        if not gone:
            raise _no_item(catalog, name)

    def clear(self, catalog: str) -> shape.RemovedAnswer:
        """Take all items out. Raises Missing `catalog_unknown`."""
        self._document(catalog)
        with self._changing:
            return shape.RemovedAnswer(self._store.clear(catalog))

    def index(self, catalog: str) -> shape.CatalogLine:
        """Make the index as the catalog's document says; returns when it is there. Raises Missing `catalog_unknown`."""
        _, document = self._document(catalog)
        self._store.index(catalog, indexed_fields(document))
        return self.line(catalog)

    def _take(
        self,
        catalog: str,
        raws: Sequence[msgspec.Raw],
        whole: Callable[[Item], Item],
        known: dict[str, Item] | None = None,
    ) -> shape.ItemsAnswer:
        """Write the good ones. A good one becomes `known`, for what comes of it later; a bad one leaves no trace."""
        _, document = self._document(catalog)
        _bounded(len(raws))
        good: dict[str, bytes] = {}
        faults: list[shape.ItemFault] = []
        for index, raw in enumerate(raws):
            name = ""
            try:
                item = read_item(raw)
                name = item_id(document, item)
                made = whole(item)
                good |= [checked_item(document, made)]
                if known is not None:
                    known[name] = made
            except Invalid as error:
                faults.append(shape.ItemFault(index, name, error.code, error.text))
        watched = watched_fields(opened_journeys(self._ctx.published())).get(catalog, frozenset())
        self._store.put(catalog, good, indexed_fields(document), watched, self._ctx.clock.now())
        return shape.ItemsAnswer(len(raws) - len(faults), len(faults), tuple(faults[:FAULTS_MAX]))

    def _document(self, catalog: str) -> tuple[int, Catalog]:
        known = self._ctx.published().content.with_archived().catalogs.get(catalog)
        if known is None:
            raise Missing("catalog_unknown", f'There is no catalog "{catalog[:60]}"; publish it first.')
        return known


def indexed_fields(catalog: Catalog) -> tuple[str, ...]:
    """The fields by which its items are to be found."""
    return tuple(name for name, field in catalog.fields.items() if field.indexed)


def _bounded(count: int) -> None:
    if count > ITEMS_AT_ONCE:
        raise Invalid("items_too_many", f"Send at most {ITEMS_AT_ONCE:,} items at a time.", at="items")


def _no_item(catalog: str, name: str) -> Missing:
    return Missing("item_unknown", f'Catalog "{catalog}" has no item "{name[:60]}".')
