"""Where providers call to tell what became of messages: one address a scheme, open to whoever signs as its provider."""

from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.describe import also
from loopline.api.face import HooksFace
from loopline.api.limits import read_body
from loopline.api.server import error_answer
from loopline.model.hook import HookChallenge, HookRefusal, HookRequest

HOOK_BODY_BYTES_MAX: Final = 1024 * 1024
_REFUSALS: Final = {
    400: "The call cannot be read.",
    401: "The call is not signed by the provider.",
    403: "The call is signed for another account.",
    404: "No channel is set up with this provider.",
    413: "The call is too large.",
    503: "It cannot be taken now; call again.",
}
TOLD: Final[dict[int | str, dict[str, Any]]] = {
    status: also(status, text)[status] for status, text in _REFUSALS.items()
}
PLAIN: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def router(hooks: HooksFace) -> APIRouter:
    """The routes. What a call tells is on disk before it is answered; a 503 asks the provider to call again."""
    routes = APIRouter(tags=["delivery"])

    @routes.get("/hooks/{scheme}", response_class=Response, responses=TOLD)
    async def challenged(scheme: str, request: Request) -> Response:
        """A provider asks whether the address is ours, or reports by GET."""
        return _answer(request, await hooks.take(scheme, _request("GET", request, b"")))

    @routes.post("/hooks/{scheme}", response_class=Response, responses=TOLD)
    async def called(scheme: str, request: Request) -> Response:
        """A provider tells what became of messages, signed in its own way; 200 when that is on disk."""
        body = await read_body(request.receive, HOOK_BODY_BYTES_MAX, "hook_too_large")
        return _answer(request, await hooks.take(scheme, _request("POST", request, body)))

    @routes.get("/in/{name}/{token}", response_class=Response, responses=TOLD)
    async def challenged_by_token(name: str, token: str, request: Request) -> Response:
        """A provider asks whether its own address is ours, or reports by GET."""
        return _answer(request, await hooks.take_by_token(name, token, _request("GET", request, b"")))

    @routes.post("/in/{name}/{token}", response_class=Response, responses=TOLD)
    async def called_by_token(name: str, token: str, request: Request) -> Response:
        """A provider tells what became of messages at the address that is its own; 200 when that is on disk."""
        body = await read_body(request.receive, HOOK_BODY_BYTES_MAX, "hook_too_large")
        return _answer(request, await hooks.take_by_token(name, token, _request("POST", request, body)))

    return routes


def _request(method: Literal["GET", "POST"], request: Request, body: bytes) -> HookRequest:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    return HookRequest(
        method=method,
        path=path.partition(b"?")[0].decode("latin-1"),
        query=query.decode("latin-1"),
        headers=headers,
        body=body,
    )


def _answer(request: Request, told: HookChallenge | HookRefusal | None) -> Response:
    """An empty 200 suits every provider: some take the words of an answer for a message to the sender."""
    match told:
        case HookChallenge(answer):
            return Response(answer, media_type="text/plain", headers=PLAIN)
        case HookRefusal(code, text, status):
            return error_answer(request, status, code, text)
        case None:
            return Response()
