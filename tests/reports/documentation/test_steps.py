"""The order of steps: as people come to them, each once, also in circles and where nobody comes."""

from typing import Any

from loopline.decisions.documents.read import build_document
from loopline.model.journey import Journey
from loopline.reports.documentation.steps import ordered, step_lines


def journey(nodes: dict[str, Any]) -> Journey:
    found = build_document({"kind": "journey", "id": "j", "entry": {"on": ["a"]}, "start": "one", "nodes": nodes})
    assert isinstance(found, Journey)
    return found


def test_a_branch_is_told_to_its_end_before_the_next_and_a_circle_ends() -> None:
    nodes = {
        "lost": {"kind": "exit"},
        "right": {"kind": "wait", "for": "1d", "then": "one"},
        "one": {"kind": "split", "branches": [{"when": "a == 1", "then": "left"}], "otherwise": "right"},
        "left": {"kind": "wait", "for": "1d", "then": "deep"},
        "deep": {"kind": "wait", "for": "1d", "then": "nowhere"},
    }
    found = journey(nodes)
    assert ordered(found) == ("one", "left", "deep", "right", "lost")
    assert step_lines(found)[2][-1] == "waits for 1 day; then the end."
    assert step_lines(found)[3][-1] == "waits for 1 day; then step 1."
