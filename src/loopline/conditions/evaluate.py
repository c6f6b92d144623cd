"""Tree to closures, compiled once: the three-valued logic of SQL, where unknown is None."""

import operator
from collections.abc import Callable
from typing import Any, Final

from loopline.conditions.counted import is_of_messages, key_of
from loopline.conditions.members.question import question_key
from loopline.conditions.occurrences import bounds_of, count_in
from loopline.conditions.past.certain import truth_between, truth_beyond
from loopline.conditions.past.windows import Window
from loopline.conditions.scope import Scope, Truth
from loopline.conditions.tree import (
    FLIPPED,
    And,
    Call,
    Compare,
    Constant,
    Each,
    In,
    Node,
    Not,
    OfAccount,
    Or,
    number_of,
    value_kind,
)
from loopline.conditions.values import Look, date_look, look_of, window_look

Ask = Callable[[Scope], Truth]
Comparison = Callable[[Any, Any], bool]
HARMLESS: Final = (ArithmeticError, RecursionError, TypeError, ValueError)
"""Raised by odd values in a trait, and by segments that ask each other in a circle; each of these means unknown."""

ITEM: Final = "item"
"""What an item is called that has no fields."""

_ORDERED: Final = frozenset({"<", "<=", ">", ">="})
_OPS: Final[dict[str, Comparison]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def ask_of(node: Node) -> Ask:
    """The closure that gives the truth of a node; a value that is not a truth counts as unknown."""
    match node:
        case And(parts=parts):
            return _and(tuple(ask_of(part) for part in parts))
        case Or(parts=parts):
            return _or(tuple(ask_of(part) for part in parts))
        case Not(part=part):
            return _not(ask_of(part))
        case Compare():
            return _compare_of(node)
        case OfAccount():
            key = question_key(node)
            return lambda scope: scope.answers_of_account.get(key)
        case Each():
            return _each(node)
        case In(value=value, items=items, negated=negated):
            found = _or(tuple(_compare_of(Compare("==", value, Constant(item))) for item in items))
            if all(type(item) is str for item in items) and value_kind(value) != "date":
                found = _among(look_of(value), frozenset(items))
            return _not(found) if negated else found
        case _:
            return look_of(node) if value_kind(node) == "truth" else _as_truth(look_of(node))


def truth_or_unknown(ask: Ask, scope: Scope) -> Truth:
    """The truth, with whatever odd values raise counted as unknown."""
    try:
        return ask(scope)
    except HARMLESS:
        return None


def _and(parts: tuple[Ask, ...]) -> Ask:
    def both(scope: Scope) -> Truth:
        out: Truth = True
        for part in parts:
            truth = part(scope)
            if truth is False:
                return False
            if truth is None:
                out = None
        return out

    return both


def _or(parts: tuple[Ask, ...]) -> Ask:
    def either(scope: Scope) -> Truth:
        out: Truth = False
        for part in parts:
            truth = part(scope)
            if truth is True:
                return True
            if truth is None:
                out = None
        return out

    return either


def _each(node: Each) -> Ask:
    look, ask, settles = look_of(node.items), ask_of(node.where), node.word == "any"

    def truth(scope: Scope) -> Truth:
        items = look(scope)
        if not isinstance(items, list):
            return None
        out: Truth = not settles
        for item in items:
            found = ask(Scope(traits=item if isinstance(item, dict) else {ITEM: item}))
            if found is settles:
                return settles
            if found is None:
                out = None
        return out

    return truth


def _not(part: Ask) -> Ask:
    def opposite(scope: Scope) -> Truth:
        truth = part(scope)
        return None if truth is None else not truth

    return opposite


def _as_truth(look: Look) -> Ask:
    def truth(scope: Scope) -> Truth:
        value = look(scope)
        return value if value is True or value is False else None

    return truth


def _among(look: Look, items: frozenset[Any]) -> Ask:
    def found(scope: Scope) -> Truth:
        value = look(scope)
        return value in items if type(value) is str else None

    return found


def _compare_of(node: Compare) -> Ask:
    for count, op, other in ((node.left, node.op, node.right), (node.right, FLIPPED[node.op], node.left)):
        if not isinstance(count, Call) or (number := number_of(other)) is None:
            continue
        if count.name == "count" and is_of_messages(count):
            return _compare_messages(count, op, number)
        if count.name == "count" and (window := window_look(count)) is not None:
            return _compare_count(count, window, op, number)
    left, right = value_kind(node.left), value_kind(node.right)
    if "null" in (left, right):
        return _compare_null(node)
    if "date" in (left, right):
        return _compare_dates(_OPS[node.op], date_look(node.left), date_look(node.right))
    if isinstance(node.right, Constant) and right in ("text", "number"):
        return _compare_constant(_OPS[node.op], look_of(node.left), node.right.value)
    return _compare(_OPS[node.op], node.op in _ORDERED, look_of(node.left), look_of(node.right))


def _compare_count(count: Call, window: Window, op: str, number: float) -> Ask:
    """A count in a window against a number: also beyond what is remembered the least that it can be may decide."""
    name, compare = key_of(count), _OPS[op]

    def truth(scope: Scope) -> Truth:
        found = count_in(scope, name, window)
        if found is None:
            return None
        known, exact = found
        return compare(known, number) if exact else truth_beyond(op, known, number)

    return truth


def _compare_messages(count: Call, op: str, number: float) -> Ask:
    """The same of messages, where it may not be known of some whether they count."""
    bounds = bounds_of(count, window_look(count))

    def truth(scope: Scope) -> Truth:
        found = bounds(scope)
        return None if found is None else truth_between(op, *found, number)

    return truth


def _compare_null(node: Compare) -> Ask:
    if node.op in _ORDERED:
        return lambda _scope: None
    look = look_of(node.left if value_kind(node.right) == "null" else node.right)
    if node.op == "==":
        return lambda scope: look(scope) is None
    return lambda scope: look(scope) is not None


def _compare_dates(compare: Comparison, left: Look, right: Look) -> Ask:
    def truth(scope: Scope) -> Truth:
        one, two = left(scope), right(scope)
        return None if one is None or two is None else compare(one, two)

    return truth


def _compare_constant(compare: Comparison, look: Look, constant: Any) -> Ask:
    if type(constant) is str:

        def text(scope: Scope) -> Truth:
            value = look(scope)
            return compare(value, constant) if type(value) is str else None

        return text

    def number(scope: Scope) -> Truth:
        value = look(scope)
        return compare(value, constant) if type(value) is int or type(value) is float else None

    return number


def _compare(compare: Comparison, ordered: bool, left: Look, right: Look) -> Ask:
    def truth(scope: Scope) -> Truth:
        one, two = left(scope), right(scope)
        kind, other = type(one), type(two)
        if kind is str or kind is bool:
            return compare(one, two) if other is kind and not (kind is bool and ordered) else None
        if (kind is int or kind is float) and (other is int or other is float):
            return compare(one, two)
        return None

    return truth
