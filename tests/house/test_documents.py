"""Every field of a document is read: one that nobody reads is a promise of the schema that nobody keeps."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import msgspec
import pytest
from msgspec import Struct

from loopline.model import journey
from loopline.model.entry import cap, goal, holdout, trigger
from loopline.model.nodes import Node, experiment, message, split, wait
from tests.house.source import ROOT

SPELLED: Final[dict[type[Struct], frozenset[str]]] = {
    journey.Journey: frozenset(("journey", "document", "chosen")),
    journey.Segment: frozenset(("segment", "document")),
    journey.Workspace: frozenset(("workspace", "rules")),
    journey.Entry: frozenset(("entry",)),
    journey.Reentry: frozenset(("reentry", "rule")),
    trigger.ItemFall: frozenset(("item", "rule")),
    trigger.Trigger: frozenset(("trigger", "one")),
    journey.ExitRule: frozenset(("rule", "stated")),
    holdout.Holdout: frozenset(("holdout", "programme", "share", "spared")),
    holdout.GlobalHoldout: frozenset(("holdout", "spared")),
    holdout.Programme: frozenset(("holdout", "programme")),
    goal.MeasuredGoal: frozenset(("goal", "rule")),
    experiment.Slot: frozenset(("slot", "own")),
    journey.SharedExit: frozenset(("rule", "stated")),
    journey.GoalRule: frozenset(("goal", "rule")),
    journey.QuietHours: frozenset(("quiet_hours", "hours")),
    cap.Cap: frozenset(("cap",)),
    cap.CapArm: frozenset(("arm",)),
    cap.CapExperiment: frozenset(("experiment", "tries", "own")),
    cap.Reserve: frozenset(("reserve", "kept")),
    journey.Topic: frozenset(("topic", "known")),
    journey.PageBrand: frozenset(("brand",)),
    journey.DoubleOptIn: frozenset(("rule", "double_opt_in")),
    journey.KeywordAnswers: frozenset(("said", "answers")),
    message.Content: frozenset(("content",)),
    message.LocalParts: frozenset(("parts",)),
    message.IfFailed: frozenset(("if_failed", "failed")),
    wait.Until: frozenset(("until", "awaited")),
    wait.UntilDate: frozenset(("until_date", "date")),
    wait.BestHour: frozenset(("best", "best_hour")),
    wait.Way: frozenset(("way",)),
    wait.WayDate: frozenset(("date",)),
    split.Branch: frozenset(("branch",)),
    experiment.Arm: frozenset(("arm",)),
    **{kind: frozenset(("node", "message")) for kind in get_args(Node)},
}
"""How the code calls a value of each struct, at the end of the expression in front of the field."""

ELSEWHERE: Final[dict[str, str]] = {
    "Journey.canvas": "the studio draws by it, and it decides nothing",
    "Journey.description": "people read it",
    "Journey.owner": "people read it",
    "Segment.description": "people read it",
    "Segment.name": "people read it",
    "Workspace.id": "there is one workspace, whatever it is called",
    **{f"{kind.__name__}.note": "people read it" for kind in get_args(Node)},
    "LocalParts": "all its parts are rendered by their names, whatever they are",
    "Content": "all its parts are rendered by their names, whatever they are",
}
"""Fields that no code needs to read, each with what becomes of them."""


def read_in_source() -> set[tuple[str, str]]:
    """What stands in front of a field, and the field, wherever the source reads one; the model is the schema itself."""
    found: set[tuple[str, str]] = set()
    for path in (ROOT / "src" / "loopline").rglob("*.py"):
        inside = path.relative_to(ROOT / "src" / "loopline").parts
        if inside[0] != "model" and inside[:2] != ("lab", "simulator"):
            found |= set(_reads(path))
    return found


def _reads(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield name, node.attr


def unread(kind: type[Struct], reads: set[tuple[str, str]]) -> list[str]:
    """The fields of a struct that nothing reads and that are not excused."""
    if kind.__name__ in ELSEWHERE:
        return []
    names = [field.name for field in msgspec.structs.fields(kind)]
    return [
        f"{kind.__name__}.{name}"
        for name in names
        if f"{kind.__name__}.{name}" not in ELSEWHERE and not any((owner, name) in reads for owner in SPELLED[kind])
    ]


def test_every_field_of_a_document_is_read_somewhere() -> None:
    reads = read_in_source()
    found = [name for kind in SPELLED for name in unread(kind, reads)]
    assert not found, f"nothing reads {found}: build what they promise, or take them out of the schema"


def test_a_field_that_nobody_reads_is_found() -> None:
    reads = read_in_source() - {("workspace", "sender")}
    assert unread(journey.Workspace, reads) == ["Workspace.sender"]


@pytest.mark.parametrize("module", [journey, message, wait, split, experiment])
def test_every_struct_of_a_document_is_looked_at(module: object) -> None:
    made = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Struct)]
    here = [one for one in made if one.__module__ == getattr(module, "__name__", "")]
    assert {one.__name__ for one in here} - {one.__name__ for one in SPELLED} <= {"Canvas"}
