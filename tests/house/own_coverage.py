"""Measures each module by the tests of its own file, and shows the least covered first.

`python -m tests.house.own_coverage [TESTS]` runs the tests once (all but the browser's stories, or those you name)
and notes at every line which test ran it. A module's own tests are its mirror, `tests/model/test_ids*.py` for
`model/ids.py`; "all" counts every test that ran, so a module with a low "own" and a high "all" is proved elsewhere.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import coverage

from tests.house.checks import is_mirrored, mirror_of, needs_mirror
from tests.house.source import PACKAGE, ROOT, Module, modules

SHOWN = 40
LOW = 80
Row = tuple[str, int, float, float]
"""Path, lines, and the percentages of them that its own tests and all tests ran."""


def measure(tests: list[str], data: Path) -> int:
    """Run the tests once; the answer is pytest's exit code."""
    what = tests or ["tests", "--ignore=tests/e2e", "--ignore=tests/cluster"]
    options = ["--cov=loopline", "--cov-context=test", "--cov-report=", "-q", "-n", os.environ.get("WORKERS", "2")]
    command = [sys.executable, "-m", "pytest", *options, *what]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"COVERAGE_FILE": str(data)}, check=False).returncode


def rows(data: Path) -> Iterator[Row]:
    """A row for each module that does something and was run; what runs at import counts for its own tests too."""
    measured = coverage.Coverage(data_file=str(data))
    measured.load()
    for module in filter(needs_mirror, modules()):
        file = str(PACKAGE / module.path)
        if file not in measured.get_data().measured_files():
            continue
        _, lines, _, missing, _ = measured.analysis2(file)
        ran = measured.get_data().contexts_by_lineno(file)
        own = {line for line, tests in ran.items() if any(is_own(module, test) for test in tests)}
        if ran and lines:
            whole = len(lines)
            yield module.path, whole, 100 * len(own & set(lines)) / whole, 100 * (whole - len(missing)) / whole


def is_own(module: Module, test: str) -> bool:
    """Whether a test ("tests/model/test_ids.py::test_x|run") stands in the module's own file; "" is an import."""
    file = test.split("::")[0]
    return not file or is_mirrored(module.path, [file])


def table(found: Iterable[Row], most: int = SHOWN) -> str:
    """The least covered first, and a line on the whole."""
    ordered = sorted(found, key=lambda row: row[2])
    lines = [f"{'module':<48}{'lines':>6}{'own %':>7}{'all %':>7}  own tests"]
    lines += [
        f"{path:<48}{count:>6}{own:>7.0f}{total:>7.0f}  {mirror_of(path)}" for path, count, own, total in ordered[:most]
    ]
    low = sum(own < LOW for _, _, own, _ in ordered)
    middle = median(row[2] for row in ordered) if ordered else 0.0
    lines.append(f"{len(ordered)} modules: own coverage is {middle:.0f} % in the median; {low} are under {LOW} %.")
    return "\n".join(lines)


def main() -> int:
    """Measure, then print."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "coverage"
        code = measure(sys.argv[1:], data)
        print(table(rows(data)))
    return code


if __name__ == "__main__":
    raise SystemExit(main())
