"""What a trained model is and what its card says: plain numbers. It loads no mathematics."""

from typing import Literal

from msgspec import Struct

Learner = Literal["boosting", "logistic", "blend"]
Split = Literal["time", "people"]
Calibration = Literal["platt", "isotonic"]
ColumnKind = Literal["number", "category"]


class Column(Struct, frozen=True, array_like=True):
    """A column of the matrix: a number of a feature, or whether the feature is this `category`."""

    feature: str
    kind: ColumnKind
    category: str = ""


class Tree(Struct, frozen=True, array_like=True):
    """A tree by its nodes: where `left` is negative a leaf stands, with its `value`.

    A row goes left where its `feature` is at most `threshold`, or is not known and `missing_left`.
    """

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    missing_left: tuple[bool, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]


class Forest(Struct, frozen=True):
    """Boosted trees: the log odds are `base` and what each tree gives."""

    base: float
    trees: tuple[Tree, ...]


class Linear(Struct, frozen=True):
    """A logistic model: what is not known is filled with `fill`, then centred and scaled, then weighed."""

    intercept: float
    weights: tuple[float, ...]
    fill: tuple[float, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]


class Scale(Struct, frozen=True):
    """What turns a model's log odds into a probability: a line (Platt), or steps between which is interpolated."""

    kind: Calibration
    slope: float = 1.0
    offset: float = 0.0
    at: tuple[float, ...] = ()
    to: tuple[float, ...] = ()


class Interval(Struct, frozen=True):
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


class ReliabilityBin(Struct, frozen=True):
    """People whose scores are alike: how many, their mean score, and the part of them that did it."""

    people: int
    score: float
    rate: float


class Decile(Struct, frozen=True):
    """A tenth of the people by score, the highest first; `lift` is its rate in parts of that of all."""

    people: int
    did: int
    rate: float
    lift: float


class NumberSpread(Struct, frozen=True):
    """How a number was spread when the model was trained: `edges` between bins, and the part of people in each."""

    feature: str
    edges: tuple[float, ...]
    parts: tuple[float, ...]


class Drift(Struct, frozen=True):
    """How far a number has moved since (population stability index): above 0.25 it is another one."""

    feature: str
    psi: float


class Weight(Struct, frozen=True):
    """How much a feature tells: the mean change of the score where it is taken as usual."""

    feature: str
    effect: float


class ModelCard(Struct, frozen=True):
    """What a model is worth, measured on people that it was not fitted to, and by which `split`.

    "time": those of the newest cut, fitted to earlier ones. "people": each fifth of the people by a model of the other
    four. `cuts` are the moments (ms) as of which features were taken; what is foretold lies in the horizon after them.
    `is_trusted` is false where the lower bound of the area under the curve is not above a half.
    """

    learner: Learner
    calibration: Calibration
    split: Split
    cuts: tuple[int, ...]
    people: int
    did: int
    tested: int
    auc: Interval
    brier: float
    ece: float
    log_loss: float
    candidates: tuple[tuple[str, float], ...]
    reliability: tuple[ReliabilityBin, ...]
    deciles: tuple[Decile, ...]
    features: tuple[Weight, ...]
    is_trusted: bool
    text: str


class TrainedModel(Struct, frozen=True):
    """A model with all that scoring needs, and nothing that runs: it is read without scikit-learn."""

    columns: tuple[Column, ...]
    forest: Forest | None
    linear: Linear | None
    scale: Scale
    usual: tuple[float | None, ...]
    card: ModelCard
    spreads: tuple[NumberSpread, ...]
