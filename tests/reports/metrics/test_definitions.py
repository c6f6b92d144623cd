"""Every metric is defined, whole, and on the page; tests/docs/test_metrics.py recomputes the examples from there."""

import json
from pathlib import Path

import pytest

from loopline.model.errors import Missing
from loopline.reports.metrics.ask import ASKED
from loopline.reports.metrics.definitions import defined_metrics, own_metric

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"
NAMES = list(defined_metrics())


def test_every_metric_of_the_api_is_defined_and_asked() -> None:
    own = {name for name, one in defined_metrics().items() if not one.route}
    assert set(ASKED) | {"experiment_velocity"} == own
    assert all(
        (one.columns and one.example.facts) or one.name == "experiment_velocity"
        for one in defined_metrics().values()
        if not one.route
    )


NO_FIGURES_OF_ITS_OWN = {
    "/api/caps": "the caps that try limits",
    "/api/caps/{experiment}/report": "dose and response: docs/learning.md (Fatigue) has formula, source, example",
    "/api/destinations": "where facts are written to",
    "/api/destinations/{name}": "one of them",
    "/api/destinations/{name}/runs": "what its runs wrote",
    "/api/metrics": "definitions",
    "/api/metrics/defined": "the documents of metrics",
    "/api/metrics/defined/{metric}": "the lines of the journeys' reports of metrics",
    "/api/query": "whatever somebody asks",
    "/api/export": "facts",
    "/api/export/file": "facts",
    "/api/experiments": "the verdicts and arms of the journeys' reports",
    "/api/journeys/{journey}/choices": "arms, told as those of experiments, and proofs in words of docs/choosing.md",
    "/api/journeys/{journey}/choices/{node}": "one of them",
    "/api/journeys/{journey}/plan": "as of /api/plan, with the journey's own past",
    "/api/programmes": "as of /api/report/global",
    "/api/programmes/{programme}/report": "as of /api/report/global",
    "/api/proofs": "as of one journey's proof",
    "/api/journeys/{journey}/report/decisions": "the report's figures, kept",
    "/api/journeys/{journey}/report/decisions/{decision}": "the report's figures, kept",
    "/api/journeys/{journey}/report/decisions/{decision}/replay": "the report's figures, once more",
    "/api/models": "cards, whose figures docs/howto/models.md tells with their sources",
    "/api/models/{model}": "one of them",
}
"""Places of learning that answer no metric, and why."""


def test_whatever_learning_answers_is_a_metric_of_the_list_or_says_why_not() -> None:
    paths = json.loads((PAGE.parent / "schema" / "openapi.json").read_text())["paths"]
    asked = {path for path, ways in paths.items() if "learning" in ways.get("get", {}).get("tags", ())}
    told = {one.route.replace("/hello/", "/{journey}/") for one in defined_metrics().values()} | {"/api/metrics/{name}"}
    assert asked - told == set(NO_FIGURES_OF_ITS_OWN)


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
