"""Doubly robust scores, the rule that is learned from them, and the value of any rule.

A choice's score for an option is what a model of outcomes expects, and, where that option was chosen, what came beside
it over the propensity (Dudik, Langford and Li, ICML 2011). The model of a choice never saw its unit (cross-fitting).
The learned rule regresses differences of scores to doing nothing on what is known (the DR-learner; Kennedy, Electronic
Journal of Statistics 2023), with a ridge by empirical Bayes: slopes that chance explains are none.
"""

from typing import TYPE_CHECKING, Final

from loopline.learning.choosing.evidence import FOLDS, ChoiceEvidence
from loopline.model.choosing.policy import ChoiceRule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bits = NDArray[np.bool_]

RIDGE: Final = 10.0
"""The ridge of models of outcomes: so many choices of a slope of none are added."""

DIGITS: Final = 9


def option_values(seen: ChoiceEvidence) -> "Floats":
    """One row a choice, one column an option: what the option is worth there. Options that were not allowed are 0."""
    import numpy as np

    design = _design(seen)
    found = np.zeros((seen.size, len(seen.options)))
    for fold in range(FOLDS):
        inside = seen.fold == fold
        for option in range(len(seen.options)):
            learned = ~inside & (seen.chosen == option)
            found[inside, option] = design[inside] @ _ridge(design[learned], seen.reward[learned], RIDGE)
    rows = np.arange(seen.size)
    expected = found[rows, seen.chosen]
    found[rows, seen.chosen] += (seen.reward - expected) / seen.propensity
    scored: Floats = np.where(seen.allowed, found, 0.0)
    return scored


def learned_rule(seen: ChoiceEvidence, worth: "Floats", among: "Bits") -> ChoiceRule:
    """The rule that takes the option whose worth over nothing is highest, learned from the choices `among` these."""
    import numpy as np

    design, nothing = _design(seen), len(seen.options) - 1
    width = design.shape[1]
    coefficients = {seen.options[nothing]: (0.0,) * width}
    for option, name in enumerate(seen.options[:nothing]):
        rows = among & seen.allowed[:, option]
        slopes = np.zeros(width)
        if rows.sum() > 2 * width:
            slopes = _shrunk(design[rows], worth[rows, option] - worth[rows, nothing])
        coefficients[name] = tuple(round(float(one), DIGITS) for one in slopes)
    return ChoiceRule(stage="learned", features=seen.features, groups=seen.groups, scores=coefficients)


def law_of(rule: ChoiceRule, seen: ChoiceEvidence) -> "Floats":
    """The probability of each option for each choice under a rule alone, as decisions/choosing/law.py says it.

    The rule is one learned from this evidence, or at random.
    """
    import numpy as np

    allowed = seen.allowed.astype(float)
    if rule.scores:
        sums = _design(seen) @ np.array([rule.scores[name] for name in seen.options]).T
        best = np.where(seen.allowed, sums, -np.inf).argmax(axis=1)
        one: Floats = np.eye(len(seen.options))[best]
        return one
    even: Floats = allowed / allowed.sum(axis=1, keepdims=True)
    if not rule.shares:
        return even
    table = [[rule.shares.get(name, rule.shares[""])[option] for option in seen.options] for name in seen.groups]
    whole = [rule.shares[""][option] for option in seen.options]
    shares = np.array([*table, whole])[seen.group] * allowed  # without a group: -1, which is the whole
    total = shares.sum(axis=1, keepdims=True)
    law: Floats = np.where(total > 0, shares / np.where(total > 0, total, 1.0), even)
    return law


def mean_of_units(seen: ChoiceEvidence, by_choice: "Floats") -> tuple[float, float]:
    """The mean over choices, and its standard error, with all choices of a unit taken together."""
    import numpy as np

    if seen.size < 2:
        return 0.0, float("inf")
    mean = float(by_choice.mean())
    sums = np.bincount(seen.unit, by_choice - mean)
    n = len(sums)
    return mean, float(np.sqrt((sums * sums).sum() * n / max(n - 1, 1)) / seen.size)


def _design(seen: ChoiceEvidence) -> "Floats":
    import numpy as np

    design: Floats = np.hstack([np.ones((seen.size, 1)), seen.inputs])
    return design


def _ridge(x: "Floats", y: "Floats", ridge: float) -> "Floats":
    """Least squares with a ridge on all but the constant."""
    import numpy as np

    if not len(y):
        return np.zeros(x.shape[1])
    held = np.full(x.shape[1], ridge)
    held[0] = 1e-9
    found: Floats = np.asarray(np.linalg.solve(x.T @ x + np.diag(held), x.T @ y), dtype=np.float64)
    return found


def _shrunk(x: "Floats", y: "Floats") -> "Floats":
    """Least squares whose slopes are shrunk by what chance explains: along each principal direction of what is known,
    the prior has one variance, estimated by moments."""
    import numpy as np

    centre, level = x[:, 1:].mean(axis=0), float(y.mean())
    inputs, off = x[:, 1:] - centre, y - level
    found = np.zeros(x.shape[1])
    found[0] = level
    squares, directions = np.linalg.eigh(inputs.T @ inputs)
    kept = squares > 1e-9 * max(float(squares.max(initial=0.0)), 1.0)
    if not kept.any():
        return found
    squares, directions = squares[kept], directions[:, kept]
    along = directions.T @ (inputs.T @ off) / np.sqrt(squares)
    explained = float((along * along).sum())
    noise = max(float((off * off).sum()) - explained, 0.0) / max(len(y) - len(along) - 1, 1)
    prior = (explained - len(along) * noise) / float(squares.sum())
    if prior <= 0:
        return found
    slopes = directions @ (np.sqrt(squares) / (squares + noise / prior) * along)
    found[1:] = slopes
    found[0] = level - float(centre @ slopes)
    return found
