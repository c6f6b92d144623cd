"""What a call counts: a customer's events by their name and properties, or our own about messages, by their fields."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from loopline.conditions.errors import ConditionError
from loopline.conditions.functions.usage import usage
from loopline.conditions.text import text_of
from loopline.conditions.tree import (
    OF_FIELDS,
    OF_SPANS,
    SEQUENCES,
    And,
    Call,
    Compare,
    Constant,
    Each,
    Node,
    OfAccount,
    Path,
    iter_nodes,
    name_of,
)
from loopline.model.history.message_events import (
    FIELDS,
    MACHINE_FIELD,
    MESSAGE_EVENTS,
    amount_key,
    doubt_key,
    times_key,
    value_key,
)

OCCURRENCES: Final = frozenset({"count", "first", "last"})
OF_EVENTS: Final = OCCURRENCES | OF_FIELDS | OF_SPANS | SEQUENCES
"""The functions whose first argument names an event."""

ALLOWED: Final = frozenset({"contains", "starts_with", "ends_with", "lower", "matches"})
ALLOWED_OF_EVENTS: Final = ALLOWED | {"has", "length", "coalesce", "round"}
ODD_IN_KEY: Final = frozenset('"\\*')
"""What no name of a field may hold: databases read these as something else."""

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
    if is_of_messages(call):
        return times_key(name_of(call), text_of(whole_where(call)))
    if call.name in OF_FIELDS:
        key = value_key if call.name == "distinct" else amount_key
        return key(name_of(call), text_of(call.where) if call.where is not None else "", name_of(call, 1))
    return name_of(call) if call.where is None else times_key(name_of(call), text_of(call.where))


def keys_of(call: Call) -> tuple[str, ...]:
    """The same, and that of those of which it is not known whether they count; of a sequence those of both events."""
    if call.name in SEQUENCES:
        return tuple(value_key(name, "", name_of(call, 2)) for name in events_of(call))
    key = key_of(call)
    return (key, doubt_key(key)) if is_of_messages(call) else (key,)


def events_of(call: Call) -> tuple[str, ...]:
    """The events that a call looks at."""
    return (name_of(call), name_of(call, 1)) if call.name in SEQUENCES else (name_of(call),)


def where_fault(where: Node) -> tuple[str, str] | None:
    """What is wrong with a condition over a message's fields, and what was probably meant."""
    odd = [
        part
        for node in iter_nodes(where)
        if (part := _foreign_part(node, ALLOWED)) or (isinstance(node, Path) and (part := _unknown_field(node)))
    ]
    if not odd:
        return None
    close = get_close_matches(odd[0], FIELDS, 1)
    return f"A message has no {odd[0][:40]}; ask for {', '.join(FIELDS)}.", close[0] if close else ""


def _sequence_fault(call: Call, offset: int) -> ConditionError | None:
    one, other = events_of(call)
    if one == other or {one, other} & MESSAGE_EVENTS or call.where is not None or call.ago is not None:
        text = f"Name two events of your own and the property that both have: {usage(call.name)}."
        return ConditionError("condition_wrong_arguments", text, offset)
    if not all(map(is_key, name_of(call, 2).split("."))):
        return ConditionError("condition_bad_key", 'Name a property of both events, such as "cart_id".', offset)
    return None


def fault_of(call: Call, offset: int) -> ConditionError | None:
    """What is wrong with what a call at this place counts or adds up."""
    if call.name in SEQUENCES:
        return _sequence_fault(call, offset)
    of_messages, where = name_of(call) in MESSAGE_EVENTS, call.where
    if of_messages and (call.ago is not None or (call.name == "first" and (call.within or call.since is not None))):
        text = "Messages are counted back from now, or since a date; the first of them is known of all time only."
        return ConditionError("condition_wrong_arguments", text, offset)
    if call.name in OF_FIELDS | OF_SPANS and of_messages:
        return ConditionError("condition_wrong_arguments", "Messages have no amounts; count them.", offset)
    if call.name == "distinct" and call.ago is not None:
        text = "Of each value the last time is remembered, so distinct looks back from now, or since a date."
        return ConditionError("condition_wrong_arguments", text, offset)
    if call.name in OF_FIELDS and not all(map(is_key, name_of(call, 1).split("."))):
        text = 'Name a property of the event, as in sum("order", "price.amount").'
        return ConditionError("condition_bad_key", text, offset)
    if where is not None and of_messages and (fault := where_fault(where)):
        return ConditionError("condition_unknown_message_field", fault[0], offset, fault[1])
    if where is not None and not of_messages and (text := properties_fault(where)):
        return ConditionError("condition_where_field", text, offset)
    return None


def is_key(name: str) -> bool:
    """Whether a field may have this name."""
    return name.isprintable() and bool(name) and not name.startswith("__") and not ODD_IN_KEY & set(name)


def properties_fault(where: Node) -> str:
    """What is wrong with a condition over the properties of a customer's event; "" for nothing."""
    odd = next((part for node in iter_nodes(where) if (part := _foreign_part(node, ALLOWED_OF_EVENTS))), "")
    if not odd:
        return ""
    return f"{odd[:40]} is no property of the event that is counted; write them bare, as in where=amount > 50."


def item_fault(where: Node) -> str:
    """What is wrong with a condition over the items of a list; "" for nothing."""
    odd = next((part for node in iter_nodes(where) if (part := _foreign_part(node, ALLOWED_OF_EVENTS))), "")
    text = f"{odd[:40]} is no field of an item; write its fields bare, as in any(items, price > 50)."
    return text if odd else ""


def properties_counted(root: Node) -> Iterator[tuple[str, list[str]]]:
    """For each count or sum by properties in a condition: the customer's event, and the properties it asks for."""
    for node in iter_nodes(root):
        if not isinstance(node, Call) or is_of_messages(node):
            continue
        if node.name in SEQUENCES:
            yield from ((event, [name_of(node, 2)]) for event in events_of(node))
        if node.name in OF_FIELDS:
            yield name_of(node), [name_of(node, 1)]
        if node.where is not None:
            yield name_of(node), [".".join(part.names) for part in iter_nodes(node.where) if isinstance(part, Path)]


def _foreign_part(node: Node, allowed: frozenset[str]) -> str:
    """What a node asks for that is not in the thing that is counted."""
    if isinstance(node, Path) and node.home != "person":
        return ".".join((node.home, *node.names))
    if isinstance(node, OfAccount):
        return "account"
    if isinstance(node, Call) and node.name not in allowed:
        return f"{node.name}()"
    if isinstance(node, Each) and allowed is ALLOWED:
        return f"{node.word}()"
    return ""


def _unknown_field(path: Path) -> str:
    return "" if path.root in FIELDS and len(path.keys) == 1 else ".".join(map(str, path.keys))
