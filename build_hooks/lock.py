"""Resolves pyproject.toml into the two lock files, for every platform, with hashes and without any address.

`requirements-run.lock` is what a server needs; `requirements.lock` adds the tests and the tools.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUIET = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
LOCKS: dict[str, tuple[str, ...]] = {"requirements-run.lock": (), "requirements.lock": ("--group", "dev")}


def resolve(name: str, group: tuple[str, ...], upgrade: bool) -> None:
    """Writes one lock file; pins that still fit are kept unless `upgrade`."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *group, "--universal", "--quiet"]
    command += ["--python-version", "3.11", "--generate-hashes", *QUIET, "--output-file", name]
    command += ["--upgrade"] if upgrade else []
    subprocess.run(command, cwd=ROOT, check=True, timeout=600)
    text = (ROOT / name).read_text(encoding="utf-8")
    address = re.search(r".*(://|--index-url|--find-links).*", text)
    if address:
        raise SystemExit(f"{name} holds an address, which would tie it to this machine: {address.group(0)}")


def main() -> None:
    """`lock.py --upgrade` takes the newest versions; without it only what pyproject.toml changed moves."""
    for name, group in LOCKS.items():
        resolve(name, group, "--upgrade" in sys.argv[1:])
        print(f"{name} written", file=sys.stderr)


if __name__ == "__main__":
    main()
