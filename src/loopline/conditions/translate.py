"""From Python's syntax tree to ours: only the nodes of the language pass, each of the rest becomes a fault."""

import ast
import math
from typing import Final, Literal

from loopline.conditions.counted import OF_EVENTS, fault_of, is_key, item_fault
from loopline.conditions.functions.usage import usage
from loopline.conditions.members.question import of_account, of_account_itself
from loopline.conditions.reading.faults import literal_fault, unknown_function, unsupported
from loopline.conditions.reading.notes import NOTHING, Notes
from loopline.conditions.reading.of_account import called_of_account, read_of_account
from loopline.conditions.reading.received import RECEIVED, read_received
from loopline.conditions.reading.windows import durations, since_fault
from loopline.conditions.tree import (
    NAMED_ROLES,
    PERIODS,
    SIGNATURES,
    WINDOWED,
    And,
    Arith,
    Call,
    Compare,
    Constant,
    Each,
    Home,
    In,
    Negate,
    Node,
    Not,
    Or,
    Path,
    Role,
    Value,
    value_kind,
)
from loopline.model.localtime import iso_ms

PLACE_MAX: Final = 999
_BIGGEST: Final = 2**63
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_HOMES: Final[dict[str, Home]] = {"person": "person", "account": "account", "event": "event", "entry": "entry"}
_ARITH: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%"}
_COMPARE: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Reader(Notes):
    """Reads in two sorts, truths and values; a fault leaves a placeholder and the reading goes on."""

    def truth(self, node: ast.expr) -> Node:
        """A node that is true, false or unknown."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return _joined(And if isinstance(op, ast.And) else Or, tuple(self.truth(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.truth(operand))
            case ast.Compare():
                return self._chain(node)
            case ast.Call(func=ast.Name(id="any" | "all" as word)):
                return self._each(word, node)
            case ast.Call(func=ast.Name(id="received")):
                return read_received(node, self, lambda: self._since("count", node))
            case _:
                return self._bare(node)

    def _each(self, word: Literal["any", "all"], node: ast.Call) -> Node:
        if len(node.args) != 2 or node.keywords:
            return self.error("condition_wrong_arguments", f"Write it as {usage(word)}.", node)
        faults, items, marks = len(self.errors), self.value(node.args[0]), len(self.marks)
        where = self.truth(node.args[1])
        del self.marks[marks:]
        if len(self.errors) == faults and (fault := item_fault(where)):
            self.error("condition_where_field", fault, node.args[1])
        if not isinstance(items, Path):
            text = f"Give a field that holds a list, as in {usage(word)}."
            return items if items is NOTHING else self.error("condition_wrong_arguments", text, node)
        return Each(word, items, where)

    def _bare(self, node: ast.expr) -> Node:
        before = len(self.errors)
        value = self.value(node)
        if len(self.errors) == before and value_kind(value) not in ("truth", "any"):
            self.error("condition_not_a_condition", "This is a value; compare it with something, as in ... >= 1.", node)
        return of_account_itself(value)

    def value(self, node: ast.expr) -> Value:
        """A node that gives a number, a string, a date, a truth, or what a field holds."""
        match node:
            case ast.Constant(value=value):
                return self._constant(value, node)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._path(node)
            case ast.Call():
                return self._call(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._negative(operand, node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITH:
                made = Arith(_ARITH[type(op)], self._operand(left), self._operand(right))
                return self.mark(made, node)
            case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return self.error(
                    "condition_nested", "Compare values, not conditions; join conditions with and, or, not.", node
                )
            case ast.List() | ast.Tuple():
                return self.error("condition_list_place", "A list belongs on the right of in or not in.", node)
            case _:
                return self.error("condition_unsupported", unsupported(node), node)

    def _chain(self, node: ast.Compare) -> Node:
        pairs: list[Node] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            pairs.append(self._pair(left, op, right))
            left = right
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            value = self.value(left)
            if value == Constant(None) and value is not NOTHING:
                self.error("condition_list_needed", "null is never in a list; write not has(field).", left)
            return of_account(self.mark(In(value, self._items(right), isinstance(op, ast.NotIn)), left))
        if type(op) not in _COMPARE:
            return self.error("condition_unsupported", "Write == or != instead of is and is not.", left)
        return of_account(self.mark(Compare(_COMPARE[type(op)], self.value(left), self.value(right)), left))

    def _items(self, node: ast.expr) -> tuple[str | int | float | bool, ...]:
        if not isinstance(node, ast.List | ast.Tuple):
            text = 'Write a list after in, as in plan in ["free", "pro"]; for a list in a field use contains(field, x).'
            self.error("condition_list_needed", text, node)
            return ()
        if not node.elts:
            self.error("condition_list_needed", "This list is empty; nothing could be in it.", node)
        items: list[str | int | float | bool] = []
        for element in node.elts:
            value = self.value(element)
            if not isinstance(value, Constant):
                self.error("condition_list_needed", "Only numbers, strings, true and false go in this list.", element)
            elif value.value is not None:
                items.append(value.value)
            elif value is not NOTHING:
                self.error("condition_list_needed", "null is never equal; write not has(field) beside it.", element)
        return tuple(items)

    def _constant(self, value: object, node: ast.expr) -> Constant:
        if value is None or isinstance(value, bool):
            return Constant(value)
        if isinstance(value, str):
            if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
                return self.error("condition_odd_text", "This string has characters that no field can hold.", node)
            return Constant(value)
        if isinstance(value, int | float):
            if abs(value) >= _BIGGEST or not math.isfinite(value):
                return self.error("condition_number_too_big", "Write numbers below 9,223,372,036,854,775,808.", node)
            return Constant(value)
        return self.error("condition_unsupported", "Only numbers, strings, true, false and null can be written.", node)

    def _negative(self, operand: ast.expr, node: ast.expr) -> Value:
        part = self._operand(operand)
        if isinstance(part, Constant) and type(part.value) in (int, float):
            return Constant(-part.value)  # type: ignore[operator]  # the line above has made sure
        return self.mark(Negate(part), node)

    def _operand(self, node: ast.expr) -> Value:
        value = self.value(node)
        if value_kind(value) == "date":
            text = "Dates cannot be calculated with; use days_since(...), days_until(...) and the like."
            return self.error("condition_date_arithmetic", text, node)
        return value

    def _path(self, node: ast.expr) -> Constant | Path:
        keys: list[str | int] = []
        inner = outer = node
        while isinstance(inner, ast.Attribute | ast.Subscript):
            key = self._place(inner) if isinstance(inner, ast.Subscript) else self._key(inner.attr, inner)
            if key is None:
                return NOTHING
            keys.insert(0, key)
            outer, inner = inner, inner.value
        if not isinstance(inner, ast.Name):
            return self.error("condition_unsupported", "Only a field can have a part of its own after a dot.", node)
        root = self._key(inner.id, node)
        if root is None:
            return NOTHING
        if root not in _HOMES:
            if not keys and root in _WORDS:
                return Constant(_WORDS[root])
            return self.mark(Path("person", (root, *keys)), node)
        if not keys:
            return self.error("condition_field_needed", f"Say which field of {root}: {root}.something.", node)
        if isinstance(keys[0], int):
            return self.error("condition_bad_key", f"Say which field of {root}: {root}.something.", node)
        if root == "event" and keys == ["name"] and isinstance(outer, ast.Attribute):
            return self.mark(Path("event_name", ()), node)
        return self.mark(Path(_HOMES[root], tuple(keys)), node)

    def _place(self, node: ast.Subscript) -> str | int | None:
        """A name in quotes, or a place in a list."""
        place = node.slice
        is_back = isinstance(place, ast.UnaryOp) and isinstance(place.op, ast.USub)
        digits = place.operand if isinstance(place, ast.UnaryOp) and is_back else place
        if not isinstance(digits, ast.Constant) or type(digits.value) is not int or (is_back and digits.value == 0):
            return self._key(place, node)
        if digits.value > PLACE_MAX:
            self.error("condition_bad_key", f"Places in a list go from 0 to {PLACE_MAX}, and back from -1.", node)
            return None
        return -digits.value if is_back else digits.value

    def _key(self, key: str | ast.expr, node: ast.expr) -> str | None:
        value = key.value if isinstance(key, ast.Constant) else key
        if not isinstance(value, str):
            self.error("condition_bad_key", 'Write the field\'s name in quotes, as in person["Company size"].', node)
        elif not is_key(value):
            text = 'A field\'s name has no quotes, stars or backslashes in it and does not begin with "__"; rename it.'
            self.error("condition_bad_key", text, node)
        else:
            return value
        return None

    def _call(self, node: ast.Call) -> Value:
        if word := called_of_account(node):
            return read_of_account(word, node, self, self.value)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        signature = SIGNATURES.get(name)
        if not name or signature is None:
            return self._unknown_function(name, node)
        if name in ("any", "all", RECEIVED):
            return self.error("condition_nested", f"{name} is a condition; join it with and, or, not.", node)
        window, where, faults = durations(name, node, self), self._where(name, node), len(self.errors)
        if not signature.needs <= len(node.args) <= len(signature.takes):
            return self.error("condition_wrong_arguments", f"Write it as {usage(name)}.", node)
        args = tuple(self._argument(name, role, arg) for role, arg in zip(signature.takes, node.args, strict=False))
        if name == "date" and value_kind(args[0]) == "date":
            return args[0]
        made = Call(name, args, window.get("within"), where, self._since(name, node), window.get("ago"))
        if name in OF_EVENTS and len(self.errors) == faults and (fault := fault_of(made, self.offset(node))):
            self.errors.append(fault)
        return self.mark(made, node)

    def _where(self, name: str, node: ast.Call) -> Node | None:
        """The condition over what is counted; its marks are dropped, as its fields are no fields of a person."""
        given = next((keyword.value for keyword in node.keywords if keyword.arg == "where"), None)
        if given is None or name not in OF_EVENTS:
            return None
        marks = len(self.marks)
        where = self.truth(given)
        del self.marks[marks:]
        return where

    def _since(self, name: str, node: ast.Call) -> Value | None:
        """The date from which on a call looks at the past."""
        given = next((keyword.value for keyword in node.keywords if keyword.arg == "since"), None)
        if given is None or name not in WINDOWED:
            return None
        since = self._argument(name, "date", given)
        if since is not NOTHING and (fault := since_fault(since)):
            self.error("condition_bad_date", fault, given)
        return since

    def _argument(self, name: str, role: Role, node: ast.expr) -> Value:
        value = self.value(node)
        if value is NOTHING:
            return value
        literal = value.value if isinstance(value, Constant) else None
        if role in NAMED_ROLES and (not isinstance(literal, str) or not literal):
            return self.error(
                "condition_wrong_arguments", f"Give the name of the {role} in quotes: {usage(name)}.", node
            )
        if (fault := literal_fault(role, literal, value)) and value is not NOTHING:
            return self.error("condition_wrong_arguments", fault, node)
        if role == "period" and literal not in PERIODS:
            return self.error("condition_wrong_arguments", f"Give a period: {', '.join(PERIODS)}.", node)
        if role == "path" and not (isinstance(value, Path) or (isinstance(value, Call) and value.name == "answer")):
            return self.error("condition_wrong_arguments", f"Give a field, as in {usage(name)}.", node)
        if role == "date" and isinstance(literal, str) and iso_ms(literal) is None:
            text = 'Write a date such as "2026-01-31" or "2026-01-31T09:00:00Z".'
            return self.error("condition_bad_date", text, node)
        if role in ("text", "any") and value_kind(value) == "date":
            return self.error("condition_wrong_arguments", f"A date does not fit here: {usage(name)}.", node)
        return value

    def _unknown_function(self, name: str, node: ast.Call) -> Constant:
        if not name:
            return self.error("condition_unsupported", "Only the functions of the language can be called.", node)
        text, meant = unknown_function(name)
        return self.error("condition_unknown_function", text, node, meant)


def _joined(kind: type[And] | type[Or], parts: tuple[Node, ...]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(flat))
