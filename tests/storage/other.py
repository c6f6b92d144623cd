"""Another process: runs a piece of Python with the repository on its path, to the end or until it is killed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Begin; `sys.argv[1:]` holds the arguments. The caller waits for it or kills it."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(code: str, *arguments: object) -> str:
    """What it printed; it has to end well."""
    process = start(code, *arguments)
    output, faults = process.communicate(timeout=60)
    assert process.returncode == 0, faults
    return output
