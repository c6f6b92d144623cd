"""Requests that journeys let people in, over HTTP."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also
from loopline.studio.access.keyring import Keyring
from loopline.studio.entries import schemas as shape
from loopline.studio.entries.desk import EntryDesk
from loopline.studio.send.door import SenderDoor
from loopline.studio.send.routes import IdempotencyKey, taken

BODY_BYTES_MAX: Final = 2 * 1024 * 1024
NOT_NOW: Final = also(409, "The journey is not live, or takes no requests.")


def router(desk: EntryDesk, keys: Keyring) -> APIRouter:
    """The routes. A 202 says that the request is on disk; whether each person is let in is decided after."""
    routes = APIRouter(prefix="/api/journeys", tags=["decisions"])
    door = SenderDoor(keys, BODY_BYTES_MAX)

    @routes.post("/{journey}/entries", status_code=202, **taken(shape.EntriesTaken, shape.EntriesBody, NOT_NOW))
    async def enter(journey: str, request: Request, idempotency_key: IdempotencyKey = "") -> Response:
        """Ask a journey with the trigger `request` to let people in, with data; each once for the idempotency key."""
        body: shape.EntriesBody = read(await door.body(request), shape.EntriesBody)
        return plain(await desk.ask(journey, body, idempotency_key), 202)

    return routes
