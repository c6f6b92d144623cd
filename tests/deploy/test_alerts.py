"""Alerts and the dashboard ask for what /metrics really has, and each alert has a page whose commands are real."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.codes import ROOT
from docs.generate import openapi
from loopline.api.metrics import Metrics
from tests.cli.served import server
from tests.deploy.files import DEPLOY, parsed, read, shell_commands

RULES: list[dict[str, Any]] = read("prometheus/alerts.yaml")["groups"][0]["rules"]
BOARD: dict[str, Any] = json.loads((DEPLOY / "grafana/loopline.json").read_text(encoding="utf-8"))
RUNBOOK = ROOT / "docs/runbook"
PAGES = sorted(path.name for path in RUNBOOK.glob("*.md") if path.name != "README.md")
NAME = re.compile(r"\b(loopline_[a-z_]+)(?:\{([^}]*)\})?")
BY = re.compile(r"\bby \(([a-z_, ]+)\)")
SCRAPED = {"job", "instance"}
"""Labels that Prometheus adds itself."""


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in RULES)
    yield from (target["expr"] for panel in BOARD["panels"] for target in panel["targets"])


def labels_of(name: str) -> set[str]:
    """The labels of a metric."""
    collectors: dict[str, Any] = Metrics()._registry._names_to_collectors
    return set(collectors[name]._labelnames)


def test_every_metric_that_is_asked_for_is_served(tmp_path: Path) -> None:
    with server(tmp_path / "data") as running:
        text = running.ask("GET", "/metrics").text
    served = set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
    asked = {name for text in expressions() for name, _ in NAME.findall(text)}
    assert len(asked) > 12
    assert asked <= served, f"nobody serves {', '.join(sorted(asked - served))}"
    told = {name for name in served if not name.endswith("_created")}
    shown = {name for panel in BOARD["panels"] for one in panel["targets"] for name, _ in NAME.findall(one["expr"])}
    assert told == shown, "the dashboard shows every metric"


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_every_label_that_is_asked_for_is_one_of_its_metrics(expression: str) -> None:
    known = SCRAPED | {label for name, _ in NAME.findall(expression) for label in labels_of(name)}
    asked = {label.strip() for group in BY.findall(expression) for label in group.split(",")}
    for name, said in NAME.findall(expression):
        matched = {label for label in re.findall(r"([a-z_]+)\s*=", said)}
        assert matched <= labels_of(name) | SCRAPED, expression
    assert asked <= known, expression
    assert expression.count("(") == expression.count(")")


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_every_alert_says_who_does_what(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert re.fullmatch(r"\d+[mh]", rule["for"])
    summary, page = rule["annotations"]["summary"], ROOT / rule["annotations"]["runbook"]
    assert set(re.findall(r"\$labels\.([a-z_]+)", summary)) <= {
        label.strip() for group in BY.findall(rule["expr"]) for label in group.split(",")
    } | {label for name, _ in NAME.findall(rule["expr"]) for label in labels_of(name)}
    assert f"`{rule['alert']}`" in page.read_text(encoding="utf-8")
    assert f"| `{rule['alert']}`" in (RUNBOOK / "README.md").read_text(encoding="utf-8") or "Restarts" in rule["alert"]


def test_no_page_outlives_its_alert() -> None:
    assert {Path(rule["annotations"]["runbook"]).name for rule in RULES} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_of_a_page_are_real(name: str) -> None:
    text = (RUNBOOK / name).read_text(encoding="utf-8")
    for words in shell_commands(text):
        parsed(words)
    routes = set(openapi()["paths"])
    for path in re.findall(r"http://[A-Z]+:8400(/[\w/]+)", text):
        assert path in routes, path


def test_a_command_that_is_not_there_is_seen() -> None:
    fence = "```sh\nloopline quarantine shove 1 --data DIR\n```\n"
    (words,) = shell_commands(fence)
    with pytest.raises(AssertionError, match="names no command"):
        parsed(words)
    with pytest.raises(BaseException, match=r"(?i)no such option"):
        parsed(["log", "trim", "--data", "DIR", "--weeks", "3"])
