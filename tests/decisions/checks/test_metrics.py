"""Metrics of a journey: what a marketer is told before anything is published."""

from typing import Any

import pytest

from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.checks.metrics import METRICS_MAX
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document, read_document, write_document
from loopline.model.content.library import ContentLibrary
from tests.decisions.checks.journeys import version_of
from tests.reports.measured.fields import LEFT, RATIO, REFUNDED, SPENT, VISITED

WHOLE = {"left": LEFT, "refunds": REFUNDED, "spent": SPENT | {"cap": 99}, "share": RATIO, "visits": VISITED}


def codes(metrics: dict[str, Any], **fields: Any) -> list[tuple[str, str, str]]:
    found = check_document(version_of("hello", metrics=metrics, **fields), CheckContext())
    return [(one.severity, one.code, one.at) for one in found if "metric" in one.at]


def test_whole_metrics_have_no_faults_and_come_back_as_they_were_written() -> None:
    assert codes(WHOLE) == []
    document = version_of("hello", metrics=WHOLE)
    text = write_document(document)
    assert read_document(text) == document
    assert text.index("goal:") < text.index("metrics:") < text.index("holdout:")


@pytest.mark.parametrize(
    ("metric", "code", "at"),
    [
        ({}, "metric_source", "event"),
        ({"event": "a", "receipt": "unsubscribed"}, "metric_source", "event"),
        ({"event": "a", "role": "main"}, "metric_role", "role"),
        ({"event": "a", "measure": "mean"}, "metric_measure", "measure"),
        ({"event": "a", "better": "up"}, "metric_better", "better"),
        ({"event": "a", "within": "0d"}, "metric_window_zero", "within"),
        ({"event": "a", "name": "x" * 201}, "metric_name", "name"),
        ({"event": "a", "where": "plan == 'pro'"}, "metric_beyond_event", "where"),
        ({"event": "a", "measure": "sum", "value": "entry.amount"}, "metric_beyond_event", "value"),
        ({"event": "a", "measure": "ratio"}, "metric_over_missing", "over"),
        ({"event": "a", "over": "b"}, "metric_over_unused", "over"),
        ({"event": "a", "cap": 99}, "metric_cap", "cap"),
        ({"event": "a", "measure": "sum", "cap": 100}, "metric_cap", "cap"),
        ({"event": "a", "role": "guardrail", "tolerate": 51}, "metric_limit", "tolerate"),
        ({"event": "a", "role": "guardrail", "better": "less", "at_most": -1}, "metric_limit", "at_most"),
        ({"event": "a", "tolerate": 5}, "metric_limit_unused", ""),
        ({"event": "a", "role": "guardrail", "at_most": 5}, "metric_at_most", "at_most"),
        ({"receipt": "opened"}, "metric_receipt", "receipt"),
        ({"receipt": "complained", "measure": "sum"}, "metric_receipt_plain", "receipt"),
        ({"receipt": "complained", "role": "guardrail", "better": "less"}, "metric_receipt_limit", "at_most"),
        (LEFT | {"tolerate": 5}, "metric_limits", "tolerate"),
    ],
)
def test_each_fault_has_its_code_and_its_place(metric: dict[str, Any], code: str, at: str) -> None:
    place = ".".join(["metrics.it", *([at] if at else [])])
    assert ("error", code, place) in codes({"it": metric})


def test_a_guardrail_without_anybody_to_compare_with_warns() -> None:
    alone = codes({"it": REFUNDED}, holdout={"percent": 0})
    assert alone == [("warning", "guardrail_without_holdout", "metrics.it")]
    assert codes({"it": LEFT}, holdout={"percent": 0}) == []


def test_there_is_a_bound_and_a_goal() -> None:
    assert codes({f"m{number}": VISITED for number in range(METRICS_MAX)}) == []
    many = codes({f"m{number}": VISITED for number in range(METRICS_MAX + 1)})
    assert many == [("error", "metrics_many", "metrics")]
    assert ("error", "metrics_without_goal", "metrics") in codes({"it": VISITED}, goal=None)


ORDERS: dict[str, Any] = {"kind": "metric", "id": "orders", "owner": "growth", "event": "bought"}


def named(metric: dict[str, Any], **fields: Any) -> list[tuple[str, str, str]]:
    library = ContentLibrary().with_document(build_document(ORDERS), 1)  # type: ignore[arg-type]  # a metric
    found = check_document(version_of("hello", metrics={"m": metric}, **fields), CheckContext(library=library))
    return [(one.severity, one.code, one.at) for one in found if "metric" in one.at]


def test_a_named_metric_is_there_says_nothing_twice_and_is_guarded_as_it_is_defined() -> None:
    assert named({"metric": "orders"}) == []
    assert named({"metric": "order"}) == [("error", "metric_not_published", "metrics.m.metric")]
    assert named({"metric": "orders", "within": "3d"}) == [("error", "metric_defined_twice", "metrics.m.within")]
    assert named({"metric": "orders", "role": "guardrail", "at_most": 5}) == [
        ("error", "metric_at_most", "metrics.m.at_most")
    ], "more orders are better: there is no limit to them"


def test_a_metric_of_its_own_is_checked_as_one_in_a_journey_is() -> None:
    def told(**fields: Any) -> list[tuple[str, str]]:
        return [(one.code, one.at) for one in check_document(build_document(ORDERS | fields), CheckContext())]

    assert told() == []
    assert told(owner="") == [("metric_owner", "owner")]
    assert told(event="") == [("metric_source", "event")]
    assert told(measure="ratio") == [("metric_over_missing", "over")]
    assert told(where="plan == 'pro'") == [("metric_beyond_event", "where")]
