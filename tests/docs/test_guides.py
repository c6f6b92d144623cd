"""Guides cannot lie: links lead somewhere, named code is there, documents in them are free of faults."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from docs.codes import PACKAGE, ROOT
from loopline.decisions.checks.findings import CheckContext, TemplateProblem
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import read_document
from loopline.lab.stories.run import read_stories, run_story
from loopline.model.nodes.message import Content
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.storage.memory import MemoryLog, MemoryState

GUIDES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in GUIDES]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"`((?:[a-z_]+/)*[a-z_0-9]+\.py)`((?:(?:,| and)? `[A-Za-z_.]+`)*)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(name: str, kind: str) -> list[str]:
    return [body for language, body in FENCE.findall(text_of(name)) if language == kind]


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    gone = [link for link in LINK.findall(text_of(name)) if not (folder / link).exists()]
    assert not gone, f"{name} links to what is not there: {', '.join(gone)}"


@cache
def defined(path: Path) -> frozenset[str]:
    """Every name that a module defines, methods by their class too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef(name=name, body=body):
                inner = [one.name for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
                found |= {name, *(f"{name}.{method}" for method in inner)}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case _:
                pass
    return frozenset(found)


def missing_code(text: str) -> list[str]:
    """What is named as code of ours and is not there."""
    gone = []
    for path, names in SAID.findall(text):
        places = [PACKAGE / path, ROOT / path]
        file = next((place for place in places if place.is_file()), None)
        if file is None:
            gone.append(path)
            continue
        gone += [f"{path} {name}" for name in re.findall(r"`([A-Za-z_.]+)`", names) if name not in defined(file)]
    return gone


NAMING = [
    *(name for name in NAMES if "/howto/" not in name and "/reference/" not in name),
    "docs/howto/add-a-node-kind.md",
]
"""Pages whose code is ours; a guide's may be the code that its reader is to write. The last one writes that as KIND."""


@pytest.mark.parametrize("name", NAMING)
def test_named_code_is_there(name: str) -> None:
    gone = missing_code(text_of(name))
    assert not gone, f"{name} names what is not there: {', '.join(gone)}"


def test_the_map_names_most_rooms() -> None:
    assert len(SAID.findall(text_of("ARCHITECTURE.md"))) > 40


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("`model/ids.py` `bucket`", []),
        ("`model/ids.py` `bucket` and `stable_id`", []),
        ("`model/ids.py` `bucked`", ["model/ids.py bucked"]),
        ("`runtime/engine/loop.py` `Loop.run_once`", []),
        ("`runtime/engine/loop.py` `Loop.tern`", ["runtime/engine/loop.py Loop.tern"]),
        ("`model/idz.py`", ["model/idz.py"]),
    ],
)
def test_what_is_not_there_is_seen(text: str, gone: list[str]) -> None:
    assert missing_code(text) == gone


@cache
def engine() -> TemplateEngine:
    return TemplateEngine()


def template_faults(content: Content) -> tuple[TemplateProblem, ...]:
    return tuple(engine().check(content))


DOCUMENTS = [
    pytest.param(body, id=f"{name}:{place}")
    for name in NAMES
    for place, body in enumerate(fences(name, "yaml"))
    if body.startswith("kind: ")
]


@pytest.mark.parametrize("body", DOCUMENTS)
def test_documents_in_guides_are_free_of_faults(body: str) -> None:
    faults = check_document(read_document(body.encode()), CheckContext(template_faults=template_faults))
    assert not faults, "\n".join(f"{fault.at}: {fault.text} [{fault.code}]" for fault in faults)


def test_the_story_in_the_guide_is_true() -> None:
    guide = "docs/howto/write-a-journey.md"
    documents = [read_document(body.encode()) for body in fences(guide, "yaml") if body.startswith("kind: journey")]
    told = [body for body in fences(guide, "yaml") if body.startswith("journeys:")]
    assert told, f"{guide} shows a story"
    for story in read_stories(told[0]):
        outcome = run_story(
            story,
            {document.id: document for document in documents},
            lambda: (MemoryLog(), MemoryState()),
            TemplateEngine(),
        )
        assert outcome.passed, "\n" + outcome.text
