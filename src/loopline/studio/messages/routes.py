"""The delivery room over HTTP: messages, what they read, what became of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.api.face import HouseFace
from loopline.api.paging import Before, Cursor
from loopline.studio.messages import schemas as shape

Limit = Annotated[int, Query(ge=1, le=200)]
Status = Literal["", "pending", "sending", "sent", "failed", "refused", "unknown", "held"]


def router(face: HouseFace) -> APIRouter:
    """The routes of the room. Keys hold whatever a node's id holds, so the longer address comes first."""
    routes = APIRouter(prefix="/api", tags=["delivery"])

    @routes.get("/messages", **answers(shape.MessageList))
    def messages(
        person: str = "",
        journey: str = "",
        status: Status = "",
        before: Before = None,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Response:
        """Messages, newest first."""
        return plain(face.office.messages.listing(person, journey, status, before, limit, cursor))

    @routes.post(
        "/messages/{key:path}/resolve",
        **answers(shape.StatusAnswer, shape.ResolveBody, errors=also(409, "Its fate is known.")),
    )
    async def resolve(key: str, request: Request) -> Response:
        """Say what became of a message whose fate a crash or a time-out hid."""
        body = read(await request.body(), shape.ResolveBody)
        return plain(shape.StatusAnswer(await face.office.messages.resolve(key, body.answer)))

    @routes.get("/messages/{key:path}", **answers(shape.MessageDetail))
    def message(key: str) -> Response:
        """One message: what it reads, attempts, receipts."""
        return plain(face.office.messages.detail(key))

    return routes
