"""What customers will be worth, out of facts: CDNOW's own log, as a shop would have sent it."""

from collections.abc import Iterator

import pytest
from msgspec import Raw, json

from loopline.demo import cdnow
from loopline.learning.value.figures import ValueReport
from loopline.model.duration import DAY
from loopline.model.errors import Invalid
from loopline.model.fact import Fact
from loopline.reports.value import purchases_ahead
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.learning.value.tables import column

ODD: str = 'the "whole" \\ sum'
EVERY = 10

OPENED: list[DuckFacts] = []


@pytest.fixture(autouse=True, scope="module")
def _closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


def stored(facts: list[Fact]) -> DuckFacts:
    found = DuckFacts()
    OPENED.append(found)
    for number, begin in enumerate(range(0, len(facts), 20_000), 1):
        found.append(number, lines_of(facts[begin : begin + 20_000]))
    return found


def order(person: str, at: int, place: int, **data: object) -> Fact:
    return Fact("event", person, at=at, position=place, seq=place, name="order", data=Raw(json.encode(data)))


@pytest.fixture(scope="module")
def shop() -> tuple[DuckFacts, int]:
    """The purchases of every tenth customer, and when the last was made."""
    bought = cdnow.purchases(EVERY)
    facts = [order(one.customer, one.at, place, **{ODD: one.cents / 100}) for place, one in enumerate(bought, 1)]
    return stored(facts), max(one.at for one in bought)


@pytest.fixture(scope="module")
def found(shop: tuple[DuckFacts, int]) -> ValueReport:
    facts, last = shop
    return purchases_ahead(facts, "order", ODD, 39, last)


def test_what_was_held_back_is_laid_beside_what_the_model_expected(found: ValueReport) -> None:
    assert found.customers == found.counted == len({one.customer for one in cdnow.purchases(EVERY)})
    assert found.fitted_until == 38
    assert (found.weeks[0].week, found.weeks[-1].week) == (0, 77)
    assert found.error is not None
    assert -0.3 < found.error < -0.15, "this tenth of the customers came more often later on than before"
    assert found.standing == "off"
    assert f"{abs(found.error):.0%}" in found.reason
    at_split = found.weeks[found.fitted_until - 1]
    assert at_split.expected == pytest.approx(at_split.actual, rel=0.08), "it was fitted to these"


def test_repeats_by_week_are_the_logs_own(found: ValueReport) -> None:
    days = {(one.customer, one.day) for one in cdnow.purchases(EVERY)}
    customers = {one.customer for one in cdnow.purchases(EVERY)}
    assert found.weeks[-1].actual == len(days) - len(customers)


def test_the_money_of_a_property_of_any_name_is_drawn_towards_the_mean(found: ValueReport) -> None:
    assert found.money is not None
    assert found.ahead.value is not None
    assert found.ahead.total_value == pytest.approx(found.ahead.value * found.customers)
    assert found.ahead.best_tenth is not None
    assert found.ahead.best_tenth > 3 * found.ahead.value
    assert 25 < found.ahead.value / found.ahead.purchases < 60, "what CDNOW's purchases bring"
    assert len(column("cdnow_sample.csv", "x")) == 2_357


def test_without_the_property_there_are_purchases_and_no_money(shop: tuple[DuckFacts, int]) -> None:
    facts, last = shop
    bare = purchases_ahead(facts, "order", "", 39, last)
    assert (bare.money, bare.ahead.value, bare.ahead.total_value) == (None, None, None)
    assert bare.ahead.purchases > 0


@pytest.mark.parametrize("event", ["nothing", "order'; DROP TABLE facts; --"])
def test_an_event_that_nobody_has_done_is_said(shop: tuple[DuckFacts, int], event: str) -> None:
    with pytest.raises(Invalid) as refused:
        purchases_ahead(shop[0], event, "", 39, shop[1])
    assert refused.value.code == "value_few"


def test_too_few_customers_and_too_few_weeks_are_said() -> None:
    early = stored([order(f"p{n}", n * DAY, n + 1) for n in range(40)])
    few = stored([order(f"p{n % 9}", n * DAY, n + 1) for n in range(200)])
    for facts, words in ((early, "weeks"), (few, "50 customers")):
        with pytest.raises(Invalid) as refused:
            purchases_ahead(facts, "order", "", 39, 200 * DAY)
        assert refused.value.code == "value_few"
        assert words in refused.value.text


def test_a_text_for_money_and_two_orders_of_a_day_are_one_purchase(found: ValueReport) -> None:
    facts, place = list[Fact](), 0
    for one in cdnow.purchases(EVERY):
        for part in (one.cents // 2, one.cents - one.cents // 2):
            place += 1
            facts.append(order(one.customer, one.at + place % 1_000, place, total=f"{part / 100:.2f}"))
    halved = purchases_ahead(stored(facts), "order", "total", 39, max(one.at for one in facts))
    assert halved.weeks == found.weeks
    assert halved.ahead.value == pytest.approx(found.ahead.value, rel=1e-3)
