"""What the functions of the language make of texts and lists; None is unknown."""

from functools import lru_cache
from typing import Any, Final

import re2

PATTERN_MAX: Final = 200
PATTERNS_KEPT: Final = 1_024
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
        _compiled(pattern)
    except re2.error:
        return "This is no pattern of RE2: there are no look-arounds and no references back in it."
    return ""


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
