"""BG/NBD against the published figures of Fader, Hardie & Lee (2005)."""

import numpy as np
import pytest

from loopline.learning.value.bg_nbd import BgNbd, fit_bg_nbd
from loopline.learning.value.purchases import Purchases
from loopline.model.errors import Invalid
from tests.learning.value.tables import cdnow


@pytest.fixture(scope="module")
def fitted() -> BgNbd:
    return fit_bg_nbd(cdnow())


def test_the_published_parameters_come_out_to_three_digits(fitted: BgNbd) -> None:
    assert [round(one, 3) for one in (fitted.r, fitted.alpha, fitted.a, fitted.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(fitted.log_likelihood, 1) == -9582.4


def test_somebody_without_a_repeat_is_alive_and_whoever_was_quiet_long_is_hardly(fitted: BgNbd) -> None:
    known = Purchases(np.array([0.0, 2.0, 26.0]), np.array([0.0, 30.43, 2.0]), np.array([38.86, 38.86, 38.86]))
    alive = fitted.is_alive(known)
    assert alive[0] == 1.0
    assert alive[1] > 0.6
    assert alive[2] < 1e-6
    assert fitted.ahead(known, 39.0)[2] < 1e-3


def test_the_published_expectation_of_one_customer(fitted: BgNbd) -> None:
    """The paper's example: two repeats, the last after 30.43 weeks of 38.86, 1.226 purchases in the next 39 weeks."""
    one = Purchases(np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert round(float(fitted.ahead(one, 39.0)[0]), 3) == 1.226


def test_what_is_expected_begins_at_nothing_and_rises_ever_slower(fitted: BgNbd) -> None:
    weeks = fitted.expected(np.arange(0, 200, 10.0))
    assert weeks[0] == pytest.approx(0.0)
    assert (np.diff(weeks) > 0).all()
    assert (np.diff(weeks, 2) < 0).all()


def test_a_drawn_population_is_found_again() -> None:
    """Drawn by the model itself: 4,000 customers of 60 weeks, r 0.8, alpha 6, a 1.2, b 3."""
    rng = np.random.default_rng(11)
    lines = []
    for _ in range(4_000):
        rate, gone, at, times = rng.gamma(0.8, 1 / 6), rng.beta(1.2, 3.0), 0.0, []
        while (at := at + rng.exponential(1 / rate)) < 60:
            times.append(at)
            if rng.random() < gone:
                break
        lines.append((len(times), times[-1] if times else 0.0, 60.0))
    known = Purchases(*(np.array(one) for one in zip(*lines, strict=True)))
    drawn = fit_bg_nbd(known)
    assert drawn.r == pytest.approx(0.8, rel=0.25)
    assert drawn.alpha == pytest.approx(6.0, rel=0.3)
    assert float(drawn.expected(np.array([60.0]))[0]) == pytest.approx(float(known.repeats.mean()), rel=0.05)


@pytest.mark.parametrize(
    ("repeats", "recency", "age", "code"),
    [
        (np.ones(10), np.ones(10), np.full(10, 5.0), "value_few"),
        (np.ones(60), np.full(60, 9.0), np.full(60, 5.0), "value_wrong"),
        (np.zeros(60), np.ones(60), np.full(60, 5.0), "value_wrong"),
        (np.ones(60), np.ones(60), np.full(60, np.nan), "value_wrong"),
    ],
)
def test_what_cannot_be_is_refused(repeats: np.ndarray, recency: np.ndarray, age: np.ndarray, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        fit_bg_nbd(Purchases(repeats, recency, age))
    assert refused.value.code == code
