"""Which rows and columns of the tables a question may read: never fewer than it reads, so that the answer is the same.

A row counts as read unless a condition of the very SELECT that names its table says of the row's own columns that it
is not. What is not understood is read as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from loopline.storage.clickhouse import schema as c
from loopline.storage.clickhouse.relations import counts_before_where, is_named_above, is_named_anew, is_whole
from loopline.storage.duckdb.facts import Parameters
from loopline.storage.duckdb.journeys import VIEWS

COLUMNS: Final = {"facts": tuple(c.FACTS), "people": tuple(c.PEOPLE), "merges": tuple(c.MERGES)}
ROW: Final = "rowid"
"""What DuckDB calls the place of a row among all: a page of a list goes on behind it."""

_PREFIX: Final = "journey_"
_WIDE: Final = frozenset({"data", "decided_at", "topic", "account", "provider"})
_OF_VIEWS: Final = tuple(name for name in COLUMNS["facts"] if name not in _WIDE)
_SAME_IN_VIEWS: Final = frozenset({"journey", "kind"})
"""Columns of the views that are those of the facts, in all views that have them."""

_KINDS: Final = {
    "entries": "kind = 'entered'",
    "exposures": "kind IN ('message', 'withheld', 'called')",
    "arms": "kind = 'assigned'",
    "goals": "kind = 'goal'",
    "places": "kind NOT IN ('receipt', 'attempt') AND enrollment <> ''",
    "outcomes": "kind IN ('attempt', 'receipt')",
    "counts": "kind IN ('exited', 'refused', 'deferred', 'withheld', 'not_entered')",
}
assert set(_KINDS) == set(VIEWS)
_OPEN: Final = frozenset({"value", "data", "lists", "traits", "consent", "account_traits"})
"""Columns whose comparison could differ between the stores: a row is never left out by them."""

_MARK: Final = "loopline_mark_"


class Need(Struct, frozen=True):
    """Of a table: columns, in its order, and which rows, "" for all."""

    columns: Sequence[str]
    where: str


def wanted(questions: Iterable[tuple[str, Parameters]]) -> dict[str, Need]:
    """What questions in DuckDB's SQL read, all of them together, by table; a table that none reads is not there."""
    columns: dict[str, set[str]] = {}
    rows: dict[str, list[str]] = {}
    for sql, parameters in questions:
        for table, names, where in _read(sql, parameters):
            columns.setdefault(table, set()).update(names)
            rows.setdefault(table, []).append(where)
    found = {}
    for table, names in columns.items():
        order = (*COLUMNS[table], ROW)
        wheres = list(dict.fromkeys(rows[table]))
        where = "" if "" in wheres else " OR ".join(f"({one})" for one in wheres)
        found[table] = Need([name for name in order if name in names] or [order[0]], where)
    return found


def _read(sql: str, parameters: Parameters) -> Iterator[tuple[str, Iterable[str], str]]:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    everything = [(table, names, "") for table, names in COLUMNS.items()]
    try:
        text, values = _with_marks(sql, parameters)
        statements = sqlglot.parse(text, read="duckdb")
    except (SqlglotError, RecursionError, ValueError):
        yield from everything
        return
    if len(statements) != 1 or statements[0] is None:
        yield from everything
        return
    tree = statements[0]
    names = {one.name.lower() for one in tree.find_all(exp.Column)} | {
        one.name.lower() for using in tree.find_all(exp.Join) for one in using.args.get("using") or ()
    }
    tables = list(tree.find_all(exp.Table))
    reads_all = is_whole(tree, {one.alias_or_name.lower() for one in tables} & names)
    for table in tables:
        name = table.name.lower()
        base = _base(name)
        if base is None or is_named_above(table, name):
            continue
        used = set(COLUMNS[base]) if reads_all else names & set(COLUMNS[base])
        if base == "facts":
            used = used | (names & {ROW})
        where = _where(table, values)
        if name.startswith(_PREFIX):
            used = used | set(_OF_VIEWS)
            kinds = _KINDS[name.removeprefix(_PREFIX)]
            where = f"{kinds} AND ({where})" if where else kinds
        elif name == "events":
            where = f"kind = 'event' AND ({where})" if where else "kind = 'event'"
            used = used | {"kind"}
        yield base, used, where


def _base(name: str) -> str | None:
    if name == "events" or (name.removeprefix(_PREFIX) in _KINDS and name.startswith(_PREFIX)):
        return "facts"
    return name if name in COLUMNS else None


def _with_marks(sql: str, parameters: Parameters) -> tuple[str, Mapping[str, object]]:
    """The same with a name in the place of each question mark, and all values by name."""
    from sqlglot.dialects.duckdb import DuckDB
    from sqlglot.tokenizer_core import TokenType

    if isinstance(parameters, Mapping):
        return sql, parameters
    places = [token.start for token in DuckDB().tokenize(sql) if token.token_type == TokenType.PLACEHOLDER]
    text, last = "", 0
    for number, place in enumerate(places):
        text += f"{sql[last:place]}${_MARK}{number}"
        last = place + 1
    return text + sql[last:], {f"{_MARK}{number}": value for number, value in enumerate(parameters)}


def _where(table: Any, values: Mapping[str, object]) -> str:
    """What the SELECT that names this table says of its rows alone, as ClickHouse's SQL; "" where that is nothing."""
    from sqlglot import exp

    parent = table.parent
    select = parent.parent if isinstance(parent, exp.From | exp.Join) else None
    if not isinstance(select, exp.Select) or (where := select.args.get("where")) is None:
        return ""
    if is_named_anew(table) or counts_before_where(select, table):
        return ""
    name = table.name.lower()
    columns = _SAME_IN_VIEWS if name.startswith(_PREFIX) else frozenset(COLUMNS[_base(name) or "facts"])
    is_alone = not select.args.get("joins") and not select.args.get("laterals")
    said = _Said(table.alias_or_name.lower(), columns, is_alone, values)
    parts = (said.told(part) for part in _parts(where.this))
    return " AND ".join(part for part in parts if part)


def _parts(condition: Any) -> Iterator[Any]:
    from sqlglot import exp

    match condition:
        case exp.And():
            yield from _parts(condition.this)
            yield from _parts(condition.expression)
        case exp.Paren():
            yield from _parts(condition.this)
        case _:
            yield condition


class _Unknown(Exception):  # it is no error: the row counts as read
    pass


class _Said(Struct, frozen=True):
    """Conditions over the columns of one table and constants."""

    alias: str
    columns: frozenset[str]
    is_alone: bool
    values: Mapping[str, object]

    def told(self, part: Any) -> str:
        """A condition as ClickHouse's SQL; "" where it is not understood."""
        try:
            return self._told(part)
        except _Unknown:
            return ""

    def _told(self, part: Any) -> str:
        from sqlglot import exp

        signs = {exp.EQ: "=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
        match part:
            case exp.Paren():
                return f"({self._told(part.this)})"
            case exp.And() | exp.Or():
                word = "AND" if isinstance(part, exp.And) else "OR"
                return f"({self._told(part.this)} {word} {self._told(part.expression)})"
            case exp.EQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                return self._compared(part, signs[type(part)])
            case exp.In() if not part.args.get("query") and part.expressions:
                values = ", ".join(self._literal(part.this, one) for one in part.expressions)
                return f"{self._column(part.this)} IN ({values})"
            case exp.ArrayContains():
                listed = self._value(part.this)
                if not isinstance(listed, list | tuple) or not listed:
                    raise _Unknown
                values = ", ".join(_literal(part.expression.name.lower(), one) for one in listed)
                return f"has([{values}], {self._column(part.expression)})"
            case exp.Between():
                low, high = (self._literal(part.this, part.args[end]) for end in ("low", "high"))
                column = self._column(part.this)
                return f"{column} >= {low} AND {column} <= {high}"
            case _:
                raise _Unknown

    def _compared(self, part: Any, sign: str) -> str:
        from sqlglot import exp

        flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
        if isinstance(part.this, exp.Column):
            return f"{self._column(part.this)} {sign} {self._literal(part.this, part.expression)}"
        return f"{self._column(part.expression)} {flipped[sign]} {self._literal(part.expression, part.this)}"

    def _literal(self, column: Any, node: Any) -> str:
        return _literal(column.name.lower(), self._value(node))

    def _column(self, node: Any) -> str:
        from sqlglot import exp

        if not isinstance(node, exp.Column) or node.name.lower() not in self.columns:
            raise _Unknown
        if node.table.lower() != self.alias and not (self.is_alone and not node.table):
            raise _Unknown
        if node.name.lower() in _OPEN:
            raise _Unknown
        return f"`{node.name.lower()}`"

    def _value(self, node: Any) -> Any:
        """A text, a number or a list; two of one kind compare alike in both stores."""
        from sqlglot import exp

        match node:
            case exp.Literal():
                found = node.this if node.is_string else _number(node.this)
            case exp.Placeholder():
                found = self.values.get(node.name)
            case exp.Paren():
                found = self._value(node.this)
            case exp.Neg():
                found = self._value(node.this)
                if type(found) is not int:
                    raise _Unknown
                found = -found
            case exp.Sub() | exp.Add():
                one, two = self._value(node.this), self._value(node.expression)
                if type(one) is not int or type(two) is not int:
                    raise _Unknown
                found = one - two if isinstance(node, exp.Sub) else one + two
            case _:
                raise _Unknown
        return found


def _literal(column: str, value: object) -> str:
    """A value as a literal, if it is of the column's own kind: what DuckDB would cast is asked of DuckDB."""
    kind = c.FACTS.get(column) or c.PEOPLE.get(column) or "String"
    if isinstance(value, bool) or not isinstance(value, str if "String" in kind else int):
        raise _Unknown
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise _Unknown
    return c.quoted(value)


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise _Unknown
    return int(text)
