"""BG/NBD: customers buy as they like until, after a repeat, they stop (Fader, Hardie & Lee, Marketing Science 2005).

Purchases come by a Poisson rate that is gamma(r, alpha) over customers; after each of them a customer is gone with a
probability that is beta(a, b).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopline.learning.value.figures import PurchaseModel
from loopline.learning.value.purchases import Purchases, check_purchases, greatest

if TYPE_CHECKING:
    from loopline.learning.value.purchases import Floats


class BgNbd(PurchaseModel, frozen=True):
    """The fitted model; times are in the unit of the purchases that it was fitted to."""

    def expected(self, time: "Floats") -> "Floats":
        """Repeat purchases of a new customer up to each time (equation 9)."""
        from scipy.special import hyp2f1

        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        gone = (alpha / (alpha + time)) ** r * hyp2f1(r, b, a + b - 1, time / (alpha + time))
        found: Floats = (a + b - 1) / (a - 1) * (1 - gone)
        return found

    def is_alive(self, known: Purchases) -> "Floats":
        """The probability that each customer still buys; without a repeat nothing has told of an end."""
        import numpy as np

        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x = known.repeats
        odds = np.exp((r + x) * np.log((alpha + known.age) / (alpha + known.recency))) * a / (b + np.maximum(x, 1) - 1)
        found: Floats = 1 / (1 + np.where(x > 0, odds, 0.0))
        return found

    def ahead(self, known: Purchases, time: float) -> "Floats":
        """Purchases of each customer within this time from now (equation 10)."""
        from scipy.special import hyp2f1

        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x, age = known.repeats, known.age
        series = hyp2f1(r + x, b + x, a + b + x - 1, time / (alpha + age + time))
        left = 1 - ((alpha + age) / (alpha + age + time)) ** (r + x) * series
        found: Floats = (a + b + x - 1) / (a - 1) * left * self.is_alive(known)
        return found


def fit_bg_nbd(known: Purchases) -> BgNbd:
    """By maximum likelihood. Raises Invalid `value_few`, `value_wrong`, `value_unfit`."""
    import numpy as np
    from scipy.special import betaln, gammaln

    check_purchases(known)
    x, recency, age = known.repeats, known.recency, known.age
    repeated = x > 0

    def log_likelihood(parameters: Sequence[float]) -> float:
        r, alpha, a, b = parameters
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
        leaves = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + recency)
        return float(np.sum(common + np.where(repeated, np.logaddexp(stays, leaves), stays)))

    found = greatest(log_likelihood, (1.0, float(np.mean(age)) / 4, 1.0, 2.0))
    r, alpha, a, b = found.parameters
    return BgNbd(r, alpha, a, b, found.log_likelihood)
