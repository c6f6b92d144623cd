"""Measures of a foretold probability against second opinions and what is known of them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as their_log_loss

from loopline.learning.propensity.measures import (
    area,
    brier,
    calibration_error,
    deciles,
    log_loss,
    reliability,
    spread_of,
    stability,
)

Floats = NDArray[np.float64]


def world(seed: int, count: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    score = np.round(random.random(count), 2)
    return score, (random.random(count) < score).astype(float)


def test_area_brier_and_log_loss_agree_with_a_second_opinion() -> None:
    score, did = world(1, 700)
    assert area(score, did).estimate == pytest.approx(roc_auc_score(did, score), abs=1e-12)
    assert brier(score, did) == pytest.approx(brier_score_loss(did, score))
    inner = np.clip(score, 0.01, 0.99)
    assert log_loss(inner, did) == pytest.approx(their_log_loss(did, inner))


def test_the_interval_of_the_area_holds_as_often_as_it_says() -> None:
    held = 0
    for seed in range(400):
        random = np.random.default_rng(seed)
        did = (random.random(200) < 0.3).astype(float)
        score = random.normal(size=200) + did  # two normals one apart: the area is Phi(1 / sqrt 2)
        seen = area(score, did)
        held += seen.low <= 0.7602499389065233 <= seen.high
    assert 0.92 <= held / 400 <= 0.98


def test_without_two_kinds_of_people_nothing_is_known() -> None:
    one = area(np.array([0.1, 0.4]), np.array([1.0, 1.0]))
    assert (one.estimate, one.low, one.high) == (0.5, 0.0, 1.0)


def test_a_true_probability_is_calibrated_and_half_of_it_is_not() -> None:
    score, did = world(2, 20_000)
    assert calibration_error(reliability(score, did)) < 0.015
    assert calibration_error(reliability(score / 2, did)) > 0.2
    tenths = deciles(score, did)
    assert sum(one.did for one in tenths) == did.sum() and tenths[0].lift > 1.7 > tenths[5].lift


def test_stability_is_nothing_for_the_same_and_grows_with_the_shift() -> None:
    random = np.random.default_rng(3)
    before = spread_of("x", random.normal(size=5_000))
    shifts = [stability(before, random.normal(size=5_000) + shift) for shift in (0.0, 0.5, 2.0)]
    assert shifts[0] < 0.01 < 0.1 < shifts[1] < shifts[2]
    missing = np.where(random.random(5_000) < 0.5, np.nan, random.normal(size=5_000))
    assert stability(before, missing) > 0.25, "what is not known any more has moved too"
