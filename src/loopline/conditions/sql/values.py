"""The values of a condition as DuckDB SQL: each a fragment with its parameters, typed or read out of JSON."""

from typing import Final

from loopline.conditions.counted import is_of_messages
from loopline.conditions.dates import duration_ms
from loopline.conditions.sql.messages import compare_messages, messages_at, messages_counted
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.tree import (
    ACCOUNT_ID,
    AMOUNTS,
    FLIPPED,
    UNIT_MS,
    Arith,
    Call,
    Constant,
    Negate,
    Path,
    Value,
    name_of,
    number_of,
    truth_beyond,
    value_kind,
)
from loopline.model.errors import Invalid
from loopline.model.history.amounts import AMOUNTS_MAX, LARGEST, ONE
from loopline.model.history.times import HISTORY_MAX
from loopline.model.localtime import FIRST_MS, ISO_PATTERN, LAST_MS, date_of, needs_zone

_NO_NUMBER: Final = Sql("CAST(NULL AS DOUBLE)")
_NO_TEXT: Final = Sql("CAST(NULL AS VARCHAR)")
_NO_DATE: Final = Sql("CAST(NULL AS BIGINT)")
_ALWAYS: Final = Sql("")
NO_TRUTH: Final = Sql("CAST(NULL AS BOOLEAN)")
_WHOLE_EXACT: Final = 2**53
"""Below this each whole number is a DOUBLE; beyond it there are gaps, and neighbours are rounded to the same one."""
_COLUMNS: Final = {"person": "p.traits", "account": "p.account_traits"}
_MODULO: Final = (
    "list_transform([[{}, {}]], lambda v: CASE WHEN v[1] % v[2] <> 0 AND (v[1] % v[2] < 0) <> (v[2] < 0)"
    " THEN v[1] % v[2] + v[2] ELSE v[1] % v[2] END)[1]"
)
_SHIFT: Final = (
    "CASE x.r.z WHEN '+' THEN -1 WHEN '-' THEN 1 ELSE 0 END"
    " * (coalesce(TRY_CAST(x.r.zh AS BIGINT), 0) * 3600000 + coalesce(TRY_CAST(x.r.zm AS BIGINT), 0) * 60000)"
)
_OFFSET: Final = "(epoch_ms(timezone(x.zone, make_timestamptz(({t}) * 1000))) - ({t}))"
# The offset a day before is the one to count with, unless the moment that it gives has another one and that a day
# after fits: so a time that comes twice is the first, and one that is skipped is the moment after the skip.
_LOCAL: Final = (
    f"list_transform([struct_pack(b := {_OFFSET.format(t='w - 86400000')}, a := {_OFFSET.format(t='w + 86400000')})],"
    f" lambda o: w - CASE WHEN {_OFFSET.format(t='w - o.b')} <> o.b AND {_OFFSET.format(t='w - o.a')} = o.a"
    " THEN o.a ELSE o.b END)[1]"
)
_ISO: Final = (
    "list_filter(list_transform([struct_pack("
    "r := regexp_extract({}, {}, ['d', 'h', 'm', 's', 'f', 'u', 'z', 'zh', 'zm']), zone := {})],"
    " lambda x: list_transform([epoch_ms(CAST(TRY_CAST(x.r.d AS DATE) AS TIMESTAMP))"
    " + coalesce(TRY_CAST(x.r.h AS BIGINT), 0) * 3600000 + coalesce(TRY_CAST(x.r.m AS BIGINT), 0) * 60000"
    " + coalesce(TRY_CAST(x.r.s AS BIGINT), 0) * 1000],"
    f" lambda w: CASE WHEN x.r.u <> '' OR x.r.z <> '' THEN w + {_SHIFT}"
    f" WHEN x.zone = 'UTC' THEN w ELSE {_LOCAL} END"
    " + (CAST(rpad(x.r.f, 9, '0') AS BIGINT) + 500) // 1000000)[1]),"
    f" lambda m: m BETWEEN {FIRST_MS} AND {LAST_MS})[1]"
)


def json_value(path: Path) -> Sql:
    """The JSON at a field of the person or of the account; SQL NULL where there is none."""
    column = _COLUMNS.get(path.home)
    if column is None:
        home = "event" if path.home == "event_name" else path.home
        why = f"{home}.x is known only at an event; use fields of the person and of the account here."
        raise Invalid("condition_not_countable", why)
    # The reader refuses names with a quote, a backslash or a star, so quoting is enough.
    where = "$" + "".join(f'."{key}"' for key in path.keys)
    found = Sql(f"json_extract({column}, CAST(? AS VARCHAR))", (where,))
    if path != ACCOUNT_ID:
        return found
    own = "CASE WHEN p.account <> '' THEN to_json(substr(p.account, 2)) END"
    return fill(f"CASE WHEN coalesce(json_type({{}}), 'NULL') <> 'NULL' THEN {{}} ELSE {own} END", found, found)


def number_sql(node: Value, frame: Frame) -> Sql:
    """DOUBLE; NULL for what is not a number."""
    match node:
        case Path():
            return _json_number(json_value(node))
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
            return compare_messages(count, said, number, frame)
        if count.within and count.name == "count":
            return _compare_count(count, said, number, frame)
    sign = {"==": "=", "!=": "<>"}.get(op, op)
    one, two = number_sql(left, frame), number_sql(right, frame)
    if _is_small(left) or _is_small(right):
        return fill(f"({{}} {sign} {{}})", one, two)
    case = f"CASE WHEN {{}} = {{}} THEN {{}} {sign} {{}} ELSE {{}} {sign} {{}} END"
    return fill(case, one, two, _rounded_off(left), _rounded_off(right), one, two)


def contains_number(items: Sql, part: Value, frame: Frame) -> Sql:
    """BOOLEAN: whether a number is in a list of JSON; NULL for what is not a number."""
    wanted, found = number_sql(part, frame), _json_number(Sql("v"))
    if not _is_small(part):
        pair = "struct_pack(rounded := {}, off := {})"
        wanted = fill(f"CASE WHEN {{}} IS NOT NULL THEN {pair} END", wanted, wanted, _rounded_off(part))
        found = fill(pair, found, _json_rounded_off(Sql("v")))
    return fill("list_contains(list_transform({}, lambda v: {}), {})", items, found, wanted)


def _is_small(node: Value) -> bool:
    """Whether no other number is the same as this one as a DOUBLE; so it is of all that functions count."""
    match node:
        case Constant(value=int(value) | float(value)):
            return abs(value) < _WHOLE_EXACT
        case _:
            return isinstance(node, Constant) or (isinstance(node, Call) and node.name not in AMOUNTS)


def _rounded_off(node: Value) -> Sql:
    """HUGEINT: what a number is more than its DOUBLE; nought for whatever is a DOUBLE itself."""
    match node:
        case Path():
            return _json_rounded_off(json_value(node))
        case Constant(value=int(value)):
            return Sql("CAST(? AS HUGEINT)", (value - int(float(value)),))
        case _:
            return Sql("CAST(0 AS HUGEINT)")


def _json_rounded_off(value: Sql) -> Sql:
    whole = "TRY_CAST({} AS HUGEINT) - TRY_CAST(TRY_CAST({} AS DOUBLE) AS HUGEINT)"
    case = f"CASE WHEN json_type({{}}) IN ('BIGINT', 'UBIGINT') THEN {whole} ELSE CAST(0 AS HUGEINT) END"
    return fill(case, value, value, value)


def _json_number(value: Sql) -> Sql:
    case = "CASE WHEN json_type({}) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN TRY_CAST({} AS DOUBLE) END"
    return fill(case, value, value)


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
    if call.name == "length":
        return _length(call.args[0], frame)
    if is_of_messages(call):
        return messages_counted(call, frame)
    if call.name in AMOUNTS:
        return _amounts(call, frame)
    if call.within:
        return fill(f"list_filter([{{}}], lambda v: v <= {HISTORY_MAX})[1]", _counted(call, frame))
    return _counted(call, frame)


def _counted(call: Call, frame: Frame) -> Sql:
    if call.within is None:
        return _of_events("CAST(count(*) AS DOUBLE)", call, frame)
    start = frame.now - (duration_ms(call.within) or 0)
    return _of_events("CAST(count(*) AS DOUBLE)", call, frame, Sql(' AND e."at" > ?', (start,)))


_PICKED: Final = {
    "sum": f"coalesce(CAST(sum(e.v) AS DOUBLE), 0) / {ONE}",
    "avg": f"CAST(sum(e.v) AS DOUBLE) / {ONE} / count(e.v)",
    "min": f"CAST(min(e.v) AS DOUBLE) / {ONE}",
    "max": f"CAST(max(e.v) AS DOUBLE) / {ONE}",
}


def _amounts(call: Call, frame: Frame) -> Sql:
    """DOUBLE; as in the engine, within a window of more than it remembers nothing is known."""
    picked = _PICKED[call.name]
    if call.within is None:
        return _of_events(picked, call, frame)
    picked = f"CASE WHEN count(e.v) <= {AMOUNTS_MAX} THEN {picked} END"
    start = frame.now - (duration_ms(call.within) or 0)
    return _of_events(picked, call, frame, Sql(' AND e."at" > ?', (start,)))


def millionths_sql(data: str, field: str) -> Sql:
    """BIGINT: the amount in a field of JSON; NULL for what is none."""
    where = "$" + "".join(f'."{key}"' for key in field.split("."))
    number = _json_number(Sql(f"json_extract({data}, CAST(? AS VARCHAR))", (where,)))
    case = f"CASE WHEN abs(v) < {LARGEST:f} THEN CAST(floor(v * {ONE}.0::DOUBLE + 0.5::DOUBLE) AS BIGINT) END"
    return fill(f"list_transform([{{}}], lambda v: {case})[1]", number)


def _of_events(picked: str, call: Call, frame: Frame, since: Sql = _ALWAYS) -> Sql:
    """One value over a person's events of a name; over those alone of which `where` is true, if it is asked for."""
    asked = fill("e.person = p.person AND e.name = ?{}", since)
    asked = Sql(asked.text, (name_of(call), *asked.params))
    if call.where is None and call.name not in AMOUNTS:
        return fill(f"(SELECT {picked} FROM events e WHERE {{}})", asked)
    amount = millionths_sql("p.traits", name_of(call, 1)) if call.name in AMOUNTS else Sql("0")
    return fill(
        f'(SELECT {picked} FROM (SELECT p."at" AS "at", {{}} AS t, {{}} AS v FROM '
        '(SELECT e."at" AS "at", e.data AS traits FROM events e WHERE {}) p) e WHERE e.t)',
        frame.truth(call.where) if call.where is not None else Sql("TRUE"),
        amount,
        asked,
    )


def _compare_count(count: Call, op: str, number: float, frame: Frame) -> Sql:
    """A count in a window against a number: as in the engine, more than it remembers is only known to be so many."""
    sign = {"==": "=", "!=": "<>"}.get(op, op)
    beyond = {True: "TRUE", False: "FALSE", None: "NULL"}[truth_beyond(op, HISTORY_MAX, number)]
    case = f"CASE WHEN v <= {HISTORY_MAX} THEN v {sign} {{}} ELSE {beyond} END"
    constant = Sql("CAST(? AS DOUBLE)", (number,))
    return fill(f"list_transform([{{}}], lambda v: {case})[1]", _counted(count, frame), constant)


def _length(node: Value, frame: Frame) -> Sql:
    if not isinstance(node, Path):
        return fill("CAST(length({}) AS DOUBLE)", text_sql(node, frame))
    value = json_value(node)
    case = "CASE json_type({}) WHEN 'VARCHAR' THEN length({} ->> '$') WHEN 'ARRAY' THEN json_array_length({}) END"
    return fill(f"CAST({case} AS DOUBLE)", value, value, value)


def text_sql(node: Value, frame: Frame) -> Sql:
    """VARCHAR; NULL for what is not a string."""
    match node:
        case Path():
            value = json_value(node)
            return fill("CASE WHEN json_type({}) = 'VARCHAR' THEN {} ->> '$' END", value, value)
        case Constant(value=str(constant)):
            return Sql("CAST(? AS VARCHAR)", (constant,))
        case Call(name="lower"):
            return fill("lower({})", text_sql(node.args[0], frame))
        case _:
            return _NO_TEXT


def date_sql(node: Value, frame: Frame) -> Sql:
    """BIGINT ms; NULL for what is not a date."""
    match node:
        case Path():
            return _json_date(json_value(node), frame)
        case Constant(value=constant):
            if needs_zone(constant):
                return _iso(Sql("CAST(? AS VARCHAR)", (constant,)), frame)
            at = date_of(constant)
            return _NO_DATE if at is None else Sql("CAST(? AS BIGINT)", (at,))
        case Call(name="now"):
            return Sql("CAST(? AS BIGINT)", (frame.now,))
        case Call(name="date"):
            return date_sql(node.args[0], frame)
        case Call(name="first" | "last") if is_of_messages(node):
            return messages_at(node, frame)
        case Call(name="first" | "last" as name):
            pick = "min" if name == "first" else "max"
            return _of_events(f'{pick}(e."at")', node, frame)
        case Call(name="lower"):
            return _iso(text_sql(node, frame), frame)
        case _:
            return _NO_DATE


def _iso(value: Sql, frame: Frame) -> Sql:
    zone = Sql("coalesce(p.zone, CAST(? AS VARCHAR))", (frame.zone,))
    return fill(_ISO, value, Sql("?", (f"^(?:{ISO_PATTERN})$",)), zone)


def _json_date(value: Sql, frame: Frame) -> Sql:
    whole = fill(f"list_filter([TRY_CAST({{}} AS BIGINT)], lambda m: m BETWEEN {FIRST_MS} AND {LAST_MS})[1]", value)
    case = "CASE json_type({}) WHEN 'VARCHAR' THEN {} WHEN 'BIGINT' THEN {} WHEN 'UBIGINT' THEN {} END"
    return fill(case, value, _iso(fill("({} ->> '$')", value), frame), whole, whole)
