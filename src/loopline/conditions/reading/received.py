"""How `received` is read: as a count of messages that were handed to a provider, so that it means what one means."""

import ast
import re
from collections.abc import Callable
from typing import Final

from loopline.conditions.dates import duration_ms
from loopline.conditions.functions.usage import usage
from loopline.conditions.reading.notes import Notes
from loopline.conditions.tree import And, Call, Compare, Constant, Node, Path, Value
from loopline.model.channels import CHANNELS
from loopline.model.history.message_events import SENT

MESSAGE: Final = re.compile(r"[a-z0-9_-]{1,64}(?:/[a-z0-9_-]{1,64})?")
"""A journey, or a message of it as "journey/node"."""

RECEIVED: Final = "received"
_NAMED: Final = frozenset({"channel", "within", "since"})


def read_received(node: ast.Call, notes: Notes, since: Callable[[], Value | None]) -> Node:
    """Whether any such message was sent; a fault leaves a placeholder. `since` reads the date that is named so."""
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    message = _written(node.args[0]) if len(node.args) == 1 else None
    if not isinstance(message, str) or not MESSAGE.fullmatch(message) or not named.keys() <= _NAMED:
        return notes.error("condition_wrong_arguments", f"Write it as {usage(RECEIVED)}.", node)
    within, channel = (_written(named.get(name)) for name in ("within", "channel"))
    if "within" in named and not (isinstance(within, str) and duration_ms(within) is not None):
        return notes.error("condition_bad_duration", 'Write a duration such as "30d", "12h" or "2w".', node)
    if "within" in named and "since" in named:
        return notes.error("condition_wrong_arguments", "Write within, or since, which stands alone.", node)
    if "channel" in named and channel not in CHANNELS:
        text = f"Give a channel: {', '.join(CHANNELS)}."
        return notes.error("condition_wrong_arguments", text, node)
    notes.mark(Call(RECEIVED, (Constant(message),)), node)
    journey, _, step = message.partition("/")
    fields = {"journey": journey, "node": step, "channel": channel if isinstance(channel, str) else ""}
    parts = tuple(Compare("==", Path("person", (name,)), Constant(value)) for name, value in fields.items() if value)
    where = And(parts) if len(parts) > 1 else parts[0]
    window = within if isinstance(within, str) else None
    return Compare(">=", Call("count", (Constant(SENT),), window, where, since()), Constant(1))


def _written(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None
