"""What a record of several shards does not answer yet: it is refused in words, and never answered for one of them."""

from collections.abc import Mapping, Sequence
from typing import Final, NoReturn

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from loopline.model.errors import Unavailable
from loopline.runtime.shards.unread_facts import TEXT, UNREAD, unread

CLOSED: Final = (
    "/api/backups",
    "/api/facts",
    "/api/log",
    "/api/export",
    "/api/query",
    "/api/stream",
    "/api/erasures",
    "/api/inbox/stream",
)
"""What would be of one shard: its facts, its log, its backup, and what is committed or delivered in it just now."""

OF_A_PERSON: Final = "/api/people/"
CLOSED_ENDS: Final = ("/forget", "/export")
LEFT_OUT: Final = frozenset(
    (
        "backlog",
        "choice_policies",
        "erasures",
        "falls",
        "guardrails",
        "lift_decisions",
        "models",
        "open_facts",
        "pauses",
        "review_mail",
        "tracking_plan",
    )
)
"""Tasks that look at facts, and act by them."""


def refuse_purge(people: Mapping[str, str], addresses: Sequence[str], position: int) -> NoReturn:
    """Nobody is forgotten by halves."""
    raise unread()


class ClosedPaths:
    """The HTTP application, but for what it would answer of one shard."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 `shards_unread` for what is closed."""
        if scope["type"] == "http" and is_closed(scope["path"]):
            body = msgspec.json.encode({"error": {"code": UNREAD, "text": TEXT}})
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": Unavailable.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        await self._app(scope, receive, send)


def is_closed(path: str) -> bool:
    """Whether a path leads to something of one shard."""
    if any(path == one or path.startswith(f"{one}/") for one in CLOSED):
        return True
    return path.startswith(OF_A_PERSON) and path.endswith(CLOSED_ENDS)
