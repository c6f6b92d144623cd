"""Orders, order values and the capped twin of value: from rows about units to figures beside the lift."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from loopline.learning.lift.cells import HELD_OUT, Draw, strata_by_version
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.report import Spending
from loopline.learning.lift.rules import fixed_z
from loopline.learning.lift.strata import Stratum, weighed
from loopline.learning.lift.verdict import value_reading
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.orders import OrderMoments, order_value_difference, orders_difference

PERCENTILE: Final = 99
"""The declared cap: of the buyers' values, both arms together, only one in a hundred is above it."""

Rows = Sequence[tuple[Any, ...]]  # whatever SQL answers
Side = tuple[ArmCounts, OrderMoments]
NONE: Final[Side] = (ArmCounts(0, 0), OrderMoments())


def spending(rows: Rows, draws: Mapping[int, Draw], plan: Plan, *, now: int, started_at: int) -> Spending | None:
    """From the rows of `SPENDING`; None where nothing was ordered, or no stratum has both arms. The capped twin is
    judged as value itself is, the others are for one look and describe."""
    sides, cap = _sides(rows, draws)
    places = {place: version for version, place in strata_by_version(draws).items()}
    strata, orders = [], []
    for place in sorted({place for place, _ in sides}):
        (treated, ordered), (held, ordered_held) = (sides.get((place, is_held), NONE) for is_held in (False, True))
        if 0 < draws[places[place]].share < 1 and treated.units and held.units:
            strata.append(Stratum(draws[places[place]].share, treated, held))
            orders.append((ordered, ordered_held))
    if not strata or not sum(one.orders + two.orders for one, two in orders):
        return None
    pairs = [(stratum.weight, *both) for stratum, both in zip(weighed(strata), orders, strict=True)]
    worth, z = value_reading(strata, plan, now=now, started_at=started_at), fixed_z(plan.alpha)
    return Spending(
        orders_treated=sum(weight * one.orders_a_unit.mean for weight, one, _ in pairs),
        orders_held_out=sum(weight * two.orders_a_unit.mean for weight, _, two in pairs),
        orders=orders_difference(pairs, z),
        order_value_treated=sum(weight * one.value_an_order for weight, one, _ in pairs),
        order_value_held_out=sum(weight * two.value_an_order for weight, _, two in pairs),
        order_value=order_value_difference(pairs, z),
        percentile=PERCENTILE,
        cap=cap,
        capped=worth.difference,
        capped_ratio=worth.ratio,
    )


def _sides(rows: Rows, draws: Mapping[int, Draw]) -> tuple[dict[tuple[int, bool], Side], float]:
    """By stratum and by whether held out: the arm with capped values, and its orders with the values as they are."""
    places, found, cap = strata_by_version(draws), dict[tuple[int, bool], Side](), 0.0
    for version, held, units, buyers, orders, orders_squares, value, squares, product, kept, kept_squares, most in rows:
        if int(version) in places:
            key = (places[int(version)], held == HELD_OUT)
            arm, ordered = found.get(key, NONE)
            more = OrderMoments(
                int(units), float(orders), float(orders_squares), float(value), float(squares), float(product)
            )
            capped = ArmCounts(int(units), int(buyers), float(kept), float(kept_squares))
            found[key] = (arm + capped, ordered + more)
            cap = float(most or 0.0)
    return found, cap
