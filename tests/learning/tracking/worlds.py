"""Simulated plans: hourly counts of events with the seasons of day and week, noise from day to day, and a trend."""

from math import log

import numpy as np
from numpy.typing import NDArray

HOURS_A_WEEK = 168


def plans(
    rng: np.random.Generator, series: int, days: int, *, a_day: tuple[float, float] = (1.0, 10_000.0)
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts (row, hour) and each column's hour of the week; the days vary by up to 15 in a hundred, more by chance."""
    hours_of_week = np.arange(days * 24) % HOURS_A_WEEK
    rate = np.exp(rng.uniform(np.log(a_day[0]), np.log(a_day[1]), series)) / 24
    hour = 1 + rng.uniform(0.3, 0.95, (series, 1)) * np.sin(
        2 * np.pi * (np.arange(24)[None] - rng.uniform(0, 24, (series, 1))) / 24
    )
    day = np.exp(rng.normal(0, 0.3, (series, 7)))
    week = (day[:, :, None] * hour[:, None, :]).reshape(series, HOURS_A_WEEK)
    week /= week.mean(axis=1, keepdims=True)
    noise = np.repeat(np.exp(rng.normal(0, 1, (series, days)) * rng.uniform(0, 0.15, (series, 1))), 24, axis=1)
    trend = np.exp(rng.normal(0, 0.005, (series, 1)) * np.arange(days * 24)[None] / 24)
    mean = rate[:, None] * week[:, hours_of_week] * noise * trend
    spread = 1 + rng.exponential(1, (series, 1))
    return rng.negative_binomial(np.maximum(mean / (spread - 1), 1e-9), 1 / spread), hours_of_week


def chance_of_none(expected: float, spread: float) -> float:
    """The chance that nothing comes where `expected` would, as the docs write it."""
    return float(np.exp(-expected) if spread == 1 else spread ** (-expected / (spread - 1)))


def expected_of_silence(spread: float, rare: float) -> float:
    """How many events have to stay away for an alarm: its inverse."""
    return -log(rare) * (1 if spread == 1 else (spread - 1) / log(spread))
