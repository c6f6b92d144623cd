"""The curve and the test against the kept tables, and against what can be counted by hand."""

import csv
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from loopline.learning.survival.kaplan_meier import kaplan_meier, log_rank

DATA: Final = Path(__file__).parent / "data"


def leukemia() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lines = [line.split() for line in (DATA / "leukemia_6mp.csv").read_text().splitlines()[1:]]
    return (
        np.array([float(line[0]) for line in lines]),
        np.array([line[1] == "1" for line in lines]),
        np.array([int(line[4]) for line in lines]),
    )


def lung() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with (DATA / "lung.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    return (
        np.array([float(line["time"]) for line in lines]),
        np.array([line["status"] == "1" for line in lines]),
        np.array([int(line["sex"]) - 1 for line in lines]),
    )


def test_the_trial_of_6_mp() -> None:
    times, happened, group = leukemia()
    curves = [kaplan_meier(times[group == one], happened[group == one]) for one in (0, 1)]
    assert round(curves[0].at(6), 4) == 0.8571
    assert round(float(curves[0].error[0]), 4) == 0.0764
    assert [one.median for one in curves] == [23, 8]
    found = log_rank(times, happened, group)
    assert (round(found.statistic, 3), found.degrees) == (16.793, 1)
    assert list(found.observed) == [9, 21]
    assert [round(one, 2) for one in found.expected] == [19.25, 10.75]


def test_lung_cancer_by_sex() -> None:
    times, happened, sex = lung()
    assert [kaplan_meier(times[sex == one], happened[sex == one]).median for one in (0, 1)] == [270, 426]
    found = log_rank(times, happened, sex)
    assert (round(found.statistic, 3), round(found.p, 5)) == (10.327, 0.00131)


def test_five_people_by_hand() -> None:
    """Of five, one after 1 day; one is let go after 2; of three, one after 3; of two, one after 5."""
    curve = kaplan_meier(np.array([1.0, 2.0, 3.0, 5.0, 5.0]), np.array([True, False, True, True, False]))
    assert curve.share == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 * 1 / 2])
    assert list(curve.at_risk) == [5, 3, 2]
    assert (curve.at(0.5), curve.at(2.9)) == (1.0, 0.8)
    assert curve.median == 5
    assert ((curve.low >= 0) & (curve.high <= 1) & (curve.low <= curve.share) & (curve.share <= curve.high)).all()


def test_nobody_yet_is_a_curve_without_points() -> None:
    curve = kaplan_meier(np.array([3.0, 4.0]), np.array([False, False]))
    assert (len(curve.times), curve.median, curve.at(9)) == (0, None, 1.0)


def test_everybody_at_once_ends_at_nothing() -> None:
    curve = kaplan_meier(np.array([2.0, 2.0]), np.array([True, True]))
    assert (list(curve.share), curve.median) == ([0.0], 2.0)


def test_groups_that_are_alike_are_seldom_told_apart() -> None:
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(400):
        times, seen = rng.exponential(10, 120), rng.random(120) < 0.7
        alarms += log_rank(times, seen, rng.integers(0, 3, 120)).p < 0.05
    assert alarms < 36, "5 % of 400, and four standard errors"
