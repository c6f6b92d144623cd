"""The Segment tracking protocol: what Segment's, RudderStack's and Customer.io's clients send to /v1."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loopline.api.auth import Denied, basic_key
from loopline.api.face import AppFace
from loopline.api.limits import gunzip, read_body
from loopline.model.errors import Invalid
from loopline.ports import Taken
from loopline.signals.dialects.segment_wire import BATCH_BYTES_MAX, Message, written_keys
from loopline.signals.quality import Fault

SINGLE: Final = {
    "identify": "identify",
    "track": "track",
    "group": "group",
    "alias": "alias",
    "page": "page",
    "screen": "screen",
    "i": "identify",
    "t": "track",
    "g": "group",
    "a": "alias",
    "p": "page",
    "s": "screen",
}
BATCH: Final = ("batch", "b")

ANY_PAGE: Final = {"Access-Control-Allow-Origin": "*"}
"""A write key is public by nature (it stands in the page's source) and no cookie is read here: any page may send."""

PREFLIGHT: Final = ANY_PAGE | {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, X-Retry-Count, AnonymousId",
    "Access-Control-Max-Age": "86400",
}

Endpoint = Callable[[Request], Awaitable[Response]]


class Answer(msgspec.Struct, rename="camel", omit_defaults=True):
    """The answer to a sender. `accepted` counts messages; older clients look for `code` and `message`."""

    success: bool
    accepted: int
    faults: list[Fault] = []
    code: str = ""
    message: str = ""


encode_answer: Callable[[Answer], bytes] = msgspec.json.Encoder().encode


def routes(face: AppFace) -> list[Route]:
    """Every address of the dialect. They are raw routes: the body goes to the parser as it came."""
    given = [
        *(Route(f"/v1/{name}", _sending(face, None), methods=["POST", "OPTIONS"]) for name in BATCH),
        *(Route(f"/v1/{name}", _sending(face, kind), methods=["POST", "OPTIONS"]) for name, kind in SINGLE.items()),
        Route("/v1/m", _metrics, methods=["POST", "OPTIONS"]),
        Route("/v1/projects/{write_key}/settings", _settings(face), methods=["GET", "OPTIONS"]),
    ]
    return given


def _sending(face: AppFace, kind: str | None) -> Endpoint:
    async def send(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT)
        body = await _body(request)
        _check_key(face, request, body)
        return _answer(await face.take(body, kind))

    return send


async def _body(request: Request) -> bytes:
    body = await read_body(request.receive, BATCH_BYTES_MAX, "batch_too_large")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "gzip":
        return gunzip(body, BATCH_BYTES_MAX, "batch_too_large")
    if encoding not in ("identity", ""):
        raise Invalid("encoding_unknown", f"Content-Encoding {encoding!r} is not read here; use gzip or none.")
    return body


def _check_key(face: AppFace, request: Request, body: bytes) -> None:
    """The write key stands in the header (servers) or in the body (browsers). Raises Denied."""
    key = basic_key(request.headers.get("authorization"))
    if not any(face.check_write_key(found) for found in ([key] if key else written_keys(body))):
        raise Denied("key_invalid", "The write key is missing or unknown; copy it from Settings, Keys in the studio.")


def _answer(taken: Taken) -> Response:
    answer = Answer(success=True, accepted=taken.messages, faults=taken.faults)
    if taken.faults and not taken.messages:
        first = taken.faults[0]
        answer.success, answer.code, answer.message = False, first.code, first.text
    status = 200 if answer.success else 400
    return Response(encode_answer(answer), status, headers=ANY_PAGE, media_type="application/json")


async def _metrics(request: Request) -> Response:
    """Browser clients report on themselves here; nothing of it is kept."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=PREFLIGHT)
    return JSONResponse({"success": True}, headers=ANY_PAGE)


def _settings(face: AppFace) -> Endpoint:
    async def settings(request: Request) -> Response:
        """The settings that analytics.js asks for before it starts: it shall send its messages back here."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT)
        key: str = request.path_params["write_key"]
        if not face.check_write_key(key):
            raise Denied("key_invalid", "This write key is unknown; copy it from Settings, Keys in the studio.")
        here = {"apiKey": key, "apiHost": f"{request.url.netloc}/v1", "protocol": request.url.scheme}
        return JSONResponse({"integrations": {"Segment.io": here}}, headers=ANY_PAGE)

    return settings


class BatchBody(msgspec.Struct, rename="camel"):
    """The body of /v1/batch."""

    batch: list[Message]
    sent_at: str | None = None
    write_key: str | None = None


def describe() -> dict[str, Any]:
    """The dialect's part of the OpenAPI document, made from the shapes that the parser uses."""
    (batch, message, answer), components = msgspec.json.schema_components(
        (BatchBody, Message, Answer), ref_template="#/components/schemas/{name}"
    )
    paths = {f"/v1/{name}": {"post": _operation(name, batch, answer)} for name in BATCH}
    paths |= {f"/v1/{name}": {"post": _operation(name, message, answer)} for name in SINGLE}
    return {"paths": paths, "components": {"schemas": components}}


def _operation(name: str, body: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    def answered(text: str) -> dict[str, Any]:
        return {"description": text, "content": {"application/json": {"schema": answer}}}

    return {
        "summary": f"Send signals ({SINGLE.get(name, 'batch')})",
        "description": "In Segment's protocol, the write key as the name of HTTP Basic; answered when it is on disk.",
        "tags": ["signals"],
        "operationId": f"send_{name}",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": answered("On disk. Messages that were refused stand under `faults`."),
            "400": answered("Nothing could be taken; do not send it again as it is."),
            "401": answered("The write key is missing or wrong."),
            "413": answered("Over 500 KB or 2,500 messages; send it in parts."),
            "503": answered("It cannot be taken now; send it again after `Retry-After` seconds."),
        },
    }
