"""The tree of a condition: its nodes, the kinds of value they give, and the functions of the language."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final, Literal

from msgspec import Struct

Scalar = str | int | float | bool | None
Kind = Literal["truth", "number", "text", "date", "any", "null"]
Home = Literal["person", "account", "event", "entry", "event_name"]
Role = Literal[
    "event",
    "segment",
    "list",
    "node",
    "channel",
    "topic",
    "path",
    "date",
    "text",
    "any",
    "field",
    "period",
    "pattern",
    "digits",
    "known",
    "condition",
    "model",
    "message",
    "journey",
    "span",
    "times",
]


class Constant(Struct, frozen=True):
    """A number, a string, true, false or null, written in the text."""

    value: Scalar


Keys = tuple[str | int, ...]
"""Names of fields, one inside the other, and places in lists, from 0 on or from the end back."""


class Path(Struct, frozen=True):
    """A field: a trait, a property of the event or of the entry, or (`event_name`) the name of the event."""

    home: Home
    keys: Keys

    @property
    def root(self) -> str:
        """The trait or property that holds it."""
        return str(self.keys[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names on the way to it, as far as the first place in a list."""
        return tuple(takewhile(lambda key: isinstance(key, str), self.keys))  # type: ignore[arg-type]


ACCOUNT_ID: Final = Path("account", ("id",))
"""The id of the person's account, which needs no trait."""

ENTRY_AT: Final = Path("entry", ("at",))
"""When the entry event happened, where it has no property of this name."""


class Negate(Struct, frozen=True):
    """Minus a number."""

    part: "Value"


class Arith(Struct, frozen=True):
    """`left op right` with op one of + - * / %; numbers only."""

    op: str
    left: "Value"
    right: "Value"


class Call(Struct, frozen=True):
    """A function of the language; `within` and `ago` are durations as they were written, `since` is a date.

    `where` is what is counted has to be like: a condition over its own fields, which are no fields of the person, so it
    is not among the children.
    """

    name: str
    args: tuple["Value", ...]
    within: str | None = None
    where: "Node | None" = None
    since: "Value | None" = None
    ago: str | None = None


class Compare(Struct, frozen=True):
    """`left op right` with op one of == != < <= > >=; a chain is an And of these."""

    op: str
    left: "Value"
    right: "Value"


class In(Struct, frozen=True):
    """`value in [items]`, or `not in` when negated."""

    value: "Value"
    items: tuple[str | int | float | bool, ...]
    negated: bool = False


class OfAccount(Struct, frozen=True):
    """What the person's account answers: it asks what members did, or for its own lists, and nothing of the person."""

    asked: "Compare | In | Call"


class Each(Struct, frozen=True):
    """Whether a condition holds of any item of a list, or of all; it asks for fields of an item, not of the person."""

    word: Literal["any", "all"]
    items: "Path"
    where: "Node"


class Not(Struct, frozen=True):
    """The opposite; unknown stays unknown."""

    part: "Node"


class And(Struct, frozen=True):
    """True when all parts are; false when one is; otherwise unknown."""

    parts: tuple["Node", ...]


class Or(Struct, frozen=True):
    """True when one part is; false when all are; otherwise unknown."""

    parts: tuple["Node", ...]


Value = Constant | Path | Negate | Arith | Call
Node = Compare | In | OfAccount | Each | Not | And | Or | Value


class Signature(Struct, frozen=True):
    """What a function takes and gives; the first `needs` arguments must be written."""

    gives: Kind
    takes: tuple[Role, ...]
    needs: int = 1


COALESCE_MAX: Final = 8
SIGNATURES: Final[dict[str, Signature]] = {
    "count": Signature("number", ("event",)),
    "first": Signature("date", ("event",)),
    "last": Signature("date", ("event",)),
    "sum": Signature("number", ("event", "field"), 2),
    "avg": Signature("number", ("event", "field"), 2),
    "min": Signature("number", ("event", "field"), 2),
    "max": Signature("number", ("event", "field"), 2),
    "distinct": Signature("number", ("event", "field"), 2),
    "min_count": Signature("number", ("event", "span", "times"), 3),
    "max_count": Signature("number", ("event", "span", "times"), 3),
    "days_since": Signature("number", ("date",)),
    "hours_since": Signature("number", ("date",)),
    "days_until": Signature("number", ("date",)),
    "hours_until": Signature("number", ("date",)),
    "now": Signature("date", (), 0),
    "start_of": Signature("date", ("period",)),
    "date": Signature("date", ("date",)),
    "has": Signature("truth", ("path",)),
    "lower": Signature("text", ("text",)),
    "contains": Signature("truth", ("any", "any"), 2),
    "any": Signature("truth", ("path", "condition"), 2),
    "all": Signature("truth", ("path", "condition"), 2),
    "matches": Signature("truth", ("text", "pattern"), 2),
    "starts_with": Signature("truth", ("text", "text"), 2),
    "ends_with": Signature("truth", ("text", "text"), 2),
    "coalesce": Signature("any", ("known",) * COALESCE_MAX, 2),
    "round": Signature("number", ("any", "digits")),
    "hour": Signature("number", ("date",)),
    "weekday": Signature("number", ("date",)),
    "day": Signature("number", ("date",)),
    "month": Signature("number", ("date",)),
    "year": Signature("number", ("date",)),
    "length": Signature("number", ("any",)),
    "in_segment": Signature("truth", ("segment",)),
    "in_list": Signature("truth", ("list",)),
    "in_journey": Signature("truth", ("journey",)),
    "received": Signature("truth", ("message",)),
    "consented": Signature("truth", ("channel", "topic")),
    "followed": Signature("truth", ("event", "event", "field", "span"), 3),
    "not_followed": Signature("truth", ("event", "event", "field", "span"), 4),
    **dict.fromkeys(("delivered", "opened", "clicked", "replied"), Signature("truth", ("node",))),
    "answer": Signature("any", ("node", "field"), 2),
    "score": Signature("number", ("model",)),
}
NAMED_ROLES: Final = frozenset(
    {"event", "segment", "list", "journey", "node", "channel", "topic", "field", "period", "pattern", "model"}
)
AMOUNTS: Final = frozenset({"sum", "avg", "min", "max"})
OF_FIELDS: Final = AMOUNTS | {"distinct"}
"""The functions over what events have in a field."""
OF_SPANS: Final = frozenset({"min_count", "max_count"})
"""The functions over the same stretch of time, several times one after the other."""
SEQUENCES: Final = frozenset({"followed", "not_followed"})
"""The functions over one event after another, of the same value in a field."""
WINDOWED: Final = OF_FIELDS | SEQUENCES | {"count", "first", "last"}
"""The functions that look at a part of the past: `within`, `since` and `ago`."""
BY_ACCOUNT: Final = "account."
"""Begins the name of a function over what all members of the person's account did."""
OF_MEMBERS: Final = (WINDOWED - SEQUENCES) | OF_SPANS | {"in_list"}
"""The functions that an account answers too: of what its members did, and of the lists that it is on itself."""
PERIODS: Final = ("day", "week", "month", "quarter", "year")
RECEIPTS: Final = frozenset({"delivered", "opened", "clicked", "replied"})
UNIT_MS: Final = {
    "days_since": 86_400_000,
    "hours_since": 3_600_000,
    "days_until": -86_400_000,
    "hours_until": -3_600_000,
}
"""What the time from a date to now is divided by, and rounded down: a unit below 0 counts towards the date."""


def value_kind(node: Node) -> Kind:
    """The kind of value a node gives; `any` for a field, which is known only for one person."""
    match node:
        case Constant(value=value):
            return _kind_of_scalar(value)
        case Path():
            return "any"
        case Negate() | Arith():
            return "number"
        case Call(name=name):
            return SIGNATURES[name.removeprefix(BY_ACCOUNT)].gives
        case _:
            return "truth"


def _kind_of_scalar(value: Scalar) -> Kind:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def number_of(node: Node) -> int | float | None:
    """The number that is written here; None for anything else."""
    value = node.value if isinstance(node, Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


FLIPPED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The operator that says the same with its sides changed."""


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under this one, from left to right."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part=part) | Negate(part=part):
            return (part,)
        case Compare(left=left, right=right) | Arith(left=left, right=right):
            return (left, right)
        case In(value=value):
            return (value,)
        case Each(items=items):
            return (items,)
        case Call(args=args, since=since):
            return args if since is None else (*args, since)
        case _:
            return ()


def iter_nodes(node: Node) -> Iterator[Node]:
    """This node and every node below it, parents first."""
    yield node
    for child in children(node):
        yield from iter_nodes(child)


def name_of(call: Call, index: int = 0) -> str:
    """The literal name in a call, such as the event of count; the parser has made sure that it is a string."""
    value = call.args[index]
    assert isinstance(value, Constant) and isinstance(value.value, str)
    return value.value
