"""The server's sentences in German: each one that a person meets has its German, with the same gaps in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import loopline
from loopline.api.spoken.catalogue import GAP, german_sentences, in_german
from loopline.decisions.narrate import REFUSALS

ROOT: Final = Path(loopline.__file__).parent
MET: Final = (
    "conditions",
    "decisions/checks",
    "decisions/documents",
    "decisions/narrate.py",
    "decisions/narration",
    "decisions/nodes",
    "decisions/triggers",
    "studio/broadcasts",
    "studio/documents",
    "studio/previews",
    "studio/shelf",
    "studio/texts",
)
"""Where sentences are made that a person meets in the studio: faults of what they write, reasons, the why."""

LETTERS_MIN: Final = 3
"""Forms of fewer letters fit many texts; what stands in their gaps is known."""


def sentences(file: Path) -> Iterator[str]:
    """The texts of a module that read as sentences, with numbers in their gaps."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    aside = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    aside |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = None if id(node) in aside else written(node)
        if text and is_sentence(text):
            yield text


def written(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    gaps = iter(range(len(node.values)))
    return "".join(str(one.value) if isinstance(one, ast.Constant) else f"{{{next(gaps)}}}" for one in node.values)


def is_sentence(text: str) -> bool:
    begins = re.match(r'["\'(]?([A-Z]|\{\w+\})', text)
    letters = sum(map(str.isalpha, GAP.sub("", text)))
    ends = text.rstrip(')"')[-1:] in ".?!" and not text.startswith("SELECT ")
    return " " in text and begins is not None and ends and letters >= LETTERS_MIN


def met() -> set[str]:
    found: set[str] = set()
    for place in MET:
        path = ROOT / place
        for file in [path] if path.suffix else path.rglob("*.py"):
            found.update(sentences(file))
    return found


def test_each_sentence_that_a_person_meets_has_its_german() -> None:
    known, found = german_sentences(), met()
    assert len(found) > 400, "the sentences are found at all"
    assert sorted(found - known.keys()) == []
    assert sorted(text for text in REFUSALS.values() if in_german(text) == text) == []


def test_the_gaps_of_both_are_the_same() -> None:
    odd = [one for one, german in german_sentences().items() if sorted(GAP.findall(one)) != sorted(GAP.findall(german))]
    assert odd == []


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Name it in a journey.", "Nenn es in einer Journey."),
        ("A message by sms needs body; write it.", "Eine Nachricht per sms braucht body; schreib es."),
        (
            'There is no template "spring". Publish it first.',
            "Es gibt keine Vorlage „spring“. Veröffentliche es zuerst.",
        ),
        (
            "Did not enter welcome: they may enter only once.",
            "Trat nicht ein in welcome: sie dürfen nur einmal eintreten.",
        ),
        ("Something that nobody has translated.", "Something that nobody has translated."),
        ("", ""),
    ],
)
def test_a_text_is_said_in_german(english: str, german: str) -> None:
    assert in_german(english) == german


def test_a_text_of_any_length_is_answered_at_once() -> None:
    """A text that people wrote may hold what looks like many sentences; it costs no more than looking through it."""
    text = "Did not enter " + "a: b. " * 600
    assert in_german(text) == text or "Trat nicht ein" in in_german(text)
