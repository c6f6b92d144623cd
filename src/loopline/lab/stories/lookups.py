"""What the messages of a story look up: the items and answers that the story gives, and never a call."""

from collections.abc import Mapping, Sequence
from typing import Any

from loopline.conditions.lookups.compiled import CompiledLookup, FeedAsked, ItemAsked
from loopline.delivery.lookups.resolve import Answer, Away, LookedUp, Nothing, Wanted, rendered_with
from loopline.delivery.lookups.select import select
from loopline.lab.stories.read import FAILS, Story
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.journey import Document
from loopline.model.message import Content, Refusal, Rendered
from loopline.pipeline.attempts import Engine

NOWHERE = "https://example.com/"


class StoryEngine:
    """A template engine whose messages look up what the story says; a catalog or feed of it needs no document."""

    def __init__(self, engine: Engine, story: Story, documents: Sequence[Document]) -> None:
        self._engine = engine
        library = ContentLibrary()
        for one in (*map(_catalog, story.catalogs), *map(_feed, story.feeds), *documents):
            if isinstance(one, ContentDocument):
                library = library.with_document(one, 1)
        self._library = library
        self._source = _StorySource(story, library)

    def render(self, content: Content, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        """As the engine does."""
        return rendered_with(self._engine.render, content, contexts, self._source, self._library)


class _StorySource:
    def __init__(self, story: Story, library: ContentLibrary) -> None:
        self._feeds: Mapping[str, Any] = story.feeds
        self._items = {
            name: {str(item.get(library.catalogs[name][1].id_field)): item for item in items}
            for name, items in story.catalogs.items()
        }

    def answers(self, compiled: CompiledLookup, wanted: Sequence[Wanted], library: ContentLibrary) -> Sequence[Answer]:
        """What the story says."""
        return [self._answer(compiled, one) for one in wanted]

    def _answer(self, compiled: CompiledLookup, wanted: Wanted) -> Answer:
        match wanted.asked:
            case FeedAsked(feed=name):
                value = self._feeds.get(name)
                if value == FAILS:
                    return Away("feed_away", "the story has it fail")
                return LookedUp(value) if value is not None else Nothing()
            case ItemAsked(catalog=name, id=one):
                items = self._items.get(name, {})
                return LookedUp(items[one]) if one in items else Nothing()
            case _:
                found = select(compiled, self._items.get(compiled.lookup.catalog, {}).items(), wanted.context)
                return LookedUp(found) if found else Nothing()


def _catalog(name: str) -> ContentDocument:
    return Catalog(id=name)


def _feed(name: str) -> ContentDocument:
    return Feed(id=name, url=NOWHERE)
