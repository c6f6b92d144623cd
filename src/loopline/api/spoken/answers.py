"""Answers in the language that was asked for: the fields that hold sentences of ours are said in it, no other one.

What people wrote themselves, such as a text of a message, is never touched: a field is named here or stays as it is.
"""

from contextvars import ContextVar
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.api.spoken.catalogue import LANGUAGES, Language, in_german

SENTENCES: Final[dict[str, tuple[str, ...]]] = {
    "FactLine": ("text",),
    "FaultLine": ("text",),
    "LeftOut": ("text",),
    "Problem": ("text",),
    "PushRefused": ("text",),
    "ShelfRefusal": ("text",),
    "TextFault": ("text",),
    "WhyAnswer": ("answer",),
}
"""By the name of the answer's struct, its fields that hold a sentence of ours."""

asked_language: Final[ContextVar[Language]] = ContextVar("asked_language", default="en")
"""The language of the request that is being answered."""


def wished(header: str) -> Language:
    """The first of our languages in an Accept-Language header, by its weights; English where none is."""
    wishes: list[tuple[float, int, Language]] = []
    for place, wish in enumerate(header.split(",")[:20]):
        tag, _, weight = wish.strip().partition(";q=")
        language = tag[:2].lower()
        for one in LANGUAGES:
            if language == one and _weight(weight) > 0:
                wishes.append((-_weight(weight), place, one))
    return min(wishes)[2] if wishes else "en"


def sentence(text: str) -> str:
    """A sentence of ours in the language of the request."""
    return in_german(text) if asked_language.get() == "de" else text


def in_language(value: Any) -> Any:
    """An answer with its sentences in the language of the request; the same object where that is English."""
    return value if asked_language.get() == "en" else _said(value)


def _said(value: Any) -> Any:
    match value:
        case Struct():
            fields = SENTENCES.get(type(value).__name__, ())
            said = {name: in_german(getattr(value, name)) for name in fields}
            said |= {
                name: _said(inner)
                for name in value.__struct_fields__
                if name not in fields and isinstance(inner := getattr(value, name), Struct | tuple | list | dict)
            }
            return msgspec.structs.replace(value, **said) if said else value
        case tuple() | list():
            return type(value)(map(_said, value)) if type(value) in (tuple, list) else value
        case dict():
            return {key: _said(inner) for key, inner in value.items()}
        case _:
            return value


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
