"""Drafts that are thrown away, and with the last trace of a journey what was kept beside it."""

from loopline.model.errors import Missing
from loopline.studio.context import StudioContext


def drop_draft(ctx: StudioContext, journey: str) -> None:
    """Throw a draft away; of a journey that was never published nothing stays. Raises Missing `draft_missing`."""
    if not ctx.studio_store.drafts.drop(journey):
        raise Missing("draft_missing", f'Journey "{journey[:64]}" has no draft.')
    if journey not in ctx.published().live:
        ctx.studio_store.comments.forget(journey)
        ctx.studio_store.shelf.forget(journey)
