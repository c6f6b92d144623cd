"""Answers of the rooms: structs go out by msgspec, so an infinite bound is null and no model is written twice."""

from typing import Any

import msgspec
from starlette.responses import Response

from loopline.model.errors import Invalid

_encode = msgspec.json.Encoder().encode


def plain(value: object, status: int = 200) -> Response:
    """JSON of any value that msgspec can encode."""
    return Response(_encode(value), status, media_type="application/json")


def read(body: bytes, shape: Any) -> Any:  # the type of the answer is the type that was asked for
    """The body as this type. Raises Invalid `body_invalid` that says where it is wrong."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
        raise Invalid("body_invalid", f"The body cannot be read: {str(error)[:300]}.") from None
