"""What the demo ends with: totals from the facts, both journeys' figures, and whether each promise came out."""

from typing import Any

from msgspec import Struct

from loopline.demo.cdnow import Totals

UNSHOWN = ("no_difference_seen", "not_enough_data")
ORDERS = """
SELECT count(*), count(DISTINCT person), sum(CAST(json_extract_string(data, '$.amount') AS DECIMAL(18, 2)))
FROM events WHERE name = 'order_placed'
"""
Plain = dict[str, Any]  # a report of the API as JSON


class LiftFigures(Struct, frozen=True):
    """Conversion, treated less held out, with its interval; `planted` is the true effect on the same scale."""

    estimate: float
    low: float | None
    high: float | None
    verdict: str
    attributed: int
    incremental: float
    planted: float


class JourneyFigures(Struct, frozen=True):
    """People who entered, were messaged, were held out, converted."""

    entered: int
    messaged: int
    held_out: int
    converted: int
    lift: LiftFigures


class OrderFigures(Struct, frozen=True):
    """CDNOW's totals as the facts have them; revenue in dollars."""

    orders: int
    customers: int
    revenue: float


class Figures(Struct, frozen=True):
    """The JSON that `loopline demo --headless` ends with."""

    cdnow: OrderFigures
    journeys: dict[str, JourneyFigures]


def journey_figures(report: Plain, planted: float) -> JourneyFigures:
    """The figures of a report."""
    lift = report["lift"]
    seen = lift["conversion"]
    return JourneyFigures(
        entered=report["entered"],
        messaged=report["messaged"],
        held_out=report["held_out"],
        converted=report["converted"],
        lift=LiftFigures(
            estimate=seen["estimate"],
            low=seen["low"],
            high=seen["high"],
            verdict=lift["verdict"],
            attributed=lift["attributed_conversions"],
            incremental=lift["incremental_conversions"],
            planted=planted,
        ),
    )


def order_figures(row: tuple[Any, ...]) -> OrderFigures:  # one row of ORDERS
    """The figures of the one row that `ORDERS` answers."""
    return OrderFigures(int(row[0]), int(row[1]), float(row[2] or 0))


def broken(figures: Figures, file: Totals) -> list[str]:
    """Every promise that did not come out, in words; empty when all did."""
    found = []
    seen = figures.cdnow
    if (seen.orders, seen.customers, round(seen.revenue * 100)) != (file.orders, file.customers, file.cents):
        found.append(f"the facts hold {seen}, the file {file}")
    winback, upsell = figures.journeys["winback"].lift, figures.journeys["upsell"].lift
    if winback.verdict not in UNSHOWN or not _inside(winback):
        found.append(f"the winback changed nobody's past, and its report says {winback}")
    if upsell.verdict != "lift" or not _inside(upsell):
        found.append(f"an effect of {upsell.planted} was planted in the upsell, and its report says {upsell}")
    return found


def _inside(lift: LiftFigures) -> bool:
    return lift.low is not None and lift.high is not None and lift.low <= lift.planted <= lift.high
