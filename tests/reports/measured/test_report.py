"""The report of a journey's metrics through real facts: its comparisons, its pauses, and which guardrail breaks."""

from random import Random

import pytest

from loopline.model.errors import Missing
from loopline.reports.measured.report import broken_guardrails, metrics_report, resumed_at, state_changes
from tests.reports.measured.books import METRICS, NAME, NOW, changed, lived, published
from tests.reports.measured.fields import LEFT, VISITED
from tests.runtime.parts import DAY


def test_all_metrics_are_told_in_the_order_of_the_document() -> None:
    facts = lived(Random(1), 900).carried(NOW)
    found = metrics_report(facts, published(METRICS | {"visits": VISITED}), NAME, NOW)
    assert [one.metric for one in found.metrics] == [*METRICS, "visits"]
    assert found.value is not None and found.value.difference is not None and found.value.adjusted is not None
    left = found.metrics[1]
    assert (left.verdict, left.difference, left.limit) == ("broken", None, 40)
    assert "at most 1 % of the treated" in left.reason and left.e_value is not None and left.e_value > 40
    spent = found.metrics[2]
    assert spent.cap is not None and spent.uncapped is not None and spent.treated.total.count(".") <= 1
    assert "3 comparisons" in found.warning and found.changes == ()
    facts.close()


def test_only_guardrails_that_pause_are_named_and_a_resume_begins_anew() -> None:
    book = lived(Random(2), 900)
    told = published({"left": LEFT, "silent": LEFT | {"pauses": False}})
    facts = book.carried(NOW)
    (broken,) = broken_guardrails(facts, told, NAME, NOW)
    assert broken.metric == "left" and broken.reason.startswith('Guardrail "left" is broken (people who unsubscribed)')
    facts.close()
    changed(book, "paused", NOW - 6 * DAY, broken.reason)
    changed(book, "live", NOW - 5 * DAY)
    facts = book.carried(NOW)
    assert broken_guardrails(facts, told, NAME, NOW) == (), "those of before the resume are no news"
    changes = state_changes(facts, NAME)
    assert [(one.state, one.by_guardrail) for one in changes] == [("live", ""), ("paused", "left")]
    assert resumed_at(changes) == NOW - 5 * DAY
    assert metrics_report(facts, told, NAME, NOW).changes == changes
    facts.close()


def test_a_sound_journey_and_one_without_guardrails_name_none() -> None:
    facts = lived(Random(3), 300).carried(NOW)
    for metrics in ({"visits": VISITED}, {"left": LEFT | {"at_most": 40}}, {}):
        assert broken_guardrails(facts, published(metrics), NAME, NOW) == ()
    with pytest.raises(Missing):
        metrics_report(facts, published({}), "nobody", NOW)
    facts.close()


def test_a_guardrail_watches_on_after_the_planned_end() -> None:
    book = lived(Random(4), 900)
    told = published({"left": LEFT, "visits": VISITED}, planned_end="2026-03-02")
    facts = book.carried(NOW)
    left, visits = metrics_report(facts, told, NAME, NOW).metrics
    assert left.treated.units > 600 > 60 > visits.treated.units, "what is compared ends, what is guarded does not"
    assert [one.metric for one in broken_guardrails(facts, told, NAME, NOW)] == ["left"]
    facts.close()
