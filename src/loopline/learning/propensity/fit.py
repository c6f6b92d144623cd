"""Trains a model: two learners and their mean, chosen by log loss on people that they were not fitted to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zlib import crc32

from msgspec import Struct

from loopline.learning.propensity import measures
from loopline.learning.propensity.calibrate import fit_scale
from loopline.learning.propensity.candidates import check_learners, fit_forest, fit_linear
from loopline.learning.propensity.features import FeatureRow, columns_of, matrix
from loopline.learning.propensity.figures import (
    Column,
    Forest,
    Interval,
    Learner,
    Linear,
    ModelCard,
    NumberSpread,
    Scale,
    Split,
    TrainedModel,
    Weight,
)
from loopline.learning.propensity.predict import forest_odds, linear_odds, odds_of, probability, reasons
from loopline.model.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Folds = NDArray[np.int64]

FOLDS: Final = 5
FEWEST_PEOPLE: Final = 200
FEWEST_EACH: Final = 30
"""So many who did it, and who did not: with fewer, what a model finds is chance."""

EXPLAINED: Final = 1_000
SHOWN: Final = 15


class Cut(Struct, frozen=True):
    """People as of a moment (ms), and which of them did it in the horizon after it, in the same order."""

    at: int
    people: Sequence[FeatureRow]
    did: Sequence[bool]


class Examples(Struct, frozen=True):
    """Rows to learn from: the columns, who did it, and the fifth of the people that each belongs to."""

    rows: "Floats"
    did: "Floats"
    folds: "Folds"


class FittedLearners(Struct, frozen=True):
    """What one fit found: the learners, the odds that each gives to people it had not seen, and what was chosen."""

    forest: Forest
    linear: Linear
    learner: Learner
    odds: "Floats"
    scale: Scale
    losses: dict[Learner, float]


def train(cuts: Sequence[Cut]) -> TrainedModel:
    """A model of these cuts, oldest first. With several, the newest is the test of the others; with one, each fifth of
    its people is the test of a model of the rest.

    Raises Unavailable `models_extra_missing`, Invalid `model_few`.
    """
    check_learners()
    told = [cut for cut in cuts if len(set(cut.did)) == 2]
    everybody = [person for cut in told for person in cut.people]
    _check_enough(told)
    columns = columns_of(everybody)
    whole = fitted(examples(told, columns))
    by_time = len(told) > 1 and _is_enough(told[:-1]) and _is_enough(told[-1:])
    split: Split = "time" if by_time else "people"
    if by_time:
        test = examples(told[-1:], columns)
        before = fitted(examples(told[:-1], columns))
        score, did = probability(before.scale, _chosen(before, test.rows)), test.did
    else:
        one = examples(told, columns)
        score, did = _across(whole, one), one.did
    return _model(columns, whole, told, split, score, did)


def examples(cuts: Sequence[Cut], columns: Sequence[Column]) -> Examples:
    """The rows of some cuts. A person stands in one fifth in all of them."""
    import numpy as np

    people = [person for cut in cuts for person in cut.people]
    did = np.array([float(one) for cut in cuts for one in cut.did])
    folds = np.array([crc32(one.id.encode()) % FOLDS for one in people], dtype=np.int64)
    return Examples(matrix(people, columns), did, folds)


def fitted(given: Examples) -> FittedLearners:
    """Both learners on all rows, and what each fifth of the people gets from learners of the other four."""
    import numpy as np

    rows, did = given.rows, given.did
    trees, line = np.zeros(len(did)), np.zeros(len(did))
    for fold in np.unique(given.folds):
        own = given.folds == fold
        trees[own] = forest_odds(fit_forest(rows[~own], did[~own]), rows[own])
        line[own] = linear_odds(fit_linear(rows[~own], did[~own]), rows[own])
    odds: dict[Learner, Floats] = {"boosting": trees, "logistic": line, "blend": (trees + line) / 2}
    scales = {name: fit_scale(found, did, given.folds) for name, found in odds.items()}
    losses = {name: measures.log_loss(probability(scales[name], odds[name]), did) for name in odds}
    learner = min(odds, key=lambda name: losses[name])
    forest, linear = fit_forest(rows, did), fit_linear(rows, did)
    return FittedLearners(forest, linear, learner, odds[learner], scales[learner], losses)


def _chosen(found: FittedLearners, rows: "Floats") -> "Floats":
    if found.learner == "boosting":
        return forest_odds(found.forest, rows)
    if found.learner == "logistic":
        return linear_odds(found.linear, rows)
    return (forest_odds(found.forest, rows) + linear_odds(found.linear, rows)) / 2


def _across(found: FittedLearners, given: Examples) -> "Floats":
    """Probabilities of people by a model, and a scale, that had not seen them."""
    import numpy as np

    score: Floats = np.zeros(len(given.did))
    for fold in np.unique(given.folds):
        own = given.folds == fold
        scale = fit_scale(found.odds[~own], given.did[~own], given.folds[~own])
        score[own] = probability(scale, found.odds[own])
    return score


def _is_enough(cuts: Sequence[Cut]) -> bool:
    did = sum(sum(cut.did) for cut in cuts)
    people = sum(len(cut.did) for cut in cuts)
    return people >= FEWEST_PEOPLE and min(did, people - did) >= FEWEST_EACH


def _check_enough(cuts: Sequence[Cut]) -> None:
    if _is_enough(cuts):
        return
    did, people = sum(sum(cut.did) for cut in cuts), sum(len(cut.did) for cut in cuts)
    text = (
        f"A model needs {FEWEST_PEOPLE} people whose horizon is over, {FEWEST_EACH} of whom did it and "
        f"{FEWEST_EACH} did not; there are {people:,}, and {did:,} did it."
    )
    raise Invalid("model_few", text)


def _model(
    columns: tuple[Column, ...],
    found: FittedLearners,
    cuts: Sequence[Cut],
    split: Split,
    score: "Floats",
    did: "Floats",
) -> TrainedModel:
    import numpy as np

    newest = list(cuts[-1].people)
    rows = matrix(newest, columns)
    usual = [_usual(rows[:, place]) for place in range(len(columns))]
    auc = measures.area(score, did)
    bins = measures.reliability(score, did)
    card = ModelCard(
        learner=found.learner,
        calibration=found.scale.kind,
        split=split,
        cuts=tuple(cut.at for cut in cuts),
        people=sum(len(cut.did) for cut in cuts),
        did=sum(sum(cut.did) for cut in cuts),
        tested=len(did),
        auc=auc,
        brier=measures.brier(score, did),
        ece=measures.calibration_error(bins),
        log_loss=measures.log_loss(score, did),
        candidates=tuple(sorted(found.losses.items())),
        reliability=bins,
        deciles=measures.deciles(score, did),
        features=(),
        is_trusted=auc.low > 0.5,
        text=_text(auc, split, len(did)),
    )
    forest = None if found.learner == "logistic" else found.forest
    linear = None if found.learner == "boosting" else found.linear
    model = TrainedModel(columns, forest, linear, found.scale, tuple(usual), card, ())
    numbers = [place for place, column in enumerate(columns) if column.kind == "number"]
    given = probability(found.scale, odds_of(model, rows))
    spreads: list[NumberSpread] = [measures.spread_of("score", given)]
    spreads += [measures.spread_of(columns[place].feature, rows[:, place]) for place in numbers]
    weights = _weights(model, newest[:EXPLAINED]) if np.isfinite(given).all() else ()
    return _with(model, weights, tuple(spreads))


def _with(model: TrainedModel, weights: tuple[Weight, ...], spreads: tuple[NumberSpread, ...]) -> TrainedModel:
    from msgspec.structs import replace

    return replace(model, card=replace(model.card, features=weights), spreads=spreads)


def _weights(model: TrainedModel, people: Sequence[FeatureRow]) -> tuple[Weight, ...]:
    """How much features moved the scores of these people, on average, the strongest first."""
    sums: dict[str, float] = {}
    for told in reasons(model, people):
        for one in told:
            name = one.feature.partition("=")[0]
            sums[name] = sums.get(name, 0.0) + abs(one.effect)
    strongest = sorted(sums.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]
    return tuple(Weight(name, total / len(people)) for name, total in strongest)


def _usual(column: "Floats") -> float | None:
    """The median of a number; of a category whether most are of it. None where nothing is known."""
    import numpy as np

    known = column[np.isfinite(column)]
    return float(np.median(known)) if len(known) else None


def _text(auc: Interval, split: Split, tested: int) -> str:
    of = (
        "those of the newest moment, by a model of the earlier ones"
        if split == "time"
        else "each scored by a model of the others"
    )
    seen = f"{auc.estimate:.3f} ({auc.low:.3f} to {auc.high:.3f})"
    if auc.low > 0.5:
        return f"Area under the curve {seen}, on {tested:,} people, {of}."
    return f"Not trusted: the area under the curve is {seen} on {tested:,} people, {of}, which chance may give."
