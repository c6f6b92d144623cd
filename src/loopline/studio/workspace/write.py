"""The rules above all journeys: read, and published with a reason."""

from loopline.decisions.documents.read import to_plain
from loopline.model.errors import Invalid
from loopline.model.journey import Document, Workspace
from loopline.studio.context import StudioContext
from loopline.studio.documents.schemas import Plain, PublishedVersion
from loopline.studio.documents.write import Documents


class WorkspaceRules:
    """The workspace document. `publish` is a coroutine of the app's event loop."""

    def __init__(self, ctx: StudioContext, documents: Documents) -> None:
        self._ctx, self._documents = ctx, documents

    def read(self) -> Plain:
        """The rules as they are live; defaults are left out."""
        return to_plain(self._ctx.published().workspace)

    async def publish(self, document: Document, *, reason: str, by: str = "") -> PublishedVersion:
        """Make these rules live. Raises ProblemsFound, Invalid `document_kind`, Invalid `reason_missing`."""
        if not isinstance(document, Workspace):
            raise Invalid("document_kind", "These are the rules above all journeys: send `kind: workspace`.", at="kind")
        pushed = await self._documents.push(document, publish=True, reason=reason, by=by)
        return PublishedVersion(pushed.version or 0)
