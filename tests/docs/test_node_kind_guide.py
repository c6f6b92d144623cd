"""docs/howto/add-a-node-kind.md is followed to the letter in a copy of the source: its kind passes as every kind does.

Of the studio's half only the names of the files are compared. That a kind without its folder fails is held where
TypeScript runs, by web/src/nodes/registry.test.ts.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.codes import PACKAGE, ROOT
from tests.cli.served import server

GUIDE = ROOT / "docs" / "howto" / "add-a-node-kind.md"
FENCE = re.compile(r"^```\w+ ([^\n]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
REGISTER = "src/loopline/model/nodes/__init__.py"
BEHAVIOUR = "src/loopline/decisions/nodes/tally"
STUDIO = "web/src/nodes/tally"
TESTS = ["tests/decisions/nodes/tally/test_kind.py", "tests/stories/tally.yaml"]
SECONDS = 300
"""Each step takes a few at most; a server that starts where it should not ends here."""


def steps() -> dict[str, str]:
    """The code of the page, by what stands behind the language: a path, or one of the two lines."""
    return dict(FENCE.findall(GUIDE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the kind needs, after the page; the built assets are linked."""
    copy = tmp_path_factory.mktemp("guide")
    leave = shutil.ignore_patterns("assets", "__pycache__")
    shutil.copytree(PACKAGE, copy / "src" / "loopline", ignore=leave)
    (copy / "src" / "loopline" / "assets").symlink_to(PACKAGE / "assets", target_is_directory=True)
    for folder in ("tests", "docs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", copy)

    written = steps()
    line, place = written.pop("the import"), written.pop("the place in Node").rstrip("\n")
    register = (copy / REGISTER).read_text(encoding="utf-8")
    register = register.replace(
        "from loopline.model.nodes.update import", f"{line}from loopline.model.nodes.update import"
    )
    register, members = re.subn(r"^(Node = .+)$", lambda found: found[1] + place, register, flags=re.MULTILINE)
    assert line in register and line.count("\n") == 1, "the import is one line"
    assert place == " | Tally" and members == 1, "the place in Node is in one line"
    (copy / REGISTER).write_text(register, encoding="utf-8")
    for path, text in written.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    return copy


def environment(copy: Path) -> dict[str, str]:
    return {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONDONTWRITEBYTECODE": "1"}


def python(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=os.environ | environment(copy),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_the_page_has_every_file_of_a_kind() -> None:
    """As many as the smallest sibling has."""
    goal = ROOT / "src" / "loopline" / "decisions" / "nodes" / "goal"
    behaviour = {f"{BEHAVIOUR}/{path.name}" for path in goal.iterdir() if path.is_file()}
    studio = {f"{STUDIO}/{path.name.replace('goal', 'tally')}" for path in (ROOT / STUDIO).with_name("goal").iterdir()}
    rest = {"the import", "the place in Node", "src/loopline/model/nodes/tally.py", *TESTS}
    assert set(steps()) == {*behaviour, *studio, *rest}


def test_the_kind_keeps_the_contract_of_every_kind_and_its_story_goes_as_told(followed: Path) -> None:
    suites = ["tests/decisions/nodes/test_kind.py", *TESTS[:1], "tests/stories"]
    result = python(followed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "tally or register", *suites)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "skipped" not in result.stdout and int(re.findall(r"(\d+) passed", result.stdout)[0]) > 12
    assert "Ann is reminded" in python(followed, "-m", "pytest", "--co", "-q", "-k", "tally", "tests/stories").stdout


def test_its_code_is_in_the_style_of_the_house(followed: Path) -> None:
    code = [path for path in steps() if path.endswith(".py")]
    for command in (["check"], ["format", "--check"]):
        result = python(followed, "-m", "ruff", *command, "--no-cache", *code, REGISTER)
        assert result.returncode == 0, result.stdout + result.stderr


def test_the_server_starts_and_knows_the_kind(followed: Path, tmp_path: Path) -> None:
    with server(tmp_path / "data", environment(followed)) as started:
        for trait, codes in (("visits", []), (" ", ["tally_trait_blank"])):
            nodes = {"count": {"kind": "tally", "trait": trait}}
            document = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "count", "nodes": nodes}
            faults = started.ask("POST", "/api/check", {"document": document}).json()["faults"]
            assert [fault["code"] for fault in faults if fault["severity"] == "error"] == codes


def test_the_reference_tells_of_the_kind(followed: Path) -> None:
    result = python(followed, "-m", "docs.generate")
    assert result.returncode == 0, result.stdout + result.stderr
    reference = followed / "docs" / "reference"
    section = (reference / "nodes.md").read_text(encoding="utf-8").split("\n## tally\n", 1)[1]
    assert steps()[f"{BEHAVIOUR}/page.md"] in section and "{kind: tally, trait: visits, then: next}" in section
    assert "`tally_trait_blank`" in (reference / "errors.md").read_text(encoding="utf-8")
    assert '"tally": "#/$defs/Tally"' in (reference / "schema" / "document.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "another class"])
def test_a_struct_without_behaviour_stops_the_start_by_a_sentence_that_stands_on_the_page(
    followed: Path, tmp_path: Path, left: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(followed / "src", copy / "src", symlinks=True)
    shutil.rmtree(copy / BEHAVIOUR)
    if left != "nothing":
        (copy / BEHAVIOUR).mkdir()
    if left == "another class":
        (copy / BEHAVIOUR / "kind.py").write_text('"""No kind is here."""\n', encoding="utf-8")
    result = python(copy, "-m", "loopline", "serve", "--data", str(tmp_path / "data"), "--port", "0")
    assert result.returncode != 0
    sentence = result.stderr.strip().splitlines()[-1].removeprefix("TypeError: ")
    assert sentence.startswith('The kind "tally" has no behaviour') and sentence in GUIDE.read_text(encoding="utf-8")


def test_what_a_kind_itself_cannot_import_is_not_called_missing_behaviour(followed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(followed / "src", copy / "src", symlinks=True)
    (copy / BEHAVIOUR / "kind.py").write_text("import loopline.decisions.nodes.taly\n", encoding="utf-8")
    result = python(copy, "-c", "import loopline.decisions.nodes")
    assert result.stderr.strip().endswith("ModuleNotFoundError: No module named 'loopline.decisions.nodes.taly'")


@pytest.mark.parametrize("question", ["check", "edges", "arrive"])
def test_a_kind_that_forgets_a_question_cannot_be_made(followed: Path, tmp_path: Path, question: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(followed / "src", copy / "src", symlinks=True)
    kind = copy / BEHAVIOUR / "kind.py"
    kind.write_text(
        kind.read_text(encoding="utf-8").replace(f"def {question}(", f"def not_{question}("), encoding="utf-8"
    )
    made = (
        "from loopline.decisions.nodes import kind_of\n"
        "from loopline.model.nodes.tally import Tally\n"
        "kind_of('count', Tally(trait='visits'))\n"
    )
    assert python(followed, "-c", made).returncode == 0, "the kind of the page can be made"
    result = python(copy, "-c", made)
    assert re.search(rf"Can't instantiate abstract class TallyKind .*\b{question}\b", result.stderr), result.stderr
