"""Markdown tables: written by the generator, read again by the tests."""

from collections.abc import Iterable, Iterator, Sequence


def cell(text: str) -> str:
    """A text that fits in one cell."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells come escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows of every table of a page, heads and rules left out; cells as they stand."""
    after_rule = False
    for line in text.splitlines():
        if not line.startswith("|"):
            after_rule = False
            continue
        cells = [part.strip() for part in line.replace("\\|", "\0").strip().strip("|").split("|")]
        cells = [part.replace("\0", "\\|") for part in cells]
        if all(set(part) <= set("-:") and part for part in cells):
            after_rule = True
        elif after_rule:
            yield cells


def names_in(text: str) -> set[str]:
    """What a page documents: headings and first cells, without their code marks and arguments."""
    headings = [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("##")]
    firsts = [cells[0] for cells in rows_of(text)]
    return {name.split("(")[0].strip("` ") for name in (*headings, *firsts)}
