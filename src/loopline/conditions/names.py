"""Checks a tree against the known names, and warns of comparisons that can never be true or false."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.conditions.counted import OF_EVENTS, events_of
from loopline.conditions.errors import ConditionError, Level
from loopline.conditions.text import text_of
from loopline.conditions.tree import (
    ACCOUNT_ID,
    Arith,
    Call,
    Compare,
    Constant,
    In,
    Negate,
    Node,
    Path,
    Value,
    name_of,
    number_of,
    value_kind,
)
from loopline.model.history.message_events import MESSAGE_EVENTS
from loopline.model.history.times import HISTORY_MAX
from loopline.model.localtime import date_of

BEYOND: Final = (
    f"The newest {HISTORY_MAX:,} times of an event are remembered: within a window more than that is unknown. "
    "Ask for fewer, or for all time without a window."
)
NOT_YET: Final = {
    "segment": "make this segment first.",
    "journey": "publish this journey first.",
    "message": "name a message node of that journey.",
}
_PLAIN: Final = {"truth": "true or false", "number": "a number", "text": "a string", "date": "a date"}


NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class KnownNames(Struct, frozen=True):
    """The names that are known so far. A field that is not here is a warning, or an error when `strict`.

    `messages` are those of journeys, as "journey/node". `types` says what the fields of people and accounts hold
    ("number", "string" ...), by their text in a condition; `properties` names the fields of each event.
    """

    traits: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    account_traits: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    journeys: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    strict: bool = False
    types: Mapping[str, str] = NOTHING
    properties: Mapping[str, frozenset[str]] = NOTHING


def check_names(marks: tuple[tuple[Node, int], ...], known_names: KnownNames) -> list[ConditionError]:
    """Names that the catalog does not know; an unknown segment is always an error, as it has no meaning."""
    level: Level = "error" if known_names.strict else "warning"
    errors = (_name_error(node, offset, known_names, level) for node, offset in marks)
    return [error for error in errors if error]


def _name_error(node: Node, offset: int, known_names: KnownNames, level: Level) -> ConditionError | None:
    match node:
        case Path(home="person"):
            return _unknown("field", node.root, known_names.traits, offset, level)
        case Path(home="account") if node != ACCOUNT_ID:
            return _unknown("account_field", node.root, known_names.account_traits, offset, level)
        case Call(name=name) if name in OF_EVENTS:
            found = (
                _unknown("event", one, known_names.events | MESSAGE_EVENTS, offset, level) for one in events_of(node)
            )
            return next(filter(None, found), None)
        case Call(name="in_segment"):
            return _unknown("segment", name_of(node), known_names.segments, offset, "error")
        case Call(name="in_list"):
            return _unknown("list", name_of(node), known_names.lists, offset, level)
        case Call(name="in_journey" | "received"):
            return _unknown_message(name_of(node), known_names, offset, level)
        case _:
            return None


def _unknown_message(name: str, known: KnownNames, offset: int, level: Level) -> ConditionError | None:
    """A journey that is not known, or a message that it does not send, where its messages are known."""
    journey, _, step = name.partition("/")
    if (fault := _unknown("journey", journey, known.journeys, offset, level)) is not None:
        whole = f"{fault.suggestion}/{step}" if step and fault.suggestion else fault.suggestion
        return replace(fault, suggestion=whole)
    is_listed = any(message.startswith(f"{journey}/") for message in known.messages)
    return _unknown("message", name, known.messages, offset, level) if step and is_listed else None


def _unknown(what: str, name: str, known: frozenset[str], offset: int, level: Level) -> ConditionError | None:
    if name in known or (what.endswith("field") and any(field.partition(".")[0] == name for field in known)):
        return None
    close = get_close_matches(name, sorted(known), 1, 0.7)
    plain = "trait of accounts" if what == "account_field" else "trait" if what == "field" else what
    hint = f"did you mean {close[0]}?" if close else "check its spelling, or send it once."
    if what in NOT_YET and not close:
        hint = NOT_YET[what]
    text = f'No {plain} "{name[:60]}" is known; {hint}'
    return ConditionError(f"condition_unknown_{what}", text, offset, close[0] if close else "", level)


def check_kinds(marks: tuple[tuple[Node, int], ...]) -> list[ConditionError]:
    """Comparisons and sums of things of different kinds: lawful, but always unknown."""
    errors = []
    for node, offset in marks:
        text = _mismatch(node)
        if text:
            errors.append(ConditionError("condition_never_known", text, offset, level="warning"))
        if isinstance(node, Compare) and _beyond_memory(node):
            errors.append(ConditionError("condition_beyond_memory", BEYOND, offset, level="warning"))
    return errors


def check_types(marks: tuple[tuple[Node, int], ...], known_names: KnownNames) -> list[ConditionError]:
    """Numbers that are compared with texts: most likely another field was meant, or the quotes are too many."""
    errors = []
    for node, offset in marks:
        if not isinstance(node, Compare):
            continue
        for field, other in ((node.left, node.right), (node.right, node.left)):
            found = _number_with_text(field, other, known_names)
            if found is not None:
                errors.append(ConditionError("condition_number_with_text", *found[:1], offset, found[1], "warning"))
    return errors


def _number_with_text(field: Value, other: Value, known: KnownNames) -> tuple[str, str] | None:
    """What to say of a field beside a written text, and the field that was probably meant."""
    if not isinstance(field, Path) or not isinstance(other, Constant) or not isinstance(other.value, str):
        return None
    text = other.value
    named = text_of(field)
    is_number = known.types.get(named) == "number"
    account = text.partition(".")
    is_field = text in known.traits or (account[0] == "account" and account[2] in known.account_traits)
    if is_field:
        return f'"{text[:60]}" in quotes is a text; did you mean the field {text[:60]}?', text
    if is_number:
        return f'{named} holds numbers and "{text[:60]}" is a text, so this is always unknown; remove the quotes.', ""
    return None


def _beyond_memory(node: Compare) -> bool:
    """Whether a count in a window is held against more than is remembered, so that it may never be known."""
    for count, number in ((node.left, number_of(node.right)), (node.right, number_of(node.left))):
        is_windowed = isinstance(count, Call) and count.name == "count" and count.within
        if is_windowed and number is not None and number > HISTORY_MAX:
            return True
    return False


def _mismatch(node: Node) -> str:
    match node:
        case Compare(op=op, left=left, right=right):
            return _mismatch_of_pair(op, left, right)
        case In(value=value, items=items):
            texts = [_mismatch_of_pair("==", value, Constant(item)) for item in items]
            return next((text for text in texts if text), "")
        case Arith(op=op, left=left, right=right):
            odd = [part for part in (left, right) if value_kind(part) not in ("number", "any")]
            return f"{op} works on numbers only, so this is always unknown." if odd else ""
        case Negate(part=part):
            return (
                "" if value_kind(part) in ("number", "any") else "Minus works on numbers only; this is always unknown."
            )
        case _:
            return ""


def _mismatch_of_pair(op: str, left: Value, right: Value) -> str:
    kinds = {value_kind(left), value_kind(right)}
    if "null" in kinds:
        return "" if op in ("==", "!=") else "Nothing is before or after null; write == null, or has(field)."
    if "date" in kinds:
        other = right if value_kind(left) == "date" else left
        dated = value_kind(other) in ("date", "any") or (
            isinstance(other, Constant) and date_of(other.value) is not None
        )
        return "" if dated else "A date is compared with something that is no date; this is always unknown."
    if kinds == {"truth"} and op not in ("==", "!="):
        return "true and false have no order; this is always unknown."
    known = sorted(kinds - {"any"})
    if len(known) < 2:
        return ""
    return f"{_PLAIN[known[0]].capitalize()} is compared with {_PLAIN[known[1]]}; this is always unknown."
