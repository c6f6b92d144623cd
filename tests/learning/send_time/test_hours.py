"""Planted hours are found, noise is not taken for one, and what a level lacks it takes from the one above it."""

import numpy as np
import pytest

from loopline.learning.send_time.figures import HOURS
from loopline.learning.send_time.hours import HourCounts, best_hours, chances, commonest, fit, nearness
from tests.learning.send_time.made import EVENING, MORNING, made, truth


def test_people_who_click_in_the_morning_and_in_the_evening_are_told_apart() -> None:
    rng = np.random.default_rng(11)
    people, kinds = made(rng, 600, 60, ("early", "late"))
    later, _ = made(np.random.default_rng(12), 600, 20, ("early", "late"))
    model = fit(people, later)
    assert model.card.is_trusted and model.card.gain > 0
    right, won = 0.0, []
    for one, kind in zip(people, kinds, strict=True):
        peak = MORNING if kind == "early" else EVENING
        best = best_hours(model, one)
        right += sum(abs(day.hour - peak) <= 1 for day in best) / 7
        won.append(np.mean([truth(kind)[day.day * 24 + day.hour] for day in best]))
    assert right / len(people) > 0.75
    assert np.mean(won) > 0.28, "0.36 at the peak, 0.162 at any hour from six to 23, 0.24 at the best hour for all"


def test_without_hours_of_anybody_nothing_is_trusted() -> None:
    trusted = 0
    for seed in range(40):
        people, _ = made(np.random.default_rng(seed), 150, 30, ("any",))
        later, _ = made(np.random.default_rng(1_000 + seed), 150, 10, ("any",))
        trusted += fit(people, later).card.is_trusted
    assert trusted <= 3, "one in forty by the interval of 95 %, and few beyond"


def test_somebody_new_has_the_hours_of_the_segment_and_of_no_segment_those_of_all() -> None:
    people, _ = made(np.random.default_rng(3), 400, 60, ("early", "late"), tied=1.0)
    model = fit(people)
    for segment, peak in (("early", MORNING), ("late", EVENING)):
        assert all(abs(day.hour - peak) <= 1 for day in best_hours(model, HourCounts("new", segment, ())))
    assert np.allclose(chances(model, HourCounts("new", "nowhere", ())), model.whole)


def test_an_hour_at_which_hardly_anything_was_sent_is_nobodys_best() -> None:
    people, _ = made(np.random.default_rng(4), 200, 40, ("any",))
    lucky = HourCounts("lucky", "any", ((3, 2, 2),))
    model = fit([*people, lucky])
    assert not model.known[3] and all(day.hour > 6 - 3 for day in best_hours(model, lucky))
    assert all(day.hour != 3 for day in best_hours(model, lucky))


def test_whoever_is_keen_does_not_make_an_hour_look_good() -> None:
    """At seven the keen are written to alone, and click as often as they do at any other hour."""
    rng = np.random.default_rng(5)
    people = []
    for number in range(400):
        keen = number % 2 == 0
        hours = (7, 12) if keen else (12, 18)
        cells = [(day * 24 + hour, 4, int(rng.binomial(4, 0.5 if keen else 0.1))) for day in range(7) for hour in hours]
        people.append(HourCounts(f"p{number}", "", tuple(sorted(cells))))
    model = fit(people)
    seven, noon, six = (np.mean([model.whole[day * 24 + hour] for day in range(7)]) for hour in (7, 12, 18))
    assert abs(seven - noon) < 0.03 and abs(six - noon) < 0.03


@pytest.mark.parametrize("cell", [0, 30, 167])
def test_an_hour_tells_most_of_itself_less_of_those_beside_and_of_other_days(cell: int) -> None:
    near = nearness()
    day, hour = divmod(cell, 24)
    other = (day + 1) % 5 if day < 5 else 11 - day
    assert near[cell, cell] == 1 and np.allclose(near, near.T)
    assert near[cell, cell] > near[cell, day * 24 + (hour + 1) % 24] > near[cell, day * 24 + (hour + 2) % 24] > 0
    assert near[cell, day * 24 + (hour + 3) % 24] == 0
    assert near[cell, other * 24 + hour] == 0.5
    assert near.shape == (HOURS, HOURS)


def test_rare_segments_are_none() -> None:
    people = {"a": "x", "b": "x", "c": "y", "d": "z"}
    assert commonest(people, 2) == {"a": "x", "b": "x", "c": "y", "d": ""}
