"""Metrics of a journey, inline and named."""

from loopline.model.entry.metric import JourneyMetric, MetricDocument, PinnedMetric, defined, in_use

ORDERS = MetricDocument(id="orders", name="Orders", event="bought", measure="sum", within="7d")


def test_the_document_says_what_is_counted_and_the_journey_what_it_is_for() -> None:
    found = defined(JourneyMetric(metric="orders", role="guardrail", tolerate=5), ORDERS)
    assert (found.event, found.measure, found.within, found.name) == ("bought", "sum", "7d", "Orders")
    assert (found.role, found.tolerate, found.metric) == ("guardrail", 5, "orders")
    assert defined(JourneyMetric(metric="orders", name="Own"), ORDERS).name == "Own"


def test_one_that_is_not_pinned_is_left_out() -> None:
    own = JourneyMetric(event="visited")
    metrics = {"a": JourneyMetric(metric="orders"), "b": own, "c": JourneyMetric(metric="gone")}
    found = in_use(metrics, {"orders": PinnedMetric(version=3, document=ORDERS)})
    assert list(found) == ["a", "b"] and found["b"] == own and found["a"].event == "bought"
