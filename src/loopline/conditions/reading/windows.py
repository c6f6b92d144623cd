"""How the part of the past is written that a call looks at: `within`, `ago` and `since`."""

import ast
from typing import Final

from loopline.conditions.counted import OF_EVENTS
from loopline.conditions.dates import duration_ms
from loopline.conditions.functions.usage import usage
from loopline.conditions.reading.notes import Notes
from loopline.conditions.tree import WINDOWED, Call, Value, value_kind

_NOW: Final = Call("now", ())
_FORMS: Final = 'Write within="7d", or within="7d", ago="7d", or since=a date, which stands alone.'
_SINCE: Final = (
    'Write since=a date: a field, entry.at, first("event"), last("event"), date("2026-01-31") or start_of("month").'
)


def durations(name: str, node: ast.Call, notes: Notes) -> dict[str, str]:
    """`within` and `ago` as they are written; whatever else is named and does not belong to the function is a fault."""
    found: dict[str, str] = {}
    is_odd = False
    for keyword in node.keywords:
        if keyword.arg == "where" and name in OF_EVENTS:
            continue
        if name not in WINDOWED or keyword.arg not in ("within", "ago", "since"):
            notes.error("condition_wrong_arguments", f"Write it as {usage(name)}.", node)
        elif keyword.arg != "since":
            written = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            if isinstance(written, str) and duration_ms(written) is not None:
                found[keyword.arg] = written
            else:
                is_odd = True
    if is_odd:
        text = 'Write a duration such as "30d", "12h", "45m", "10s" or "2w".'
        notes.error("condition_bad_duration", text, node)
    if name in WINDOWED and not _fit({keyword.arg for keyword in node.keywords} - {"where"}):
        notes.error("condition_wrong_arguments", _FORMS, node)
    return found


def _fit(named: set[str | None]) -> bool:
    return named == {"since"} or ("since" not in named and ("ago" not in named or "within" in named))


def since_fault(since: Value) -> str:
    """What is wrong with a date from which on a call looks; "" for nothing."""
    fits = since != _NOW and value_kind(since) in ("date", "any", "text")
    return "" if fits else _SINCE
