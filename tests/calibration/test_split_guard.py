"""The guard of the split: silent on sound splits though read daily, and quick to see half a point too many held out."""

from math import log

import numpy as np

from loopline.learning.lift.always_on import SPLIT_STRENGTH, log_e
from loopline.learning.lift.guards import SampleSplit, sample_ratio

PER_DAY, DAYS = 5_000, 28


def alarms(seed: int, true_share: float, histories: int = 4000) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    held = np.random.default_rng(seed).binomial(PER_DAY, true_share, (histories, DAYS)).cumsum(axis=1)
    treated = np.arange(1, DAYS + 1) * PER_DAY - held
    return np.asarray(log_e(held, treated, 0.1, SPLIT_STRENGTH) >= log(100))


def test_a_sound_split_is_accused_in_less_than_one_per_cent() -> None:
    assert np.mean(alarms(51, 0.1).any(axis=1)) < 0.01


def test_half_a_point_too_many_is_found_in_ten_days_or_so() -> None:
    found = alarms(52, 0.105)
    assert np.mean(found.any(axis=1)) > 0.97
    assert 7 <= np.median(found.argmax(axis=1) + 1) <= 13


def test_a_daily_chi_square_test_would_cry_wolf_so_this_bench_can_see() -> None:
    held = np.random.default_rng(53).binomial(PER_DAY, 0.1, (4000, DAYS)).cumsum(axis=1)
    total = np.arange(1, DAYS + 1) * PER_DAY
    z = (held - 0.1 * total) / np.sqrt(total * 0.09)
    assert np.mean(np.any(np.abs(z) >= 1.96, axis=1)) > 0.2


def test_the_guard_gives_the_alarm_at_the_same_bound() -> None:
    assert sample_ratio([SampleSplit(126_000, 14_000, 0.1)]).passed
    assert not sample_ratio([SampleSplit(125_300, 14_700, 0.1)]).passed
