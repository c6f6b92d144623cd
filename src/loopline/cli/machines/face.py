"""How a worker is, over HTTP: /live, /ready and /metrics, as a server has them, and nothing else."""

from typing import Final

import msgspec
from starlette.types import Receive, Scope, Send

from loopline.api.monitoring import Alive, Readiness, bare_face
from loopline.crew.machines.hosting import ShardHost

JSON, TEXT = b"application/json", b"text/plain; version=0.0.4; charset=utf-8"
FIGURES: Final = {
    "loopline_shard_up": "ready",
    "loopline_shard_lag_signals": "lag_signals",
    "loopline_shard_lag_seconds": "lag_seconds",
    "loopline_shard_tellings": "tellings",
    "loopline_shard_telling_seconds": "telling_seconds",
    "loopline_shard_publications": "publications",
}


class WorkFace:
    """An ASGI application. One that has no shard is ready: it stands by for those of the others."""

    def __init__(self, shards: ShardHost) -> None:
        self._shards = shards
        self._face: Final = bare_face(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; its body is not read."""
        await self._face(scope, receive, send)

    def _answer(self, path: str) -> tuple[int, bytes, bytes]:
        if path == "/live":
            return 200, JSON, msgspec.json.encode(Alive())
        if path == "/ready":
            why = self._shards.not_ready()
            return 503 if why else 200, JSON, msgspec.json.encode(Readiness(ready=not why, why=why))
        if path == "/metrics":
            return 200, TEXT, self._figures()
        text = "A worker answers /live, /ready and /metrics; requests go to an edge, or to the studio."
        return 404, JSON, msgspec.json.encode({"error": {"code": "route_unknown", "text": text, "at": ""}})

    def _figures(self) -> bytes:
        lines = ["# TYPE loopline_worker_shards gauge", f"loopline_worker_shards {len(self._shards.mine)}"]
        for name, field in FIGURES.items():
            lines.append(f"# TYPE {name} gauge")
            lines += [f'{name}{{shard="{one.shard}"}} {float(getattr(one, field))}' for one in self._shards.reports]
        return "\n".join((*lines, "")).encode()
