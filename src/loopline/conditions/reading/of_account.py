"""How functions over members are read: as those of the same names, after "account."."""

import ast
from collections.abc import Callable
from difflib import get_close_matches

from msgspec.structs import replace

from loopline.conditions.counted import is_of_messages
from loopline.conditions.members.question import foreign_part, is_of_members
from loopline.conditions.reading.notes import Notes
from loopline.conditions.tree import BY_ACCOUNT, OF_MEMBERS, Call, Node, OfAccount, Value, iter_nodes

MIXED = (
    "An account knows what its members did and its own fields, and nothing of the person: compare it with numbers, "
    'dates and account.x, as in account.count("login", within="7d") >= account.seats.'
)


def called_of_account(node: ast.Call) -> str:
    """The function that is called of the account; "" where it is another call."""
    match node.func:
        case ast.Attribute(value=ast.Name(id="account"), attr=word):
            return word
        case _:
            return ""


def read_of_account(word: str, node: ast.Call, notes: Notes, read: Callable[[ast.expr], Value]) -> Value:
    """A function over what all members did; a fault leaves a placeholder."""
    if word not in OF_MEMBERS:
        close = get_close_matches(word, OF_MEMBERS, 1)
        text = f"An account has no function {word[:40]}; it has {', '.join(sorted(OF_MEMBERS))}."
        return notes.error("condition_unknown_function", text, node, f"{BY_ACCOUNT}{close[0]}" if close else "")
    plain = ast.copy_location(ast.Call(ast.copy_location(ast.Name(word), node), node.args, node.keywords), node)
    made = read(plain)
    if not isinstance(made, Call):
        return made
    if is_of_messages(made):
        text = "Messages are a person's own; count the events of members."
        return notes.error("condition_wrong_arguments", text, node)
    return replace(made, name=f"{BY_ACCOUNT}{word}")


def note_mixed(root: Node, notes: Notes) -> None:
    """Faults of questions to the account that are mixed with what the person alone knows."""
    for node in iter_nodes(root):
        if (isinstance(node, OfAccount) and foreign_part(node)) or is_of_members(node):
            notes.error("condition_account_mixed", MIXED, notes.place_of(node))
