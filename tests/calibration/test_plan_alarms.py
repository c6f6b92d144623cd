"""The tracking plan's alarms: hardly ever one in months of usual days, and one soon after something has stopped."""

import numpy as np
from numpy.typing import NDArray

from loopline.learning.tracking.look import SHARES_OF_AN_EVENT, WINDOWS, rarities
from loopline.learning.tracking.rare import SELDOM_HOURS, threshold
from loopline.learning.tracking.usual import DAYS_LEARNED, learn
from tests.learning.tracking.worlds import expected_of_silence, plans

PLANS, EVENTS, TAUGHT, MONTH = 200, 3, 28, 30
SHOWN = WINDOWS[-1]
"""The hours that most looks are shown. One a day is shown all, so that no long silence is missed."""

OF_TWENTY = threshold(20, 20 * SHARES_OF_AN_EVENT)
"""How rare it has to be in a plan of twenty events."""


def rarest(counts: NDArray[np.int64], hours_of_week: NDArray[np.int64], taught: int) -> NDArray[np.float64]:
    """By series and look (each hour after the taught days): the rarest of all that a look asks of a series."""
    looks = []
    for today in range(taught * 24, counts.shape[1], 24):
        known = slice(max(0, today - DAYS_LEARNED * 24), today - WINDOWS[-1])
        past = counts[:, known]
        usual = learn(past, np.ones(past.shape, bool), hours_of_week[known])
        for end in range(today + 1, today + 25):
            part = slice(max(0, end - SHOWN) if end < today + 24 else 0, end)
            shown = counts[:, part]
            if end % SELDOM_HOURS:
                found = rarities(shown, usual, hours_of_week[part])
                looks.append(found.silence)
            else:
                found = rarities(shown, usual, hours_of_week[part], np.ones(shown.shape, bool))
                looks.append(np.minimum(found.silence, found.totals.min(axis=1)))
    return np.stack(looks, axis=1)


def test_a_month_of_usual_days_raises_no_alarm_in_two_hundred_plans() -> None:
    counts, hours = plans(np.random.default_rng(41), PLANS * EVENTS, TAUGHT + MONTH)
    chance, limit = rarest(counts, hours, TAUGHT), threshold(EVENTS, EVENTS * SHARES_OF_AN_EVENT)
    assert not (chance < limit).any(), "two hundred months, and not one alarm"
    loose = (chance < 100 * limit).any(axis=1).reshape(PLANS, EVENTS).any(axis=1)
    assert 0 < loose.mean() < 0.2, "a hundred times the chance: some plans, and no more than were promised"


def test_little_to_learn_from_makes_it_careful() -> None:
    counts, hours = plans(np.random.default_rng(42), 300, 15 + 10)
    assert not (rarest(counts, hours, 15) < threshold(1, SHARES_OF_AN_EVENT)).any()


def test_a_goal_that_stops_is_told_within_a_time_that_its_rate_gives() -> None:
    counts, hours = plans(np.random.default_rng(43), 200, TAUGHT + 4, a_day=(100.0, 5_000.0))
    stop = (TAUGHT + 1) * 24 + 10
    counts[:, stop:] = 0
    chance = rarest(counts, hours, TAUGHT) < OF_TWENTY
    assert not chance[:, : stop - TAUGHT * 24].any()
    after = chance[:, stop - TAUGHT * 24 :]
    assert after.any(axis=1).all()
    told = after.argmax(axis=1) + 1  # hours
    a_day = counts[:, : TAUGHT * 24].mean(axis=1) * 24
    assert np.median(told[a_day > 1_000]) <= 5 and told[a_day > 1_000].max() <= 24
    assert np.median(told[a_day <= 1_000]) <= 12 and told.max() <= 60
    assert 15 < expected_of_silence(1.0, OF_TWENTY) < 17


def test_a_volume_that_leaves_its_band_is_told_within_three_days() -> None:
    counts, hours = plans(np.random.default_rng(44), 200, TAUGHT + 5, a_day=(300.0, 5_000.0))
    begin = (TAUGHT + 1) * 24
    for factor, least in ((0.25, 0.95), (0.5, 0.6), (2.0, 0.75), (3.0, 0.95)):
        changed = counts.copy()
        changed[:, begin:] = np.round(changed[:, begin:] * factor)
        chance = rarest(changed, hours, TAUGHT)[:, begin - TAUGHT * 24 : begin - TAUGHT * 24 + 72]
        share = (chance < OF_TWENTY).any(axis=1).mean()
        assert share >= least, (factor, share)
