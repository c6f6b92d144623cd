"""Reads what is published of content."""

import msgspec

from loopline.decisions.documents.read import to_plain
from loopline.decisions.published import PublishedSet
from loopline.model.content.library import CONTENT_KINDS, ContentDocument
from loopline.model.errors import Missing
from loopline.model.journey import Document
from loopline.model.records import document_kind
from loopline.model.signal import ContentKind
from loopline.runtime.upkeep.pinning import sends
from loopline.studio.content import schemas as shape
from loopline.studio.context import StudioContext


class ContentShelf:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def listing(self) -> shape.ContentList:
        """Everything that is published, templates first, what is archived last."""
        published = self._ctx.published()
        library = published.content
        found: list[tuple[int, ContentDocument]] = []
        for shelf in (
            library.templates,
            library.blocks,
            library.brands,
            library.catalogs,
            library.feeds,
            library.files,
            library.offers,
            library.models,
            library.metrics,
        ):
            found += [shelf[name] for name in sorted(shelf)]
        found += [library.archived[name] for name in sorted(library.archived)]
        return shape.ContentList(tuple(_line(version, document, published) for version, document in found))

    def history(self, kind: ContentKind, name: str) -> shape.ContentHistory:
        """Every version of one. Raises Missing `content_unknown`."""
        rows = [row for row in self._ctx.state.documents() if (row.kind, row.name) == (kind, name)]
        if not rows:
            raise Missing("content_unknown", f'No {kind} "{name[:64]}" is published.')
        return shape.ContentHistory(
            tuple(
                shape.ContentVersion(
                    row.version,
                    to_plain(msgspec.json.decode(row.document, type=Document)),
                    row.published_at,
                    row.reason,
                    row.by,
                )
                for row in rows
            )
        )


def journeys_of(kind: str, name: str, published: PublishedSet) -> tuple[str, ...]:
    """The live journeys that send this."""
    known = published.content.newest(kind, name) if kind in CONTENT_KINDS else None
    if known is None:
        return ()
    live = sorted(published.live.items())
    return tuple(journey for journey, version in live if sends(version.journey, known[1], published.content))


def _line(version: int, document: ContentDocument, published: PublishedSet) -> shape.ContentLine:
    kind = document_kind(document)
    assert kind in CONTENT_KINDS
    journeys = journeys_of(kind, document.id, published)
    name = document.name or document.id
    return shape.ContentLine(kind, document.id, name, version, journeys, to_plain(document), document.archived)
