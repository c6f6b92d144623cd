"""Every metric is defined, and its worked example is recomputed: its facts in the real store, its figure by HTTP."""

from pathlib import Path
from typing import Any

import pytest

from loopline.model.errors import Missing
from loopline.reports.metrics.ask import ASKED
from loopline.reports.metrics.definitions import Metric, defined_metrics, own_metric
from loopline.runtime.clock import VirtualClock
from loopline.storage.transaction_rules import lines_of
from tests.reports.metrics.examples import DAY, HELLO, MONDAY, facts_of
from tests.studio.house import House, living

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"
NAMES = list(defined_metrics())


def found_at(answer: Any, at: str) -> Any:
    """A figure of an answer by its place, such as lift.conversion.estimate or groups.0.median_days."""
    for step in at.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def asked(house: House, one: Metric) -> Any:
    """What the API answers to the example's question."""
    answer = house.client.get(one.route or f"/api/metrics/{one.name}", params=one.example.asks)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_example_is_what_the_product_says(name: str, tmp_path: Path) -> None:
    one = defined_metrics()[name]
    example = one.example
    clock = VirtualClock(MONDAY)
    with living(tmp_path / "data", clock=clock) as house:
        if any(line.split()[0] not in ("event", "cdnow", "person") for line in example.facts):
            house.publish(HELLO | example.journey)
            house.settle()
        house.app.exporter.catch_up()
        house.app.facts.append(house.app.facts.exported() + 1, lines_of(facts_of(example.facts)))
        clock.move_to(MONDAY + round(example.now * DAY))
        house.app.studio.reports.decisions.decide()
        answer = asked(house, one)
        if one.route:
            assert found_at(answer, example.at) == pytest.approx(example.expects, rel=1e-3), example.says
            return
        assert [column["name"] for column in answer["columns"]] == [column.name for column in one.columns]
        assert len(answer["rows"]) == len(example.expects), answer["rows"]
        for row, expected in zip(answer["rows"], example.expects, strict=True):
            assert row == [pytest.approx(cell) if isinstance(cell, float) else cell for cell in expected], example.says


def test_every_metric_of_the_api_is_defined_and_asked() -> None:
    own = {name for name, one in defined_metrics().items() if not one.route}
    assert set(ASKED) | {"experiment_velocity"} == own
    assert all(
        (one.columns and one.example.facts) or one.name == "experiment_velocity"
        for one in defined_metrics().values()
        if not one.route
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_says_all_that_it_has_to(name: str) -> None:
    one = defined_metrics()[name]
    for said in (one.title, one.definition, one.formula, one.source, one.censoring, one.example.says):
        assert len(said) >= 4 and said.strip() == said
    assert set(one.needs) <= set(one.takes) and (one.route or ("by" in one.takes) == bool(one.by))
    text = PAGE.read_text()
    assert f"## {one.title}" in text and one.formula.replace("|", "\\|") in text


def test_a_metric_that_there_is_not_is_named() -> None:
    with pytest.raises(Missing, match="retention"):
        own_metric("happiness")
    with pytest.raises(Missing):
        own_metric("lift")
