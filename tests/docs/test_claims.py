"""What documents say of the code in passing is true: ports, walls, node kinds, numbers of decisions, pages to read."""

import inspect
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from docs.codes import ROOT
from docs.generate import PAGES as MADE
from loopline import __main__ as commands
from loopline.model.nodes import NODE_KINDS
from loopline.settings import Settings
from tests.house.names import OPENS_BADLY
from tests.house.packages import layers

PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
ADDRESS = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)")
WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(WORDS.split(" "))}
COUNT_OF_DECISIONS = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)}) decisions are written down\b")


def default_port() -> int:
    """The port that `loopline serve` listens on."""
    port = inspect.signature(commands.serve).parameters["port"].default
    assert isinstance(port, int)
    return port


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def wrong_ports(text: str) -> list[str]:
    """The ports of this machine that a page names and the server does not listen on."""
    return [found[1] for found in ADDRESS.finditer(text) if int(found[1]) != default_port()]


def test_the_port_is_the_same_in_settings_and_for_every_command() -> None:
    assert urlsplit(str(Settings.model_fields["public_url"].default)).port == default_port()
    assert inspect.signature(commands.demo).parameters["port"].default == default_port()


@pytest.mark.parametrize("path", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
def test_a_page_names_the_port_that_the_server_listens_on(path: Path) -> None:
    wrong = wrong_ports(path.read_text(encoding="utf-8"))
    assert not wrong, f"the server listens on {default_port()}, not on {', '.join(wrong)}"


def test_a_wrong_port_is_seen() -> None:
    assert wrong_ports("curl http://localhost:8000/v1/track and http://127.0.0.1:8400/") == ["8000"]


def walls(text: str) -> list[list[str]]:
    """The layers as ARCHITECTURE draws them: one a line, the highest first."""
    block = text.split("\n## Walls\n\n", 1)[1].split("\n\n", 1)[0]
    return [[name.strip() for name in line.split("|")] for line in block.splitlines()]


def test_the_walls_of_the_map_are_those_of_the_contract() -> None:
    assert walls(text_of("ARCHITECTURE.md")) == layers()


def test_the_changelog_names_each_node_kind_and_no_other() -> None:
    found = re.search(r"Journey documents[^.]*?with the nodes ([^;.]*)", text_of("CHANGELOG.md"))
    assert found, "CHANGELOG.md says which nodes a journey can have"
    assert set(re.findall(r"`(\w+)`", found[1])) == set(NODE_KINDS)


def test_a_number_of_decisions_is_their_number() -> None:
    written = len(list((ROOT / "docs" / "adr").glob("[0-9]*.md"))) - 1  # without the template
    for path in PAGES:
        for count in COUNT_OF_DECISIONS.findall(" ".join(path.read_text(encoding="utf-8").split())):
            said = NUMBERS.get(count, int(count) if count.isdigit() else -1)
            assert said == written, f"{path.name} says {count} decisions; there are {written}"


LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def test_every_page_can_be_found() -> None:
    """From README.md, or from the list of all documents; decisions have an index of their own."""
    indexes = [ROOT / "README.md", ROOT / "docs" / "README.md"]
    linked = {(page.parent / link).resolve() for page in indexes for link in LINK.findall(page.read_text("utf-8"))}
    lost = [
        path.relative_to(ROOT).as_posix()
        for path in PAGES
        if path not in linked and path not in indexes and path.parent.name != "adr"
    ]
    assert not lost, f"link in docs/README.md: {', '.join(lost)}"


@pytest.mark.parametrize("path", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
def test_a_sentence_of_a_page_begins_with_its_subject(path: Path) -> None:
    """Pages that are made from the code are as the code says."""
    text = path.read_text(encoding="utf-8")
    if path.name in MADE:
        return
    text = re.sub(r"(?m)^#.*$", ".", text)  # a heading is no sentence
    text = re.sub(r"(?m)^[-*>|\s]*[*_]*", "", text)
    badly = [" ".join(found[0].split())[:80] for found in OPENS_BADLY.finditer(text) if text[found.end() :][:1] != "?"]
    assert not badly, f"{path.name}: subject first (STYLE, English): {badly}"
