"""Gamma-Gamma against the published figures."""

import numpy as np
import pytest

from loopline.learning.value.gamma_gamma import fit_gamma_gamma
from loopline.model.errors import Invalid
from tests.learning.value.tables import column


def test_the_published_parameters_come_out() -> None:
    repeats, mean = column("cdnow_sample.csv", "x"), column("cdnow_sample.csv", "zbar")
    fitted = fit_gamma_gamma(repeats, mean)
    assert [round(one, 2) for one in (fitted.p, fitted.q, fitted.v)] == [6.25, 3.74, 15.45]
    assert round(fitted.correlation, 2) == 0.11
    drawn = fitted.mean_value(np.array([1.0, 50.0]), np.array([100.0, 100.0]))
    assert 35 < drawn[0] < drawn[1] < 100, "one purchase says less of a customer than fifty"


def test_customers_who_bought_again_are_needed() -> None:
    with pytest.raises(Invalid) as refused:
        fit_gamma_gamma(np.zeros(500), np.zeros(500))
    assert refused.value.code == "value_few"
