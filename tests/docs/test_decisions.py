"""The decisions on paper: each is in the index, has the four parts, and keeps its number."""

import re

import pytest

from docs.codes import ROOT

FOLDER = ROOT / "docs" / "adr"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))


@pytest.mark.parametrize("name", [path.name for path in PAGES])
def test_a_decision_has_its_parts(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    number = name[:4]
    assert re.match(rf"# {number}\. \S", text), f'{name} starts with "# {number}. " and the decision in one sentence'
    for part in ("\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"):
        assert part in text, f"{name} lacks {part.strip()!r}"


def test_every_decision_is_in_the_index() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in PAGES if f"]({path.name})" not in index]
    assert not missing, f"list in docs/adr/README.md: {', '.join(missing)}"


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name[:4] for path in PAGES]
    assert len(set(numbers)) == len(numbers)
