"""The command line as a whole: help that teaches, three exit codes, no tracebacks, and a start that does not drag."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from loopline.cli.keys import create
from tests.cli.served import loopline

COMMANDS = ("serve", "key", "push", "check", "why", "report", "test", "simulate", "demo", "bench")


def test_help_names_every_command() -> None:
    done = loopline("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert command in done.stdout


def test_the_version_is_told_in_a_line() -> None:
    done = loopline("--version")
    assert (done.returncode, done.stdout) == (0, f"loopline {version('loopline')}\n")


@pytest.mark.parametrize(
    "arguments",
    [["--nope"], ["nope"], ["serve"], ["serve", "--data", "x", "--port", "70000"], ["why"], ["key", "make"]],
)
def test_a_misuse_exits_with_two(arguments: list[str]) -> None:
    done = loopline(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_refusal_exits_with_one_and_one_line(tmp_path: Path) -> None:
    done = loopline("key", "create", "--data", tmp_path, "--role", "root")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("loopline: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_key_is_printed_once_and_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = loopline("key", "create", "--data", folder, "--role", "write")
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.strip()
    assert shown.startswith("lw_")
    assert len(shown.split()) == 1
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert shown.encode() not in kept
    assert create(folder, "write") != shown


def test_help_loads_nothing_heavy() -> None:
    """A command line that takes seconds to say hello is not used."""
    code = (
        "import sys, loopline.__main__;"
        "print([m for m in ('duckdb', 'sqlalchemy', 'fastapi', 'scipy', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_help_comes_quickly() -> None:
    """Quickness is told by what is loaded, not by the clock: a busy machine makes no command line slower to write."""
    code = (
        "import sys; from typer.testing import CliRunner; from loopline.__main__ import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "print(*(m for m in sys.modules if m.startswith('loopline.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=True)
    loaded = done.stdout.split()
    own = ("loopline.__main__", "loopline.cli", "loopline.model")
    assert all(name in own or name.startswith(("loopline.cli.", "loopline.model.errors")) for name in loaded), loaded
    assert not [name for name in loaded if name.endswith(".act")], "what commands do is loaded when they do it"
