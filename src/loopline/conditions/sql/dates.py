"""Dates as DuckDB SQL: read out of JSON and out of texts, and where periods of the calendar begin."""

from typing import Final

from loopline.conditions.functions.calendar import FIRST_PART_MS, LAST_PART_MS
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.model.localtime import FIRST_MS, ISO_PATTERN, LAST_MS

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
_BEGUN: Final = f"list_transform([epoch_ms({{t}})], lambda w: CASE WHEN x.zone = 'UTC' THEN w ELSE {_LOCAL} END)[1]"
_FIRST: Final = "date_trunc('{period}', timezone(x.zone, make_timestamptz(x.now * 1000)))"
# A period that begins twice, since the clock goes back over its beginning, begins at the first of the two.
_PERIOD: Final = (
    "list_transform([struct_pack(now := {}, zone := {})], lambda x: list_transform([struct_pack("
    f"this := {_BEGUN.format(t=_FIRST)}, following := {_BEGUN.format(t=_FIRST + ' + INTERVAL 1 {period}')})],"
    " lambda s: CASE WHEN s.following <= x.now THEN s.following ELSE s.this END)[1])[1]"
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


def zone_sql(frame: Frame) -> Sql:
    """VARCHAR: the zone of a person; an account has that of the workspace."""
    if frame.is_account:
        return Sql("CAST(? AS VARCHAR)", (frame.zone,))
    return Sql("coalesce(p.zone, CAST(? AS VARCHAR))", (frame.zone,))


def start_of_period(period: str, frame: Frame) -> Sql:
    """BIGINT ms: the latest moment at which a period of the person's calendar began."""
    return fill(_PERIOD.replace("{period}", period), Sql("CAST(? AS BIGINT)", (frame.now,)), zone_sql(frame))


def part_sql(at: Sql, part: str, frame: Frame) -> Sql:
    """DOUBLE: the hour, weekday, day, month or year of a date in the person's zone."""
    known = f"list_filter([{{}}], lambda m: m >= {FIRST_PART_MS} AND m < {LAST_PART_MS})[1]"
    wall = f"timezone({{}}, make_timestamptz({known} * 1000))"
    return fill(f"CAST({'isodow' if part == 'weekday' else part}({wall}) AS DOUBLE)", zone_sql(frame), at)


def iso_date(value: Sql, frame: Frame) -> Sql:
    """BIGINT ms of a date in a text; NULL for what is none."""
    return fill(_ISO, value, Sql("?", (f"^(?:{ISO_PATTERN})$",)), zone_sql(frame))


def json_date(value: Sql, frame: Frame) -> Sql:
    """BIGINT ms of a date in JSON; NULL for what is none."""
    whole = fill(f"list_filter([TRY_CAST({{}} AS BIGINT)], lambda m: m BETWEEN {FIRST_MS} AND {LAST_MS})[1]", value)
    case = "CASE json_type({}) WHEN 'VARCHAR' THEN {} WHEN 'BIGINT' THEN {} WHEN 'UBIGINT' THEN {} END"
    return fill(case, value, iso_date(fill("({} ->> '$')", value), frame), whole, whole)
