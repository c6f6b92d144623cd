"""Every act of the studio is a call that the reference of the API names."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
WEB: Final = ROOT / "web" / "src"
CALL: Final = re.compile(
    r"\b(post|put|remove|request|get)(?:<[^()]*?>)?\(\s*(?:\"([A-Z]+)\",\s*)?(?:`(/api/[^`]+)`|\"(/api/[^\"]+)\")",
    re.DOTALL,
)
METHODS: Final = {"post": "POST", "put": "PUT", "remove": "DELETE", "get": "GET"}
ROW: Final = re.compile(r"^\| `([A-Z]+) (/api/[^`]+)`", re.MULTILINE)


def shape(path: str) -> str:
    """A path with a star for each part that is filled in, and without its query."""
    bare = re.sub(r"\$\{(?:[^{}]|\{[^}]*\})*\}", "*", path).split("?")[0]
    return re.sub(r"\{[^}]+\}", "*", bare)


def called() -> set[tuple[str, str]]:
    """Method and path of every call that the studio's code makes."""
    found = set()
    for file in WEB.rglob("*.ts*"):
        if ".test." in file.name or "mock" in file.parts or "testing" in file.parts:
            continue
        for word, method, built, plain in CALL.findall(file.read_text(encoding="utf-8")):
            found.add((method or METHODS.get(word, ""), shape(built or plain)))
    return found


def is_named(method: str, path: str, rows: list[tuple[str, str]]) -> bool:
    """Whether a row fits: a star stands for any part, such as a verb; one behind a part is a query."""
    asked = [part if part == "*" else part.removesuffix("*") for part in path.split("/")]
    named = (shape(other).split("/") for verb, other in rows if verb == method)
    return any(
        len(parts) == len(asked)
        and all(mine == theirs or "*" in (mine, theirs) for mine, theirs in zip(asked, parts, strict=True))
        for parts in named
    )


def test_every_call_of_the_studio_stands_in_the_reference() -> None:
    rows = ROW.findall((ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8"))
    calls = called()
    assert len(calls) > 100 and len({method for method, _ in calls}) == 4, "the studio's calls are found at all"
    assert sorted(call for call in calls if not is_named(*call, rows)) == []
