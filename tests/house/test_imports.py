"""What is light stays light: what a process does not use yet it has not loaded. All of it can be."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import CORE, PACKAGE, ROOT

EDGES = {
    *("fastapi", "uvicorn", "httpx2", "pydantic_settings"),
    *("sqlalchemy", "alembic", "duckdb", "scipy", "numpy", "jsbox"),
}
LATER = {"sqlalchemy", "alembic", "duckdb", "scipy", "numpy", "httpx2", "rich"}
"""What a server loads when it is first asked for it, if ever."""
LISTS = "import sys; print('\\n'.join(sys.modules))"


def loaded(statements: str, *arguments: Path) -> set[str]:
    """The modules that are loaded after these statements, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statements}\n{LISTS}", *map(str, arguments)],
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


SERVED = """
import asyncio, sys
from pathlib import Path
from loopline.cli.serve import running
from loopline.app import App
from loopline.settings import read_settings

async def serve():
    app = App(Path(sys.argv[1]), read_settings())
    async with running(app, "127.0.0.1", 0):
        await app.level()

asyncio.run(serve())
"""


def test_a_started_server_has_loaded_what_it_uses(tmp_path: Path) -> None:
    loaded(SERVED, tmp_path)  # the first start brings the stores up
    heavy = loaded(SERVED, tmp_path) & LATER
    assert not heavy, f"import these where they are used: {', '.join(sorted(heavy))}"


def test_the_process_that_takes_signals_in_has_loaded_what_it_uses() -> None:
    heavy = loaded("import sys, loopline.cli.intake") & (EDGES | LATER | {"asyncio"})
    assert not heavy, f"import these where they are used: {', '.join(sorted(heavy))}"


def test_every_module_can_be_imported() -> None:
    """Also under the other Pythons, where only parts of the tests run."""
    assert "loopline.app" in loaded(importing(PACKAGE, PACKAGE.parent))


@pytest.mark.parametrize("room", CORE)
def test_a_room_of_the_core_loads_no_library_of_the_edges(room: str) -> None:
    heavy = loaded(importing(PACKAGE / room, PACKAGE.parent)) & EDGES
    assert not heavy, f"import these where they are used: {', '.join(sorted(heavy))}"


@pytest.mark.parametrize("room", CORE)
def test_the_tests_of_the_core_reach_no_app(room: str) -> None:
    reached = loaded(importing(ROOT / "tests" / room, ROOT)) & {"loopline.app", "loopline.cli", "uvicorn"}
    assert not reached, f"tests/{room} imports what reaches {', '.join(sorted(reached))}"
