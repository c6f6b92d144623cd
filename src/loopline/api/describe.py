"""What OpenAPI says of the rooms: the structs that they answer and take, and the shape of every error."""

from typing import Any, Final

import msgspec

from loopline.learning.lift import report
from loopline.studio.journeys import schemas as journeys
from loopline.studio.messages import schemas as work
from loopline.studio.people import schemas as people
from loopline.studio.previews import schemas as trials
from loopline.studio.segments import schemas as segments

TEMPLATE: Final = "#/components/schemas/{name}"
ERRORS: Final = {400: "Mend the request.", 401: "Sign in, or send a key.", 404: "It is not there."}
Json = dict[str, Any]  # an OpenAPI document has no narrower type
Errors = dict[int, Json]


def answers(shape: Any = None, takes: Any = None, *, errors: Errors | None = None) -> Json:
    """Arguments of a route: the struct that it answers, the struct that it takes as its JSON body."""
    found: Json = {
        "responses": {
            200: {"description": "Done.", **(_content(shape) if shape else {})},
            **{status: {"description": text, **_content(work.ErrorAnswer)} for status, text in ERRORS.items()},
            **(errors or {}),
        }
    }
    if takes is not None:
        found["openapi_extra"] = {"requestBody": {"required": True, **_content(takes)}}
    return found


def also(status: int, text: str) -> Errors:
    """One more error that a route tells."""
    return {status: {"description": text, **_content(work.ErrorAnswer)}}


def _content(shape: Any) -> Json:
    return {"content": {"application/json": {"schema": {"$ref": TEMPLATE.format(name=shape.__name__)}}}}


def schemas() -> Json:
    """The components of every struct that a room answers or takes."""
    kinds = [
        kind
        for module in (journeys, people, report, segments, trials, work)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
    ]
    _, components = msgspec.json.schema_components(kinds, ref_template=TEMPLATE, schema_hook=_hook)
    return components


def _hook(kind: type) -> Json:
    return {"type": "object"} if kind is msgspec.Raw else {}
