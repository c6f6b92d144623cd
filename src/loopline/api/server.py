"""The HTTP application: the dialects, the routers that it is given, and one shape for every error."""

from collections.abc import Awaitable, Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from loopline import __version__
from loopline.api import monitoring
from loopline.api.answer import plain
from loopline.api.auth import STUDIO_HEADER, Denied, TooMany, bearer_key
from loopline.api.describe import schemas, structs_of
from loopline.api.dialect import Dialect
from loopline.api.dialects import DIALECTS
from loopline.api.errors import DetailedError
from loopline.api.face import AppFace
from loopline.api.limits import BodyLimit
from loopline.api.spoken.answers import sentence
from loopline.model.errors import LooplineError, Unavailable
from loopline.runtime.vitals import HealthReport

RETRY_AFTER_SECONDS: Final = 2
HTTP_CODES: Final = {404: "route_unknown", 405: "method_unknown"}
DIALECT_MARK: Final = "x-dialect"
"""In the OpenAPI document, the dialect that brought a shape: the studio speaks none, and makes no type of it."""

READING: Final = ("GET", "HEAD", "OPTIONS")


class LooplineApi(FastAPI):
    """FastAPI, with our structs and the raw routes of the dialects in its OpenAPI document."""

    structs: Sequence[type[Struct]] = ()
    surround: Callable[[ASGIApp], ASGIApp] | None = None
    """What stands around the whole of it, the answers to faults of ours included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's stack, surrounded."""
        stack = super().build_middleware_stack()
        return self.surround(stack) if self.surround else stack

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema:
            return self.openapi_schema
        document = super().openapi()
        components = document.setdefault("components", {}).setdefault("schemas", {})
        components.update(schemas((*self.structs, HealthReport, *structs_of(monitoring))))
        for name in ("HTTPValidationError", "ValidationError"):
            components.pop(name, None)
        for operation in [operation for item in document["paths"].values() for operation in item.values()]:
            operation["responses"].pop("422", None)  # what FastAPI cannot read is a 400 here
        for dialect in DIALECTS:
            part = dialect.describe()
            document.setdefault("paths", {}).update(part["paths"])
            for name, schema in part["components"]["schemas"].items():
                components.setdefault(name, schema | {DIALECT_MARK: dialect.name})
        return document


def create_app(
    face: AppFace,
    routers: Sequence[APIRouter] = (),
    open_routers: Sequence[APIRouter] = (),
    structs: Sequence[type[Struct]] = (),
    surround: Callable[[ASGIApp], ASGIApp] | None = None,
) -> FastAPI:
    """The ASGI application. `routers` need an admin key or a studio session; `open_routers` guard themselves.

    `structs` are what the routers answer and take, for the OpenAPI document. `surround` puts something around it all.
    """
    app = LooplineApi(
        title="Loopline",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's pages fetch their scripts from elsewhere
        redoc_url=None,
        routes=[route for dialect in DIALECTS for route in dialect.routes(face)],
        exception_handlers={
            LooplineError: _on_loopline_error,
            RequestValidationError: _on_body_invalid,
            HTTPException: _on_http_error,
            Exception: _on_internal_error,
        },
    )
    app.structs, app.surround = structs, surround
    app.add_middleware(BodyLimit, beyond=tuple(prefix for dialect in DIALECTS for prefix in dialect.prefixes))
    app.include_router(monitoring.router(face))
    for router in open_routers:
        app.include_router(router)
    for router in routers:
        app.include_router(router, dependencies=[Depends(admin_guard(face))])
    return app


def admin_guard(face: AppFace) -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets an admin key or a studio session pass and raises Denied for everybody else."""

    async def guard(request: Request) -> None:
        key = bearer_key(request.headers.get("authorization"))
        if key:
            if face.check_admin_key(key):
                return
            raise Denied(
                "key_invalid",
                "This admin key is unknown; make one with `loopline keys add`, or in the studio.",
            )
        path = getattr(request.scope.get("route"), "path_format", "")
        if not face.check_session(request.cookies, request.method, path):
            raise Denied("signed_out", "Sign in, or send `Authorization: Bearer` with an admin key.")
        if request.method not in READING and request.headers.get(STUDIO_HEADER) != "1":
            raise Denied(
                "studio_header_missing", f"A write with the studio's cookie needs the header {STUDIO_HEADER}: 1."
            )

    return guard


def dialect_at(path: str) -> Dialect | None:
    """The dialect whose address this is; where two share a beginning, the longer prefix decides."""
    found = [(len(prefix), dialect) for dialect in DIALECTS for prefix in dialect.prefixes if path.startswith(prefix)]
    return max(found, key=itemgetter(0))[1] if found else None


def error_answer(
    request: Request, status: int, code: str, text: str, at: str = "", retry_after: int = 0
) -> JSONResponse:
    """Every error has this shape; at a dialect's address it is repeated where the protocol's clients look for it."""
    content: dict[str, object] = {"error": {"code": code, "text": sentence(text), "at": at}}
    retry_after = retry_after or (RETRY_AFTER_SECONDS if status == Unavailable.status else 0)
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if dialect := dialect_at(request.url.path):
        content |= dialect.error_fields(status, code, text)
        headers |= dialect.headers
    return JSONResponse(content, status, headers)


async def _on_loopline_error(request: Request, error: LooplineError) -> Response:
    if isinstance(error, DetailedError):
        content = {"error": {"code": error.code, "text": sentence(error.text), "at": error.at}, **error.details}
        return plain(content, error.status)
    retry_after = error.retry_after if isinstance(error, TooMany) else 0
    return error_answer(request, error.status, error.code, error.text, error.at, retry_after)


async def _on_body_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    places = [(".".join(str(part) for part in fault["loc"]), str(fault["msg"])) for fault in error.errors()]
    text = "; ".join(f"{place}: {words}" for place, words in places)
    return error_answer(request, 400, "body_invalid", f"The request cannot be read. {text}", places[0][0])


async def _on_http_error(request: Request, error: HTTPException) -> JSONResponse:
    code = HTTP_CODES.get(error.status_code, f"http_{error.status_code}")
    text = (
        f"{request.method} {request.url.path} is not answered here; see /api/openapi.json."
        if code in HTTP_CODES.values()
        else str(error.detail)
    )
    return error_answer(request, error.status_code, code, text)


async def _on_internal_error(request: Request, error: Exception) -> JSONResponse:
    """The answer shows nothing of the error; the server's log has it."""
    return error_answer(request, 500, "internal", "The server failed; try again later, and look into its log.")
