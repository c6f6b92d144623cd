"""Two authors saved the same draft: nobody writes over what somebody else saved meanwhile."""

from loopline.api.errors import DetailedError
from loopline.model.errors import Conflict
from loopline.studio.documents import schemas as shape


class DraftConflict(Conflict, DetailedError):
    """Somebody else saved in between; `theirs` is their draft, so that nothing is lost."""

    def __init__(self, theirs: shape.Draft | None) -> None:
        self.details = {"theirs": theirs}
        super().__init__(
            "draft_conflict", "Somebody else saved this draft meanwhile. Compare the two, then save over theirs."
        )
