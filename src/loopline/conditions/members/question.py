"""A question to the account: its key, and the comparison as the account asks it of itself."""

from typing import Final

from msgspec.structs import replace

from loopline.conditions.functions.calendar import PARTS
from loopline.conditions.text import text_of
from loopline.conditions.tree import (
    BY_ACCOUNT,
    UNIT_MS,
    Arith,
    Call,
    Compare,
    In,
    Negate,
    Node,
    OfAccount,
    Path,
    Value,
    iter_nodes,
)
from loopline.model.ids import stable_id

QUESTION: Final = "?"
"""Begins the key of a question, which no trait of an account has."""

BESIDE: Final = frozenset({"now", "date", "round", "coalesce", "length", "lower", "start_of", *UNIT_MS, *PARTS})
"""The functions that may stand beside those over members: they ask nothing of the person."""


def question_key(asked: OfAccount) -> str:
    """The name under which the account's answer is told to members; the same question has the same one everywhere."""
    return f"{QUESTION}{stable_id('account', text_of(asked))[:12]}"


def of_account(made: Compare | In) -> Compare | In | OfAccount:
    """The comparison; as a question to the account where it looks at what members did."""
    return OfAccount(made) if any(map(is_of_members, iter_nodes(made))) else made


def of_account_itself(value: Value) -> Value | OfAccount:
    """A value that stands for a condition by itself; as a question to the account where it asks for its lists."""
    return OfAccount(value) if isinstance(value, Call) and is_of_members(value) else value


def is_of_members(node: Node) -> bool:
    """Whether a node looks at what all members of the account did."""
    return isinstance(node, Call) and node.name.startswith(BY_ACCOUNT)


def foreign_part(asked: OfAccount) -> str:
    """What a question asks that the account cannot know; "" for nothing."""
    for node in iter_nodes(asked.asked):
        if isinstance(node, Path) and node.home != "account":
            return text_of(node)
        if isinstance(node, Call) and not is_of_members(node) and node.name not in BESIDE:
            return f"{node.name}()"
    return ""


def as_asked_of_itself(node: Compare | In | Call) -> Compare | In | Call:
    """The question whose functions look at the past, and the lists, of the account alone."""
    if isinstance(node, Call):
        return replace(node, name=node.name.removeprefix(BY_ACCOUNT))
    if isinstance(node, In):
        return replace(node, value=_plain(node.value))
    return replace(node, left=_plain(node.left), right=_plain(node.right))


def _plain(value: Value) -> Value:
    match value:
        case Call():
            name = value.name.removeprefix(BY_ACCOUNT)
            since = _plain(value.since) if value.since is not None else None
            return replace(value, name=name, args=tuple(map(_plain, value.args)), since=since)
        case Arith():
            return replace(value, left=_plain(value.left), right=_plain(value.right))
        case Negate():
            return replace(value, part=_plain(value.part))
        case _:
            return value
