"""Single messages over HTTP: asked for, alone or many in a call, followed, and taken back before their time."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import Errors, Json, also, answers
from loopline.studio.access.keyring import Keyring
from loopline.studio.send import schemas as shape
from loopline.studio.send.desk import SendDesk
from loopline.studio.send.door import SenderDoor
from loopline.studio.send.read import SendReader

SEND_BODY_BYTES_MAX: Final = 15 * 1024 * 1024
"""Files of 10 MB in base64, and what is said beside them."""

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", description="The same key with the same body is the same message.")
]
CONFLICT: Final = also(409, "The idempotency key was used for another message, or the message is on its way.")
BUSY: Final = also(429, "Too many messages; `Retry-After` says when to go on.")
LATER: Final = also(503, "It cannot be taken now; ask again with the same idempotency key.")


def router(desk: SendDesk, reader: SendReader, keys: Keyring) -> APIRouter:
    """The routes. A 202 says that the message is on disk; whether it may be sent is decided after."""
    routes = APIRouter(prefix="/api/send", tags=["delivery"])
    door = SenderDoor(keys, SEND_BODY_BYTES_MAX)

    @routes.post("", status_code=202, **taken(shape.SendTaken, shape.SendBody))
    async def send(request: Request, idempotency_key: IdempotencyKey = "") -> Response:
        """Send one transactional message, now or at `send_at`, once for its idempotency key."""
        body: shape.SendBody = read(await door.body(request), shape.SendBody)
        return plain(await desk.take(body, idempotency_key), 202)

    @routes.post("/batch", status_code=202, **taken(shape.SendAnswers, shape.SendManyBody))
    async def send_many(request: Request) -> Response:
        """Send up to 100 messages; each has an answer of its own, and one that is refused costs no other."""
        body: shape.SendManyBody = read(await door.body(request), shape.SendManyBody)
        return plain(await desk.take_many(body), 202)

    @routes.get("/{request_id}", **answers(shape.SendStatus))
    def status(request_id: str, request: Request) -> Response:
        """Where a message stands: scheduled, accepted, sent, delivered, opened, bounced, refused and why."""
        door.check(request)
        return plain(reader.status(request_id))

    @routes.delete("/{request_id}", **answers(shape.SendTaken, errors=CONFLICT))
    async def cancel(request_id: str, request: Request) -> Response:
        """Take a scheduled message back before its time."""
        door.check(request)
        return plain(await desk.cancel(request_id))

    return routes


def taken(shape_of: type, takes: type, conflict: Errors = CONFLICT) -> Json:
    """Arguments of a route that answers 202: what it takes is on disk then."""
    found = answers(shape_of, takes, errors=conflict | BUSY | LATER)
    found["responses"][202] = {**found["responses"].pop(200), "description": "Taken, and on disk."}
    return found
