"""Health, readiness and metrics: they need no key, show nothing personal, and answer even when a disk hangs."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, TypeVar

from fastapi import APIRouter
from msgspec import Struct
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from loopline.api.answer import plain
from loopline.api.describe import also, answers
from loopline.api.face import AppFace
from loopline.model.errors import Unavailable
from loopline.runtime.vitals import HealthReport

LOOK_SECONDS: Final = 2.0
HANGS: Final = (
    f"The stores have not answered for {LOOK_SECONDS:.0f} s: look at the disk of the data folder, at PostgreSQL, or at "
    "Kafka."
)
T = TypeVar("T")


class Alive(Struct, frozen=True):
    """The process answers."""

    live: bool = True


class Readiness(Struct, frozen=True):
    """Whether the server is level and serves; `why` says why not."""

    ready: bool
    why: str = ""


def bare_face(answer: Callable[[str], tuple[int, bytes, bytes]]) -> ASGIApp:
    """An ASGI application for a process that has no other: `answer` says the status, the type and the body by path.

    The body of a request is not read.
    """

    async def face(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        status, kind, body = answer(scope["path"])
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})

    return face


class Look(Generic[T]):
    """Reads what may hang in a thread of its own, one look at a time; whoever asks meanwhile shares it."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="loopline-look")
        self._now: Future[T] | None = None

    async def take(self) -> T:
        """What was read. Raises Unavailable `stores_hang` when nothing comes within a bounded time."""
        if self._now is None or self._now.done():
            self._now = self._thread.submit(self._read)
        done, _ = await asyncio.wait({asyncio.wrap_future(self._now)}, timeout=LOOK_SECONDS)
        if not done:
            raise Unavailable("stores_hang", HANGS)
        return self._now.result()


def router(face: AppFace) -> APIRouter:
    """The routes of whoever watches the server."""
    routes = APIRouter(tags=["operation"])
    health_look, metrics_look = Look(lambda: face.health()), Look(lambda: face.metrics())
    last: dict[str, object] = {}

    @routes.get("/api/health", **answers(HealthReport))
    async def health() -> Response:
        """Whether the server is well, how far it is behind, and how each background task does; always 200."""
        try:
            last.update(await health_look.take())
        except Unavailable as error:
            return plain({**last, "status": "failing", "fault": str(error)})
        return plain(last)

    @routes.get("/live", **answers(Alive))
    async def live() -> Response:
        """The process answers: restart it only when this does not."""
        return plain(Alive())

    @routes.get("/ready", **answers(Readiness, errors=also(503, "Not level yet, or signals cannot be taken in.")))
    async def ready() -> Response:
        """Whether the server is level and serves: 503 while the backlog of a start is being decided."""
        why = face.not_ready()
        return plain(Readiness(ready=not why, why=why), Unavailable.status if why else 200)

    @routes.get("/metrics", response_class=Response)
    async def metrics() -> Response:
        """Figures for Prometheus."""
        return Response(await metrics_look.take(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
