"""Text to tree: Python's own parser reads the expression, and only the nodes of our language pass."""

import ast
import tokenize
import warnings
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from loopline.conditions.errors import ConditionError
from loopline.conditions.reading.of_account import note_mixed
from loopline.conditions.translate import Reader
from loopline.conditions.tree import Constant, Node

LONGEST_TEXT: Final = 4_000
MOST_NODES: Final = 400
DEEPEST: Final = 40
NESTED_MAX: Final = 3
"""So many levels of what is written several times over in a database's language: each level multiplies it."""

_NOTHING: Final = Constant(None)


class Parsed(Struct, frozen=True):
    """The tree, with placeholders where there are faults, and where in the text its nodes stand."""

    root: Node
    errors: tuple[ConditionError, ...]
    marks: tuple[tuple[Node, int], ...] = ()


def parse(text: str) -> Parsed:
    """Read a text; never raises: everything that is wrong with it is in `errors`."""
    if len(text) > LONGEST_TEXT:
        return _refused(
            "condition_too_long", f"A condition may have {LONGEST_TEXT:,} characters; split it in segments."
        )
    if not text.strip():
        return _refused("condition_empty", 'Write a condition, such as current_plan == "free".')
    lead = len(text) - len(text.lstrip())
    line = "".join(" " if char in "\n\r\t\f" else char for char in text[lead:])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(line, mode="eval").body
    except SyntaxError as error:
        return _refused("condition_syntax", _syntax_hint(line, error), lead + max(0, (error.offset or 1) - 1))
    except (MemoryError, RecursionError):
        return _refused("condition_too_deep", f"Nest at most {DEEPEST} levels; split the condition in segments.")
    except (ValueError, OverflowError):
        return _refused("condition_syntax", "This cannot be read; look for strange characters or very long numbers.")
    if fault := _size_error(tree) or _repeated(tree):
        return Parsed(_NOTHING, (fault,))
    if _has_comment(line):
        return _refused("condition_syntax", "Comments (#) do not belong in a condition; remove this one.")
    reader = Reader(line, lead)
    root = reader.truth(tree)
    note_mixed(root, reader)
    return Parsed(root, tuple(reader.errors), tuple(reader.marks))


def _refused(code: str, text: str, offset: int = 0) -> Parsed:
    return Parsed(_NOTHING, (ConditionError(code, text, offset),))


def _syntax_hint(line: str, error: SyntaxError) -> str:
    for wrong, right in (("&&", "and"), ("||", "or"), ("<>", "!=")):
        if wrong in line:
            return f"This cannot be read: write {right} instead of {wrong}."
    message = error.msg or ""
    if "==" in message or "assign" in message or ("=" in line and "==" not in line):
        return "This cannot be read: to compare, write == (two signs)."
    if "nested parentheses" in message:
        return "Too many nested parentheses; split the condition in segments."
    return "This cannot be read here: look for a missing quote, bracket or operator."


def _size_error(tree: ast.expr) -> ConditionError | None:
    count, level = 0, [tree]
    for _depth in range(DEEPEST):
        count += len(level)
        level = [child for node in level for child in _expressions(node)]
        if not level:
            break
    if level:
        return ConditionError(
            "condition_too_deep", f"Nest at most {DEEPEST} levels; split the condition in segments.", 0
        )
    if count > MOST_NODES:
        return ConditionError(
            "condition_too_big", f"A condition may have {MOST_NODES} parts, this has {count}; use segments.", 0
        )
    if _multiplied(tree) > NESTED_MAX:
        text = f"Nest any, all, coalesce and since= at most {NESTED_MAX} levels, one inside the other."
        return ConditionError("condition_too_deep", text, 0)
    return None


def _multiplied(node: ast.expr) -> int:
    """The most levels of any, all, coalesce and since=, one inside the other."""
    inner = max(map(_multiplied, _expressions(node)), default=0)
    if not isinstance(node, ast.Call):
        return inner
    named = isinstance(node.func, ast.Name) and node.func.id in ("any", "all", "coalesce")
    return inner + (named or any(keyword.arg == "since" for keyword in node.keywords))


def _repeated(tree: ast.expr) -> ConditionError | None:
    """An argument that is named twice in one call; Python's parser does not mind."""
    for node in ast.walk(tree):
        names = [keyword.arg for keyword in node.keywords] if isinstance(node, ast.Call) else []
        if len(names) != len(set(names)):
            return ConditionError("condition_wrong_arguments", "Name each argument of a function once.", 0)
    return None


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif not isinstance(child, ast.expr_context | ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
            yield from _expressions(child)


def _has_comment(line: str) -> bool:
    if "#" not in line:
        return False
    tokens = tokenize.generate_tokens(iter([line]).__next__)
    return any(token.type == tokenize.COMMENT for token in tokens)
