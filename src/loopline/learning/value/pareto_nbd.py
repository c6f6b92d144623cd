"""Pareto/NBD: customers buy as they like, and may be gone at any time (Schmittlein, Morrison & Colombo 1987).

The likelihood is that of Fader & Hardie, "A Note on Deriving the Pareto/NBD Model" (2005). Beside BG/NBD it is the
second opinion: where the two disagree, neither is to be believed far ahead.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from loopline.learning.value.purchases import Purchases, check_purchases, greatest

if TYPE_CHECKING:
    from loopline.learning.value.purchases import Floats


class ParetoNbd(Struct, frozen=True):
    """The fitted model: rates of purchase gamma(r, alpha), rates of leaving gamma(s, beta)."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    def expected(self, time: "Floats") -> "Floats":
        """Repeat purchases of a new customer up to each time."""
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        found: Floats = r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + time)) ** (s - 1))
        return found


def fit_pareto_nbd(known: Purchases) -> ParetoNbd:
    """By maximum likelihood. Raises Invalid `value_few`, `value_wrong`, `value_unfit`."""
    import numpy as np
    from scipy.special import gammaln, hyp2f1

    check_purchases(known)
    x, recency, age = known.repeats, known.recency, known.age

    def log_likelihood(parameters: Sequence[float]) -> float:
        r, alpha, s, beta = parameters
        big, exponent = max(alpha, beta), r + s + x
        second = s + 1 if alpha >= beta else r + x

        def part(at: "Floats") -> "Floats":
            found: Floats = hyp2f1(exponent, second, exponent + 1, abs(alpha - beta) / (big + at)) * (
                (big / (big + at)) ** exponent
            )
            return found

        gone = np.maximum(part(recency) - part(age), 1e-300)
        lost = np.log(s) - np.log(exponent) + np.log(gone) - exponent * np.log(big)
        stays = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        return float(np.sum(common + np.logaddexp(stays, lost)))

    found = greatest(log_likelihood, (1.0, float(np.mean(age)) / 4, 1.0, float(np.mean(age)) / 4))
    r, alpha, s, beta = found.parameters
    return ParetoNbd(r, alpha, s, beta, found.log_likelihood)
