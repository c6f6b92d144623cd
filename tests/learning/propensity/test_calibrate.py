"""Log odds to probabilities: a line that is right, and steps only where many people prove them."""

import numpy as np
import pytest
from scipy.special import expit

from loopline.learning.propensity.calibrate import fit_scale
from loopline.learning.propensity.measures import calibration_error, reliability
from loopline.learning.propensity.predict import probability


def test_a_line_is_found_and_undoes_what_was_too_sure() -> None:
    random = np.random.default_rng(1)
    odds = random.normal(size=20_000)
    did = (random.random(20_000) < expit(odds / 2 - 1)).astype(float)
    scale = fit_scale(odds, did, random.integers(0, 5, 20_000))
    assert scale.kind == "platt" and (scale.slope, scale.offset) == pytest.approx((0.5, -1.0), abs=0.06)


def test_steps_are_taken_where_a_line_cannot_fit_and_not_with_few_people() -> None:
    random = np.random.default_rng(2)
    for count, kind in ((20_000, "isotonic"), (900, "platt")):
        odds = random.uniform(-3, 3, count)
        did = (random.random(count) < np.where(odds > 0, 0.8, 0.1)).astype(float)
        scale = fit_scale(odds, did, random.integers(0, 5, count))
        assert scale.kind == kind
        found = probability(scale, odds)
        assert (np.diff(found[np.argsort(odds)]) >= -1e-12).all() and found.min() > 0 and found.max() < 1
        if kind == "isotonic":
            assert calibration_error(reliability(found, did)) < 0.03


def test_a_line_never_turns_the_order_around() -> None:
    random = np.random.default_rng(3)
    odds = random.normal(size=900)
    did = (random.random(900) < expit(-odds)).astype(float)
    scale = fit_scale(odds, did, random.integers(0, 5, 900))
    assert scale.slope == 0 and probability(scale, odds) == pytest.approx(did.mean())
