"""The figures of the demo, and the promises that they are held to."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from loopline.demo.cdnow import Totals
from loopline.demo.figures import Figures, LiftFigures, OrderFigures, broken, journey_figures, order_figures

TOLD = Totals(orders=3, customers=2, cents=1_050)


def report(estimate: float, low: float, high: float, verdict: str) -> dict[str, Any]:
    """A report of the API, as far as it is read."""
    lift = {
        "conversion": {"estimate": estimate, "low": low, "high": high},
        "verdict": verdict,
        "attributed_conversions": 12,
        "incremental_conversions": 7.5,
    }
    return {"entered": 100, "messaged": 80, "held_out": 10, "converted": 14, "lift": lift}


def figures(upsell: LiftFigures | None = None, winback: LiftFigures | None = None) -> Figures:
    """Figures in which all is well, but for what is given."""
    good = journey_figures(report(0.07, 0.02, 0.10, "lift"), 0.06)
    none = journey_figures(report(0.01, -0.02, 0.04, "no_difference_seen"), 0.0)
    return Figures(
        OrderFigures(3, 2, 10.5),
        {"upsell": replace(good, lift=upsell or good.lift), "winback": replace(none, lift=winback or none.lift)},
    )


def test_the_names_are_the_ones_that_others_script_against() -> None:
    plain = msgspec.to_builtins(figures())
    assert list(plain) == ["cdnow", "journeys"] and list(plain["cdnow"]) == ["orders", "customers", "revenue"]
    assert list(plain["journeys"]) == ["upsell", "winback"]
    for journey in plain["journeys"].values():
        assert list(journey) == ["entered", "messaged", "held_out", "converted", "lift"]
        names = ["estimate", "low", "high", "verdict", "attributed", "incremental", "planted"]
        assert list(journey["lift"]) == names


def test_figures_in_which_all_came_out_break_no_promise() -> None:
    assert broken(figures(), TOLD) == []
    assert order_figures((3, 2, None)) == OrderFigures(3, 2, 0.0)


UPSELL, WINBACK = figures().journeys["upsell"].lift, figures().journeys["winback"].lift


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (figures(upsell=replace(UPSELL, verdict="no_difference_seen")), "upsell"),
        (figures(upsell=replace(UPSELL, high=0.05)), "upsell"),
        (figures(upsell=replace(UPSELL, low=None)), "upsell"),
        (figures(winback=replace(WINBACK, verdict="lift")), "winback"),
        (figures(winback=replace(WINBACK, low=0.001)), "winback"),
        (replace(figures(), cdnow=OrderFigures(3, 2, 10.49)), "facts"),
        (replace(figures(), cdnow=OrderFigures(4, 2, 10.5)), "facts"),
    ],
)
def test_a_broken_promise_is_told(bad: Figures, word: str) -> None:
    (told,) = broken(bad, TOLD)
    assert word in told
