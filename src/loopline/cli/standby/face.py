"""What a server answers while another one owns the record: that it lives, and why it is not ready."""

from typing import Final

import msgspec
from starlette.types import Receive, Scope, Send

from loopline.api.monitoring import Alive, Readiness, bare_face

FIGURES: Final = (
    b"# HELP loopline_standing_by 1 while this process waits for another one to end.\n"
    b"# TYPE loopline_standing_by gauge\nloopline_standing_by 1.0\n"
)
JSON, TEXT = b"application/json", b"text/plain; version=0.0.4; charset=utf-8"


class StandingBy:
    """An ASGI application: `/live`, `/ready` and `/metrics` as a server has them, and 503 `standing_by` for all else.

    `why` may be set by any thread.
    """

    def __init__(self) -> None:
        self.why = ""
        self._face: Final = bare_face(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; its body is not read."""
        await self._face(scope, receive, send)

    def _answer(self, path: str) -> tuple[int, bytes, bytes]:
        if path == "/live":
            return 200, JSON, msgspec.json.encode(Alive())
        if path == "/metrics":
            return 200, TEXT, FIGURES
        why = self.why or "This server has just begun to stand by."
        if path == "/ready":
            return 503, JSON, msgspec.json.encode(Readiness(ready=False, why=why))
        return 503, JSON, msgspec.json.encode({"error": {"code": "standing_by", "text": why}})
