"""Single messages over HTTP: asked for, alone or many in a call, followed, and taken back before their time."""

import time
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.auth import Denied, Forbidden, TooMany, basic_credentials, bearer_key, role_of
from loopline.api.describe import Json, also, answers
from loopline.api.limits import read_body
from loopline.api.rates import Rates, source_of_request
from loopline.studio.access.keyring import Keyring
from loopline.studio.send import schemas as shape
from loopline.studio.send.desk import SendDesk
from loopline.studio.send.read import SendReader

SEND_BODY_BYTES_MAX: Final = 15 * 1024 * 1024
"""Files of 10 MB in base64, and what is said beside them."""

TOKENS_A_SECOND: Final = 2_000
"""What a key may send: a message costs one, and one more for each KB of it."""

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", description="The same key with the same body is the same message.")
]
CONFLICT: Final = also(409, "The idempotency key was used for another message, or the message is on its way.")
BUSY: Final = also(429, "Too many messages; `Retry-After` says when to go on.")
LATER: Final = also(503, "It cannot be taken now; ask again with the same idempotency key.")


class _Door:
    """Lets callers with a key for sending in, so much in a time."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys
        self._rates = Rates(time.monotonic, TOKENS_A_SECOND, TOKENS_A_SECOND)

    async def body(self, request: Request) -> bytes:
        """The body of somebody who may send. Raises Denied, Forbidden, TooMany, TooLarge."""
        name = self.check(request)
        body = await read_body(request.receive, SEND_BODY_BYTES_MAX, "body_too_large")
        wait = self._rates.wait_seconds(name, source_of_request(request), len(body))
        if wait:
            raise TooMany("send_throttled", f"This key sends too much; go on in {wait} seconds.", wait)
        return body

    def check(self, request: Request) -> str:
        """The id of the key: a sender's or an admin's. Raises Denied and Forbidden."""
        header = request.headers.get("authorization")
        key = bearer_key(header) or basic_credentials(header)[0]
        if self._keys.is_admin(key):
            return "admin"
        writer = self._keys.writer(key)
        if writer is None:
            raise Denied("key_invalid", "Send a sender's or an admin key as `Authorization: Bearer`.")
        if role_of(key) != "sender":
            text = "This key sends signals and no messages. Make one with the role sender, and keep it on your server."
            raise Forbidden("send_forbidden", text)
        return writer.id


def router(desk: SendDesk, reader: SendReader, keys: Keyring) -> APIRouter:
    """The routes. A 202 says that the message is on disk; whether it may be sent is decided after."""
    routes = APIRouter(prefix="/api/send", tags=["delivery"])
    door = _Door(keys)

    @routes.post("", status_code=202, **_taken(shape.SendTaken, shape.SendBody))
    async def send(request: Request, idempotency_key: IdempotencyKey = "") -> Response:
        """Send one transactional message, now or at `send_at`, once for its idempotency key."""
        body: shape.SendBody = read(await door.body(request), shape.SendBody)
        return plain(await desk.take(body, idempotency_key), 202)

    @routes.post("/batch", status_code=202, **_taken(shape.SendAnswers, shape.SendManyBody))
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


def _taken(shape_of: type, takes: type) -> Json:
    found = answers(shape_of, takes, errors=CONFLICT | BUSY | LATER)
    found["responses"][202] = {**found["responses"].pop(200), "description": "Taken, and on disk."}
    return found
