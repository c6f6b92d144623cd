"""Patterns are found in a time that grows with the text and no faster."""

import duckdb
import pytest

from loopline.conditions.functions.texts import PATTERN_MAX, matches, pattern_fault


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("ann@acme.com", "@acme[.]com$", True),
        ("ann@acme.com", "^acme", False),
        ("ANN", "(?i)ann", True),
        ("ärger", "^.rger$", True),
        (5, "5", None),
        (None, ".", None),
    ],
)
def test_a_pattern_is_found_anywhere(text: object, pattern: str, found: bool | None) -> None:
    assert matches(text, pattern) is found


def test_a_pattern_that_would_never_end_elsewhere_ends() -> None:
    assert matches("a" * 20_000 + "!", "^(a+)+$") is False


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "(?=x)",
        r"(x)\1",
        "a" * (PATTERN_MAX + 1),
        "(a{999}){999}",
        r"(\pL?){100}1",
        r"(\pL{10}){10}",
        "(?<a>x)",
        r"[(?<a>]x(?<b>y)",
    ],
)
def test_what_is_no_pattern_has_a_fault(pattern: str) -> None:
    assert pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern", ["^a+$", "(?P<a>x)", "[(?<a>]x", r"\(?<a", r"[\pL\pN]+ [\pL\pN]+", "." * PATTERN_MAX]
)
def test_what_databases_read_too_is_a_pattern(pattern: str) -> None:
    assert not pattern_fault(pattern)
    with duckdb.connect() as database:
        database.execute("SELECT regexp_matches('x', ?)", [pattern])
