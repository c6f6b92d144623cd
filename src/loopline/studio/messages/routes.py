"""Messages over HTTP: listed, shown as they were sent, and resolved when their outcome is unknown."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.api.paging import Before, Cursor
from loopline.studio.messages import schemas as shape
from loopline.studio.messages.read import Messages
from loopline.studio.messages.unsent import UnsentKind
from loopline.studio.messages.write import Resolutions

Limit = Annotated[int, Query(ge=1, le=200)]
Status = Literal["", "pending", "sending", "sent", "failed", "refused", "unknown", "held"]


def router(messages: Messages, resolutions: Resolutions) -> APIRouter:
    """The routes of messages. A key may hold any character of a node's id, so the longer address comes first."""
    routes = APIRouter(prefix="/api", tags=["delivery"])

    @routes.get("/messages", **answers(shape.MessageList))
    def list_messages(
        person: str = "",
        journey: str = "",
        status: Status = "",
        before: Before = None,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Response:
        """Messages, newest first."""
        return plain(messages.listing(person, journey, status, before, limit, cursor))

    @routes.get("/unsent", **answers(shape.UnsentList))
    def unsent(
        person: str = "",
        journey: str = "",
        kind: UnsentKind | Literal[""] = "",
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Response:
        """Messages that were not sent, and people who did not enter, each with its reason, newest first."""
        return plain(messages.unsent.listing(person, journey, kind, limit, cursor))

    @routes.post("/messages/resolve", **answers(shape.Resolved, shape.ResolveManyBody))
    async def resolve_all(request: Request) -> Response:
        """State the outcome of many messages of unknown fate at once, such as all that a crash left behind."""
        body = read(await request.body(), shape.ResolveManyBody)
        return plain(await resolutions.resolve_all(body))

    @routes.post(
        "/messages/{key:path}/resolve",
        **answers(shape.StatusAnswer, shape.ResolveBody, errors=also(409, "Its outcome is known.")),
    )
    async def resolve(key: str, request: Request) -> Response:
        """State the outcome of a message that a crash or a time-out left unknown."""
        body = read(await request.body(), shape.ResolveBody)
        return plain(shape.StatusAnswer(await resolutions.resolve(key, body.answer)))

    @routes.get("/messages/{key:path}", **answers(shape.MessageDetail))
    def message(key: str) -> Response:
        """One message: its content, attempts and receipts."""
        return plain(messages.detail(key))

    return routes
