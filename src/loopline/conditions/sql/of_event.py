"""What is asked of one event alone, as DuckDB SQL over `p`, whose `traits` are the properties of the event."""

from typing import Any, Final

from loopline.conditions.path import FieldPath
from loopline.conditions.sql.condition import SqlCondition, compile_sql
from loopline.conditions.sql.fields import json_number, json_value
from loopline.conditions.sql.text import Sql, fill
from loopline.conditions.tree import (
    And,
    Arith,
    Call,
    Compare,
    Constant,
    Each,
    In,
    Negate,
    Node,
    Not,
    Or,
    Path,
    iter_nodes,
)
from loopline.model.history.amounts import LARGEST
from loopline.model.history.money import NUMBER_TEXT

PURE: Final = frozenset(
    {"has", "lower", "contains", "matches", "starts_with", "ends_with", "coalesce", "round", "length"}
)
"""The functions that look at nothing but what they are given."""


class _LooksFurther(Exception):
    """A condition asks for more than the event holds."""


class _Rooted:
    """A tree, as `compile_sql` takes it."""

    def __init__(self, root: Node) -> None:
        self.root = root


def compile_of_event(root: Node, name: str) -> SqlCondition | None:
    """The truth of a condition for an event of this name; None when it looks at more than the event: at the person,
    the entry, the past or the clock."""
    try:
        return compile_sql(_Rooted(_of_event(root, name)), {}, 0)
    except _LooksFurther:
        return None


def amount_of_event(path: FieldPath, currency: FieldPath | None = None, own: str = "") -> SqlCondition | None:
    """DOUBLE: the amount in a property, as `model.history.money` reads it; None when it is no property of the event.

    Where the property `currency` says another one than `own`, the amount is NULL; where it says none, it is our own.
    """
    if path.home != "event" or (own and currency is not None and currency.home != "event"):
        return None
    text = f"CASE WHEN regexp_full_match(v ->> '$', '{NUMBER_TEXT}') THEN TRY_CAST(v ->> '$' AS DOUBLE) END"
    number = json_number(Sql("v")).text
    case = f"CASE WHEN json_type(v) = 'VARCHAR' THEN {text} ELSE {number} END"
    bounded = f"list_filter([{case}], lambda n: abs(n) < {LARGEST:f})[1]"
    amount = fill(f"list_transform([{{}}], lambda v: {bounded})[1]", _property(path))
    if not own or currency is None:
        return _written(amount)
    said = fill("upper(nullif(trim({} ->> '$'), ''))", _property(currency))
    return _written(fill("CASE WHEN {} <> {} THEN NULL ELSE {} END", said, Sql("?", (own.upper(),)), amount))


def text_of_event(path: FieldPath) -> SqlCondition | None:
    """VARCHAR: what a property holds, a text without its quotes; NULL for none, and for an empty one."""
    if path.home != "event":
        return None
    return _written(fill("nullif({} ->> '$', '')", _property(path)))


def _property(path: FieldPath) -> Sql:
    return json_value(Path("person", path.path.keys))


def _written(made: Sql) -> SqlCondition:
    return SqlCondition(made.text, list(made.params))


def _of_event(node: Node, name: str) -> Node:
    """The same tree, with the properties of the event where it asks for traits."""

    def inside(part: Node) -> Any:  # of the kind that the part has: a value stays one
        return _of_event(part, name)

    match node:
        case Constant():
            return node
        case Path(home="event", keys=keys):
            return Path("person", keys)
        case Path(home="event_name"):
            return Constant(name)
        case Call(name=called, args=args, where=None) if called in PURE:
            return Call(called, tuple(map(inside, args)))
        case And(parts=parts) | Or(parts=parts):
            return type(node)(tuple(map(inside, parts)))
        case Not(part=part) | Negate(part=part):
            return type(node)(inside(part))
        case Compare(op=op, left=left, right=right) | Arith(op=op, left=left, right=right):
            return type(node)(op, inside(left), inside(right))
        case In(value=value, items=items, negated=negated):
            return In(inside(value), items, negated)
        case Each(word=word, items=items, where=where) if items.home == "event" and _of_items(where):
            return Each(word, Path("person", items.keys), where)
        case _:
            raise _LooksFurther


def _of_items(node: Node) -> bool:
    """Whether a condition over the items of a list asks for nothing but their fields."""
    return all(
        one.home == "person"
        if isinstance(one, Path)
        else not isinstance(one, Each) and (not isinstance(one, Call) or (one.name in PURE and one.where is None))
        for one in iter_nodes(node)
    )
