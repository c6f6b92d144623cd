"""What is known of customers who come as they like, and how a model is fitted to it by maximum likelihood."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from loopline.model.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST: Final = 50
"""Customers without whom no model is fitted: its four figures would say more of chance than of them."""
STEPS_MAX: Final = 2_000
LOG_MOST: Final = 12.0
"""No parameter leaves e^-12 to e^12: beyond, the likelihood is flat and says that the model does not fit."""


class Purchases(Struct, frozen=True):
    """A line a customer, in one unit of time (say weeks): `repeats` after the first purchase, the time of the last of
    them (`recency`, 0 without one) and the time until now (`age`), both counted from the first purchase.
    """

    repeats: "Floats"
    recency: "Floats"
    age: "Floats"

    @property
    def customers(self) -> int:
        """How many there are."""
        return len(self.repeats)


class Fitted(Struct, frozen=True):
    """Parameters of greatest likelihood, in the order of the model, and the log-likelihood there."""

    parameters: tuple[float, ...]
    log_likelihood: float


def check_purchases(given: Purchases) -> None:
    """Raise Invalid `value_few` below `FEWEST` customers, and `value_wrong` for what cannot have happened."""
    import numpy as np

    if given.customers < FEWEST:
        text = f"A model of value needs {FEWEST} customers with a purchase; there are {given.customers}."
        raise Invalid("value_few", text)
    is_wrong = (given.repeats < 0) | (given.recency < 0) | (given.recency > given.age) | (given.age <= 0)
    is_wrong |= (given.repeats == 0) != (given.recency == 0)
    if not np.isfinite(given.age).all() or is_wrong.any():
        number = int(np.argmax(is_wrong))
        text = f"Line {number + 1} of the customers contradicts itself: a last repeat lies between the first and now."
        raise Invalid("value_wrong", text)


def greatest(log_likelihood: Callable[[Sequence[float]], float], start: Sequence[float]) -> Fitted:
    """Positive parameters of greatest likelihood, found on their logarithms from `start` on.

    Raises Invalid `value_unfit` where there is no such point: then the model does not describe these customers.
    """
    import numpy as np
    from scipy.optimize import minimize

    def loss(logs: "Floats") -> float:
        if np.abs(logs).max() > LOG_MOST:
            return float("inf")
        found = log_likelihood(tuple(np.exp(logs)))
        return -found if np.isfinite(found) else float("inf")

    at = np.log(np.asarray(start, dtype=float))
    for method, options in (
        ("Nelder-Mead", {"maxiter": STEPS_MAX, "xatol": 1e-7, "fatol": 1e-9, "adaptive": True}),
        ("BFGS", {"maxiter": STEPS_MAX, "gtol": 1e-6}),
        ("Nelder-Mead", {"maxiter": STEPS_MAX, "xatol": 1e-8, "fatol": 1e-10}),
    ):
        with np.errstate(all="ignore"):
            step = minimize(loss, at, method=method, options=options)
        at = step.x if np.isfinite(step.fun) and step.fun <= loss(at) else at
    if not np.isfinite(loss(at)) or np.abs(at).max() > LOG_MOST - 1:
        raise Invalid("value_unfit", "The model does not describe these customers; look at the plain counts.")
    return Fitted(tuple(float(one) for one in np.exp(at)), -loss(at))
