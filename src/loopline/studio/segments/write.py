"""Publishing a segment: with a reason, and never over a version that its author has not seen."""

import asyncio

from loopline.api.errors import DetailedError
from loopline.model.errors import Conflict
from loopline.model.journey import Segment
from loopline.model.records import StoredDocument
from loopline.studio.context import StudioContext
from loopline.studio.documents.schemas import PublishedVersion
from loopline.studio.documents.write import Documents
from loopline.studio.segments.read import Segments, shown_segment_version
from loopline.studio.segments.schemas import SegmentBody, SegmentVersion


class SegmentConflict(Conflict, DetailedError):
    """Somebody else changed the segment in between; `theirs` is their version, so that nothing is lost."""

    def __init__(self, theirs: SegmentVersion) -> None:
        self.details = {"theirs": theirs}
        super().__init__(
            "segment_changed", "Somebody else changed this segment meanwhile. Compare the two, then save over theirs."
        )


class SegmentPublisher:
    """Publishes one segment at a time; belongs to the app's event loop."""

    def __init__(self, ctx: StudioContext, segments: Segments, documents: Documents) -> None:
        self._ctx, self._segments, self._documents = ctx, segments, documents
        self._one = asyncio.Lock()

    async def publish(self, segment: str, body: SegmentBody, by: str) -> PublishedVersion:
        """Make it live; one that has not changed keeps its version. Raises SegmentConflict, ProblemsFound, Invalid."""
        document = Segment(
            id=segment, when=body.when.strip(), name=body.name.strip(), description=body.description.strip()
        )
        async with self._one:  # nobody else may save between the check of the version and the publish
            known = self._ctx.published().segment_documents.get(segment)
            version = known[0] if known else 0
            if known is not None and body.over is not None and body.over != version and known[1] != document:
                stored = (await asyncio.to_thread(self._segments.history)).get(segment, [])
                raise SegmentConflict(_theirs(known, stored))
            pushed = await self._documents.push(document, publish=True, reason=body.reason, by=by)
        return PublishedVersion(pushed.version or 0)


def _theirs(known: tuple[int, Segment], stored: list[StoredDocument]) -> SegmentVersion:
    """The version that is live; the published set may know of it a moment before the store does."""
    version, segment = known
    if stored and stored[-1].version == version:
        return shown_segment_version(stored[-1])
    return SegmentVersion(version, segment.name, segment.description, segment.when, 0, "", "")
