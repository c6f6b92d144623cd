"""A planned comparison is looked at daily for three times its plan, while people go on to enter: it errs as promised.

The bounds are those that a report gives for such facts (they hang on who came, not on what they did); thousands of
histories without effect are held against them. Judged on one of them, the report's own z is the same.
"""

import numpy as np
import pytest

from loopline.learning.comparisons.snapshot import verdicts_of
from loopline.learning.lift.plan import DAY_MS, Plan
from loopline.learning.lift.verdict import Lift
from tests.calibration.living import WINDOW, Life
from tests.calibration.worlds import Counts

PLANNED = 28
DAYS = 3 * PLANNED
HISTORIES = 3_000
PACES = {
    "even": np.full(DAYS, 1_000),
    "growing": np.linspace(200, 2_600, DAYS).astype(int),
    "falling": np.linspace(2_600, 200, DAYS).astype(int),
    "bursts": np.where(np.arange(DAYS) % 10 == 3, 5_000, 300),
}


def life(pace: str, share: float) -> Life:
    held = np.round(PACES[pace] * share).astype(int)
    return Life((PACES[pace] - held, held), share)


def one_of(made: tuple[Counts, Counts]) -> tuple[Counts, Counts]:
    return made[0][0], made[1][0]


def plans(pace: str) -> tuple[Plan, Plan]:
    """By date, and by the number of units that come until then."""
    return Plan(ends_at=PLANNED * DAY_MS), Plan(planned_units=int(PACES[pace][:PLANNED].sum()))


def look(world: Life, made: tuple[Counts, Counts], plan: Plan, now: int) -> Lift:
    lift = verdicts_of(world.seen(one_of(made), plan, now, PLANNED)).lift
    assert lift is not None and lift.boundary is not None
    assert lift.z == pytest.approx(float(world.z(made, now, PLANNED)[0]))
    return lift


@pytest.mark.parametrize("pace", PACES)
def test_life_after_the_plan_errs_in_a_twentieth_and_the_last_look_comes(pace: str) -> None:
    errors = []
    for share in (0.1, 0.5):
        world = life(pace, share)
        made = world.outcomes(20261130, HISTORIES, 0.1)
        for plan in plans(pace):
            crossed, last = np.zeros(HISTORIES, bool), []
            for now in range(WINDOW, DAYS):
                lift = look(world, made, plan, now)
                crossed |= np.abs(world.z(made, now, PLANNED)) >= lift.boundary
                last.append((now, lift.final, lift.boundary, lift.fraction))
            assert next(now for now, final, *_ in last if final) == PLANNED + WINDOW - 1, (
                "the last window closed that day"
            )
            assert len({(bound, part) for _, final, bound, part in last if final}) == 1, "nothing moves after the end"
            errors.append(float(np.mean(crossed)))
    assert max(errors) < 0.06 and np.mean(errors) < 0.054, errors


def test_who_takes_over_when_it_looks_good_wins_nothing() -> None:
    """Another version is published on the first day on which z passes 1.96: the old comparison has no last look."""
    world = life("even", 0.5)
    made = world.outcomes(7, HISTORIES, 0.1)
    for plan in plans("even"):
        claims, waiting = 0, np.ones(HISTORIES, bool)
        for now in range(WINDOW + 1, PLANNED - 1):
            z = world.z(made, now, PLANNED)
            before = np.abs(z) >= _bound(world, made, plan, now, PLANNED)
            claims += int(np.sum(waiting & before))
            stopping = waiting & ~before & (np.abs(z) >= 1.96)
            late = np.zeros(HISTORIES, bool)
            for day in range(now + 1, now + WINDOW + 1):
                bound = _bound(world, made, plan, day, now + 1, superseded=True)
                late |= np.abs(world.z(made, day, now + 1)) >= bound
            claims += int(np.sum(stopping & late))
            waiting &= ~(before | stopping)
        for now in range(PLANNED - 1, PLANNED + WINDOW):
            crossed = np.abs(world.z(made, now, PLANNED)) >= _bound(world, made, plan, now, PLANNED)
            claims += int(np.sum(waiting & crossed))
            waiting &= ~crossed
        assert claims / HISTORIES < 0.055, plan


def _bound(
    world: Life, made: tuple[Counts, Counts], plan: Plan, now: int, until: int, *, superseded: bool = False
) -> float:
    lift = verdicts_of(world.seen(one_of(made), plan, now, until, superseded=superseded)).lift
    assert lift is not None and lift.boundary is not None and not (superseded and lift.final)
    return lift.boundary
