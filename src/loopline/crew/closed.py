"""What a record of several shards does not do yet: it is refused in words, and never done for one of them."""

from typing import Final

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from loopline.model.errors import Unavailable

CLOSED: Final = ("/api/stream", "/api/inbox/stream")
"""What would be of one shard: what is committed or delivered in it just now."""

TEXT: Final = "A record of several shards has no live stream: pages show what is new when they are opened again."


class ClosedPaths:
    """The HTTP application, but for what it would answer of one shard."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 `shards_closed` for what is closed."""
        if scope["type"] == "http" and is_closed(scope["path"]):
            refusal = Unavailable("shards_closed", TEXT)
            body = msgspec.json.encode({"error": {"code": refusal.code, "text": refusal.text, "at": ""}})
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        await self._app(scope, receive, send)


def is_closed(path: str) -> bool:
    """Whether a path leads to something of one shard."""
    return any(path == one or path.startswith(f"{one}/") for one in CLOSED)
