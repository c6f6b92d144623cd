"""Limits of bodies: they are counted while they arrive, and a compressed one is opened no further than its limit."""

import zlib
from typing import Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from loopline.model.errors import Invalid, TooLarge

API_BODY_BYTES_MAX: Final = 1024 * 1024
DRAIN_BYTES_MAX: Final = 16 * 1024 * 1024
"""A body over the limit is read to its end and thrown away, up to here: a client whose connection is cut in the
middle of sending sees a broken network and tries again, when it should see the 413 and stop."""

BOUND_BY_ITSELF: Final = ("/api/send", "/api/send/batch", "/api/files")
"""Addresses whose routes read their bodies by a limit of their own: a message may carry files."""

GZIP: Final = 16 + zlib.MAX_WBITS


async def read_body(receive: Receive, limit: int, code: str) -> bytes:
    """A request's body. Raises TooLarge with this code when it is over `limit` bytes, Invalid when it was cut short."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("body_cut", "The connection ended before the body did; send it again.")
        part: bytes = message.get("body", b"")
        size += len(part)
        if size <= limit:
            parts.append(part)
        elif size > DRAIN_BYTES_MAX:
            break
        if not message.get("more_body", False):
            break
    if size > limit:
        raise TooLarge(code, f"The body is over {limit} bytes; send it in parts.")
    return b"".join(parts)


def gunzip(body: bytes, limit: int, code: str) -> bytes:
    """The content of a gzip body. Raises TooLarge with this code over `limit` bytes, Invalid when it is not gzip.

    Opens at most one byte more than the limit, so a small body that would unpack to a huge one costs nothing.
    """
    opener = zlib.decompressobj(GZIP)
    try:
        content = opener.decompress(body, limit + 1)
    except zlib.error as fault:
        raise Invalid("gzip_invalid", f"The body is not gzip: {fault}. Compress it again, or send it plain.") from None
    if len(content) > limit:
        raise TooLarge(code, f"The body unpacks to more than {limit} bytes; send it in parts.")
    if not opener.eof or opener.unused_data:
        raise Invalid("gzip_invalid", "The gzip body is cut short or has more behind it; compress it again.")
    return content


class BodyLimit:
    """Middleware: reads the body of an /api request within the limit before a route sees the request.

    Paths that begin with one of `beyond` are left alone: a dialect may live under /api, with a limit of its own.
    """

    def __init__(self, app: ASGIApp, beyond: tuple[str, ...] = ()) -> None:
        self.app, self.beyond = app, beyond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_limited(scope["path"]) or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await read_body(receive, API_BODY_BYTES_MAX, "body_too_large")
        except Invalid as fault:
            error = {"error": {"code": fault.code, "text": fault.text, "at": ""}}
            await JSONResponse(error, status_code=fault.status)(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    def _is_limited(self, path: str) -> bool:
        return path.startswith("/api/") and path not in BOUND_BY_ITSELF and not path.startswith(self.beyond)


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read already, and then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
