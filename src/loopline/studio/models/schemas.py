"""Models, as the API answers and takes them."""

from msgspec import Struct

from loopline.signals.quality import MessageError
from loopline.signals.scores.posted import PostedScore


class ScoresBody(Struct):
    """Scores of a tenant's own models: at most 2,500, and 1 MB."""

    scores: list[PostedScore]


class ScoresTaken(Struct, frozen=True):
    """How many scores are on disk, and why others were not taken."""

    accepted: int
    faults: list[MessageError]
