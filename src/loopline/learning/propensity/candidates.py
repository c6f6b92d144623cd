"""The two learners of scikit-learn, and what is taken out of them: numbers that are read without it."""

from typing import TYPE_CHECKING, Any, Final

from loopline.learning.propensity.figures import Forest, Linear, Tree
from loopline.learning.propensity.predict import forest_odds, linear_odds
from loopline.model.errors import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DEPTH: Final = 3
TREES: Final = 120
RATE: Final = 0.06
SAME: Final = 1e-6
SEED: Final = 7


def check_learners() -> None:
    """Raise Unavailable `models_extra_missing` where scikit-learn is not installed."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        text = "Training needs scikit-learn: pip install 'loopline[models]'. Scoring by a trained model does not."
        raise Unavailable("models_extra_missing", text) from None


def fit_forest(rows: "Floats", did: "Floats") -> Forest:
    """Shallow boosted trees (Friedman, Annals of Statistics 2001), by histograms."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    learner = HistGradientBoostingClassifier(
        max_depth=DEPTH,
        max_iter=TREES,
        learning_rate=RATE,
        min_samples_leaf=max(15, len(rows) // 200),
        l2_regularization=5.0,
        early_stopping=False,
        random_state=SEED,
    )
    with threadpool_limits(1):  # several threads wait for each other where the cores are busy: fifteen times as long
        learner.fit(rows, did)
    found = Forest(_base(learner), tuple(_tree(one[0].nodes) for one in learner._predictors))
    _check(learner.decision_function(rows[:500]), forest_odds(found, rows[:500]))
    return found


def fit_linear(rows: "Floats", did: "Floats") -> Linear:
    """A logistic model with a ridge; what is not known is filled with the median."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    with np.errstate(all="ignore"):
        fill = np.array([_median(column) for column in rows.T])
    filled = np.where(np.isnan(rows), fill, rows)
    centre, spread = filled.mean(axis=0), filled.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    learner = LogisticRegression(C=0.3, max_iter=2_000).fit((filled - centre) / scale, did)
    weights = learner.coef_[0]
    found = Linear(float(learner.intercept_[0]), *(tuple(map(float, one)) for one in (weights, fill, centre, scale)))
    _check(learner.decision_function((filled[:500] - centre) / scale), linear_odds(found, rows[:500]))
    return found


def _median(column: "Floats") -> float:
    import numpy as np

    known = column[np.isfinite(column)]
    return float(np.median(known)) if len(known) else 0.0


def _base(learner: Any) -> float:
    """The log odds before the first tree; scikit-learn keeps them in a field that is not public."""
    import numpy as np

    return float(np.asarray(learner._baseline_prediction).ravel()[0])


def _tree(nodes: Any) -> Tree:
    """A tree by its nodes; the root stands first."""
    leaf = nodes["is_leaf"].astype(bool)
    left = [-1 if is_leaf else int(at) for is_leaf, at in zip(leaf, nodes["left"], strict=True)]
    right = [-1 if is_leaf else int(at) for is_leaf, at in zip(leaf, nodes["right"], strict=True)]
    return Tree(
        tuple(map(int, nodes["feature_idx"])),
        tuple(map(float, nodes["num_threshold"])),
        tuple(map(bool, nodes["missing_go_to_left"])),
        tuple(left),
        tuple(right),
        tuple(map(float, nodes["value"])),
    )


def _check(theirs: "Floats", ours: "Floats") -> None:
    """What was taken out has to give what the learner gives, whatever version it is."""
    import numpy as np

    if not np.allclose(theirs, ours, atol=SAME, rtol=0):
        text = "This version of scikit-learn keeps its models otherwise; install the one that Loopline is locked to."
        raise Unavailable("models_version", text)
