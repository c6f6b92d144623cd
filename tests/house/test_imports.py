"""What is light stays light: the command line's help and the core's tests load no library of the edges."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import CORE, PACKAGE, ROOT

EDGES = {
    *("fastapi", "uvicorn", "httpx2", "pydantic_settings"),
    *("sqlalchemy", "alembic", "duckdb", "scipy", "numpy", "jsbox"),
}
LISTS = "import sys; print('\\n'.join(sys.modules))"


def loaded(statements: str) -> set[str]:
    """The modules that are loaded after these statements, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statements}\n{LISTS}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines())


def importing(folder: Path, root: Path) -> str:
    """Statements that import every module of a folder."""
    found = [".".join(path.relative_to(root).with_suffix("").parts) for path in sorted(folder.rglob("*.py"))]
    names = [name.removesuffix(".__init__") for name in found]
    return (
        f"import sys; sys.path.insert(0, '.')\nfrom importlib import import_module\n[import_module(n) for n in {names}]"
    )


def test_the_help_of_the_command_line_loads_no_library_of_the_edges() -> None:
    text = "import sys\nfrom typer.testing import CliRunner\nfrom loopline.__main__ import app\n"
    text += "assert CliRunner().invoke(app, ['--help']).exit_code == 0"
    heavy = loaded(text) & (EDGES | {"loopline.app"})
    assert not heavy, f"import these where they are used: {', '.join(sorted(heavy))}"


@pytest.mark.parametrize("room", CORE)
def test_a_room_of_the_core_loads_no_library_of_the_edges(room: str) -> None:
    heavy = loaded(importing(PACKAGE / room, PACKAGE.parent)) & EDGES
    own = {"scipy", "numpy"} if room == "learning" else set()  # its mathematics
    assert heavy <= own, f"import these where they are used: {', '.join(sorted(heavy - own))}"


@pytest.mark.parametrize("room", CORE)
def test_the_tests_of_the_core_reach_no_app(room: str) -> None:
    reached = loaded(importing(ROOT / "tests" / room, ROOT)) & {"loopline.app", "loopline.cli", "uvicorn"}
    assert not reached, f"tests/{room} imports what reaches {', '.join(sorted(reached))}"
