"""Shifted beta-geometric: contracts that are renewed or not (Fader & Hardie, Journal of Interactive Marketing 2007)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from loopline.learning.value.purchases import greatest
from loopline.model.errors import Invalid

if TYPE_CHECKING:
    from loopline.learning.value.purchases import Floats


class Contracts(Struct, frozen=True):
    """The fitted model: the probability not to renew is beta(alpha, beta) over customers."""

    alpha: float
    beta: float
    log_likelihood: float

    def surviving(self, periods: "Floats") -> "Floats":
        """The share that is left after each number of renewals."""
        import numpy as np
        from scipy.special import betaln

        found: Floats = np.exp(betaln(self.alpha, self.beta + periods) - betaln(self.alpha, self.beta))
        return found

    def renewing(self, periods: "Floats") -> "Floats":
        """Of those that are left at each renewal, the share that renews: it rises, as who leaves easily has left."""
        found: Floats = (self.beta + periods - 1) / (self.alpha + self.beta + periods - 1)
        return found


def fit_contracts(left: Sequence[float]) -> Contracts:
    """`left`: how many are there at the beginning, and after each renewal; never more than before.

    Raises Invalid `value_wrong` and `value_unfit`.
    """
    import numpy as np
    from scipy.special import betaln

    there = np.asarray(left, dtype=float)
    if len(there) < 3 or (np.diff(there) > 0).any() or there[-1] < 0 or there[0] <= 0:
        text = "Contracts are counted at the beginning and after two renewals or more, never rising."
        raise Invalid("value_wrong", text)
    lost, last = -np.diff(there), there[-1]
    periods = np.arange(1, len(there))

    def log_likelihood(parameters: Sequence[float]) -> float:
        alpha, beta = parameters
        leaving = betaln(alpha + 1, beta + periods - 1) - betaln(alpha, beta)
        staying = betaln(alpha, beta + periods[-1]) - betaln(alpha, beta)
        return float(np.sum(lost * leaving) + last * staying)

    found = greatest(log_likelihood, (1.0, 1.0))
    return Contracts(found.parameters[0], found.parameters[1], found.log_likelihood)
