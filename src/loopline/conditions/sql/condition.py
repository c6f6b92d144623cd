"""A condition as DuckDB SQL, so that a whole audience is counted at once; three-valued as the evaluation is.

The relations it reads: `people p` (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON, lists VARCHAR[],
consent JSON, "channel" or "channel:topic" to true or false, zone VARCHAR, NULL where none is known), `events`
(person VARCHAR, name VARCHAR, at BIGINT ms, data JSON with the properties and account VARCHAR, whose member the person
was then, where they are asked for), and, where messages are counted or journeys asked for, `facts` as they are kept.
Numbers are calculated with as DOUBLE there, as the evaluation does; what fields hold is compared to the last digit.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from loopline.conditions.evaluate import ITEM
from loopline.conditions.members.question import as_asked_of_itself
from loopline.conditions.sql.fields import TRAITS, json_value, on_list_sql
from loopline.conditions.sql.past import followed
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.sql.values import (
    NO_TRUTH,
    compare_numbers,
    contains_number,
    date_sql,
    json_sql,
    number_sql,
    reach_to,
    text_sql,
)
from loopline.conditions.tree import (
    RECEIPTS,
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
    Path,
    Value,
    iter_nodes,
    name_of,
    value_kind,
)
from loopline.model.errors import Invalid
from loopline.model.localtime import UTC

MOST_SEGMENTS: Final = 100
INSIDE_ONLY: Final = RECEIPTS | {"answer"}
"""The functions that ask for what only an enrollment knows."""
_ORDERED: Final = frozenset({"<", "<=", ">", ">="})


class SqlCondition(Struct, frozen=True):
    """A boolean expression over `people p` and `events`, with the values of its question marks in their order."""

    sql: str
    params: list[object]

    def named(self, prefix: str) -> tuple[str, dict[str, object]]:
        """The same with named parameters, `$prefix0` and so on, for a query whose other parameters have names."""
        first, *others = self.sql.split("?")
        assert len(others) == len(self.params), "every question mark of a condition is a parameter"
        text = first + "".join(f"${prefix}{place}{piece}" for place, piece in enumerate(others))
        return text, {f"{prefix}{place}": value for place, value in enumerate(self.params)}


class HasRoot(Protocol):
    """A compiled condition, as far as this module needs it."""

    @property
    def root(self) -> Node:
        """Its tree."""


def compile_sql(condition: HasRoot, segments: Mapping[str, HasRoot], now: int, zone: str = UTC) -> SqlCondition:
    """The SQL of a condition at a moment (ms); each segment is written out in place, an unknown one is NULL.

    `zone`, one that exists, is where dates without a zone are meant for people of whom no zone is known.

    Raises Invalid: condition_not_countable when it looks at an event, the entry or receipts; condition_segment_cycle
    when segments ask each other in a circle; condition_too_big when more than MOST_SEGMENTS are written out.
    """
    made = _Writer(segments, now, zone).whole(condition.root)
    return SqlCondition(f"({made.text})", list(made.params))


STANDS_IN: Final = (
    "coalesce(p.person IN (SELECT f.person FROM facts f WHERE f.journey = CAST(? AS VARCHAR) "
    "AND f.kind IN ('entered', 'exited') GROUP BY f.person, f.enrollment "
    "HAVING bool_and(f.kind = 'entered')), FALSE)"
)
"""A passage that was entered and has not ended; whoever took another person in has their facts as well."""


class _Writer:
    def __init__(self, segments: Mapping[str, HasRoot], now: int, zone: str) -> None:
        self._segments = segments
        self._frame = Frame(now, zone, self.truth)
        self._open: list[str] = []
        self._written = 0

    def whole(self, root: Node) -> Sql:
        """The truth of a whole condition; Invalid when it asks for what only an enrollment knows."""
        for node in iter_nodes(root):
            if isinstance(node, Call) and node.name in INSIDE_ONLY:
                why = f"{node.name}(...) is known only inside an enrollment; leave it out."
                raise Invalid("condition_not_countable", why)
        return self.truth(root)

    def truth(self, node: Node) -> Sql:
        """BOOLEAN; NULL for unknown."""
        match node:
            case And(parts=parts) | Or(parts=parts):
                word = " AND " if isinstance(node, And) else " OR "
                return fill(f"({word.join('{}' for _ in parts)})", *(self.truth(part) for part in parts))
            case Not(part=part):
                return fill("(NOT {})", self.truth(part))
            case Compare():
                return self._compare(node)
            case In(value=value, items=items, negated=negated):
                equal = Or(tuple(Compare("==", value, Constant(item)) for item in items))
                return self.truth(Not(equal) if negated else equal)
            case OfAccount():
                return self._of_account(node)
            case Each():
                return self._each(node)
            case Path() | Call(name="coalesce"):
                return _json_truth(json_sql(node, self._frame))
            case Call():
                return self._call(node)
            case Constant(value=bool(value)):
                return Sql("TRUE" if value else "FALSE")
            case _:
                return NO_TRUTH

    def _of_account(self, node: OfAccount) -> Sql:
        """The same over the events of whoever was a member then; unknown of a person without an account."""
        own, self._frame = self._frame, replace(self._frame, is_account=True)
        made = self.truth(as_asked_of_itself(node.asked))
        self._frame = own
        return fill("CASE WHEN p.account <> '' THEN {} END", made)

    def _compare(self, node: Compare) -> Sql:
        left, right = node.left, node.right
        op = {"==": "=", "!=": "<>"}.get(node.op, node.op)
        kinds = {value_kind(left), value_kind(right)}
        compared = f"({{}} {op} {{}})"
        if "null" in kinds:
            return self._null(node)
        if "date" in kinds:
            return fill(compared, date_sql(left, self._frame), date_sql(right, self._frame))
        known = kinds - {"any"}
        if len(known) > 1:
            return NO_TRUTH
        if known == {"number"}:
            return compare_numbers(node.op, left, right, self._frame)
        if known == {"text"}:
            return fill(compared, text_sql(left, self._frame), text_sql(right, self._frame))
        truths = NO_TRUTH if node.op in _ORDERED else fill(compared, self.truth(left), self.truth(right))
        if known:
            return truths
        numbers = compare_numbers(node.op, left, right, self._frame)
        # Of the three only the one can be known whose kind both sides have.
        return fill(
            "coalesce({}, {}, {})",
            numbers,
            fill(compared, text_sql(left, self._frame), text_sql(right, self._frame)),
            truths,
        )

    def _null(self, node: Compare) -> Sql:
        if node.op in _ORDERED:
            return NO_TRUTH
        known = self._known(node.left if value_kind(node.right) == "null" else node.right)
        return fill("(NOT {})", known) if node.op == "==" else known

    def _known(self, node: Value) -> Sql:
        match value_kind(node):
            case "null":
                return Sql("FALSE")
            case "number":
                return fill("({} IS NOT NULL)", number_sql(node, self._frame))
            case "text":
                return fill("({} IS NOT NULL)", text_sql(node, self._frame))
            case "date":
                return fill("({} IS NOT NULL)", date_sql(node, self._frame))
            case "truth":
                return fill("({} IS NOT NULL)", self.truth(node))
            case "any":
                return fill("coalesce(json_type({}) <> 'NULL', FALSE)", json_sql(node, self._frame))

    def _call(self, call: Call) -> Sql:
        match call.name:
            case "has":
                return self._known(call.args[0])
            case "starts_with" | "ends_with":
                texts = (text_sql(arg, self._frame) for arg in call.args)
                return fill(f"{call.name}({{}}, {{}})", *texts)
            case "matches":
                return fill("regexp_matches({}, {})", *(text_sql(arg, self._frame) for arg in call.args))
            case "contains":
                return self._contains(*call.args)
            case "in_segment":
                return self._segment(name_of(call))
            case "in_list":
                return on_list_sql(name_of(call), of_account=self._frame.is_account)
            case "in_journey":
                return Sql(STANDS_IN, (name_of(call),))
            case "followed" | "not_followed":
                return followed(call, reach_to(call, self._frame), self._frame)
            case "consented":
                return _consented(*(name_of(call, index) for index in range(len(call.args))))
            case _:
                raise AssertionError(f"{call.name} gives no truth")

    def _each(self, node: Each) -> Sql:
        """Over the items of a list, each stands where its condition looks for a person's traits."""
        value, settles = json_value(node.items), "TRUE" if node.word == "any" else "FALSE"
        item = f"CASE WHEN json_type(v) = 'OBJECT' THEN v ELSE json_object('{ITEM}', v) END"
        items = fill(f"list_transform(TRY_CAST({{}} AS JSON[]), lambda v: struct_pack(traits := {item}))", value)
        asked = self.truth(node.where)
        # A parameter of a lambda does not hide a relation of its name, so it has another one.
        asked = Sql(asked.text.replace(TRAITS, "item.traits"), asked.params)
        truths = fill("list_transform({}, lambda item: {})", items, asked)
        found = (
            f"CASE WHEN list_contains(t, {settles}) THEN {settles}"
            f" WHEN len(list_filter(t, lambda b: b IS NULL)) = 0 THEN NOT {settles} END"
        )
        case = f"CASE WHEN json_type({{}}) = 'ARRAY' THEN list_transform([{{}}], lambda t: {found})[1] END"
        return fill(case, value, truths)

    def _contains(self, whole: Value, part: Value) -> Sql:
        in_text = fill("contains({}, {})", text_sql(whole, self._frame), text_sql(part, self._frame))
        if value_kind(whole) != "any":
            return in_text
        value = json_sql(whole, self._frame)
        items = fill("TRY_CAST({} AS JSON[])", value)
        found = [
            fill(f"list_contains(list_transform({{}}, lambda v: {read}), {{}})", items, wanted)
            for read, wanted in (
                ("CASE WHEN json_type(v) = 'VARCHAR' THEN v ->> '$' END", text_sql(part, self._frame)),
                ("CASE WHEN json_type(v) = 'BOOLEAN' THEN TRY_CAST(v AS BOOLEAN) END", self._scalar_truth(part)),
            )
        ]
        case = "CASE json_type({}) WHEN 'VARCHAR' THEN {} WHEN 'ARRAY' THEN coalesce({}, {}, {}) END"
        return fill(case, value, in_text, contains_number(items, part, self._frame), *found)

    def _scalar_truth(self, node: Value) -> Sql:
        return self.truth(node) if value_kind(node) in ("truth", "any") else NO_TRUTH

    def _segment(self, name: str) -> Sql:
        segment = self._segments.get(name)
        if segment is None:
            return NO_TRUTH
        if name in self._open:
            circle = " > ".join([*self._open[self._open.index(name) :], name])
            raise Invalid("condition_segment_cycle", f"Segments ask each other in a circle: {circle}; break it.")
        self._written += 1
        if self._written > MOST_SEGMENTS:
            why = f"More than {MOST_SEGMENTS} segments are used one inside the other; make some of them into lists."
            raise Invalid("condition_too_big", why)
        self._open.append(name)
        made = self.whole(segment.root)
        self._open.pop()
        return made


def _consented(channel: str, topic: str = "") -> Sql:
    """As in the engine: a channel that is refused refuses its topics; a topic of which nothing was said follows it."""
    of_channel = _stated_consent(channel)
    if not topic:
        return of_channel
    case = "CASE WHEN {} IS FALSE THEN FALSE ELSE coalesce({}, {}) END"
    return fill(case, of_channel, _stated_consent(f"{channel}:{topic}"), of_channel)


def _stated_consent(key: str) -> Sql:
    pointer = "/" + key.replace("~", "~0").replace("/", "~1")
    return _json_truth(Sql("json_extract(p.consent, CAST(? AS VARCHAR))", (pointer,)))


def _json_truth(value: Sql) -> Sql:
    return fill("CASE WHEN json_type({}) = 'BOOLEAN' THEN TRY_CAST({} AS BOOLEAN) END", value, value)
