"""What a person's events come to, as DuckDB SQL: exact or unknown as far as the engine remembers them."""

from typing import Final

from loopline.conditions.counted import events_of
from loopline.conditions.past.certain import truth_beyond
from loopline.conditions.past.sequences import gap_ms
from loopline.conditions.past.windows import spans_of
from loopline.conditions.sql.fields import json_number
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.sql.windows import Reach
from loopline.conditions.tree import AMOUNTS, OF_FIELDS, Call, name_of
from loopline.model.history.amounts import AMOUNTS_MAX, LARGEST, ONE
from loopline.model.history.times import HISTORY_MAX

# By way of a text, a total beyond 64 bits is rounded once, as in the engine; a HUGEINT is rounded half by half.
_TOTAL: Final = "CAST(CAST(sum(e.v){} AS VARCHAR) AS DOUBLE)"
_PICKED: Final = {
    "sum": f"coalesce({_TOTAL}, 0) / {ONE}",
    "avg": f"{_TOTAL} / {ONE} / count(e.v){{}}",
    "min": f"CAST(min(e.v){{}} AS DOUBLE) / {ONE}",
    "max": f"CAST(max(e.v){{}} AS DOUBLE) / {ONE}",
}


def count_sql(call: Call, reach: Reach, frame: Frame) -> Sql:
    """DOUBLE: how often it was; NULL beyond what the engine remembers of a window."""
    return _in_memory(_raw_count(call, reach, frame), reach)


def compare_count(count: Call, op: str, number: float, reach: Reach, frame: Frame) -> Sql:
    """A count in a window against a number: as in the engine, more than it remembers is only known to be so many."""
    sign = {"==": "=", "!=": "<>"}.get(op, op)
    least = HISTORY_MAX if reach.until is None else 0
    beyond = {True: "TRUE", False: "FALSE", None: "NULL"}[truth_beyond(op, least, number)]
    case = f"CASE WHEN v.seen <= {HISTORY_MAX} THEN v.n {sign} {{}} WHEN v.seen IS NOT NULL THEN {beyond} END"
    constant = Sql("CAST(? AS DOUBLE)", (number,))
    return fill(f"list_transform([{{}}], lambda v: {case})[1]", _raw_count(count, reach, frame), constant)


def _raw_count(call: Call, reach: Reach, frame: Frame) -> Sql:
    """A struct: `n` events in the window, and `seen` since its beginning."""
    return _of_events(f"struct_pack(n := CAST(count(*){_end(reach)} AS DOUBLE), seen := count(*))", call, reach, frame)


def _in_memory(raw: Sql, reach: Reach) -> Sql:
    if reach.after is None:
        return fill("({}).n", raw)
    return fill(f"list_transform([{{}}], lambda v: CASE WHEN v.seen <= {HISTORY_MAX} THEN v.n END)[1]", raw)


def time_picked(call: Call, reach: Reach, frame: Frame) -> Sql:
    """BIGINT ms of the first or the last one; NULL where one that the engine does not know of could be it."""
    picked = f'{"min" if call.name == "first" else "max"}(e."at"){_end(reach)}'
    if reach.after is not None and (call.name == "first" or reach.until is not None):
        picked = f"CASE WHEN count(*) <= {HISTORY_MAX} THEN {picked} END"
    return _of_events(picked, call, reach, frame)


def amounts(call: Call, reach: Reach, frame: Frame) -> Sql:
    """DOUBLE; as in the engine, within a window of more than it remembers nothing is known."""
    picked = _PICKED[call.name].replace("{}", _end(reach))
    if reach.after is not None:
        picked = f"CASE WHEN count(e.v) <= {AMOUNTS_MAX} THEN {picked} END"
    return _of_events(picked, call, reach, frame)


def least_or_most(call: Call, frame: Frame) -> Sql:
    """DOUBLE: the least, or the largest, count of several stretches of time; NULL beyond what the engine remembers."""
    each, times = spans_of(call)
    starts = [frame.now - each * back for back in range(1, times + 1)]
    ends = ["", *(f' AND e."at" <= {start}' for start in starts)]
    counts = (f'count(*) FILTER (WHERE e."at" > {start}{end})' for start, end in zip(starts, ends, strict=False))
    pick = "least" if call.name == "min_count" else "greatest"
    picked = f"CASE WHEN count(*) <= {HISTORY_MAX} THEN CAST({pick}({', '.join(counts)}) AS DOUBLE) END"
    return _of_events(picked, call, Reach(Sql("CAST(? AS BIGINT)", (frame.now - each * times,))), frame)


def distinct(call: Call, reach: Reach, frame: Frame) -> Sql:
    """DOUBLE: how many different values there were; NULL for more than the engine remembers."""
    count = "count(DISTINCT e.v)"
    return _of_events(f"CASE WHEN {count} <= {AMOUNTS_MAX} THEN CAST({count} AS DOUBLE) END", call, reach, frame)


def followed(call: Call, reach: Reach, frame: Frame) -> Sql:
    """BOOLEAN: whether some value was followed, or was not in its time; NULL for more than the engine remembers."""
    gap = gap_ms(call)
    late = f" AND b <= a + {gap}" if gap is not None else ""
    held = f"a + {gap} <= {frame.now} AND (b IS NULL OR b < a)" if call.name == "not_followed" else f"b >= a{late}"
    known = f"count(a) <= {AMOUNTS_MAX} AND count(b) <= {AMOUNTS_MAX}"
    first, second = (Sql("CAST(? AS VARCHAR)", (name,)) for name in events_of(call))
    found = fill(
        f"(SELECT CASE WHEN {known} THEN coalesce(bool_or({held}), FALSE) END FROM ("
        'SELECT max(p."at") FILTER (WHERE p.name = {}) AS a, max(p."at") FILTER (WHERE p.name = {}) AS b, p.v FROM ('
        'SELECT p.name AS name, p."at" AS "at", {} AS v FROM ('
        'SELECT e.name AS name, e."at" AS "at", e.data AS traits FROM events e '
        "WHERE e.person = p.person AND e.name IN ({}, {}){}"
        ") p) p WHERE p.v IS NOT NULL GROUP BY p.v))",
        first,
        second,
        value_sql("p.traits", name_of(call, 2)),
        first,
        second,
        reach.limits('e."at"'),
    )
    return reach.known(found)


def _end(reach: Reach) -> str:
    """Of the events since a window began, those before its end."""
    return "" if reach.until is None else f' FILTER (WHERE e."at" <= {reach.until})'


def millionths_sql(data: str, field: str) -> Sql:
    """BIGINT: the amount in a field of JSON; NULL for what is none."""
    where = "$" + "".join(f'."{key}"' for key in field.split("."))
    number = json_number(Sql(f"json_extract({data}, CAST(? AS VARCHAR))", (where,)))
    case = f"CASE WHEN abs(v) < {LARGEST:f} THEN CAST(floor(v * {ONE}.0::DOUBLE + 0.5::DOUBLE) AS BIGINT) END"
    return fill(f"list_transform([{{}}], lambda v: {case})[1]", number)


def value_sql(data: str, field: str) -> Sql:
    """VARCHAR: the value in a field of JSON, a letter for its kind before it; NULL for what has several parts."""
    where = "$" + "".join(f'."{key}"' for key in field.split("."))
    found = Sql(f"json_extract({data}, CAST(? AS VARCHAR))", (where,))
    number = fill("list_filter([{}], lambda n: abs(n) < 1e300)[1]", json_number(found))
    case = (
        "CASE json_type({}) WHEN 'VARCHAR' THEN 's' || ({} ->> '$') WHEN 'BOOLEAN' THEN 'b' || ({} ->> '$')"
        " ELSE 'n' || CAST({} + 0.0::DOUBLE AS VARCHAR) END"
    )
    return fill(case, found, found, found, number)


def _of_events(picked: str, call: Call, reach: Reach, frame: Frame) -> Sql:
    """One value over a person's events of a name; over those alone of which `where` is true, if it is asked for."""
    asked = fill(f"{frame.whose} AND e.name = {{}}{{}}", Sql("?", (name_of(call),)), reach.limits('e."at"'))
    if call.where is None and call.name not in OF_FIELDS:
        return reach.known(fill(f"(SELECT {picked} FROM events e WHERE {{}})", asked))
    value = Sql("0")
    if call.name in OF_FIELDS:
        value = (millionths_sql if call.name in AMOUNTS else value_sql)("p.traits", name_of(call, 1))
    found = fill(
        f'(SELECT {picked} FROM (SELECT p."at" AS "at", {{}} AS t, {{}} AS v FROM '
        '(SELECT e."at" AS "at", e.data AS traits FROM events e WHERE {}) p) e WHERE e.t)',
        frame.truth(call.where) if call.where is not None else Sql("TRUE"),
        value,
        asked,
    )
    return reach.known(found)
