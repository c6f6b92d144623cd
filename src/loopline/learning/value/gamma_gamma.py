"""Gamma-Gamma: what a purchase brings, over customers who differ (Fader & Hardie, "The Gamma-Gamma Model", 2013).

It asks that what a customer spends does not depend on how often she comes: `correlation` says how far that holds.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopline.learning.value.figures import MoneyModel
from loopline.learning.value.purchases import FEWEST, greatest
from loopline.model.errors import Invalid

if TYPE_CHECKING:
    from loopline.learning.value.purchases import Floats


class GammaGamma(MoneyModel, frozen=True):
    """The fitted model; `correlation` is that between number and mean value, near 0 where the model may be used."""

    def mean_value(self, repeats: "Floats", mean: "Floats") -> "Floats":
        """What a purchase of each customer brings on average: her own mean, drawn towards that of all (equation 5)."""
        found: Floats = self.p * (self.v + repeats * mean) / (self.p * repeats + self.q - 1)
        return found


def fit_gamma_gamma(repeats: "Floats", mean: "Floats") -> GammaGamma:
    """By maximum likelihood, over customers with a repeat whose mean value is above 0.

    Raises Invalid `value_few` and `value_unfit`.
    """
    import numpy as np
    from scipy.special import gammaln

    is_known = (repeats > 0) & (mean > 0)
    x, m = repeats[is_known], mean[is_known]
    if len(x) < FEWEST:
        raise Invalid("value_few", f"A model of value needs {FEWEST} customers who bought again; there are {len(x)}.")

    def log_likelihood(parameters: Sequence[float]) -> float:
        p, q, v = parameters
        terms = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        return float(np.sum(terms + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(v + m * x)))

    found = greatest(log_likelihood, (2.0, 3.0, float(np.mean(m))))
    p, q, v = found.parameters
    varies = np.ptp(x) > 0 and np.ptp(m) > 0
    return GammaGamma(p, q, v, found.log_likelihood, float(np.corrcoef(x, m)[0, 1]) if varies else 0.0)
