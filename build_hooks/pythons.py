"""Runs tests under each other supported Python that is on this machine: `python build_hooks/pythons.py PATHS`.

The versions are those that pyproject.toml claims, but for the one that runs this: `make test` is under it. `uv` looks
for them and downloads none; a version that is missing is named, and is no failure. Each has an environment of its own
under `.venvs/`, with the locked packages.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venvs"
LOCK = ROOT / "requirements.lock"
CLAIM = re.compile(r"Programming Language :: Python :: (3\.\d+)$")
UV = (sys.executable, "-m", "uv", "--no-config", "--no-python-downloads")


def claimed() -> list[str]:
    """The versions that pyproject.toml claims, as "3.12"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [found[1] for line in project["classifiers"] if (found := CLAIM.search(line))]


def interpreter(version: str) -> str:
    """Where a Python of this version is, "" when there is none."""
    found = os.environ | {"PYENV_VERSION": version}  # pyenv's shims answer for one version at a time
    command = [*UV, "python", "find", "--system", version]
    done = subprocess.run(command, env=found, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def environment(version: str, python: str) -> Path:
    """The Python of an environment with the locked packages and this source; made anew when the lock has changed."""
    folder = FOLDER / version
    inside, mark = folder / "bin" / "python", folder / "locked"
    lock = LOCK.read_text(encoding="utf-8")
    if not mark.is_file() or mark.read_text(encoding="utf-8") != lock:
        _run([*UV, "venv", "--quiet", "--clear", "--python", python, str(folder)])
        install = [*UV, "pip", "install", "--quiet", "--python", str(inside)]
        _run([*install, "--require-hashes", "--requirement", str(LOCK)])
        _run([*install, "--no-deps", "--no-build-isolation", "--editable", "."])
        mark.write_text(lock, encoding="utf-8")
    return inside


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True, timeout=1_800)


def test(version: str, paths: Sequence[str]) -> str:
    """Run the tests under one version; the answer is a line that says how it went."""
    python = interpreter(version)
    if not python:
        return "is not on this machine"
    try:
        inside = environment(version, python)
    except subprocess.CalledProcessError:
        return "FAILED: its packages could not be installed"
    command = [str(inside), "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return "passed" if code == 0 else "FAILED"


def main() -> int:
    """Every other claimed version in turn; 1 when one failed, 0 when none did."""
    said, own = {}, "{}.{}".format(*sys.version_info)
    for version in claimed():
        if version == own:
            continue
        print(f"Python {version}", file=sys.stderr)
        said[version] = test(version, sys.argv[1:])
    print("\n".join(f"Python {version} {line}" for version, line in said.items()))
    return int(any(line.startswith("FAILED") for line in said.values()))


if __name__ == "__main__":
    raise SystemExit(main())
