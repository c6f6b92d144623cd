"""What the functions of the language make of texts and lists; None is unknown."""

from functools import lru_cache
from typing import Any, Final

import re2

PATTERN_MAX: Final = 200
PATTERNS_KEPT: Final = 1_024
PROGRAM_MAX: Final = 5_000
"""Into so many steps a pattern is compiled at most: in the worst case each is taken at each character of a text."""

_OPTIONS: Final = re2.Options()
_OPTIONS.log_errors = False


@lru_cache(PATTERNS_KEPT)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, _OPTIONS)


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern; "" for nothing."""
    if len(pattern) > PATTERN_MAX:
        return f"A pattern has at most {PATTERN_MAX} characters."
    try:
        steps = _compiled(pattern).programsize
    except re2.error:
        return "This is no pattern of RE2: there are no look-arounds and no references back in it."
    if steps > PROGRAM_MAX:
        return "This pattern repeats too much, and would be slow: write smaller numbers in {}, or fewer classes."
    return "Write a group with a name as (?P<name>...)." if _has_short_group(pattern) else ""


def _has_short_group(pattern: str) -> bool:
    """Whether a group is written as (?<name>...), which not every RE2 reads; in a class it is none."""
    if "(?<" not in pattern:
        return False
    try:
        _compiled(pattern.replace("(?<", "(?!"))  # no pattern of RE2, where it is a group
    except re2.error:
        return True
    return False


def matches(text: Any, pattern: Any) -> bool | None:
    """Whether a pattern of RE2 is found in a text, in time that grows with its length and no faster."""
    return _compiled(pattern).search(text) is not None if type(text) is str else None


def starts_with(text: Any, start: Any) -> bool | None:
    """Whether a text begins so."""
    return text.startswith(start) if type(text) is str and type(start) is str else None


def ends_with(text: Any, end: Any) -> bool | None:
    """Whether a text ends so."""
    return text.endswith(end) if type(text) is str and type(end) is str else None


def contains(whole: Any, part: Any) -> bool | None:
    """Whether a text holds a part, or a list an item."""
    if type(whole) is str:
        return part in whole if type(part) is str else None
    if not isinstance(whole, list | tuple) or type(part) not in (str, bool, int, float):
        return None
    return any(item == part and (type(item) is bool) is (type(part) is bool) for item in whole)


def lower(text: Any) -> str | None:
    """A text in small letters, one for each, as databases do it: Python alone makes two of a dotted capital I."""
    if type(text) is not str:
        return None
    return text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)


def length(value: Any) -> int | None:
    """How many characters a text has, or a list items."""
    return len(value) if isinstance(value, str | list | tuple) else None
