"""What a call counts: a customer's events by their name, or our own about messages, those of a kind or all."""

from difflib import get_close_matches
from typing import Final

from loopline.conditions.text import text_of
from loopline.conditions.tree import And, Call, Compare, Constant, Node, Path, iter_nodes, name_of
from loopline.model.history.message_events import FIELDS, MACHINE_FIELD, MESSAGE_EVENTS, doubt_key, times_key

OCCURRENCES: Final = frozenset({"count", "first", "last"})
ALLOWED: Final = frozenset({"contains", "starts_with", "ends_with", "lower"})
NO_MACHINE: Final = Compare("==", Path("person", (MACHINE_FIELD,)), Constant(False))


def is_of_messages(call: Call) -> bool:
    """Whether a call counts what became of messages."""
    return call.name in OCCURRENCES and name_of(call) in MESSAGE_EVENTS


def whole_where(call: Call) -> Node:
    """What is counted, told whole: nothing of machines, unless the condition asks about machines itself."""
    if call.where is None:
        return NO_MACHINE
    asked = any(node == NO_MACHINE.left for node in iter_nodes(call.where))
    return call.where if asked else And((NO_MACHINE, call.where))


def key_of(call: Call) -> str:
    """The name under which a person remembers the times that a call asks for."""
    return times_key(name_of(call), text_of(whole_where(call))) if is_of_messages(call) else name_of(call)


def keys_of(call: Call) -> tuple[str, ...]:
    """The same, and that of those of which it is not known whether they count."""
    key = key_of(call)
    return (key, doubt_key(key)) if is_of_messages(call) else (key,)


def where_fault(where: Node) -> tuple[str, str] | None:
    """What is wrong with a condition over a message's fields, and what was probably meant."""
    odd = _foreign_parts(where)
    if not odd:
        return None
    close = get_close_matches(odd[0], FIELDS, 1)
    return f"A message has no {odd[0][:40]}; ask for {', '.join(FIELDS)}.", close[0] if close else ""


def _foreign_parts(where: Node) -> list[str]:
    found: list[str] = []
    for node in iter_nodes(where):
        if isinstance(node, Path) and (node.home != "person" or node.keys[0] not in FIELDS or len(node.keys) > 1):
            found.append(".".join(node.keys if node.home == "person" else (node.home, *node.keys)))
        elif isinstance(node, Call) and node.name not in ALLOWED:
            found.append(f"{node.name}()")
    return found
