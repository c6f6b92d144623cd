"""What is committed belongs to everybody: no path of one machine, no registry's address, no built file, one version."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import loopline
from tests.house.source import ROOT, Finding, report

# Written so that this file does not match itself.
LEAKS = {
    r"/w[o]rk/(main|shared|\.)": "a path of one machine",
    r"/r[o]ot/\.": "a path of one machine",
    r"/h[o]me/[a-z]+/": "a path of one machine",
    r"/[o]pt/(pypi|wheels)": "a path of one machine",
    r"pythonh[o]sted|py[p]i\.org|registry\.npm[j]s|deb\.deb[i]an": "a registry's address",
}
MADE = re.compile(r"(^|/)(node_modules|dist|__pycache__|\.venv)/|^src/loopline/assets/|\.pyc$|\.min\.js$")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+", re.MULTILINE)


def tracked() -> list[Path]:
    """What git holds or would take up: ignored files are nobody's business."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def leaks_in(text: str) -> list[tuple[int, str]]:
    """Line number and kind of each leak."""
    found = []
    for pattern, kind in LEAKS.items():
        for match in re.finditer(pattern, text):
            found.append((text.count("\n", 0, match.start()) + 1, kind))
    return found


def test_no_file_names_a_machine_or_a_registry() -> None:
    findings = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT).as_posix()
        findings += [Finding(f"{name}:{line}", f"holds {kind}") for line, kind in leaks_in(text)]
    assert not findings, report(findings, "Take it out, or make it a setting.")


@pytest.mark.parametrize(
    "text", ["/w" + "ork/main/x", "https://py" + "pi.org/simple", "/ho" + "me/ann/x", "/ro" + "ot/.npm"]
)
def test_a_leak_is_seen(text: str) -> None:
    assert leaks_in(f"first\n{text}") == [(2, leaks_in(text)[0][1])]


def test_no_built_file_is_committed() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    findings = [Finding(name, "is made by a build") for name in names if MADE.search(name)]
    assert not findings, report(findings, "Name it in .gitignore and let the build make it.")


def test_the_npm_lock_names_no_download_address() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock, "write it again: web/.npmrc has omit-lockfile-registry-resolved=true"


def project() -> dict[str, list[str]]:
    """The direct requirements of pyproject.toml: of a server, and of the tests and tools."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {"run": content["project"]["dependencies"], "dev": content["dependency-groups"]["dev"]}


def plain(requirement: str) -> str:
    """The normal form of a requirement's package name."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_locks_hold_every_requirement_and_a_hash_for_each() -> None:
    wanted = {"requirements-run.lock": project()["run"], "requirements.lock": [*project()["run"], *project()["dev"]]}
    for name, requirements in wanted.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        held = {plain(pin) for pin in PINNED.findall(text)}
        missing = {plain(requirement) for requirement in requirements} - held
        assert not missing, f"{name} lacks {sorted(missing)}: run `make lock`"
        assert text.count("--hash=sha256:") >= len(held)
        assert "://" not in text


def test_the_version_is_said_once() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert content["project"]["version"] == loopline.__version__


def test_every_runtime_requirement_says_why() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    block = lines[start + 1 : lines.index("]", start)]
    silent = [line.strip() for line in block if line.strip().startswith('"') and "#" not in line.split('",')[-1]]
    assert not silent, f"say beside each what it is needed for: {silent}"
