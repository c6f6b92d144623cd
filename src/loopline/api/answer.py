"""Answers and bodies as JSON: msgspec encodes structs, so an infinite bound is null and no model stands twice."""

from typing import Annotated, Any

import msgspec
from fastapi import Depends, Request
from starlette.responses import Response

from loopline.api.spoken.answers import in_language
from loopline.model.errors import Invalid

_encode = msgspec.json.Encoder().encode


def plain(value: object, status: int = 200) -> Response:
    """JSON of any value that msgspec can encode, its sentences in the language of the request."""
    return Response(_encode(in_language(value)), status, media_type="application/json")


def read(body: bytes, shape: Any) -> Any:  # the type of the answer is the type that was asked for
    """The body as this type. Raises Invalid `body_invalid` that says where it is wrong."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        text, _, place = str(error).partition(" - at `$")
        raise Invalid("body_invalid", f"The body cannot be read: {text[:300]}.", at=place.strip(".`")) from None


async def _whole(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_whole)]
"""The body as it came, for routes that run in a thread."""
