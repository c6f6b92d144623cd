"""sBG against Fader & Hardie (2007): fitted to seven renewals, held to the twelfth."""

import numpy as np
import pytest

from loopline.learning.value.contracts import fit_contracts
from loopline.model.errors import Invalid
from tests.learning.value.tables import column


@pytest.mark.parametrize(
    ("series", "alpha", "beta", "twelfth"),
    [("high_end_pct", 0.668, 3.806, 37.8), ("regular_pct", 0.704, 1.182, 17.0)],
)
def test_the_published_parameters_come_out_to_three_digits(
    series: str, alpha: float, beta: float, twelfth: float
) -> None:
    left = column("sbg_retention.csv", series)
    fitted = fit_contracts([10 * one for one in left[:8]])
    assert (round(fitted.alpha, 3), round(fitted.beta, 3)) == (alpha, beta)
    assert round(100 * float(fitted.surviving(np.array([12.0]))[0]), 1) == twelfth
    assert abs(twelfth - left[12]) < 2, "what came in the five years that it never saw"
    assert (np.diff(fitted.renewing(np.arange(1, 13.0))) > 0).all()


@pytest.mark.parametrize("left", [[100.0, 90.0], [100.0, 90.0, 95.0], [0.0, 0.0, 0.0]])
def test_what_cannot_be_is_refused(left: list[float]) -> None:
    with pytest.raises(Invalid) as refused:
        fit_contracts(left)
    assert refused.value.code == "value_wrong"
