"""Archived journeys are not published, neither alone nor among others."""

from collections.abc import Mapping

from loopline.model.errors import Conflict
from loopline.model.journey import Document, Journey
from loopline.studio.context import StudioContext


def archived_refusal(ctx: StudioContext, document: Document) -> Conflict | None:
    """Why a document is not published although it may be sound: its journey is archived."""
    if not isinstance(document, Journey) or not ctx.studio_store.shelf.get(document.id).archived_at:
        return None
    text = f'Journey "{document.id}" is archived. Take it out of the archive first, then publish it.'
    return Conflict("journey_archived", text)


def archived_among(ctx: StudioContext, documents: Mapping[int, Document]) -> dict[int, Conflict]:
    """The refusals of those that are archived, by their number."""
    found = {number: archived_refusal(ctx, one) for number, one in documents.items() if isinstance(one, Journey)}
    return {number: why for number, why in found.items() if why is not None}
