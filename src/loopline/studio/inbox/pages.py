"""Answers to browsers on the customer's pages: each says whether the page may read it, refusals too."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from loopline.api.auth import Forbidden, TooMany
from loopline.api.server import error_answer
from loopline.model.errors import LooplineError
from loopline.studio.access.keyring import Keyring

PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route that pages of the customer's sites ask, as far as a browser's key admits their origin."""

    keys: Keyring

    def get_route_handler(self) -> Answer:
        """FastAPI's handler, with the refusals and the origin."""
        return with_cors(super().get_route_handler(), self.keys)


def page_route(keys: Keyring) -> type[PageRoute]:
    """The kind of route that asks these keys."""
    return type("PageRoute", (PageRoute,), {"keys": keys})


def with_cors(answer: Answer, keys: Keyring) -> Answer:
    """The answer, or its refusal, with what the browser needs to know. Origins are no secret, tokens are the guard."""

    async def handle(request: Request) -> Response:
        origin = request.headers.get("origin", "")
        admitted = not origin or _is_own(request, origin) or await asyncio.to_thread(keys.admits_page, origin)
        response = await _guarded(answer, request) if admitted else _of_others(request)
        response.headers.append("Vary", "Origin")
        if origin and admitted:
            response.headers["Access-Control-Allow-Origin"] = origin
            if request.method == "OPTIONS":
                response.headers.update(PREFLIGHT)
        return response

    return handle


async def _guarded(answer: Answer, request: Request) -> Response:
    try:
        return await answer(request)
    except RequestValidationError as error:
        fault = error.errors()[0]
        return error_answer(request, 400, "body_invalid", f"The request cannot be read: {fault['msg']}.")
    except LooplineError as error:
        again = error.retry_after if isinstance(error, TooMany) else 0
        return error_answer(request, error.status, error.code, error.text, error.at, again)


def _of_others(request: Request) -> Response:
    text = "No browser key is for pages of this origin; add it to a key in Settings, Keys."
    return error_answer(request, Forbidden.status, "origin_unknown", text)


def _is_own(request: Request, origin: str) -> bool:
    return origin.partition("://")[2].lower() == request.headers.get("host", "").lower()
