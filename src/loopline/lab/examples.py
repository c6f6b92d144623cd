"""The examples in the folder of each kind of node: what the simulator, the tests and the documents draw from."""

import copy
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from loopline.decisions.documents.yaml import read_yaml
from loopline.decisions.nodes import kind_of
from loopline.model.nodes import NODE_KINDS, Node

NEXT: Final = "next"
OTHER: Final = "other"
STEP: Final = re.compile(r"\w+")
Plain = dict[str, Any]  # a node as JSON


@cache
def node_examples() -> dict[str, tuple[Plain, ...]]:
    """The examples of each kind. Their ways out lead to `next` and `other`, which are to be replaced."""
    folder = files("loopline.decisions.nodes")
    found = {}
    for kind in NODE_KINDS:
        text = (folder / kind / "examples.yaml").read_text(encoding="utf-8")
        found[kind] = tuple(read_yaml(text)[0])
    return found


def placed(example: Plain, targets: Mapping[str, str | None]) -> Plain:
    """The example with each way out that leads to a name of `targets` led there instead; None ends the journey."""
    made: Plain = copy.deepcopy(example)
    node = msgspec.convert(example, Node)
    for field, target in kind_of("example", node).edges():
        if target is not None and target in targets:
            *steps, last = [int(step) if step.isdigit() else step for step in STEP.findall(field)]
            place: Any = made
            for step in steps:
                place = place[step]
            place[last] = targets[target]
    return made
