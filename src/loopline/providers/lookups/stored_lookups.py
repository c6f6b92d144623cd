"""Answers look-ups: items and selections from the catalogs' store, feeds from whoever fetches them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec

from loopline.conditions.lookups.compiled import CompiledLookup, Context, FeedAsked, ItemAsked, SelectionAsked
from loopline.delivery.lookups.resolve import Answer, Away, LookedUp, Nothing, Wanted
from loopline.model.catalogs.documents import Feed
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Unavailable

SELECTIONS_BYTES_MAX: Final = 16 << 20
SELECTION_HELD_MS: Final = 300_000
"""A message whose selection the catalog cannot answer as it is set up waits so long: somebody has to act."""


class CatalogReader(Protocol):
    """The catalogs' store, to be read."""

    def get(self, catalog: str, ids: Iterable[str]) -> dict[str, bytes]: ...

    def revision(self, catalog: str) -> int: ...

    def select(
        self,
        catalog: str,
        bounds: tuple[tuple[str, str, Any], ...],
        accepts: Callable[[Mapping[str, Any]], bool],
        order: tuple[str, bool],
        limit: int,
    ) -> list[dict[str, Any]]: ...


class FeedReader(Protocol):
    """Those who have what feeds answer."""

    def fetch(self, feed: Feed, asked: Sequence[FeedAsked]) -> Sequence[Answer]: ...

    def close(self) -> None: ...


class SampleFeeds:
    """Feeds of previews: each answers with its sample, and nobody is called."""

    def fetch(self, feed: Feed, asked: Sequence[FeedAsked]) -> Sequence[Answer]:
        """The sample; else the default; else nothing."""
        value = feed.sample if feed.sample is not None else feed.default
        return [LookedUp(value) if value is not None else Nothing() for _ in asked]

    def close(self) -> None:
        """Nothing is under way."""


class StoredLookups:
    """Any thread may ask. Selections are remembered until their catalog changes, up to a size."""

    def __init__(self, catalogs: CatalogReader, feeds: FeedReader) -> None:
        self._catalogs, self._feeds = catalogs, feeds
        self._lock = threading.Lock()
        self._selections: OrderedDict[tuple[bytes, int], bytes] = OrderedDict()
        self._bytes = 0

    def answers(self, compiled: CompiledLookup, wanted: Sequence[Wanted], library: ContentLibrary) -> Sequence[Answer]:
        """An answer to each. Raises Unavailable when the store cannot be read at all."""
        lookup = compiled.lookup
        if lookup.feed:
            asked = [one.asked for one in wanted if isinstance(one.asked, FeedAsked)]
            return self._feeds.fetch(library.feeds[lookup.feed][1], asked)
        if lookup.id:
            ids = [one.asked.id for one in wanted if isinstance(one.asked, ItemAsked)]
            items = self._catalogs.get(lookup.catalog, ids)
            return [LookedUp(msgspec.json.decode(items[one])) if one in items else Nothing() for one in ids]
        revision = self._catalogs.revision(lookup.catalog)
        return [
            self._selected(compiled, one.asked, one.context, revision)
            for one in wanted
            if isinstance(one.asked, SelectionAsked)
        ]

    def _selected(self, compiled: CompiledLookup, asked: SelectionAsked, context: Context, revision: int) -> Answer:
        key = asked.key, revision
        with self._lock:
            known = self._selections.get(key)
            if known is not None:
                self._selections.move_to_end(key)
        if known is None:
            order, limit = (compiled.sort, compiled.descending), compiled.lookup.limit
            try:
                items = self._catalogs.select(
                    asked.catalog, asked.bounds, lambda item: compiled.accepts(item, context), order, limit
                )
            except Unavailable as error:
                if not error.code.startswith("selection_"):
                    raise
                return Away(error.code, error.text, SELECTION_HELD_MS)
            known = msgspec.json.encode(items)
            self._remember(key, known)
        found: list[Any] = msgspec.json.decode(known)
        return LookedUp(found) if found else Nothing()

    def _remember(self, key: tuple[bytes, int], answer: bytes) -> None:
        with self._lock:
            before = self._selections.pop(key, None)
            self._bytes += len(key[0]) + len(answer) - (len(key[0]) + len(before) if before is not None else 0)
            self._selections[key] = answer
            while self._bytes > SELECTIONS_BYTES_MAX:
                (old, _), gone = self._selections.popitem(last=False)
                self._bytes -= len(old) + len(gone)
