"""Pareto/NBD against the same paper."""

import numpy as np

from loopline.learning.value.pareto_nbd import fit_pareto_nbd
from tests.learning.value.tables import cdnow


def test_the_published_parameters_come_out_to_three_digits() -> None:
    fitted = fit_pareto_nbd(cdnow())
    assert [round(one, 3) for one in (fitted.r, fitted.alpha, fitted.s, fitted.beta)] == [0.553, 10.578, 0.606, 11.668]
    assert round(fitted.log_likelihood, 1) == -9595.0
    assert fitted.expected(np.array([0.0]))[0] == 0.0
    expected, came = float(np.mean(fitted.expected(cdnow().age))), float(np.mean(cdnow().repeats))
    assert abs(expected - came) < 0.03 * came
