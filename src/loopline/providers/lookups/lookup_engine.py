"""The template engine for messages that look something up: first that, then the pure render."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from loopline.delivery.lookups.resolve import rendered_with
from loopline.delivery.rendering.verdict import TemplateError
from loopline.model.content.library import ContentLibrary
from loopline.model.message import Content, Refusal, Rendered
from loopline.providers.lookups.stored_lookups import CatalogReader, FeedReader, SampleFeeds, StoredLookups


class Templates(Protocol):
    """A template engine, as those need it who write, preview and send."""

    def render(self, content: Content, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]: ...

    def check(self, content: Content) -> list[TemplateError]: ...

    def paths(self, content: Content) -> tuple[str, ...]: ...

    def close(self) -> None: ...


class LookupEngine:
    """A template engine that resolves look-ups. Any thread may call it."""

    def __init__(
        self, templates: Templates, catalogs: CatalogReader, feeds: FeedReader, library: Callable[[], ContentLibrary]
    ) -> None:
        self._templates, self._catalogs, self._feeds, self._library = templates, catalogs, feeds, library
        self._source = StoredLookups(catalogs, feeds)

    @property
    def quiet(self) -> "LookupEngine":
        """The engine of checks and previews: feeds answer with their samples, and nobody is called."""
        return LookupEngine(self._templates, self._catalogs, SampleFeeds(), self._library)

    def render(self, content: Content, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        """As the engine does; a message that cannot be given what it looks up is refused, or refused for a while."""
        return rendered_with(self._templates.render, content, contexts, self._source, self._library().with_archived())

    def check(self, content: Content) -> list[TemplateError]:
        """As the engine does."""
        return self._templates.check(content)

    def paths(self, content: Content) -> tuple[str, ...]:
        """As the engine does."""
        return self._templates.paths(content)

    def close(self) -> None:
        """Ends the engine, and the calls that are under way."""
        self._templates.close()
        self._feeds.close()
