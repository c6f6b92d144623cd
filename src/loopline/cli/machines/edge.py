"""`loopline edge`: takes in what customers' systems and browsers send. As many of them as one likes."""

import os
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from loopline.api.dialects import DIALECTS
from loopline.cli.intake import launch
from loopline.cli.machines.settled import settle_secrets, shared_settings
from loopline.cli.serve import FREED_AT_ONCE, listen, local_url, reached_at, serve_app
from loopline.crew.machines.studio_app import EdgeApp
from loopline.logs import set_up_logs
from loopline.model.errors import Missing
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.places import Places

OPEN: Final = (
    *(prefix for dialect in DIALECTS for prefix in dialect.prefixes),
    *("/l/", "/s/", "/api/inbox", "/api/send", "/api/journeys/", "/api/scores", "/api/health", "/api/hello"),
    *("/live", "/ready", "/metrics"),
)
"""What customers' systems, their pages and the people whom messages reach ask for."""

TEXT: Final = "An edge takes in what customers' systems and people send; all else is answered by the studio."


class EdgePaths:
    """The HTTP application, but for what an edge does not answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 404 `edge_closed` for what belongs to the studio."""
        if scope["type"] == "http" and not is_open(scope["method"], scope["path"]):
            refusal = Missing("edge_closed", TEXT)
            body = msgspec.json.encode({"error": {"code": refusal.code, "text": refusal.text, "at": ""}})
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        await self._app(scope, receive, send)


def is_open(method: str, path: str) -> bool:
    """Whether an edge answers this. Of journeys, people are let in here and nothing else is said."""
    if path.startswith("/api/journeys/"):
        return method == "POST" and path.endswith("/entries")
    return path.startswith(OPEN)


def take_in(folder: Path, store: str, host: str, port: int) -> None:
    """Take in until SIGTERM or Ctrl-C; what was answered is in the logs."""
    os.putenv(*FREED_AT_ONCE)
    keep_new_files_private()
    settings = shared_settings(store)
    set_up_logs(settings.log_level)
    settle_secrets(folder, settings)
    with listen(host, port) as listener:
        settings = reached_at(local_url(host, listener), settings)
        apart = partial(launch, Places(folder, settings.store_url()), settings.log_level, shards=settings.shards)
        app = partial(EdgeApp, folder, settings, apart if settings.intake == "process" else None)
        uvloop.run(serve_app(app, host, listener, None, EdgePaths))
