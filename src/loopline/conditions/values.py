"""The values in a condition as closures, compiled once: fields, arithmetic and the functions of the language."""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from loopline.conditions.functions.calendar import PARTS, part_of, start_of
from loopline.conditions.functions.numbers import LIMIT, rounded
from loopline.conditions.functions.texts import contains, ends_with, length, lower, matches, starts_with
from loopline.conditions.occurrences import amount_look, count_look, distinct_look, first_look, last_look, spans_look
from loopline.conditions.past.sequences import sequence_look
from loopline.conditions.past.windows import Window, window_of
from loopline.conditions.scope import Scope, Truth
from loopline.conditions.tree import (
    ACCOUNT_ID,
    AMOUNTS,
    ENTRY_AT,
    OF_SPANS,
    RECEIPTS,
    SEQUENCES,
    UNIT_MS,
    Arith,
    Call,
    Constant,
    Keys,
    Negate,
    Path,
    Value,
    name_of,
    value_kind,
)
from loopline.model.localtime import date_of, needs_zone
from loopline.model.signals.scores import score_now, score_trait

Look = Callable[[Scope], Any]
"""Gives a JSON value, hence Any; None is unknown."""

_ARITH: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}


def look_of(node: Value) -> Look:
    """The closure that gives the value of a node; None when it is unknown."""
    match node:
        case Constant(value=value):
            return lambda _scope: value
        case Path():
            return _path_of(node)
        case Negate(part=part):
            return _arith("-", lambda _scope: 0, look_of(part))
        case Arith(op=op, left=left, right=right):
            return _arith(op, look_of(left), look_of(right))
        case Call():
            return _call_of(node)


def _path_of(path: Path) -> Look:
    if path.home == "event_name":
        return lambda scope: scope.event_name
    root, rest = path.root, path.keys[1:]
    if path == ACCOUNT_ID:
        stated = _down(operator.attrgetter("account"), path.keys)
        return lambda scope: scope.account_id or None if (value := stated(scope)) is None else value
    if path == ENTRY_AT:
        held = _down(operator.attrgetter("entry"), path.keys)
        return lambda scope: scope.entry_at if (value := held(scope)) is None else value
    if path.home != "person":
        return _down(operator.attrgetter(path.home), path.keys)
    if rest:
        return _down(lambda scope: scope.traits.get(root), rest)
    return lambda scope: scope.traits.get(root)


def _down(start: Look, keys: Keys) -> Look:
    def look(scope: Scope) -> Any:
        value = start(scope)
        for key in keys:
            value = part_at(value, key)
        return value

    return look


def part_at(value: Any, key: str | int) -> Any:
    """What stands in an object under a name, or in a list at a place; None where there is no such thing."""
    if isinstance(value, dict):
        return value.get(key)
    if type(key) is int and isinstance(value, list) and -len(value) <= key < len(value):
        return value[key]
    return None


def _arith(op: str, left: Look, right: Look) -> Look:
    calculate = _ARITH[op]

    def look(scope: Scope) -> Any:
        one, two = left(scope), right(scope)
        if type(one) not in (int, float) or type(two) not in (int, float):
            return None
        try:
            result = calculate(float(one), float(two))  # as in SQL, so that both give the same beyond 2**53
            return result if -LIMIT < result < LIMIT else None
        except ArithmeticError:  # division by zero, or an int that no float can hold
            return None

    return look


def date_look(node: Value) -> Look:
    """The closure that gives a date in ms; a calculated number is not a date, a written one is."""
    kind = value_kind(node)
    if kind == "date":
        return look_of(node)
    if isinstance(node, Constant):
        value = node.value
        if needs_zone(value):
            return lambda scope: date_of(value, scope.zone)
        constant = date_of(value)
        return lambda _scope: constant
    if kind not in ("any", "text"):
        return lambda _scope: None
    look = look_of(node)
    return lambda scope: date_of(look(scope), scope.zone)


def _call_of(call: Call) -> Look:
    if call.name in RECEIPTS:
        return _receipt(call.name, name_of(call))
    if call.name in UNIT_MS:
        return _since(date_look(call.args[0]), UNIT_MS[call.name])
    if call.name in _OF_PAST:
        return _OF_PAST[call.name](call, window_look(call))
    return _CALLS[call.name](call)


def window_look(call: Call) -> Window | None:
    """The part of the past that a call looks at; None for all of it."""
    return window_of(call, date_look(call.since) if call.since is not None else None)


def _start_of(call: Call) -> Look:
    period = name_of(call)
    return lambda scope: start_of(scope.now, period, scope.zone)


def _receipt(kind: str, node: str) -> Look:
    doubtful = f"{kind}?"

    def look(scope: Scope) -> Truth:
        known = scope.receipts.get(node, ())
        return True if kind in known else None if doubtful in known else False

    return look


def _since(date: Look, unit_ms: int) -> Look:
    def look(scope: Scope) -> int | None:
        at = date(scope)
        return None if at is None else (scope.now - at) // unit_ms

    return look


def _has(call: Call) -> Look:
    look = look_of(call.args[0])
    return lambda scope: look(scope) is not None


def _answer(call: Call) -> Look:
    node, keys = name_of(call), tuple(name_of(call, 1).split("."))

    def look(scope: Scope) -> Any:
        value: Any = scope.answers.get(node)
        for key in keys:
            if not isinstance(value, Mapping):
                return None
            value = value.get(key)
        return value

    return look


def _score(call: Call) -> Look:
    trait = score_trait(name_of(call))
    return lambda scope: score_now(scope.traits.get(trait), scope.now)


def _in_segment(call: Call) -> Look:
    name = name_of(call)

    def look(scope: Scope) -> Truth:
        segment = scope.segments.get(name)
        return None if segment is None else segment.evaluate(scope)

    return look


def _in_journey(call: Call) -> Look:
    name = name_of(call)
    return lambda scope: scope.stands_in(name)


def _in_list(call: Call) -> Look:
    name = name_of(call)
    return lambda scope: name in scope.lists


def _consented(call: Call) -> Look:
    channel, topic = name_of(call), name_of(call, 1) if len(call.args) > 1 else None
    return lambda scope: scope.consent(channel, topic)


def _made_by(make: Callable[..., Any]) -> Callable[[Call], Look]:
    """A function of values alone."""

    def made(call: Call) -> Look:
        looks = tuple(look_of(arg) for arg in call.args)
        if len(looks) == 1:
            (only,) = looks
            return lambda scope: make(only(scope))
        if len(looks) == 2:
            one, two = looks
            return lambda scope: make(one(scope), two(scope))
        return lambda scope: make(*(look(scope) for look in looks))

    return made


def _part(call: Call) -> Look:
    date, part = date_look(call.args[0]), call.name
    return lambda scope: part_of(date(scope), part, scope.zone)


def _coalesce(call: Call) -> Look:
    looks = tuple(look_of(arg) for arg in call.args)
    return lambda scope: next((value for look in looks if (value := look(scope)) is not None), None)


_OF_PAST: Final[dict[str, Callable[[Call, Window | None], Look]]] = {
    "count": count_look,
    "first": first_look,
    "last": last_look,
    **dict.fromkeys(AMOUNTS, amount_look),
    "distinct": distinct_look,
    **dict.fromkeys(OF_SPANS, spans_look),
    **dict.fromkeys(SEQUENCES, sequence_look),
}
_CALLS: Final[dict[str, Callable[[Call], Look]]] = {
    "start_of": _start_of,
    "now": lambda _call: lambda scope: scope.now,
    "date": lambda call: date_look(call.args[0]),
    "has": _has,
    "lower": _made_by(lower),
    "contains": _made_by(contains),
    "starts_with": _made_by(starts_with),
    "ends_with": _made_by(ends_with),
    "matches": _made_by(matches),
    "length": _made_by(length),
    "round": _made_by(rounded),
    "coalesce": _coalesce,
    **dict.fromkeys(PARTS, _part),
    "in_segment": _in_segment,
    "in_list": _in_list,
    "in_journey": _in_journey,
    "consented": _consented,
    "answer": _answer,
    "score": _score,
}
