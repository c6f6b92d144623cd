"""The OpenAPI part of a route: the struct that it answers, the struct that it takes, the shape of every error."""

from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final

import msgspec

from loopline.api.errors import ErrorAnswer

TEMPLATE: Final = "#/components/schemas/{name}"
ERRORS: Final = {
    400: "The request is invalid; the error says what to correct.",
    401: "Sign in, or send an admin key.",
    403: "The caller is known, and may not do this.",
    404: "Nothing was found at this address.",
    413: "The body is too large.",
    421: "The server does not know the name that it was asked by.",
}
Json = dict[str, Any]  # an OpenAPI document has no narrower type
Errors = dict[int, Json]


def answers(shape: Any = None, takes: Any = None, *, errors: Errors | None = None) -> Json:
    """Arguments of a route: the struct that it answers, the struct that it takes as its JSON body."""
    found: Json = {
        "responses": {
            200: {"description": "Done.", **(_content(shape) if shape else {})},
            **{status: {"description": text, **_content(ErrorAnswer)} for status, text in ERRORS.items()},
            **(errors or {}),
        }
    }
    if takes is not None:
        found["openapi_extra"] = {"requestBody": {"required": True, **_content(takes)}}
    return found


def also(status: int, text: str) -> Errors:
    """One more error that a route answers."""
    return {status: {"description": text, **_content(ErrorAnswer)}}


def _content(shape: Any) -> Json:
    return {"content": {"application/json": {"schema": {"$ref": TEMPLATE.format(name=shape.__name__)}}}}


def structs_of(*modules: ModuleType) -> tuple[type[msgspec.Struct], ...]:
    """The structs that these modules define."""
    return tuple(
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
    )


def schemas(structs: Iterable[type[msgspec.Struct]]) -> Json:
    """The components of these structs, of all that they hold, and of errors."""
    kinds = [*structs, ErrorAnswer]
    _, components = msgspec.json.schema_components(kinds, ref_template=TEMPLATE, schema_hook=_hook)
    return components


def _hook(kind: type) -> Json:
    return {"type": "object"} if kind is msgspec.Raw else {}
