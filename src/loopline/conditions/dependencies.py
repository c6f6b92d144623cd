"""What a condition depends on: the traits, events, windows and names that occur in its tree."""

from types import MappingProxyType
from typing import Final

from msgspec import Struct

from loopline.conditions.counted import OF_EVENTS, events_of, keys_of
from loopline.conditions.functions.calendar import PARTS
from loopline.conditions.members.question import question_key
from loopline.conditions.past.windows import memory_ms
from loopline.conditions.tree import (
    OF_SPANS,
    RECEIPTS,
    SIGNATURES,
    UNIT_MS,
    Call,
    Compare,
    Home,
    In,
    Node,
    OfAccount,
    Path,
    iter_nodes,
    name_of,
    value_kind,
)
from loopline.model.signals.scores import score_trait

TIMED: Final = OF_SPANS | {"now", "score", "in_segment", "start_of", "not_followed"}
"""Functions that time alone can change, beside those that count units of it."""


class Needs(Struct, frozen=True):
    """The names in a tree, each once; the needs of its segments are not among them."""

    paths: dict[str, frozenset[str]]
    calls: dict[str, frozenset[str]]
    windows: MappingProxyType[str, int | None]
    uses_event: bool
    uses_time: bool
    uses_zone: bool


def needs_of(root: Node) -> Needs:
    """Walk the tree once and gather its names."""
    nodes = tuple(iter_nodes(root))
    paths: dict[Home, set[str]] = {}
    calls: dict[str, set[str]] = {}
    windows: dict[str, int | None] = {}
    for node in nodes:
        if isinstance(node, Path):
            whole = node.home in ("event", "entry")
            paths.setdefault(node.home, set()).add(".".join(node.names if whole else node.names[:1]))
        elif isinstance(node, OfAccount):
            paths.setdefault("account", set()).add(question_key(node))
        elif isinstance(node, Call) and node.name == "score":
            paths.setdefault("person", set()).add(score_trait(name_of(node)))
        elif isinstance(node, Call):
            _gather(node, calls, windows)
    return Needs(
        paths={home: frozenset(names) for home, names in paths.items()},
        calls={role: frozenset(names) for role, names in calls.items()},
        windows=MappingProxyType(windows),
        uses_event=bool({"event", "event_name"} & set(paths)),
        uses_time=any(is_timed(node) for node in nodes),
        uses_zone=any(_reads_dates(node) for node in nodes),
    )


def _gather(call: Call, calls: dict[str, set[str]], windows: dict[str, int | None]) -> None:
    if call.name in OF_EVENTS:
        calls.setdefault("event", set()).update(events_of(call))
        within = memory_ms(call)
        for key in keys_of(call):
            known = windows.get(key, 0)
            windows[key] = None if within is None or known is None else max(within, known)
    elif call.name in RECEIPTS:
        calls.setdefault("node", set()).add(name_of(call))
    elif call.name == "answer":
        calls.setdefault("answer", set()).add(f"{name_of(call)}.{name_of(call, 1)}")
    elif call.name in ("in_segment", "in_list", "in_journey"):
        calls.setdefault(call.name.removeprefix("in_"), set()).add(name_of(call))


def is_timed(node: Node) -> bool:
    """Whether this node itself can change by time alone; a segment may, so it counts."""
    if not isinstance(node, Call):
        return False
    if node.name in PARTS:
        return node.args[0] == Call("now", ())
    return node.name in UNIT_MS or node.name in TIMED or node.within is not None


def is_timed_itself(root: Node) -> bool:
    """Whether time alone can change a condition, as long as it changes no segment that it asks for."""
    return any(
        is_timed(node) for node in iter_nodes(root) if not (isinstance(node, Call) and node.name == "in_segment")
    )


def _reads_dates(node: Node) -> bool:
    """Whether this node reads values as dates, which without a zone of their own are other moments in another zone."""
    match node:
        case Call(name=name):
            return "date" in SIGNATURES[name].takes or name in ("in_segment", "start_of") or node.since is not None
        case Compare(left=left, right=right):
            return "date" in (value_kind(left), value_kind(right))
        case In(value=value):
            return value_kind(value) == "date"
        case _:
            return False
