"""Models, as the API answers and takes them."""

from msgspec import Struct

from loopline.learning.propensity.figures import Drift, ModelCard
from loopline.learning.send_time.figures import HoursCard
from loopline.reports.models.scoring import Standing
from loopline.signals.quality import MessageError
from loopline.signals.scores.posted import PostedScore


class ScoresBody(Struct):
    """Scores of a tenant's own models: at most 2,500, and 1 MB."""

    scores: list[PostedScore]


class ScoresTaken(Struct, frozen=True):
    """How many scores are on disk, and why others were not taken."""

    accepted: int
    faults: list[MessageError]


class ScoreRun(Struct, frozen=True):
    """A scoring of everybody: when it began (ms), how the model stood then, how many people of the audience there
    were, how many scores were stated since they say something new, and how many of all the rule gave. `drift` is how
    far the scores, and the numbers behind them, have moved since the training."""

    at: int
    standing: Standing
    people: int = 0
    stated: int = 0
    by_rule: int = 0
    drift: tuple[Drift, ...] = ()


class ModelAnswer(Struct, frozen=True):
    """A model as it stands: its document, its last training (`version` 0: none) with the card, and its last scoring.
    A model of hours has `hours` in the place of the card."""

    id: str
    name: str
    owner: str
    stage: str
    expires: str
    document_version: int
    version: int
    trained_at: int | None
    card: ModelCard | None
    events: tuple[str, ...]
    run: ScoreRun | None
    hours: HoursCard | None = None


class ModelList(Struct, frozen=True):
    """Every model that is published."""

    models: tuple[ModelAnswer, ...]
