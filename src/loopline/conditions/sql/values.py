"""The values of a condition as DuckDB SQL: each a fragment with its parameters, typed or read out of JSON."""

import json
from collections.abc import Callable
from typing import Final

from loopline.conditions.counted import is_of_messages
from loopline.conditions.functions.calendar import PARTS
from loopline.conditions.sql.dates import iso_date, json_date, part_sql, start_of_period
from loopline.conditions.sql.fields import json_number, json_rounded_off, json_value, score_sql
from loopline.conditions.sql.messages import compare_messages, messages_at, messages_counted
from loopline.conditions.sql.past import amounts, compare_count, count_sql, distinct, least_or_most, time_picked
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.sql.windows import Reach, reach_of
from loopline.conditions.tree import (
    AMOUNTS,
    FLIPPED,
    OF_SPANS,
    UNIT_MS,
    Arith,
    Call,
    Constant,
    Negate,
    Path,
    Value,
    name_of,
    number_of,
    value_kind,
)
from loopline.model.localtime import date_of, needs_zone

_NO_NUMBER: Final = Sql("CAST(NULL AS DOUBLE)")
_NO_TEXT: Final = Sql("CAST(NULL AS VARCHAR)")
_NO_DATE: Final = Sql("CAST(NULL AS BIGINT)")
FRACTIONS: Final = AMOUNTS | {"round", "score"}
NOT_SMALL: Final = FRACTIONS | {"coalesce"}
NO_TRUTH: Final = Sql("CAST(NULL AS BOOLEAN)")
_WHOLE_EXACT: Final = 2**53
"""Below this each whole number is a DOUBLE; beyond it there are gaps, and neighbours are rounded to the same one."""
_MODULO: Final = (
    "list_transform([[{}, {}]], lambda v: CASE WHEN v[1] % v[2] <> 0 AND (v[1] % v[2] < 0) <> (v[2] < 0)"
    " THEN v[1] % v[2] + v[2] ELSE v[1] % v[2] END)[1]"
)


def json_sql(node: Value, frame: Frame) -> Sql:
    """JSON of any value; SQL NULL, or the null of JSON, where it is not known."""
    match value_kind(node):
        case "number" if isinstance(node, Constant):
            return Sql("CAST(? AS JSON)", (json.dumps(node.value),))
        case "number":
            whole = isinstance(node, Call) and node.name not in FRACTIONS
            return fill("to_json(CAST({} AS BIGINT))" if whole else "to_json({})", number_sql(node, frame))
        case "text":
            return fill("to_json({})", text_sql(node, frame))
        case "date":
            return fill("to_json({})", date_sql(node, frame))
        case "truth":
            return fill("to_json({})", frame.truth(node))
        case _ if isinstance(node, Call):
            return _first_known(tuple(json_sql(arg, frame) for arg in node.args))
        case _:
            assert isinstance(node, Path)
            return json_value(node)


def _read_once(value: Sql, read: Callable[[Sql], Sql]) -> Sql:
    """What is read out of a value that is long, so that it is written, and calculated, only once."""
    return fill("list_transform([{}], lambda j: {})[1]", value, read(Sql("j")))


def _first_known(values: tuple[Sql, ...]) -> Sql:
    one = "CASE WHEN coalesce(json_type(v), 'NULL') <> 'NULL' THEN v END"
    listed = fill(f"[{', '.join('{}' for _ in values)}]", *values)
    return fill(f"list_filter(list_transform({{}}, lambda v: {one}), lambda v: v IS NOT NULL)[1]", listed)


def number_sql(node: Value, frame: Frame) -> Sql:
    """DOUBLE; NULL for what is not a number."""
    match node:
        case Path():
            return json_number(json_sql(node, frame))
        case Call(name="coalesce"):
            return _read_once(json_sql(node, frame), json_number)
        case Constant(value=constant) if value_kind(node) == "number":
            return Sql("CAST(? AS DOUBLE)", (constant,))
        case Negate(part=part):
            return _arith(Arith("-", Constant(0), part), frame)
        case Arith():
            return _arith(node, frame)
        case Call() if value_kind(node) == "number":
            return _number_call(node, frame)
        case _:
            return _NO_NUMBER


def compare_numbers(op: str, left: Value, right: Value, frame: Frame) -> Sql:
    """BOOLEAN. Where two are the same as DOUBLE, what was rounded off whole numbers beyond 2**53 decides."""
    for count, said, other in ((left, op, right), (right, FLIPPED[op], left)):
        if not isinstance(count, Call) or (number := number_of(other)) is None:
            continue
        if count.name == "count" and is_of_messages(count):
            return compare_messages(count, said, number, reach_to(count, frame), frame)
        if count.name == "count" and (count.within or count.since is not None):
            return compare_count(count, said, number, reach_to(count, frame), frame)
    sign = {"==": "=", "!=": "<>"}.get(op, op)
    one, two = number_sql(left, frame), number_sql(right, frame)
    if _is_small(left) or _is_small(right):
        return fill(f"({{}} {sign} {{}})", one, two)
    case = f"CASE WHEN {{}} = {{}} THEN {{}} {sign} {{}} ELSE {{}} {sign} {{}} END"
    off = (_rounded_off(left, frame), _rounded_off(right, frame))
    return fill(case, one, two, *off, one, two)


def contains_number(items: Sql, part: Value, frame: Frame) -> Sql:
    """BOOLEAN: whether a number is in a list of JSON; NULL for what is not a number."""
    wanted, found = number_sql(part, frame), json_number(Sql("v"))
    if not _is_small(part):
        pair = "struct_pack(rounded := {}, off := {})"
        wanted = fill(f"CASE WHEN {{}} IS NOT NULL THEN {pair} END", wanted, wanted, _rounded_off(part, frame))
        found = fill(pair, found, json_rounded_off(Sql("v")))
    return fill("list_contains(list_transform({}, lambda v: {}), {})", items, found, wanted)


def _is_small(node: Value) -> bool:
    """Whether no other number is the same as this one as a DOUBLE; so it is of all that functions count."""
    match node:
        case Constant(value=int(value) | float(value)):
            return abs(value) < _WHOLE_EXACT
        case _:
            return isinstance(node, Constant) or (isinstance(node, Call) and node.name not in NOT_SMALL)


def _rounded_off(node: Value, frame: Frame) -> Sql:
    """HUGEINT: what a number is more than its DOUBLE; nought for whatever is a DOUBLE itself."""
    match node:
        case Path():
            return json_rounded_off(json_sql(node, frame))
        case Call(name="coalesce"):
            return _read_once(json_sql(node, frame), json_rounded_off)
        case Constant(value=int(value)):
            return Sql("CAST(? AS HUGEINT)", (value - int(float(value)),))
        case _:
            return Sql("CAST(0 AS HUGEINT)")


def _arith(node: Arith, frame: Frame) -> Sql:
    left, right = number_sql(node.left, frame), number_sql(node.right, frame)
    if node.op in ("/", "%"):
        right = fill("NULLIF({}, 0)", right)
    made = fill(_MODULO, left, right) if node.op == "%" else fill(f"{{}} {node.op} {{}}", left, right)
    return fill("list_filter([{}], lambda v: abs(v) < 1e300)[1]", made)


def _number_call(call: Call, frame: Frame) -> Sql:
    if call.name in UNIT_MS:
        since = Sql("CAST(? AS BIGINT)", (frame.now,))
        return fill(f"floor(CAST({{}} - {{}} AS DOUBLE) / {UNIT_MS[call.name]})", since, date_sql(call.args[0], frame))
    if call.name in PARTS:
        return part_sql(date_sql(call.args[0], frame), call.name, frame)
    if call.name == "round":
        digits = number_of(call.args[1]) if len(call.args) > 1 else 0
        made = f"floor({{}} * 1e{digits}::DOUBLE + 0.5::DOUBLE) / 1e{digits}::DOUBLE"
        return fill(f"list_filter([{made}], lambda v: abs(v) < 1e300)[1]", number_sql(call.args[0], frame))
    if call.name == "score":
        return score_sql(name_of(call), frame.now)
    if call.name == "length":
        return _length(call.args[0], frame)
    if is_of_messages(call):
        return messages_counted(call, reach_to(call, frame), frame)
    if call.name in AMOUNTS:
        return amounts(call, reach_to(call, frame), frame)
    if call.name in OF_SPANS:
        return least_or_most(call, frame)
    if call.name == "distinct":
        return distinct(call, reach_to(call, frame), frame)
    return count_sql(call, reach_to(call, frame), frame)


def reach_to(call: Call, frame: Frame) -> Reach:
    """How far back a call looks; what happens at a date counts from its ms on, what follows an event after it."""
    return reach_of(call, date_sql(call.since, frame) if call.since is not None else None, frame)


def _length(node: Value, frame: Frame) -> Sql:
    if value_kind(node) != "any":
        return fill("CAST(length({}) AS DOUBLE)", text_sql(node, frame))
    case = "CASE json_type(j) WHEN 'VARCHAR' THEN length(j ->> '$') WHEN 'ARRAY' THEN json_array_length(j) END"
    return _read_once(json_sql(node, frame), lambda _value: Sql(f"CAST({case} AS DOUBLE)"))


def text_sql(node: Value, frame: Frame) -> Sql:
    """VARCHAR; NULL for what is not a string."""
    match node:
        case Path():
            return _json_text(json_sql(node, frame))
        case Call(name="coalesce"):
            return _read_once(json_sql(node, frame), _json_text)
        case Constant(value=str(constant)):
            return Sql("CAST(? AS VARCHAR)", (constant,))
        case Call(name="lower"):
            return fill("lower({})", text_sql(node.args[0], frame))
        case _:
            return _NO_TEXT


def _json_text(value: Sql) -> Sql:
    return fill("CASE WHEN json_type({}) = 'VARCHAR' THEN {} ->> '$' END", value, value)


def date_sql(node: Value, frame: Frame) -> Sql:
    """BIGINT ms; NULL for what is not a date."""
    match node:
        case Path():
            return json_date(json_sql(node, frame), frame)
        case Call(name="coalesce"):
            return _read_once(json_sql(node, frame), lambda value: json_date(value, frame))
        case Constant(value=constant):
            if needs_zone(constant):
                return iso_date(Sql("CAST(? AS VARCHAR)", (constant,)), frame)
            at = date_of(constant)
            return _NO_DATE if at is None else Sql("CAST(? AS BIGINT)", (at,))
        case Call(name="now"):
            return Sql("CAST(? AS BIGINT)", (frame.now,))
        case Call(name="date"):
            return date_sql(node.args[0], frame)
        case Call(name="first" | "last") if is_of_messages(node):
            return messages_at(node, reach_to(node, frame), frame)
        case Call(name="first" | "last"):
            return time_picked(node, reach_to(node, frame), frame)
        case Call(name="start_of"):
            return start_of_period(name_of(node), frame)
        case Call(name="lower"):
            return iso_date(text_sql(node, frame), frame)
        case _:
            return _NO_DATE
