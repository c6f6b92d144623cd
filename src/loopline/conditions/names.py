"""Checks a tree against the known names, and warns of comparisons that can never be true or false."""

from difflib import get_close_matches
from typing import Final

from loopline.conditions.dates import date_of
from loopline.conditions.faults import Catalog, Fault, Level
from loopline.conditions.tree import (
    Arith,
    Call,
    Compare,
    Constant,
    In,
    Negate,
    Node,
    Path,
    Value,
    kind_of,
    name_of,
)

_EVENT_CALLS: Final = frozenset({"count", "first", "last"})
_PLAIN: Final = {"truth": "true or false", "number": "a number", "text": "a string", "date": "a date"}


def check_names(marks: tuple[tuple[Node, int], ...], catalog: Catalog) -> list[Fault]:
    """Names that the catalog does not know; an unknown segment is always an error, as it has no meaning."""
    level: Level = "error" if catalog.strict else "warning"
    faults = (_name_fault(node, offset, catalog, level) for node, offset in marks)
    return [fault for fault in faults if fault]


def _name_fault(node: Node, offset: int, catalog: Catalog, level: Level) -> Fault | None:
    match node:
        case Path(home="person", keys=keys):
            return _unknown("field", keys[0], catalog.traits, offset, level)
        case Path(home="account", keys=keys):
            return _unknown("account_field", keys[0], catalog.account_traits, offset, level)
        case Call(name=name) if name in _EVENT_CALLS:
            return _unknown("event", name_of(node), catalog.events, offset, level)
        case Call(name="in_segment"):
            return _unknown("segment", name_of(node), catalog.segments, offset, "error")
        case Call(name="in_list"):
            return _unknown("list", name_of(node), catalog.lists, offset, level)
        case _:
            return None


def _unknown(what: str, name: str, known: frozenset[str], offset: int, level: Level) -> Fault | None:
    if name in known or (what.endswith("field") and any(field.partition(".")[0] == name for field in known)):
        return None
    close = get_close_matches(name, sorted(known), 1, 0.7)
    plain = "trait of accounts" if what == "account_field" else "trait" if what == "field" else what
    hint = f"did you mean {close[0]}?" if close else "check its spelling, or send it once."
    if what == "segment" and not close:
        hint = "make this segment first."
    text = f'No {plain} "{name[:60]}" is known; {hint}'
    return Fault(f"condition_unknown_{what}", text, offset, close[0] if close else "", level)


def check_kinds(marks: tuple[tuple[Node, int], ...]) -> list[Fault]:
    """Comparisons and sums of things of different kinds: lawful, but always unknown."""
    faults = []
    for node, offset in marks:
        text = _mismatch(node)
        if text:
            faults.append(Fault("condition_never_known", text, offset, level="warning"))
    return faults


def _mismatch(node: Node) -> str:
    match node:
        case Compare(op=op, left=left, right=right):
            return _mismatch_of_pair(op, left, right)
        case In(value=value, items=items):
            texts = [_mismatch_of_pair("==", value, Constant(item)) for item in items]
            return next((text for text in texts if text), "")
        case Arith(op=op, left=left, right=right):
            odd = [part for part in (left, right) if kind_of(part) not in ("number", "any")]
            return f"{op} works on numbers only, so this is always unknown." if odd else ""
        case Negate(part=part):
            return "" if kind_of(part) in ("number", "any") else "Minus works on numbers only; this is always unknown."
        case _:
            return ""


def _mismatch_of_pair(op: str, left: Value, right: Value) -> str:
    kinds = {kind_of(left), kind_of(right)}
    if "null" in kinds:
        return "" if op in ("==", "!=") else "Nothing is before or after null; write == null, or has(field)."
    if "date" in kinds:
        other = right if kind_of(left) == "date" else left
        dated = kind_of(other) in ("date", "any") or (isinstance(other, Constant) and date_of(other.value) is not None)
        return "" if dated else "A date is compared with something that is no date; this is always unknown."
    if kinds == {"truth"} and op not in ("==", "!="):
        return "true and false have no order; this is always unknown."
    known = sorted(kinds - {"any"})
    if len(known) < 2:
        return ""
    return f"{_PLAIN[known[0]].capitalize()} is compared with {_PLAIN[known[1]]}; this is always unknown."
