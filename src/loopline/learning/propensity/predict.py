"""Scores by a trained model, with the reasons: NumPy alone, and the numbers that training left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from loopline.learning.propensity.features import FeatureRow, matrix
from loopline.learning.propensity.figures import Drift, Forest, Linear, Scale, TrainedModel
from loopline.learning.propensity.measures import stability
from loopline.model.signals.scores import ScoreReason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REASONS_SHOWN: Final = 5
FARTHEST: Final = 30.0
LEAST_EFFECT: Final = 0.001
DRIFTED: Final = 0.25
"""A population stability index from which on a number is another one (Siddiqi, Credit Risk Scorecards, 2006)."""


def forest_odds(forest: Forest, rows: "Floats") -> "Floats":
    """Log odds of each row by boosted trees."""
    import numpy as np

    odds = np.full(len(rows), forest.base)
    every = np.arange(len(rows))
    for tree in forest.trees:
        feature, threshold = np.asarray(tree.feature), np.asarray(tree.threshold)
        missing, left, right = np.asarray(tree.missing_left), np.asarray(tree.left), np.asarray(tree.right)
        at = np.zeros(len(rows), dtype=np.int64)
        while (inner := left[at] >= 0).any():
            here, who = at[inner], every[inner]
            values = rows[who, feature[here]]
            goes_left = np.where(np.isnan(values), missing[here], values <= threshold[here])
            at[inner] = np.where(goes_left, left[here], right[here])
        odds += np.asarray(tree.value)[at]
    return odds


def linear_odds(linear: Linear, rows: "Floats") -> "Floats":
    """Log odds of each row by a logistic model."""
    import numpy as np

    filled = np.where(np.isnan(rows), np.asarray(linear.fill), rows)
    scaled = (filled - np.asarray(linear.centre)) / np.asarray(linear.scale)
    found: Floats = linear.intercept + scaled @ np.asarray(linear.weights)
    return found


def probability(scale: Scale, odds: "Floats") -> "Floats":
    """The calibrated probability of log odds."""
    import numpy as np
    from scipy.special import expit

    if scale.kind == "isotonic":
        steps: Floats = np.interp(odds, np.asarray(scale.at), np.asarray(scale.to))
        return steps
    found: Floats = expit(np.clip(scale.slope * odds + scale.offset, -FARTHEST, FARTHEST))
    return found


def odds_of(model: TrainedModel, rows: "Floats") -> "Floats":
    """Log odds before they are calibrated; where a model is two, their mean."""
    found = [forest_odds(model.forest, rows)] if model.forest else []
    found += [linear_odds(model.linear, rows)] if model.linear else []
    total: Floats = sum(found[1:], found[0])
    return total / len(found)


def scores(model: TrainedModel, people: Sequence[FeatureRow]) -> "Floats":
    """The probability of each person."""
    return probability(model.scale, odds_of(model, matrix(people, model.columns)))


def reasons(model: TrainedModel, people: Sequence[FeatureRow]) -> list[tuple[ScoreReason, ...]]:
    """What moved each score most, the strongest first: how far the score falls where a feature is taken as usual."""
    import numpy as np

    rows = matrix(people, model.columns)
    whole = probability(model.scale, odds_of(model, rows))
    usual = np.array([np.nan if value is None else value for value in model.usual])
    names = list(dict.fromkeys(column.feature for column in model.columns))
    effects = np.zeros((len(people), len(names)))
    for place, name in enumerate(names):
        own = [at for at, column in enumerate(model.columns) if column.feature == name]
        without = rows.copy()
        without[:, own] = usual[own]
        effects[:, place] = whole - probability(model.scale, odds_of(model, without))
    best = np.argsort(-np.abs(effects), axis=1)[:, :REASONS_SHOWN]
    return [
        tuple(
            _reason(one, names[at], float(effects[row, at])) for at in best[row] if abs(effects[row, at]) > LEAST_EFFECT
        )
        for row, one in enumerate(people)
    ]


def _reason(one: FeatureRow, name: str, effect: float) -> ScoreReason:
    value = one.features.get(name)
    shown = f"{name}={value}"[:64] if isinstance(value, str) else name
    return ScoreReason(shown, float(value) if isinstance(value, bool | int | float) else None, round(effect, 4))


def drift(model: TrainedModel, people: Sequence[FeatureRow], given: "Floats") -> tuple[Drift, ...]:
    """How far the scores (`given`), and the numbers that they come from, have moved since the training."""
    rows = matrix(people, model.columns)
    place = {column.feature: at for at, column in enumerate(model.columns) if column.kind == "number"}
    found = [Drift("score", stability(model.spreads[0], given))] if model.spreads else []
    found += [Drift(one.feature, stability(one, rows[:, place[one.feature]])) for one in model.spreads[1:]]
    return tuple(found)
