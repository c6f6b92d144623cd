"""What is asked of the facts for a metric equals a count by hand, to the cent."""

from decimal import Decimal
from random import Random

import pytest
from msgspec import json

from loopline.decisions.publish import publish
from loopline.learning.measured.sums import UnitSums
from loopline.model.journey import Workspace
from loopline.reports.comparisons import report_scope
from loopline.reports.measured.ask import WantedMetric, asked_of, goal_metric
from loopline.reports.sandboxed import Sandboxed
from tests.reports.measured.books import HOUR, NAME, lived, published
from tests.reports.measured.fields import LEFT, RATIO, REFUNDED, SPENT, VISITED
from tests.reports.programmes.worlds import Book
from tests.runtime.parts import DAY, NOON

METRICS = {"refunds": REFUNDED, "left": LEFT, "spent": SPENT, "share": RATIO, "visits": VISITED}
NOW = NOON + 45 * DAY


def by_hand(book: Book, name: str, began: int = 0) -> dict[str, UnitSums]:
    """The sums of both sides, in plain Python from the raw facts."""
    metric = METRICS[name]
    within = int(str(metric["within"])[:-1]) * DAY
    sides = {"": UnitSums(), "journey": UnitSums()}
    for entry in (one for one in book.facts if one.kind == "entered" and one.at + HOUR <= NOW):
        begin = entry.at + HOUR
        if begin < began:
            continue
        if begin + within > NOW:
            sides[entry.held] += UnitSums(pending=1)
            continue
        own, over = (amounts(book, entry.person, of, begin, begin + within) for of in of_metric(metric))
        past = amounts(book, entry.person, str(metric.get("event", "")), begin - within, begin)
        if "value" not in metric:  # nothing says where an amount stands, so none is below zero
            own, past = [0.0] * len(own), [0.0] * len(past)
        sides[entry.held] += one_unit(metric, own, over, past)
    return sides


def of_metric(metric: dict[str, object]) -> tuple[str, str]:
    return str(metric.get("event") or metric.get("receipt")), str(metric.get("over", ""))


def amounts(book: Book, person: str, name: str, begin: int, end: int) -> list[float]:
    found = []
    for one in book.facts:
        if one.person == person and one.name == name and begin <= one.at < end and one.kind in ("event", "receipt"):
            found.append(json.decode(one.data)["amount"] if one.data else 0.0)
    return found


def one_unit(metric: dict[str, object], own: list[float], over: list[float], past: list[float]) -> UnitSums:
    did = any(amount >= 0 for amount in own)
    if metric.get("measure", "rate") == "rate":
        y, x, o = float(did), float(any(one >= 0 for one in past)), 0.0
    else:
        y, x, o = sum(own), sum(past), sum(over)
    total = Decimal(str(round(y, 6)))
    return UnitSums(1, int(did), 0, y, y * y, x, x * x, y * x, o, o * o, y * o, total)


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize("name", list(METRICS))
def test_every_sum_is_that_of_a_count_by_hand(seed: int, name: str) -> None:
    book = lived(Random(seed))
    facts = book.carried(NOW)
    scope = report_scope(facts, published(METRICS), NAME, NOW)
    for began in (0, NOON + 20 * DAY):
        metric = scope.version.journey.metrics[name]
        found = asked_of(facts, scope, Sandboxed(), WantedMetric(name, metric, began)).found
        wanted = by_hand(book, name, began)
        for side, seen in (("", found.treated), ("journey", found.held_out)):
            fields = UnitSums.__struct_fields__
            told, known = ([getattr(one, field) for field in fields] for one in (seen, wanted[side]))
            assert told[:-1] == pytest.approx(known[:-1], abs=1e-9), fields
            assert told[-1] == known[-1], "the total is exact"
    facts.close()


def test_the_goals_own_value_is_a_metric() -> None:
    book = lived(Random(5))
    facts = book.carried(NOW)
    scope = report_scope(facts, published(METRICS), NAME, NOW)
    goal = goal_metric(scope)
    assert goal is not None
    assert (goal.event, goal.measure, goal.value, goal.within) == ("bought", "sum", "amount", "14d")
    own = asked_of(facts, scope, Sandboxed(), WantedMetric("", goal)).found
    same = asked_of(facts, scope, Sandboxed(), WantedMetric("spent", scope.version.journey.metrics["spent"])).found
    assert own == same
    facts.close()


def test_both_amounts_of_a_ratio_are_of_one_currency() -> None:
    book = Book()
    book.goes("ann", NAME, NOON)
    sent = (("refunded", 5, "EUR"), ("refunded", 70, "USD"), ("bought", 20, "eur"), ("bought", 900, "USD"))
    for name, amount, currency in sent:
        book.write("event", "ann", NOON + 2 * HOUR, {"amount": amount, "currency": currency}, name=name)
    told = publish(published({"share": RATIO | {"currency": "currency"}}), Workspace(currency="EUR"), 2)
    facts = book.carried(NOW)
    scope = report_scope(facts, told, NAME, NOW)
    metric = told.live[NAME].journey.metrics["share"]
    found = asked_of(facts, scope, Sandboxed(), WantedMetric("share", metric)).found.treated
    assert (found.y, found.o) == (5, 20)
    facts.close()
