"""The journey that tests of reports publish: an experiment, a message, a wait, and a goal."""

from typing import Any

from loopline.decisions.documents.read import build_document
from tests.runtime.parts import HELLO

GOAL = {"event": "bought", "value": "amount", "within": "14d"}
NODES: dict[str, Any] = {
    "test": {"kind": "experiment", "arms": [{"name": "a", "weight": 1, "then": "mail"}, {"name": "b", "weight": 1}]},
    "mail": {**HELLO, "then": "rest"},
    "rest": {"kind": "wait", "for": "1d"},
}


def document(name: str, **fields: Any) -> Any:
    """A journey document with these fields in the place of those that it has."""
    return build_document(
        {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "test", "nodes": NODES, "goal": GOAL}
        | fields
    )
