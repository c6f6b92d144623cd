"""The verdict as `report` gives it, read day after day: it hardly ever errs, sees what it should, and holds the truth.

CI-size samples of the worlds of table.py, seeded; each count is one that the rules before would not have passed.
"""

from itertools import count
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from loopline.learning.lift.power import units_needed
from loopline.model.duration import DAY
from loopline.reports.journey import journey_report
from tests.calibration.histories import (
    CDNOW_BUYERS,
    FIRST,
    World,
    as_facts,
    cells_of,
    history,
    july,
    lift_at,
    looked,
    published,
    scope_of,
    tally,
)
from tests.calibration.table import rows
from tests.learning.facts_made import Shelf

WEEKLY = (7, 14, 21, 28)
SHELF = Shelf()


@pytest.mark.parametrize(("held", "share", "rate"), [(2_000, 0.1, 0.02), (500, 0.5, 0.4), (2_000, 0.02, 0.1)])
@pytest.mark.parametrize("planned", [False, True])
def test_where_nothing_was_caused_hardly_anything_is_claimed(
    held: int, share: float, rate: float, planned: bool
) -> None:
    found = tally(World(held, share, rate, planned=planned), 1, 60)
    assert found.claims <= (7 if planned else 3), "of 60; a naive daily test claims something in a quarter of them"
    assert max(found.conversion, found.ratio) <= 7 and found.guards <= 2


@pytest.mark.parametrize(("rate", "lift"), [(0.4, 1.15), (0.6, 1.1)])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_high_base_rates_are_seen_as_low_ones_are(rate: float, lift: float, share: float) -> None:
    """Sized so that one fixed test finds four in five; converters alone would find one in seven to one in four."""
    held = round(share * units_needed(rate, lift - 1, share))
    found = tally(World(held, share, rate, lift), 2, 80, power=True)
    assert found.claims >= 30


@pytest.mark.parametrize("real", [0.095, 0.0975])
def test_another_share_than_planned_is_no_effect(real: float) -> None:
    """At a base rate of a half, held against the planned share a fifth of these would be called an effect."""
    found = tally(World(2_800, 0.1, 0.5, real=real), 3, 60)
    assert found.claims <= 4


VALUES = [
    World(2_000, 0.1, CDNOW_BUYERS, 1.0, "cdnow", 0.5),
    World(2_000, 0.05, CDNOW_BUYERS, 0.5, "cdnow"),
    World(10_000, 0.05, 0.02, 1.0, "1.0", 0.5),
    World(10_000, 0.1, 0.02, 2.0, "1.5"),
]


@pytest.mark.parametrize("world", VALUES, ids=["spend halved", "buyers halved", "spend halved, 5 %", "buyers doubled"])
@pytest.mark.parametrize("planned", [False, True])
def test_value_is_inside_its_interval_under_effects_of_both_signs(world: World, planned: bool) -> None:
    """Of 50 histories; a variance pooled as if nothing were caused loses it in a fifth to two fifths where less is
    spent."""
    found = tally(replace(world, planned=planned), 4, 50, WEEKLY)
    assert max(found.value, found.value_ratio) <= (7 if planned else 3)
    assert max(found.conversion, found.ratio) <= (7 if planned else 3)


@pytest.mark.parametrize("world", [World(500, 0.5, 0.4, 1.3), World(1_000, 0.1, 0.6, 0.8), World(400, 0.05, 0.1, 2.0)])
def test_difference_and_ratio_of_rates_are_inside_their_intervals_at_all_looks_together(world: World) -> None:
    found = tally(world, 7, 60, WEEKLY)
    assert max(found.conversion, found.ratio) <= 4


def test_more_spent_is_seen_by_the_planned_interval_as_often_as_by_the_test_of_zero() -> None:
    world, seen = World(2_000, 0.1, CDNOW_BUYERS, 1.0, "cdnow", 1.5, planned=True), 0
    rng, scope = np.random.default_rng(5), scope_of(world)
    for _ in range(40):
        (last,) = looked(history(world, rng), scope, (28,))
        seen += last.value.low > 0
        assert (last.value.low > 0) == (last.value_ratio.low > 1)
    assert seen >= 24


@pytest.mark.parametrize(
    "world",
    [
        World(60, 0.1, 0.4, 1.2, days=6),
        World(100, 0.5, 0.3, 0.7, "cdnow", days=5),
        World(80, 0.2, 0.3, 1.0, "1.5", 2.0, days=6, planned=True),
    ],
    ids=["always on", "harm with money", "planned with money"],
)
def test_the_road_through_facts_and_sql_gives_the_same_verdict(world: World) -> None:
    days = history(world, np.random.default_rng(6))
    now = (FIRST + world.days) * DAY
    name = SHELF.put(as_facts(days))
    fields: dict[str, Any] = {"holdout": {"percent": 100 * world.share}}
    if world.planned:
        fields["planned_units"] = world.units * world.days
    through = journey_report(SHELF.facts, published(name, fields), name, now)
    cells = [cell for number, day in zip(count(FIRST), days, strict=False) for cell in cells_of(day, number)]
    direct = lift_at(cells, scope_of(world), now)
    assert through.lift is not None and direct is not None
    assert (through.lift.verdict, through.lift.reason) == (direct.verdict, direct.reason)
    assert (through.lift.treated.units, through.lift.held_out.conversions) == (
        direct.treated.units,
        direct.held_out.conversions,
    )
    for field in ("conversion", "ratio", "value", "value_ratio"):
        one, two = getattr(through.lift, field), getattr(direct, field)
        assert (one.estimate, one.low, one.high) == pytest.approx((two.estimate, two.low, two.high))
    assert through.lift.e_value == pytest.approx(direct.e_value)


def test_the_worlds_are_those_that_are_told_of() -> None:
    assert len(july()) == 2_180
    groups = {row.group for row in rows()}
    assert len(groups) == 13 and len({(row.group, row.name) for row in rows()}) == len(list(rows()))
