"""The chart: its values and schema agree, and templates ask for what there is; `make chart` has helm render it."""

import copy
import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

from tests.deploy.files import DEPLOY, SERVE, parsed, read, unknown_settings

CHART = DEPLOY / "helm"
VALUES: dict[str, Any] = read("helm/values.yaml")
SCHEMA = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
TEMPLATES = sorted((CHART / "templates").iterdir())


def texts() -> Iterator[tuple[str, str]]:
    yield from ((path.name, path.read_text(encoding="utf-8")) for path in TEMPLATES)


def test_values_are_what_the_schema_says_and_nothing_else_is() -> None:
    validator = import_module("jsonschema").Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    assert not list(validator.iter_errors(VALUES))
    for path, wrong in {
        ("store", "standby"): "maybe",
        ("replicas",): 0,
        ("storage", "size"): "much",
        ("settings", "password"): "x",
        ("store", "url"): "postgresql://a:b@c/d",
    }.items():
        spoilt = copy.deepcopy(VALUES)
        inner = spoilt
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = wrong
        assert list(validator.iter_errors(spoilt)), f"{path} may be {wrong!r}"


def test_templates_ask_for_values_that_there_are_and_all_are_asked_for() -> None:
    asked = set()
    for name, text in texts():
        assert text.count("{{") == text.count("}}"), name
        opened = len(re.findall(r"{{-? *(?:if|with|range|define)\b", text))
        assert opened == len(re.findall(r"{{-? *end\b", text)), name
        for path in re.findall(r"\.Values((?:\.\w+)+)", text):
            inner: Any = VALUES
            for part in path.strip(".").split("."):
                assert part in inner, f"{name} asks for {path}"
                inner = inner[part]
            asked.add(path.strip(".").split(".")[0])
    assert asked == set(VALUES)


def test_servers_are_started_as_the_image_starts_them() -> None:
    text = (CHART / "templates/servers.yaml").read_text(encoding="utf-8")
    (words,) = re.findall(r"args: (\[.*\])", text)
    assert json.loads(words) == SERVE and parsed(SERVE)
    assert not unknown_settings([*re.findall(r"\b(LOOPLINE_\w+)", text), *VALUES["settings"]])
    assert "secretKeyRef" in text and not re.search(r"postgresql://\S+:\S+@", text + json.dumps(VALUES))
    assert read("helm/Chart.yaml")["appVersion"] == version("loopline")


def test_the_balancers_rules_are_those_of_compose() -> None:
    ours = (CHART / "templates/balancer.yaml").read_text(encoding="utf-8")
    theirs = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
    for line in theirs.splitlines():
        words = line.strip()
        if words and not words.startswith(("#", "server")):
            assert words in ours, words
