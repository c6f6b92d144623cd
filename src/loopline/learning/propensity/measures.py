"""Measures of a probability that was foretold: area under the curve, calibration, lift by decile, drift."""

from typing import TYPE_CHECKING, Final

from loopline.learning.propensity.figures import Decile, Interval, NumberSpread, ReliabilityBin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BINS: Final = 10
SPREAD_BINS: Final = 10
LEAST: Final = 1e-4
Z: Final = 1.959963984540054


def area(score: "Floats", did: "Floats") -> Interval:
    """The area under the ROC curve with its interval (DeLong, DeLong & Clarke-Pearson, Biometrics 1988)."""
    import numpy as np
    from scipy.stats import rankdata

    positive, negative = score[did > 0], score[did <= 0]
    m, n = len(positive), len(negative)
    if not m or not n:
        return Interval(0.5, 0.0, 1.0)
    every = rankdata(np.concatenate([positive, negative]))
    above = (every[:m] - rankdata(positive)) / n
    below = 1 - (every[m:] - rankdata(negative)) / m
    found = float(above.mean())
    spread = (above.var(ddof=1) / m if m > 1 else 0.25) + (below.var(ddof=1) / n if n > 1 else 0.25)
    half = Z * float(np.sqrt(spread))
    return Interval(found, max(0.0, found - half), min(1.0, found + half))


def brier(score: "Floats", did: "Floats") -> float:
    """The mean squared distance of a probability from what came (Brier, Monthly Weather Review 1950)."""
    return float(((score - did) ** 2).mean())


def log_loss(score: "Floats", did: "Floats") -> float:
    """The mean surprise in nats; probabilities are kept off 0 and 1 by 1e-6."""
    import numpy as np

    at = np.clip(score, 1e-6, 1 - 1e-6)
    return float(-(did * np.log(at) + (1 - did) * np.log(1 - at)).mean())


def reliability(score: "Floats", did: "Floats", bins: int = BINS) -> tuple[ReliabilityBin, ...]:
    """People in bins of equal number by score."""
    import numpy as np

    parts = [part for part in np.array_split(np.argsort(score, kind="stable"), bins) if len(part)]
    return tuple(ReliabilityBin(len(part), float(score[part].mean()), float(did[part].mean())) for part in parts)


def calibration_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """The expected calibration error: how far score and rate of a bin are apart, weighed by people."""
    people = sum(one.people for one in bins)
    return sum(one.people * abs(one.score - one.rate) for one in bins) / people if people else 0.0


def deciles(score: "Floats", did: "Floats") -> tuple[Decile, ...]:
    """Tenths of the people, the highest scores first."""
    import numpy as np

    overall = float(did.mean())
    parts = [part for part in np.array_split(np.argsort(-score, kind="stable"), BINS) if len(part)]
    rates = [float(did[part].mean()) for part in parts]
    return tuple(
        Decile(len(part), int(did[part].sum()), rate, rate / overall if overall else 0.0)
        for part, rate in zip(parts, rates, strict=True)
    )


def spread_of(feature: str, values: "Floats") -> NumberSpread:
    """How a number is spread over people: its tenths, and those of whom it is not known last."""
    import numpy as np

    known = values[np.isfinite(values)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, SPREAD_BINS + 1)[1:-1])) if len(known) else np.array([])
    return NumberSpread(feature, tuple(map(float, edges)), _parts(edges, values))


def stability(before: NumberSpread, values: "Floats") -> float:
    """The population stability index of a number against how it was spread: 0 for none; parts are kept off 0."""
    import numpy as np

    was, is_now = (np.maximum(one, LEAST) for one in (before.parts, _parts(np.asarray(before.edges), values)))
    return float(((is_now - was) * np.log(is_now / was)).sum())


def _parts(edges: "Floats", values: "Floats") -> tuple[float, ...]:
    import numpy as np

    is_known = np.isfinite(values)
    places = np.where(is_known, np.searchsorted(edges, np.where(is_known, values, 0.0), side="left"), len(edges) + 1)
    counts = np.bincount(places, minlength=len(edges) + 2)
    return tuple(map(float, counts / max(1, len(values))))
