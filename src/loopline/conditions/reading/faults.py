"""What is wrong with what is written in the place of an argument, or is no part of the language."""

import ast
from difflib import get_close_matches
from typing import Final

from loopline.conditions.dates import duration_ms
from loopline.conditions.functions.numbers import DIGITS_MAX
from loopline.conditions.functions.texts import pattern_fault
from loopline.conditions.tree import SIGNATURES, Call, Constant, Role, Value
from loopline.model.signals.scores import MODEL_NAME

SPANS_MAX: Final = 31


def literal_fault(role: Role, literal: object, value: Value) -> str:
    """What is wrong with an argument that has to be written out, or may be anything but now."""
    if role == "pattern" and isinstance(literal, str):
        return pattern_fault(literal)
    if role == "digits" and not (type(literal) is int and 0 <= literal <= DIGITS_MAX):
        return f"Give the digits after the point, from 0 to {DIGITS_MAX}."
    if role == "span" and not (isinstance(literal, str) and duration_ms(literal) is not None):
        return 'Give the length of each stretch of time, such as "7d".'
    if role == "times" and not (type(literal) is int and 2 <= literal <= SPANS_MAX):
        return f"Give how many stretches of time there are, from 2 to {SPANS_MAX}."
    if role == "model" and isinstance(literal, str) and not MODEL_NAME.fullmatch(literal):
        return "Give the name of the model: letters, digits, - and _, at most 64."
    if role == "known" and (value == Constant(None) or value == Call("now", ())):
        return "coalesce takes fields, what other functions give, and values that are written out."
    return ""


def unsupported(node: ast.expr) -> str:
    """What to say of an expression that the language does not have."""
    match node:
        case ast.IfExp():
            return "There is no if in a condition; use and, or, not."
        case ast.BinOp(op=ast.Pow()):
            return "There is no power (**) in a condition."
        case ast.BinOp():
            return "The operators are + - * / %; join conditions with and, or."
        case _:
            return "This is not part of the language; see the reference of conditions."


def unknown_function(name: str) -> tuple[str, str]:
    """What to say of a function that the language does not have, and the name that was probably meant."""
    close = get_close_matches(name, SIGNATURES, 1)
    hint = f"did you mean {close[0]}?" if close else "the functions are " + ", ".join(SIGNATURES) + "."
    return f"There is no function {name[:40]}; {hint}", close[0] if close else ""
