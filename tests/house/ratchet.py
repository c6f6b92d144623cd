"""The list of what is not yet good, which may only get shorter: `python -m tests.house.ratchet` lowers it.

Sections of ratchet.json: `module_lines`, `function_lines` and `openings` hold sizes over the limit; the others hold a
reason each. The script lowers sizes and drops what has been mended; what is new has to be mended, or written in by
hand.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house import checks, names, packages
from tests.house.source import ROOT, Finding, Module, classes_at_entry_points, modules, unreached

FILE = Path(__file__).with_name("ratchet.json")
Sizes = dict[str, int]
Reasons = dict[str, str]
Check = Callable[[Module], Iterator[Finding]]
WITH_REASONS = ("unmirrored", "words", "unreached", "repeated", "unused", "silent_packages")


def load(section: str) -> dict[str, int | str]:
    """One section of the file; empty when it is not there."""
    held: dict[str, dict[str, int | str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return held.get(section, {})


def sizes(section: str) -> Sizes:
    """A section of sizes."""
    return {key: int(value) for key, value in load(section).items()}


def reasons(section: str) -> Reasons:
    """A section of reasons."""
    return {key: str(value) for key, value in load(section).items()}


def big_modules() -> Sizes:
    """The modules over the soft limit, today."""
    lines = {module.path: checks.module_lines(module) for module in modules()}
    return {path: count for path, count in lines.items() if count > checks.MODULE_LINES}


def big_functions() -> Sizes:
    """The functions over the limit, today."""
    return {key: lines for module in modules() for key, lines in checks.long_functions(module).items()}


def unmirrored() -> set[str]:
    """The modules without a test file at the mirrored path."""
    tests = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    needy = [module.path for module in modules() if checks.needs_mirror(module)]
    return {path for path in needy if not checks.is_mirrored(path, tests)}


def openings() -> Sizes:
    """The sentences of each module that do not begin with their subject."""
    counts = {module.path: len(list(names.bad_openings(module))) for module in modules()}
    return {path: count for path, count in counts.items() if count}


def spoken() -> set[str]:
    """The identifiers that use another word than ours."""
    return {key for module in modules() for key, _finding in checks.other_words(module)}


def grown(today: Sizes, held: Sizes, limit: int) -> list[Finding]:
    """What is over the limit and not in the ratchet, or bigger than it is there."""
    over = {key: lines for key, lines in today.items() if lines > held.get(key, limit)}
    return [Finding(key, f"{lines} lines; at most {held.get(key, limit)}") for key, lines in over.items()]


def stale(listed: set[str], today: set[str], section: str) -> list[Finding]:
    """What has been mended but still stands in the"""
    return [Finding(key, f"is good now, so it leaves the ratchet's {section}") for key in listed - today]


def lower(held: Sizes, today: Sizes) -> Sizes:
    """Each size falls to today's; none rises, none is added."""
    return {key: min(value, today[key]) for key, value in held.items() if key in today}


def main() -> None:
    """Writes the shorter list."""
    lowered = {"module_lines": big_modules(), "function_lines": big_functions(), "openings": openings()}
    dropped = {
        "unmirrored": unmirrored(),
        "words": spoken(),
        "unreached": set(unreached()),
        "repeated": set(names.repeated(modules())),
        "unused": names.unused(modules(), classes_at_entry_points()),
        "silent_packages": packages.silent(modules()),
    }
    held: dict[str, Sizes | Reasons] = {
        **{section: lower(sizes(section), today) for section, today in lowered.items()},
        **{
            section: {key: why for key, why in reasons(section).items() if key in today}
            for section, today in dropped.items()
        },
    }
    FILE.write_text(json.dumps(held, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: " + ", ".join(f"{len(part)} {name}" for name, part in held.items()))


if __name__ == "__main__":
    main()
